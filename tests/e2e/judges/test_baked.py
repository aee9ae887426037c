"""A badge baked into an image, taken out by other people's readers: png-itxt, and an XML parser."""

import base64
import io
import json

import pytest
from PIL import Image

from issuer_api.domain.baking import bake_png, bake_svg
from tests.e2e.judges.conftest import Judge
from tests.e2e.judges.panel import Panel
from tests.e2e.judges.published import Published


@pytest.fixture(params=["image/png", "image/svg+xml"])
def baked(request: pytest.FixtureRequest, published: Published) -> tuple[str, bytes]:
    badge = published.badges["good"]
    if request.param == "image/png":
        blank = io.BytesIO()
        Image.new("RGB", (8, 8)).save(blank, "PNG")
        return request.param, bake_png(blank.getvalue(), badge)
    return request.param, bake_svg('<svg xmlns="http://www.w3.org/2000/svg"></svg>', badge).encode()


def test_baked_badge_is_read_and_accepted(
    panel: Panel, judge: Judge, published: Published, baked: tuple[str, bytes]
) -> None:
    kind, image = baked
    read = panel.judge("baked", image=base64.b64encode(image).decode(), type=kind)
    assert read.accepted, read
    badge = json.loads(read.told["text"])
    assert badge == published.badges["good"]
    assert judge(badge).accepted
