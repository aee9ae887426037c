"""What a node is told: environment variables with the prefix `MOCHILA_`, a `.env` file, sensible defaults.

    settings = Settings(data=Path("var/node"))
    settings.secret("claims")           # the path of a secret's file, never its value

A value passed in, read once at start-up; no module reads the environment for itself.
"""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from anchoring.networks import Network, find_network
from verification.dev_hosts import HostMap

Port = Annotated[int, Field(ge=1, le=65535)]
SECRETS = ("claims", "internal", "agent-admin", "agent-wallet", "database-password")


class Settings(BaseSettings):
    """Raises pydantic.ValidationError, which names the variable, for a value that cannot be."""

    model_config = SettingsConfigDict(
        env_prefix="MOCHILA_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    data: Path = Path("var/node")
    secrets: Path | None = None
    institution: str = "Universidad de Ejemplo"
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] = "GT"
    host: Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")] = "salud.example.edu"
    dev_hosts: str | None = None

    api_host: str = "127.0.0.1"
    api_port: Port = 8010
    api_url: str | None = None

    trusted_proxies: str = "127.0.0.1,::1"  # addresses and networks whose X-Forwarded-For is believed, commas between
    bulk_max_mb: Annotated[int, Field(ge=1, le=65536)] = 1024

    vc_api_issue: bool = False  # /credentials/issue signs whatever is well formed: for conformance suites alone

    database_host: str = "127.0.0.1"
    database_port: Port = 8012
    database_name: str = "mochila"
    database_user: str = "mochila"
    database: Literal["embedded", "external"] = "embedded"

    agent_host: str = "127.0.0.1"
    agent_port: Port = 8020
    agent_admin_port: Port = 8021
    agent_admin_url: str | None = None
    agent_endpoint: str | None = None
    registry_size: Annotated[int, Field(ge=10, le=32768)] = 1000

    chain: str = "embedded"
    rpc_urls: Annotated[tuple[SecretStr, ...], NoDecode] = ()  # with spaces between them
    rpc_quorum: Annotated[int, Field(ge=1)] | None = None
    finality: Literal["finalized"] | Annotated[int, Field(ge=1)] | None = None
    contract: str | None = None
    fee_cap_gwei: Annotated[int, Field(ge=1)] | None = None
    fee_patience_seconds: Annotated[int, Field(ge=1)] = 180
    anchor_key: SecretStr | None = None
    anchor_keystore_file: Path | None = None
    anchor_signer_url: SecretStr | None = None
    anchor_signer_address: str | None = None
    checkpoint_minutes: Annotated[int, Field(ge=1)] = 60
    checkpoint_floor: Annotated[int, Field(ge=1, le=2**20)] = 256

    @field_validator("dev_hosts")
    @classmethod
    def _readable(cls, text: str | None) -> str | None:
        HostMap.parse(text)
        return text

    @field_validator("rpc_urls", mode="before")
    @classmethod
    def _separate(cls, value: object) -> object:
        return value.split() if isinstance(value, str) else value

    @cached_property
    def network(self) -> Network:
        """The network to anchor on. Raises anchoring.errors.WrongChain where too little is said about it."""
        return find_network(
            self.chain,
            rpc_urls=tuple(url.get_secret_value() for url in self.rpc_urls),
            quorum=self.rpc_quorum,
            finality=self.finality,
        )

    @cached_property
    def node_url(self) -> str:
        """Where this node's own parts reach its API."""
        return self.api_url or f"http://{self.api_host}:{self.api_port}"

    @cached_property
    def admin_url(self) -> str:
        """The agent's Admin API."""
        return self.agent_admin_url or f"http://{self.agent_host}:{self.agent_admin_port}"

    @cached_property
    def endpoint(self) -> str:
        """The DIDComm address that wallets are given."""
        return self.agent_endpoint or f"http://{self.agent_host}:{self.agent_port}"

    def secret(self, name: str) -> Path:
        """The file of a secret."""
        return (self.secrets or self.data / "secrets") / name
