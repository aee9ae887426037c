"""What the node talks to: its own ports, the database, the chain."""

import errno
import socket
from urllib.parse import urlsplit

import httpx
import psycopg

from anchoring.errors import WrongChain
from anchoring.networks import Network, find_network
from issuer_api.adapters.postgres_binaries import PostgresError
from issuer_api.preflight.model import CheckResult, Database, Port, PreflightInput

_SECONDS = 5.0


def check_port(port: Port, wanted: PreflightInput) -> CheckResult:
    """Free, or held by our own node that runs already."""
    name, place = f"port {port.name}", f"{port.host}:{port.number}"
    try:
        _bind(port)
    except OSError as exc:
        if exc.errno == errno.EADDRINUSE:
            if _is_ours(port, wanted):
                return CheckResult(name, True, f"{place} is held by this node, which runs already.")
            remedy = f"End that program (ss -ltnp 'sport = :{port.number}' names it), or choose another port."
            return CheckResult(name, False, f"{place} is taken by another program.", remedy)
        sentence = f"Nothing can listen on {place}: {exc.strerror or exc}."
        return CheckResult(name, False, sentence, "Use an address of this machine and a port that this user may open.")
    return CheckResult(name, True, f"{place} is free.")


def check_database(wanted: PreflightInput) -> CheckResult:
    if wanted.database is not None:
        return _check_connection(wanted.database)
    if wanted.postgres is None:
        return CheckResult("database", True, "No database is to be checked.")
    try:
        wanted.postgres.check()
    except (PostgresError, OSError) as exc:
        return CheckResult("database", False, str(exc))
    return CheckResult("database", True, "The embedded PostgreSQL can start.")


def check_chain(wanted: PreflightInput) -> CheckResult:
    """A quorum of RPC nodes answers, and each that answers serves the chain that was named. A URL may hold a key: only
    its host is shown."""
    try:
        network = find_network(wanted.chain, rpc_urls=wanted.rpc_urls, quorum=wanted.rpc_quorum)
        if network.embedded:
            return CheckResult("chain", True, "The embedded chain; it proves nothing to others.")
        urls = network.nodes
    except WrongChain as exc:
        return CheckResult("chain", False, f"{exc}.", "Set MOCHILA_CHAIN, MOCHILA_RPC_URLS and MOCHILA_RPC_QUORUM.")
    return _check_nodes(network, urls)


def check_vc_api(wanted: PreflightInput) -> CheckResult:
    """A warning and no refusal: whoever runs a conformance suite wants it so."""
    if not wanted.vc_api_issue:
        return CheckResult("vc-api", True, "The VC API verifies, and signs nothing.")
    sentence = "WARNING: whoever has a token of this node can have any credential signed with the institution's key."
    return CheckResult("vc-api", True, sentence, "Unset MOCHILA_VC_API_ISSUE on a node that issues to learners.")


def _check_nodes(network: Network, urls: tuple[str, ...]) -> CheckResult:
    silent: list[str] = []
    for url in urls:
        try:
            found = _chain_id(url)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as exc:
            silent.append(f"The RPC node at {_host(url)} does not say which chain it serves ({type(exc).__name__}).")
            continue
        if found != network.chain:
            sentence = f"The RPC node at {_host(url)} serves {found}, not {network.chain}."
            return CheckResult("chain", False, sentence, "Make MOCHILA_CHAIN and MOCHILA_RPC_URLS agree.")
    answering = len(urls) - len(silent)
    if answering < network.quorum:
        return CheckResult("chain", False, silent[0], "See whether MOCHILA_RPC_URLS is right and the RPC nodes are up.")
    told = f"{answering} of {len(urls)} RPC nodes serve {network.chain}; {network.quorum} must agree."
    return CheckResult("chain", True, " ".join([told, *silent]))


def _bind(port: Port) -> None:
    with socket.create_server((port.host, port.number), family=_family(port.host)):
        pass


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _is_ours(port: Port, wanted: PreflightInput) -> bool:
    """The embedded server is known by its lock. The rest: our node answers, and its own server lives."""
    lives = wanted.postgres is not None and wanted.postgres.runs()
    if wanted.postgres is not None and port.number == wanted.postgres.port:
        return lives
    return (lives or wanted.postgres is None) and _node_answers(wanted.node_url)


def _node_answers(node_url: str | None) -> bool:
    if node_url is None:
        return False
    try:
        health = httpx.get(f"{node_url}/health", timeout=_SECONDS, trust_env=False).json()
    except (httpx.HTTPError, ValueError):
        return False
    return isinstance(health, dict) and {"status", "database", "agent"} <= health.keys()


def _check_connection(database: Database) -> CheckResult:
    place = f"{database.name} on {database.host}:{database.port}"
    try:
        with psycopg.connect(
            host=database.host,
            port=database.port,
            dbname=database.name,
            user=database.account,
            password=database.password,
            connect_timeout=int(_SECONDS),
        ) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.Error as exc:
        reason = " ".join(str(exc).split()).removesuffix(".")
        sentence = f"The database {place} cannot be reached as {database.account}: {reason}."
        remedy = "See that the server is up and that its address, name, account and password are the right ones."
        return CheckResult("database", False, sentence, remedy)
    return CheckResult("database", True, f"The database {place} answers (PostgreSQL {version}).")


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "?"
    except ValueError:
        return "?"


def _chain_id(rpc_url: str) -> str:
    question = {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []}
    answer = httpx.post(rpc_url, json=question, timeout=_SECONDS).raise_for_status().json()
    return f"eip155:{int(answer['result'], 16)}"
