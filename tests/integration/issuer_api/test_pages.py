"""The pages in a real browser: a learner without a wallet leaves with the badge, and whoever is shown it reads the
verdict; from 320 pixels on, by keyboard, in three languages, with nothing fetched from anywhere else."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser

from issuer_api.usecases.status_lists import publish_lists
from tests.integration.issuer_api.badges import badge_of, claim_token_of, share_token_of
from tests.integration.issuer_api.browser import LOCALES, NARROW, WIDE, fits, save, secret_stayed, violations, visit
from tests.integration.issuer_api.office import Office
from verification.baked import read_badge

Json = dict[str, Any]


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_learner_without_a_wallet_leaves_with_the_badge(chromium: Browser, office: Office, width: int) -> None:
    (credential,) = office.issued()
    token = claim_token_of(credential)
    with visit(chromium, office, f"/claim#{token}", width=width) as visited:
        page = visited.page
        page.wait_for_selector("#files:not([hidden])")
        page.wait_for_selector("#offer:not([hidden])")
        assert page.inner_text("h1") == "Salud digital comunitaria"
        assert fits(page)
        assert violations(page) == []
        for form, ending in {"pdf": "pdf", "png": "png", "json-ld": "json"}.items():
            name, content = save(page, f'[data-form="{form}"]')
            assert name == f"salud-digital-comunitaria.{ending}"
            assert json.loads(read_badge(content).credential) == badge_of(office, credential)
        assert page.inner_text("#said") == "Descargado."
        page.click("details:has([data-form=svg]) summary")
        assert fits(page)
        assert read_badge(save(page, '[data-form="svg"]')[1]).form == "json"
        page.click('[data-form="bundle"]')
        page.wait_for_selector("#said:has-text('Todavía')")
        visited.complaints.clear()  # Chromium's console tells of any answer but 200
        secret_stayed(visited, office, token)


def test_with_the_agent_away_the_files_are_there_all_the_same(chromium: Browser, office: Office) -> None:
    (credential,) = office.issued()
    office.agent.unreachable = True
    with visit(chromium, office, f"/claim#{claim_token_of(credential)}") as visited:
        visited.page.wait_for_selector("#files:not([hidden])")
        assert visited.page.is_hidden("#offer")
        assert save(visited.page, '[data-form="pdf"]')[1].startswith(b"%PDF-")


def test_sharing_begins_when_the_learner_says_so(chromium: Browser, office: Office) -> None:
    (credential,) = office.issued()
    share = share_token_of(office, credential)
    with visit(chromium, office, f"/claim#{claim_token_of(credential)}", "en") as visited:
        page = visited.page
        page.wait_for_selector("#files:not([hidden])")
        assert page.input_value("#share").endswith(f"/credential#{share}")
        assert "your name" in page.inner_text("[data-text=share_note]")
        secret_stayed(visited, office, share)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.click("#copy")
        page.wait_for_selector("#copied:has-text('Copied.')")
        assert page.evaluate("navigator.clipboard.readText()") == page.input_value("#share")
        with page.context.expect_page() as opened:
            page.click("#linkedin")
        asked = urlsplit(opened.value.url)
        said = {name: values[0] for name, values in parse_qs(asked.query).items()}
    assert (asked.hostname, asked.path) == ("www.linkedin.com", "/profile/add")
    assert said["name"] == "Salud digital comunitaria"
    assert said["certUrl"].endswith(f"/credential#{share}")
    assert (said["issueYear"], said["issueMonth"]) == ("2026", "11")


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("es", "Es auténtica y está vigente"),
        ("pt", "É autêntica e está válida"),
        ("en", "It is authentic and in force"),
    ],
)
def test_whoever_is_shown_it_reads_the_verdict(
    chromium: Browser, office: Office, lang: str, told: str, width: int
) -> None:
    (credential,) = office.issued()
    token = share_token_of(office, credential)
    with visit(chromium, office, f"/credential#{token}", lang, width) as visited:
        page = visited.page
        page.wait_for_selector("#verdict.passed")
        assert page.inner_text("#summary") == told
        assert page.get_attribute("html", "lang") == lang
        assert credential["learner"]["family_name"] in page.inner_text("#holder")
        assert page.locator("#checks li.passed").count() == page.locator("#checks li").count() >= 5
        assert page.locator("#picture svg[role=img]").count() == 1
        assert fits(page)
        name, content = save(page, "#take")
        assert (name, json.loads(content)) == ("credential.json", badge_of(office, credential))
        secret_stayed(visited, office, token)


def test_a_revoked_one_is_shown_as_such(chromium: Browser, office: Office) -> None:
    (credential,) = office.issued()
    office.accept(credential)
    office.revoke(credential)
    publish_lists(office.node)
    with visit(chromium, office, f"/credential#{share_token_of(office, credential)}") as visited:
        visited.page.wait_for_selector("#verdict.failed")
        assert visited.page.inner_text("#summary") == "No es válida"
        assert visited.page.locator("#checks li.failed").count() >= 1
    with visit(chromium, office, f"/claim#{claim_token_of(credential)}") as visited:
        visited.page.wait_for_selector("#status.bad, #status:has-text('Recibida')")
        assert visited.page.is_hidden("#files")


@pytest.mark.parametrize("path", ["/claim#", "/credential#"])
@pytest.mark.parametrize("token", ["", "x", "%", "%E0%A4%A", "0" * 32 + "." + "A" * 24])
def test_a_link_that_is_none(chromium: Browser, office: Office, path: str, token: str) -> None:
    with visit(chromium, office, path + token) as visited:
        visited.page.wait_for_selector("#status.bad")
        assert "no es válido" in visited.page.inner_text("#status")
        assert visited.page.is_hidden("#files, #shown")


@pytest.mark.parametrize("path", ["/claim", "/credential"])
@pytest.mark.parametrize("lang", LOCALES)
def test_everything_has_a_name_and_a_place_in_the_order(
    chromium: Browser, office: Office, path: str, lang: str
) -> None:
    """WCAG 2.2: 1.3.1, 2.1.1, 2.4.7, 2.5.8, 4.1.2, as far as a program can tell."""
    (credential,) = office.issued()
    token = claim_token_of(credential) if path == "/claim" else share_token_of(office, credential)
    with visit(chromium, office, f"{path}#{token}", lang) as visited:
        page = visited.page
        page.wait_for_selector("#files:not([hidden]), #shown:not([hidden])")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.locator("h1").count() == page.locator("main").count() == 1
        assert page.evaluate("[...document.querySelectorAll('[data-text]')].every((one) => one.textContent.trim())")
        controls = "button:visible, a:visible, summary:visible, input:visible, textarea:visible"
        for element in page.locator(controls).all():
            box = element.bounding_box()
            assert box
            assert box["height"] >= 24
            assert element.evaluate("one => one.innerText || one.labels?.[0]?.innerText")
            assert element.evaluate("one => one.tabIndex") == 0
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
