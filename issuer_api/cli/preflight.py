"""The preflight as people see it: a line a check, what is missing and how to mend it."""

from issuer_api.adapters.postgres import EmbeddedPostgres
from issuer_api.adapters.secret_files import SecretFileError, read_secret
from issuer_api.cli import err, out
from issuer_api.preflight import CheckResult, Database, Port, PreflightInput, run_checks
from issuer_api.settings import SECRETS, Settings


def report(settings: Settings, *, starting: bool) -> bool:
    """Print what was found; True when nothing is missing. When `starting`, failures alone, and the agent's ports
    are left to the agent: an agent that a killed node left behind may still hold them, and is ended first."""
    results = run_checks(_wanted(settings, () if starting else ("agent", "agent-admin")))
    for result in results:
        if not (starting and result.ok):
            _print(result)
    return all(result.ok for result in results)


def _print(result: CheckResult) -> None:
    mark = "[green]✓[/green]" if result.ok else "[red]✗[/red]"
    line = f"{mark} [bold]{result.name}[/bold]: {result.sentence} {result.remedy}".rstrip()
    (out if result.ok else err).print(line, highlight=False)


def _wanted(settings: Settings, agent_ports: tuple[str, ...]) -> PreflightInput:
    embedded = settings.database == "embedded"
    numbers = {"agent": settings.agent_port, "agent-admin": settings.agent_admin_port}
    return PreflightInput(
        data=settings.data,
        ports=(
            Port("api", settings.api_host, settings.api_port),
            *((Port("database", settings.database_host, settings.database_port),) if embedded else ()),
            *(Port(name, settings.agent_host, numbers[name]) for name in agent_ports),
        ),
        secrets=tuple(settings.secret(name) for name in SECRETS),
        first_start=embedded and not settings.secret("claims").exists(),
        postgres=_embedded(settings) if embedded else None,
        database=None if embedded else _external(settings),
        chain=settings.chain,
        rpc_urls=tuple(url.get_secret_value() for url in settings.rpc_urls),
        rpc_quorum=settings.rpc_quorum,
        node_url=settings.node_url,
        vc_api_issue=settings.vc_api_issue,
    )


def _embedded(settings: Settings) -> EmbeddedPostgres:
    return EmbeddedPostgres(settings.data / "postgres", settings.database_port, settings.secret("database-password"))


def _external(settings: Settings) -> Database | None:
    try:
        password = read_secret(settings.secret("database-password"))
    except SecretFileError:
        return None  # the check of the secrets says so
    return Database(
        settings.database_host, settings.database_port, settings.database_name, settings.database_user, password
    )
