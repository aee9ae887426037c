"""The judges, and a node that published something for them to judge."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.e2e.judges import ours
from tests.e2e.judges.outsiders import Json
from tests.e2e.judges.panel import HERE, Opinion, Panel
from tests.e2e.judges.published import Published, published_by
from tests.nodes import LiveNode
from verification import known_contexts

REGISTRY = {"type": "dcc-legacy", "name": "Registro de ejemplo", "url": "https://registro.example.edu/issuers.json"}


@dataclass(frozen=True, slots=True)
class Judge:
    """One judge of badges, called with a badge and what outsiders serve for it.

    The DCC's has a registry of issuers, in which the node's DID is alone.
    """

    name: str
    panel: Panel
    published: Published

    def __call__(self, badge: Json, served: Json | None = None) -> Opinion:
        if self.name == "ours":
            return ours.judge(badge, served or {}, self.published.fetch)
        listed = {"registry": {self.published.did: {"name": "Universidad de Ejemplo"}}}
        everything = {REGISTRY["url"]: {"body": listed}} | (served or {})
        return self.panel.judge(self.name, credential=badge, registries=[REGISTRY], served=everything)


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


@pytest.fixture(params=["digitalbazaar", "dcc", "ours"])
def judge(request: pytest.FixtureRequest, panel: Panel, published: Published) -> Judge:
    """Each judge of badges in turn; this project's own verifier stands beside the two from npm."""
    return Judge(request.param, panel, published)
