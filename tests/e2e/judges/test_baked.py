"""A badge that the node baked into an image, taken out by other people's readers: png-itxt, and an XML parser."""

import base64
import json

import pytest

from tests.e2e.judges.conftest import Judge
from tests.e2e.judges.panel import Panel
from tests.e2e.judges.published import Published


@pytest.mark.parametrize("kind", ["image/png", "image/svg+xml"])
def test_baked_badge_is_read_and_accepted(panel: Panel, judge: Judge, published: Published, kind: str) -> None:
    read = panel.judge("baked", image=base64.b64encode(published.images[kind]).decode(), type=kind)
    assert read.accepted, read
    badge = json.loads(read.told["text"])
    assert badge == published.badges["good"]
    assert judge(badge).accepted
