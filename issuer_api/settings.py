"""What a node is told: environment variables with the prefix `MOCHILA_`, a `.env` file, sensible defaults.

    settings = Settings(data=Path("var/node"))
    settings.secret("claims")           # the path of a secret's file, never its value

A value passed in, read once at start-up; no module reads the environment for itself.
"""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from verification.dev_hosts import HostMap

Port = Annotated[int, Field(ge=1, le=65535)]
SECRETS = ("claims", "internal", "agent-admin", "agent-wallet", "database-password")


class Settings(BaseSettings):
    """Raises pydantic.ValidationError, which names the variable, for a value that cannot be."""

    model_config = SettingsConfigDict(env_prefix="MOCHILA_", env_file=".env", extra="ignore", frozen=True)

    data: Path = Path("var/node")
    secrets: Path | None = None
    institution: str = "Universidad de Ejemplo"
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] = "GT"
    host: Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")] = "salud.example.edu"
    dev_hosts: str | None = None

    api_host: str = "127.0.0.1"
    api_port: Port = 8010
    api_url: str | None = None

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
    rpc_url: SecretStr | None = None
    contract: str | None = None
    checkpoint_minutes: Annotated[int, Field(ge=1)] = 60
    checkpoint_floor: Annotated[int, Field(ge=1, le=2**17)] = 256

    @field_validator("dev_hosts")
    @classmethod
    def _readable(cls, text: str | None) -> str | None:
        HostMap.parse(text)
        return text

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
