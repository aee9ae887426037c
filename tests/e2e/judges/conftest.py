"""The judges, and a node that published something for them to judge."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.e2e.judges.panel import HERE, Opinion, Panel
from tests.e2e.judges.published import Published, published_by
from tests.nodes import LiveNode
from verification import known_contexts

REGISTRY = {"type": "dcc-legacy", "name": "Registro de ejemplo", "url": "https://registro.example.edu/issuers.json"}


@dataclass(frozen=True, slots=True)
class Judge:
    """One of the two judges of badges, called with a badge and what outsiders serve for it.

    The DCC's has a registry of issuers, in which the node's DID is alone.
    """

    name: str
    panel: Panel
    known: dict[str, Any]

    def __call__(self, badge: dict[str, Any], served: dict[str, Any] | None = None, **more: Any) -> Opinion:
        everything = self.known | (served or {})
        return self.panel.judge(self.name, credential=badge, registries=[REGISTRY], served=everything, **more)


@pytest.fixture(scope="session")
def panel(node_js_of_judges: str, published: Published, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Panel]:
    """All judges in one process, with the node's addresses and the contexts that this project pins."""
    contexts = {url: known_contexts.context(url) for url in known_contexts.known()}
    log = tmp_path_factory.mktemp("judges") / "judges.log"
    with Panel.open(node_js_of_judges, published.hosts, contexts, log) as judges:
        yield judges


@pytest.fixture(scope="session")
def node_js_of_judges() -> str:
    """The path of Node.js, with the judges installed for it (`make judges`)."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("the judges need Node.js 20 or newer")
    installed = HERE / "node_modules" / ".installed"
    if not installed.exists() or installed.stat().st_mtime < (HERE / "package-lock.json").stat().st_mtime:
        pytest.skip("the judges are not installed: run `make judges`")
    return program


@pytest.fixture(scope="session")
def published(node_js_of_judges: str, live_node: LiveNode) -> Iterator[Published]:
    """Asks for the judges first, to skip before a node is started."""
    with published_by(live_node) as everything:
        yield everything


@pytest.fixture(params=["digitalbazaar", "dcc"])
def judge(request: pytest.FixtureRequest, panel: Panel, published: Published) -> Judge:
    listed = {"registry": {published.did: {"name": "Universidad de Ejemplo"}}}
    return Judge(request.param, panel, {REGISTRY["url"]: {"body": listed}})
