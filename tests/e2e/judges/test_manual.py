"""The page on the judges names those that are installed."""

import json

from tests.e2e.judges.panel import HERE

PAGE = HERE.parents[2] / "docs" / "judges.md"


def test_every_judge_is_named_with_its_version() -> None:
    wanted = json.loads((HERE / "package.json").read_text())["dependencies"]
    page = PAGE.read_text()
    assert [name for name, version in wanted.items() if f"`{name}` {version}" not in page] == []
