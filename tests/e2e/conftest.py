"""A stock wallet for the end-to-end tests. They skip where its runtime is missing; with CI=true they fail."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.credo import WALLET, Holder
from tests.e2e.node_api import NodeApi, RunningNode
from tests.nodes import LiveNode

OLDEST_NODE_JS = 20


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With CI=true nothing here may be skipped in silence."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI=true does not allow: {report.longreprtext}"
    return report


@pytest.fixture(scope="session")
def node_js() -> str:
    """The path of Node.js, with the stock wallet installed for it."""
    program = shutil.which("node")
    if program is None or _major_version(program) < OLDEST_NODE_JS:
        pytest.skip(f"the stock wallet needs Node.js {OLDEST_NODE_JS} or newer")
    install = subprocess.run(
        [str(WALLET / "install.sh")],
        env={**os.environ, "PYTHON": sys.executable},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if install.returncode != 0:
        pytest.fail(f"tests/e2e/wallet/install.sh ended with {install.returncode}:\n{install.stdout}")
    return program


@pytest.fixture
def start_holder(node_js: str, tmp_path: Path) -> Iterator[Callable[[str, Mapping[str, str]], Holder]]:
    """Starts a wallet of its own for a named learner, on a host map; shuts all of them down at the end."""
    with ExitStack() as wallets:
        yield lambda name, hosts: wallets.enter_context(Holder.start(node_js, tmp_path / name, hosts))


@pytest.fixture
def node(node_js: str, live_node: LiveNode) -> Iterator[RunningNode]:
    """The running node as the wallet's tests know it. Asks for the wallet first, to skip before a node is started."""
    settings = live_node.settings
    with NodeApi(settings.node_url, author=live_node.officer.token, approver=live_node.approver.token) as api:
        yield RunningNode(api, live_node.did, live_node.hosts)


def _major_version(program: str) -> int:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.match(r"v(\d+)\.", told)
    return int(found[1]) if found else 0
