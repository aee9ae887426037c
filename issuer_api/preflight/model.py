"""What the preflight is told, and what it answers."""

from dataclasses import dataclass, field
from pathlib import Path

from issuer_api.adapters.postgres import EmbeddedPostgres


@dataclass(frozen=True, slots=True)
class CheckResult:
    """`sentence` says how things are, `remedy` how to mend them; '' where the sentence says that too."""

    name: str
    ok: bool
    sentence: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Port:
    """A port that the node will listen on. `name` is for people: 'api', 'agent', 'database'."""

    name: str
    host: str
    number: int


@dataclass(frozen=True, slots=True)
class Database:
    """A PostgreSQL server of the operator's own."""

    host: str
    port: int
    name: str
    account: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PreflightInput:
    """What a node is configured to use.

    `postgres` is the embedded server, `database` the operator's own; one of the two is given, or neither where
    no database is to be checked. `chain` is a network's name or a CAIP-2 id, with RPC URLs and a quorum where
    they are not the ready-made ones. `node_url` is where our own node would answer if it runs already. `first_start`
    allows secrets that are not there yet: the node makes them.
    """

    data: Path
    ports: tuple[Port, ...] = ()
    secrets: tuple[Path, ...] = ()
    first_start: bool = False
    postgres: EmbeddedPostgres | None = None
    database: Database | None = None
    chain: str = "embedded"
    rpc_urls: tuple[str, ...] = field(default=(), repr=False)
    rpc_quorum: int | None = None
    node_url: str | None = None
    vc_api_issue: bool = False
    min_disk_bytes: int = 2 * 2**30
    min_memory_bytes: int = 2**30
