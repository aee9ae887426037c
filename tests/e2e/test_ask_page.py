"""An employer without an account asks on the node's page, and a wallet that nobody here wrote answers the link."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.credo import Holder, HolderError
from tests.e2e.node_api import RunningNode
from tests.e2e.test_stock_wallet import ELEMENTS, THREE_CREDITS, StartHolder, claim, row
from tests.integration.issuer_api.browser import debians_chromium, fits, violations

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def learner(node: RunningNode, start_holder: StartHolder) -> Holder:
    """Who holds 3 ECTS at level 6."""
    found = start_holder("learner", node.hosts)
    [credential] = node.api.issue(node.api.approved_design(ELEMENTS), [row("Ana", "Xitumul")])
    claim(node, found, credential)
    return found


def home(node: RunningNode) -> str:
    (found,) = node.hosts.values()
    return found


def ask(page: Page, node: RunningNode, credits: str) -> str:
    """The link of a new request."""
    page.goto(f"{home(node)}/ask")
    page.fill("#credits", credits)
    page.fill("#after", "2026-01-01")
    page.keyboard.press("Enter")
    expect(page.locator("#made")).to_be_visible()
    return page.input_value("#link")


def test_proven_and_nothing_else_shown(node: RunningNode, learner: Holder) -> None:
    with debians_chromium() as browser:
        page = browser.new_page(locale="es-GT", viewport={"width": 320, "height": 800})
        link = ask(page, node, "3")
        learner.accept(link)
        request = learner.wait_proof_request()
        assert request.connection_id is None
        assert request.request["requested_attributes"] == {}
        expect(page.locator("#status")).to_have_text("La petición está abierta. Falta la respuesta.")
        learner.answer_proof(request)
        expect(page.locator("#answers .verdict.passed h2")).to_have_text("Demostrado", timeout=60_000)
        answer = page.inner_text("#answers")
        assert "créditos ECTS: al menos 3" in answer
        assert "créditos ECTS: el valor exacto" in page.locator("#answers details").text_content()  # type: ignore[operator]
        assert "Xitumul" not in answer
        assert fits(page)
        assert violations(page) == []
        with pytest.raises(HolderError):  # it works once
            learner.accept(link)


def test_what_was_not_earned_is_declined_and_proves_nothing(node: RunningNode, learner: Holder) -> None:
    with debians_chromium() as browser:
        page = browser.new_page(locale="es-GT")
        learner.accept(ask(page, node, "30"))
        request = learner.wait_proof_request()
        with pytest.raises(HolderError, match="Predicate is not satisfied"):
            learner.answer_proof(request)
        learner.decline_proof(request, "No tengo esa credencial")
        expect(page.locator("#status.bad")).to_contain_text("Eso no demuestra nada", timeout=60_000)


def test_taken_back_an_answer_that_comes_does_not_count(node: RunningNode, learner: Holder) -> None:
    with httpx.Client(base_url=home(node), trust_env=False, timeout=60) as employer:
        made = employer.post("/asks", json={"credits": {"at_least": 2}}).raise_for_status().json()
        watch = {"token": made["watch"]}
        learner.accept(made["link"])
        request = learner.wait_proof_request()
        employer.post("/asks/cancel", json=watch).raise_for_status()
        learner.answer_proof(request)
        asked = node.api.ask(THREE_CREDITS)  # whose answer comes after that one
        learner.accept(asked.invitation_url)
        learner.answer_proof(learner.wait_proof_request())
        assert node.api.verdict(asked)["state"] == "verified"
        assert employer.post("/asks/state", json=watch).json()["state"] == "cancelled"
