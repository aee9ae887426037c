"""Settings in, parts out.

parts = Parts(settings)
parts.node                # the use cases' Node
parts.close()
"""

from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine

from agent.admin import AdminClient
from issuer_api.adapters import key_file
from issuer_api.adapters.acapy import AcaPyAgent
from issuer_api.adapters.didkit import DidkitIssuer
from issuer_api.adapters.drawing.drawn import Drawn
from issuer_api.adapters.fetcher import HttpFetcher, Teller
from issuer_api.adapters.jobs import ProcrastinateJobs
from issuer_api.adapters.peers import HttpPeers
from issuer_api.adapters.postgres import EmbeddedPostgres
from issuer_api.adapters.qr import read_qr
from issuer_api.adapters.secret_files import make_secret, read_secret
from issuer_api.adapters.signer import FileSigner
from issuer_api.db.work import sql_store
from issuer_api.domain.ports import Store
from issuer_api.settings import SECRETS, Settings
from issuer_api.usecases.desk import Desk
from issuer_api.usecases.node import Node
from issuer_api.usecases.transparency import Transparency
from verification.dev_hosts import HostMap


def now() -> datetime:
    """The clock of a running node."""
    return datetime.now(UTC)


class Parts:
    """Makes each part when it is first asked for, from the same settings."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def secret(self, name: str) -> str:
        """A secret's value. Raises SecretFileError."""
        return read_secret(self.settings.secret(name))

    @property
    def keys(self) -> Path:
        """The folder of the institution's own keys."""
        return self.settings.data / "keys"

    @cached_property
    def postgres(self) -> EmbeddedPostgres:
        """The embedded server, not yet started."""
        s = self.settings
        return EmbeddedPostgres(s.data / "postgres", s.database_port, s.secret("database-password"))

    @cached_property
    def database_url(self) -> URL:
        s = self.settings
        return URL.create(
            "postgresql+psycopg",
            s.database_user,
            self.secret("database-password"),
            s.database_host,
            s.database_port,
            s.database_name,
        )

    @cached_property
    def engine(self) -> Engine:
        return create_engine(self.database_url, pool_size=10, max_overflow=10, pool_pre_ping=True, hide_parameters=True)

    @cached_property
    def store(self) -> Store:
        return sql_store(self.engine)

    @cached_property
    def jobs(self) -> ProcrastinateJobs:
        return ProcrastinateJobs(self.conninfo)

    @property
    def conninfo(self) -> str:
        """The database for libpq. Holds the password."""
        return self.database_url.set(drivername="postgresql").render_as_string(hide_password=False)

    @cached_property
    def admin(self) -> AdminClient:
        return AdminClient(self.settings.admin_url, self.secret("agent-admin"))

    @cached_property
    def node(self) -> Node:
        return Node(
            store=self.store,
            agent=AcaPyAgent(self.admin),
            signer=FileSigner.load(self.keys / "key-1"),
            jobs=self.jobs,
            clock=now,
            claim_secret=self.secret("claims").encode(),
            registry_size=self.settings.registry_size,
            drawings=Drawn(),
            legacy=DidkitIssuer(key_file.read(self.keys / "key-1")),
        )

    @cached_property
    def transparency(self) -> Transparency:
        return Transparency(
            store=self.store,
            clock=now,
            signer=FileSigner.load(self.keys / "key-1"),
            log_key=FileSigner.load(self.keys / "log"),
            witness_key=FileSigner.load(self.keys / "witness"),
            peers=HttpPeers(HostMap.parse(self.settings.dev_hosts)),
        )

    @cached_property
    def desk(self) -> Desk:
        fetcher = HttpFetcher(HostMap.parse(self.settings.dev_hosts))
        return Desk(fetcher, fetcher.send, read_qr, may_issue=self.settings.vc_api_issue, tell=Teller(fetcher))

    def close(self) -> None:
        """Let go of connections."""
        if "jobs" in self.__dict__:
            self.jobs.close()
        if "engine" in self.__dict__:
            self.engine.dispose()


def make_secrets(settings: Settings) -> None:
    """Every secret that the node keeps for itself, where it is not there yet, in a folder that is the node's alone."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in SECRETS:
        make_secret(settings.secret(name))
