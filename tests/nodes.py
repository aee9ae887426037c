"""A real node for tests: PostgreSQL, chain, API, worker and ACA-Py, as `mochila up` runs them, on free ports.

with running_node(tmp_path) as node:
    node.officer.get("/health")
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from issuer_api.bootstrap.parts import Parts
from issuer_api.bootstrap.run import node_running
from issuer_api.cli.client import Api
from issuer_api.cli.demo.ground import example_settings
from issuer_api.cli.machine import give_tokens, token_file
from issuer_api.settings import Settings


@dataclass(frozen=True, slots=True)
class LiveNode:
    """A running node, and two people of its registrar's office."""

    parts: Parts
    officer: Api
    approver: Api

    @property
    def settings(self) -> Settings:
        return self.parts.settings

    @property
    def did(self) -> str:
        return str(self.officer.get("/health")["did"])

    @property
    def hosts(self) -> Mapping[str, str]:
        """The development host map, as the node has it."""
        return dict(json.loads(self.settings.dev_hosts or "{}"))


def node_settings(data: Path, **more: object) -> Settings:
    """Settings of a node in this folder, on ports that are free now."""
    return example_settings(data, **{"registry_size": 200} | more)


@contextmanager
def running_node(data: Path, **more: object) -> Iterator[LiveNode]:
    """The node runs inside; everything it started is stopped when it is left. `more`: settings."""
    settings = node_settings(data, **more)
    with node_running(settings, say=lambda text: None) as parts:
        give_tokens(parts, ("officer", "approver"))
        yield LiveNode(parts, api_of_name(settings, "officer"), api_of_name(settings, "approver"))


def api_of_name(settings: Settings, name: str) -> Api:
    """The node's API, spoken to with this person's token."""
    return Api(settings.node_url, token_file(settings, name).read_text().strip())
