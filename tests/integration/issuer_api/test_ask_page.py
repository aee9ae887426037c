"""The pages of a request in zero knowledge, in a real browser: who asks follows it, who is asked reads it first."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from issuer_api.usecases.proofs import sweep_proofs
from tests.integration.issuer_api.browser import LOCALES, NARROW, WIDE, fits, violations, visit
from tests.integration.issuer_api.office import Office, good

SAID = {"es": ("Demostrado", "nombre"), "pt": ("Demonstrado", "nome"), "en": ("Proven", "given name")}


def wanted(page: Page) -> str:
    """The page asks for credits, a level and a date. Returns the path of the link that it shows."""
    page.fill("#credits", "3")
    page.fill("#level", "6")
    page.fill("#after", "2025-01-01")
    page.keyboard.press("Enter")
    expect(page.locator("#made-heading")).to_be_focused()
    return "/r/" + page.input_value("#link").rpartition("/")[2]


def invitation(office: Office, path: str) -> str:
    found: dict[str, Any] = good(office.client.get(path))
    return str(found["@id"])


@pytest.mark.parametrize("lang", LOCALES)
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_asked_opened_answered(chromium: Browser, office: Office, lang: str, width: int) -> None:
    newest = office.newest_list()["timestamp"]
    with visit(chromium, office, "/ask", lang, width) as visited:
        page = visited.page
        assert fits(page)
        assert violations(page) == []
        path = wanted(page)
        assert page.locator("#words li").count() == 3
        assert page.locator("#qr svg").is_visible()
        assert fits(page)
        assert violations(page) == []
        waiting = page.inner_text("#status")
        msg_id = invitation(office, path)
        expect(page.locator("#status")).not_to_have_text(waiting)
        office.agent.prove(msg_id, newest)
        expect(page.locator("#answers .verdict.passed h2")).to_be_focused()
        answer = page.inner_text("#answers")
        assert all(said in answer for said in SAID[lang])
        assert page.locator("#answers > section > ul").nth(0).locator("li.passed").count() == 4
        assert page.locator("#answers > section > ul").nth(1).locator("li").count() == 3
        assert fits(page)
        assert violations(page) == []
        assert all(path not in address for address in visited.asked)
        assert not visited.complaints


@pytest.mark.parametrize("lang", LOCALES)
def test_the_holder_reads_what_is_asked(chromium: Browser, office: Office, lang: str) -> None:
    with visit(chromium, office, "/ask") as asking, visit(chromium, office, wanted(asking.page), lang) as asked:
        page = asked.page
        page.wait_for_selector("#asked:not([hidden])")
        assert page.inner_text("#issuer") == "Universidad de Ejemplo"
        assert page.locator("#words li").count() == 3
        assert page.locator("#every li").count() == 22
        assert str(page.get_attribute("#open", "href")).startswith("didcomm://invite?oob=")
        assert page.input_value("#statement").count(".") == 2
        page.click("details:has(#statement) summary")
        assert fits(page)
        assert violations(page) == []
        assert not asked.complaints
        expect(asking.page.locator("#status")).to_have_text("La petición está abierta. Falta la respuesta.")


def test_taken_back_and_another(chromium: Browser, office: Office) -> None:
    with visit(chromium, office, "/ask") as visited:
        page = visited.page
        path = wanted(page)
        page.click("#cancel")
        expect(page.locator("#status")).to_have_text("Petición anulada. Ya nadie puede responderla.")
        expect(page.locator("#again")).to_be_focused()
        assert violations(page) == []
        with visit(chromium, office, path) as asked:
            expect(asked.page.locator("#status.bad")).to_contain_text("se acabó su tiempo")
            assert asked.page.locator("#asked").is_hidden()
        page.keyboard.press("Enter")
        expect(page.locator("#form")).to_be_visible()


def test_over_without_an_answer(chromium: Browser, office: Office) -> None:
    with visit(chromium, office, "/ask") as visited:
        wanted(visited.page)
        office.clock.forward(minutes=16)
        sweep_proofs(office.node)
        expect(visited.page.locator("#status.bad")).to_have_text("Se acabó el tiempo sin una respuesta.")


def test_a_proof_that_is_not_accepted(chromium: Browser, office: Office) -> None:
    newest = office.newest_list()["timestamp"]
    with visit(chromium, office, "/ask") as visited:
        page = visited.page
        office.agent.prove(invitation(office, wanted(page)), newest, verified=False)
        expect(page.locator("#answers .verdict.failed h2")).to_have_text("No se acepta la prueba")
        assert "Lo que se demostró" not in page.inner_text("#answers")
        assert violations(page) == []


def test_what_cannot_be_asked_says_why(chromium: Browser, office: Office) -> None:
    with visit(chromium, office, "/ask") as visited:
        page = visited.page
        page.click("#form button")
        expect(page.locator("#status.bad")).to_have_text("Pide algo: créditos, un nivel o una fecha.")
        page.fill("#credits", "3")
        page.click("#criteria summary")
        page.fill("#issuers", "Universidad de Ejemplo")
        page.click("#form button")
        expect(page.locator("#status.bad")).to_contain_text("empiezan con did:")
        page.fill("#issuers", "")
        for credits in ("3", "4", "5", "6"):
            page.fill("#credits", credits)
            page.click("#form button")
            if credits != "6":
                expect(page.locator("#made-heading")).to_be_focused()
                page.reload()
        expect(page.locator("#status.bad")).to_contain_text("revelaría la cifra exacta")
        assert violations(page) == []


def test_a_link_that_is_none(chromium: Browser, office: Office) -> None:
    with visit(chromium, office, "/r/nada") as visited:
        expect(visited.page.locator("#status.bad")).to_contain_text("no es válido")
