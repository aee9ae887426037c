"""The page /verify in a real browser: what an employer drops, pastes, photographs or holds before the camera."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from issuer_api.routes.pace import Buckets, Pace
from issuer_api.usecases.status_lists import publish_lists
from tests.integration.issuer_api.badges import badge_of, share_token_of
from tests.integration.issuer_api.browser import LOCALES, NARROW, WIDE, debians_chromium, fits, violations, visit
from tests.integration.issuer_api.office import HOST, Office, good
from tests.integration.issuer_api.test_verifications import download, photo

Json = dict[str, Any]
HEADINGS = {"es": "Todo lo comprobado está en orden", "pt": "ordem", "en": "in order"}


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What this browser's camera shows to a page that may see it, in Motion JPEG."""
    return tmp_path_factory.mktemp("camera") / "film.mjpeg"


@pytest.fixture(scope="module")
def chromium(film: Path) -> Iterator[Browser]:
    device = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}")
    with debians_chromium(*device) as browser:
        yield browser


@pytest.fixture
def credential(office: Office) -> Json:
    (found,) = office.issued()
    return found


def give(page: Page, **files: bytes) -> None:
    kind = "application/octet-stream"
    page.set_input_files("#files", [FilePayload(name=name, mimeType=kind, buffer=files[name]) for name in files])


def answered(page: Page, outcome: str) -> None:
    """One answer, which has the focus, on a page that fits and that axe-core has nothing against."""
    expect(page.locator(f"#answers > .verdict.{outcome}")).to_have_count(1)
    expect(page.locator("#answers h2")).to_be_focused()
    expect(page.locator("#cancel")).to_be_hidden()
    assert fits(page)
    assert violations(page) == []


@pytest.mark.parametrize("lang", LOCALES)
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_pdf_in_every_language(chromium: Browser, office: Office, credential: Json, lang: str, width: int) -> None:
    with visit(chromium, office, "/verify", lang, width) as visited:
        page = visited.page
        assert fits(page)
        assert violations(page) == []
        give(page, credencial=download(office, credential, "pdf"))
        answered(page, "passed")
        assert HEADINGS[lang] in page.inner_text("#answers h2")
        assert page.locator("#answers > .verdict > ul > li").count() == 4
        assert "Salud digital comunitaria" in page.inner_text("#answers dl")
        assert page.get_attribute("html", "lang") == lang
        buttons = page.locator("#answers button")
        receipts = []
        for place, name in enumerate(("verification.pdf", "verification.json")):
            with page.expect_download() as saved:
                buttons.nth(place).click()
            assert saved.value.suggested_filename == name
            receipts.append(Path(saved.value.path()).read_bytes())
        give(page, uno=receipts[0], dos=receipts[1])
        expect(page.locator("#answers > section")).to_have_count(2)
        assert page.locator("#answers > .verdict.failed").count() == 0
        assert not visited.complaints


def test_pasted_text_and_link_by_keyboard(chromium: Browser, office: Office, credential: Json) -> None:
    link = f"https://{HOST}/credential#{share_token_of(office, credential)}"
    with visit(chromium, office, "/verify") as visited:
        page = visited.page
        for text in (json.dumps(badge_of(office, credential)), link):
            page.fill("#text", text)
            page.focus("#go")
            page.keyboard.press("Enter")
            answered(page, "passed")
        assert f"El enlace llevó a {HOST}." in page.inner_text("#answers")
        secret = link.partition(".edu/credential#")[2]
        assert all(secret not in address for address in visited.asked)
        assert secret not in page.inner_text("#answers")


def test_a_photo_of_a_code_is_pasted(chromium: Browser, office: Office, credential: Json) -> None:
    """As after taking a picture of the screen: the clipboard holds an image."""
    picture = photo(f"https://{HOST}/credential#{share_token_of(office, credential)}")
    with visit(chromium, office, "/verify") as visited:
        visited.page.evaluate(
            """(bytes) => {
                const data = new DataTransfer();
                data.items.add(new File([new Uint8Array(bytes)], "image.png", { type: "image/png" }));
                document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
            }""",
            list(picture),
        )
        answered(visited.page, "passed")


def test_a_file_is_dropped(chromium: Browser, office: Office, credential: Json) -> None:
    with visit(chromium, office, "/verify") as visited:
        page = visited.page
        dropped = page.evaluate_handle(
            """(bytes) => {
                const data = new DataTransfer();
                data.items.add(new File([new Uint8Array(bytes)], "insignia.png", { type: "image/png" }));
                return data;
            }""",
            list(download(office, credential, "png")),
        )
        page.dispatch_event("#drop", "drop", {"dataTransfer": dropped})
        answered(page, "passed")
        assert "insignia.png" in page.inner_text("#answers")


def test_a_code_before_the_camera(chromium: Browser, office: Office, credential: Json, film: Path) -> None:
    code = Image.open(BytesIO(photo(f"https://{HOST}/credential#{share_token_of(office, credential)}", size=460)))
    frame, jpeg = Image.new("RGB", (640, 480), "white"), BytesIO()
    frame.paste(code, (90, 10))
    frame.save(jpeg, "JPEG", quality=90)
    film.write_bytes(jpeg.getvalue() * 3)
    with visit(chromium, office, "/verify") as visited:
        page = visited.page
        page.context.grant_permissions(["camera"])
        page.click("#scan")
        answered(page, "passed")
        expect(page.locator("#camera")).to_be_hidden()
        assert page.evaluate("document.getElementById('video').srcObject") is None


def test_without_leave_to_see_it_says_what_to_do(chromium: Browser, office: Office) -> None:
    with visit(chromium, office, "/verify") as visited:
        page = visited.page
        page.click("#scan")
        expect(page.locator("#status")).to_contain_text("No se pudo abrir la cámara")
        expect(page.locator("#scan")).to_be_focused()
        assert violations(page) == []


def test_a_revoked_one_and_one_that_was_changed(chromium: Browser, office: Office, credential: Json) -> None:
    office.accept(credential)
    badge = badge_of(office, credential)
    good(office.revoke(credential))
    publish_lists(office.node)
    with visit(chromium, office, "/verify") as visited:
        page = visited.page
        page.fill("#text", json.dumps(badge))
        page.click("#go")
        answered(page, "failed")
        assert page.locator("#answers > .verdict > ul > li.failed").count() == 1
        badge["credentialSubject"]["achievement"]["name"] = "Cirugía"
        page.fill("#text", json.dumps(badge))
        page.click("#go")
        expect(page.locator("#answers li.failed").first).to_contain_text("No es auténtica")
        expect(page.locator("#answers")).to_contain_text("créelo solo si todo está en orden")


def test_own_criteria(chromium: Browser, office: Office, credential: Json) -> None:
    with visit(chromium, office, "/verify") as visited:
        page = visited.page
        page.click("#criteria summary")
        assert fits(page)
        assert violations(page) == []
        page.fill("#text", json.dumps(badge_of(office, credential)))
        page.fill("#credits", "2.5")
        page.fill("#level", "6")
        page.fill("#after", "2025-01-01")
        page.click("#go")
        answered(page, "passed")
        assert page.locator("#answers > .verdict > ul > li.passed").count() == 4
        page.fill("#level", "8")
        page.click("#go")
        answered(page, "failed")
        page.fill("#level", "")
        page.fill("#issuers", "did:web:otra.example.edu")
        page.click("#go")
        answered(page, "failed")
        for unclear in ("Universidad Ejemplo", "did:web:otra.example.edu " * 201):
            page.fill("#issuers", unclear)
            page.click("#go")
            expect(page.locator("#status.bad, #answers h2")).to_contain_text("Lo que pides no se entiende")


def test_several_files_and_what_is_none_of_them(chromium: Browser, office: Office, credential: Json) -> None:
    files = {"uno": download(office, credential, "png"), "dos": b"hola", "tres": b"x" * (8 * 2**20 + 1)}
    with visit(chromium, office, "/verify") as visited:
        page = visited.page
        give(page, **files)
        expect(page.locator("#status")).to_have_text("Listo: 3 respuestas.")
        kinds = [page.locator("#answers > section").nth(place).get_attribute("class") for place in range(3)]
        assert kinds == ["verdict passed", "verdict failed", "verdict none"]
        assert "8 MB" in page.inner_text("#answers > section:nth-child(3)")
        assert violations(page) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Elige un archivo"),
        ("http://otra.example.edu/x", "https://"),
        ("https://otra.example.edu/x", "no hay nada que se pueda comprobar"),
        (f"https://{HOST}/credential#x", "no es válido"),
        (f"https://{HOST}/claim#x", "billetera"),
    ],
)
def test_what_cannot_be_asked_says_why(chromium: Browser, office: Office, text: str, said: str) -> None:
    with visit(chromium, office, "/verify") as visited:
        page = visited.page
        page.fill("#text", text)
        page.click("#go")
        expect(page.locator("#status.bad, #answers h2")).to_contain_text(said)
        assert violations(page) == []


def test_who_asks_too_often_waits_and_is_answered(chromium: Browser, office: Office, credential: Json) -> None:
    office.app.state.pace = Pace({"judge": Buckets(1, 2.0)})
    with visit(chromium, office, "/verify") as visited:
        page = visited.page
        data = download(office, credential, "json-ld")
        give(page, uno=data, dos=data)
        expect(page.locator("#status")).to_contain_text("Seguimos en")
        expect(page.locator("#status")).to_have_text("Listo: 2 respuestas.")


def test_cancelled(chromium: Browser, office: Office, credential: Json) -> None:
    office.app.state.pace = Pace({"judge": Buckets(1, 600.0)})
    with visit(chromium, office, "/verify") as visited:
        page = visited.page
        data = download(office, credential, "json-ld")
        give(page, uno=data, dos=data)
        expect(page.locator("#status")).to_contain_text("Seguimos en 600 s.")
        page.click("#cancel")
        expect(page.locator("#status")).to_contain_text("Cancelado")
        expect(page.locator("#answers > section")).to_have_count(1)


def test_with_the_node_away(chromium: Browser, office: Office) -> None:
    with visit(chromium, office, "/verify") as visited:
        page = visited.page
        page.route("**/verifications", lambda route: route.abort())
        page.fill("#text", "{}")
        page.click("#go")
        expect(page.locator("#answers h2")).to_contain_text("El servicio no responde")
