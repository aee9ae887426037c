"""The plugin's settings, read once from the environment and checked.

settings = PluginSettings.from_environment({"MOCHILA_AGENT_ROLE": "holder"})
"""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from agent.plugin.errors import Misconfigured
from verification.dev_hosts import HostMap
from verification.errors import VerificationError


@dataclass(frozen=True, slots=True)
class IssuerSettings:
    """The node that signs and publishes for `did`, and the secret of its internal API."""

    did: str
    node_url: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PluginSettings:
    """`issuer` is None for a holder."""

    issuer: IssuerSettings | None
    hosts: HostMap

    @classmethod
    def from_environment(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Raises Misconfigured, naming the variable."""
        role = env.get("MOCHILA_AGENT_ROLE")
        if role not in ("issuer", "holder"):
            raise Misconfigured("MOCHILA_AGENT_ROLE must be issuer or holder")
        try:
            hosts = HostMap.parse(env.get("MOCHILA_DEV_HOSTS"))
        except VerificationError as error:
            raise Misconfigured(f"MOCHILA_DEV_HOSTS: {error}") from error
        return cls(_issuer(env) if role == "issuer" else None, hosts)


def _issuer(env: Mapping[str, str]) -> IssuerSettings:
    did, node_url = _needed(env, "MOCHILA_NODE_DID"), _needed(env, "MOCHILA_NODE_URL").rstrip("/")
    if not did.startswith("did:webvh:"):
        raise Misconfigured("MOCHILA_NODE_DID is not a did:webvh")
    parts = urlsplit(node_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Misconfigured("MOCHILA_NODE_URL is not an http(s) URL")
    return IssuerSettings(did, node_url, _secret(Path(_needed(env, "MOCHILA_NODE_SECRET_FILE"))))


def _needed(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").strip()
    if not value:
        raise Misconfigured(f"an issuer needs {name}")
    return value


def _secret(path: Path) -> str:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        secret = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"MOCHILA_NODE_SECRET_FILE cannot be read: {path}") from error
    if mode & 0o077:
        raise Misconfigured(f"MOCHILA_NODE_SECRET_FILE can be read by others: chmod 600 {path}")
    if not secret:
        raise Misconfigured(f"MOCHILA_NODE_SECRET_FILE is empty: {path}")
    return secret
