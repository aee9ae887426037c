"""What one ACA-Py process is told: its arguments (public) and its environment (secrets).

    config = AgentConfig(label="Salud", home=Path("var/agent"), storage=PostgresStorage(...), ...)
    config.arguments()    # safe to show: holds no secret
    config.environment()  # holds the secrets; goes to the child process alone

Every agent has a HOME of its own, because ACA-Py keeps tails files in `$HOME/.indy_client/tails`.
"""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PLUGIN = "agent.plugin"
_CODE_ROOT = Path(__file__).resolve().parent.parent
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR", "LD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class PostgresStorage:
    """The PostgreSQL server that holds the wallet; ACA-Py makes a database named after the wallet."""

    host: str
    port: int
    account: str
    password: str = field(repr=False)
    max_connections: int = 10

    def config_json(self) -> str:
        return json.dumps({"url": f"{self.host}:{self.port}", "max_connections": self.max_connections})

    def credentials_json(self) -> str:
        account = {"account": self.account, "password": self.password}
        admin = {"admin_account": self.account, "admin_password": self.password}
        return json.dumps(account | admin)


@dataclass(frozen=True, slots=True)
class IssuerRole:
    """The agent signs credentials of `did` and publishes its AnonCreds objects through the node.

    `secret_file` (mode 0600) holds the secret of the node's internal API; `tails_base_url` is where the
    world finds tails files: ACA-Py appends `/hash/{hash}`.
    """

    did: str
    node_url: str
    secret_file: Path
    tails_base_url: str


@dataclass(frozen=True, slots=True)
class HolderRole:
    """The agent holds credentials, one wallet (tenant) for each learner. It publishes nothing."""

    jwt_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where ACA-Py posts its events; `key` arrives as the header X-API-Key."""

    url: str
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AgentConfig:
    """One ACA-Py process. `endpoint` is the DIDComm address given to others."""

    label: str
    home: Path
    inbound_port: int
    admin_port: int
    endpoint: str
    storage: PostgresStorage
    wallet_name: str
    role: IssuerRole | HolderRole
    wallet_key: str = field(repr=False)
    admin_api_key: str = field(repr=False)
    webhook: Webhook | None = None
    dev_hosts: str | None = None
    host: str = "127.0.0.1"
    log_level: str = "warning"
    python: str = sys.executable

    @property
    def admin_url(self) -> str:
        return f"http://{self.host}:{self.admin_port}"

    @property
    def log_file(self) -> Path:
        return self.home / "acapy.log"

    @property
    def pid_file(self) -> Path:
        return self.home / "acapy.pid"

    def arguments(self) -> list[str]:
        """The command line; everybody on the machine can read it, so no secret is in it."""
        return [
            *(self.python, "-m", "acapy_agent", "start", "--label", self.label),
            *("--inbound-transport", "http", self.host, str(self.inbound_port)),
            *("--outbound-transport", "http", "--endpoint", self.endpoint),
            *("--admin", self.host, str(self.admin_port), "--no-ledger", "--auto-provision"),
            *("--wallet-type", "askar-anoncreds", "--wallet-name", self.wallet_name),
            *("--wallet-storage-type", "postgres_storage"),
            *("--wallet-storage-config", self.storage.config_json()),
            *("--plugin", PLUGIN, "--log-level", self.log_level, "--max-outbound-retry", "30"),
            *self._role_arguments(),
        ]

    def _role_arguments(self) -> list[str]:
        if isinstance(self.role, HolderRole):
            automatic = ["--auto-respond-credential-offer", "--auto-store-credential"]
            # one database for all tenants: one each would use up the server's connections
            tenants = ["wallet_type=single-wallet-askar", f"wallet_name={self.wallet_name}_tenants"]
            many = ["--multitenant", "--multitenant-admin", "--multitenancy-config", *tenants]
            return [*many, *automatic, "--monitor-revocation-notification"]
        tails = self.role.tails_base_url
        published = ["--tails-server-base-url", tails, "--tails-server-upload-url", tails]
        return [*published, "--notify-revocation", "--auto-accept-requests", "--auto-verify-presentation"]

    def environment(self, base: Mapping[str, str] = os.environ) -> dict[str, str]:
        """The child's whole environment: a few variables passed on, the role's settings, the secrets."""
        env = {name: base[name] for name in _PASSED_ON if name in base}
        env |= {"HOME": str(self.home.absolute()), "PYTHONPATH": str(_CODE_ROOT), "PYTHONUNBUFFERED": "1"}
        env |= {
            "ACAPY_WALLET_KEY": self.wallet_key,
            "ACAPY_ADMIN_API_KEY": self.admin_api_key,
            "ACAPY_WALLET_STORAGE_CREDS": self.storage.credentials_json(),
        }
        if self.webhook:
            env["ACAPY_WEBHOOK_URL"] = f"{self.webhook.url}#{self.webhook.key}"
        if self.dev_hosts:
            env["MOCHILA_DEV_HOSTS"] = self.dev_hosts
        return env | self._role_environment()

    def _role_environment(self) -> dict[str, str]:
        if isinstance(self.role, HolderRole):
            return {
                "MOCHILA_AGENT_ROLE": "holder",
                "ACAPY_MULTITENANT_JWT_SECRET": self.role.jwt_secret,
            }
        return {
            "MOCHILA_AGENT_ROLE": "issuer",
            "MOCHILA_NODE_DID": self.role.did,
            "MOCHILA_NODE_URL": self.role.node_url,
            "MOCHILA_NODE_SECRET_FILE": str(self.role.secret_file.absolute()),
        }
