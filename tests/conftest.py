"""What every kind of test may use."""

from collections.abc import Iterator

import pytest

from tests.nodes import LiveNode, running_node


@pytest.fixture(scope="session")
def live_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveNode]:
    """One real node for the whole run: tests use batches and learners of their own."""
    with running_node(tmp_path_factory.mktemp("node")) as node:
        yield node
