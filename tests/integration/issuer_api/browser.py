"""A real browser at the office: a page that was opened, what it asked for, and what its console said."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Route, sync_playwright

from tests.integration.issuer_api.office import Office

AXE = Path(__file__).parents[2] / "tools" / "node_modules" / "axe-core" / "axe.min.js"
NARROW, WIDE = 320, 1280
LOCALES = {"es": "es-GT", "pt": "pt-BR", "en": "en-GB"}


@contextmanager
def debians_chromium(*flags: str) -> Iterator[Browser]:
    """With CI=true it must be there."""
    program = shutil.which("chromium")
    if program is None and os.environ.get("CI") == "true":
        pytest.fail("chromium is missing (apt-get install chromium)")
    if program is None:
        pytest.skip("chromium is missing (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu", *flags])
        yield browser
        browser.close()


class Visit:
    """A page that was opened, every address that it asked for, and what its console said."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._note)
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, request: Request) -> None:
        if not request.url.startswith("blob:"):  # a file that the page made itself, being saved
            self.asked.append(request.url)


@contextmanager
def visit(chromium: Browser, office: Office, path: str, lang: str = "es", width: int = NARROW) -> Iterator[Visit]:
    context = chromium.new_context(locale=LOCALES[lang], viewport={"width": width, "height": 800})
    context.route(lambda url: not url.startswith(_home(office)), _nowhere)
    page = context.new_page()
    visited = Visit(page)
    page.goto(f"{_home(office)}{path}")
    yield visited
    context.close()


def _home(office: Office) -> str:
    return str(office.client.base_url).rstrip("/")


def _nowhere(route: Route) -> None:
    route.fulfill(status=200, content_type="text/html", body="elsewhere")


def secret_stayed(visited: Visit, office: Office, token: str) -> None:
    """Nothing but the node was asked, and no address held the token's secret part."""
    secret = token.partition(".")[2]
    assert visited.asked
    assert all(address.startswith(_home(office)) for address in visited.asked), visited.asked
    assert all(secret not in address.partition("#")[0] for address in visited.asked)
    assert not visited.complaints, visited.complaints


def fits(page: Page) -> bool:
    """No sideways scrolling (WCAG 2.2, 1.4.10)."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def save(page: Page, selector: str) -> tuple[str, bytes]:
    """The file's name and content. The button is pressed by keyboard."""
    page.focus(selector)
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    return saved.value.suggested_filename, Path(saved.value.path()).read_bytes()


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it is now, each with the elements. Without axe-core nothing is
    judged: with CI=true it must be there."""
    if not AXE.exists() and os.environ.get("CI") != "true":
        pytest.skip("axe-core is missing (make tools)")
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run()")["violations"]
    return [f"{one['id']}: {one['help']} ({', '.join(str(node['target']) for node in one['nodes'])})" for one in found]
