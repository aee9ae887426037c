"""Anybody asks the node whether a credential holds: a file, a text, a link or a photo, of ours or of strangers."""

import json
from io import BytesIO
from typing import Any

import httpx
import pytest
import qrcode
from PIL import Image

from issuer_api.adapters.qr import MAX_PIXELS, read_qr
from issuer_api.domain.did_web import did_web_of
from issuer_api.usecases.desk import Desk
from issuer_api.usecases.status_lists import publish_lists
from tests.integration.issuer_api.badges import badge_of, claim_token_of, share_token_of
from tests.integration.issuer_api.office import HOST, Office, good, problem
from tests.unit.verification.signed_world import LATER, World, present
from verification.baked import read_badge
from verification.vc_jwt import read_jwt
from verification.vcdm import V2_CONTEXT
from verification.verification_receipt import read_receipt

Json = dict[str, Any]
STRANGER = "otra.example.edu"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
SHOWN = f"https://{STRANGER}/credentials/shown"


class Outside:
    """The outer world: pages that can be read, and share pages that answer."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.answers: dict[str, bytes] = {}
        self.sent: list[Json] = []

    def send(self, url: str, body: bytes) -> bytes | None:
        self.sent.append(json.loads(body))
        return self.answers.get(url)


@pytest.fixture
def outside(office: Office) -> Outside:
    found = Outside()
    office.app.state.desk = Desk(found.pages.get, found.send, read_qr)
    return found


@pytest.fixture
def stranger(office: Office, outside: Outside) -> World:
    """Whose badge was signed an hour ago."""
    office.clock.forward(seconds=(LATER - office.clock()).total_seconds())
    world = World(STRANGER)
    outside.pages.update(world.pages)
    return world


def ask(office: Office, data: bytes | None = None, **fields: Any) -> httpx.Response:
    files = {} if data is None else {"file": ("algo", data)}
    sent = {name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()}
    return office.client.post("/verifications", data=sent, files=files or {"none": b""})


def verdict(office: Office, data: bytes | None = None, **fields: Any) -> Json:
    answer = ask(office, data, **fields)
    assert answer.headers["cache-control"] == "no-store"
    found: Json = good(answer)
    assert [line["name"] for line in found["lines"]] == ["authentic", "issuer", "status", "criteria"]
    return found


def codes(found: Json) -> set[str]:
    return {check["code"] for check in found["checks"]}


def outcomes(found: Json) -> list[str | None]:
    return [line["outcome"] for line in found["lines"]]


def download(office: Office, credential: Json, form: str) -> bytes:
    answer = office.client.post("/claims/download", json={"token": claim_token_of(credential), "form": form})
    assert answer.status_code == 200, answer.text
    return answer.content


def photo(text: str, form: str = "PNG", size: int = 900) -> bytes:
    picture = qrcode.make(text).get_image().convert("RGB").resize((size, size))
    out = BytesIO()
    picture.save(out, form)
    return out.getvalue()


@pytest.fixture
def credential(office: Office) -> Json:
    (found,) = office.issued()
    return found


@pytest.mark.parametrize("form", ["json-ld", "png", "svg", "pdf"])
def test_every_file_of_a_badge_is_answered(office: Office, credential: Json, form: str) -> None:
    found = verdict(office, download(office, credential, form))
    assert (found["kind"], found["outcome"]) == ("credential", "passed")
    assert outcomes(found) == ["passed", "passed", "passed", None]
    assert found["shown"]["title"] == "Salud digital comunitaria"
    labels = {fact["label"]: fact["text"] for fact in found["shown"]["facts"]}
    assert labels["Fecha de emisión"] == "23 de noviembre de 2026"
    assert {"Créditos", "Nivel", "Carga de trabajo"} <= set(labels)
    assert found["followed"] is None


def test_the_answer_names_nobody(office: Office, credential: Json) -> None:
    told = json.dumps(verdict(office, download(office, credential, "pdf")), ensure_ascii=False)
    assert all(part not in told for part in ("Begoña", "Ñáñez", "alumna1@example.edu", "EJ-00001"))


@pytest.mark.parametrize(("lang", "said"), [("es", "Auténtica"), ("pt", "Autêntica"), ("en", "Authentic")])
def test_in_three_languages(office: Office, credential: Json, lang: str, said: str) -> None:
    found = verdict(office, text=json.dumps(badge_of(office, credential)), lang=lang)
    assert found["lines"][0]["title"] == said
    problem(ask(office, text="{}", lang="fr"), 422, "malformed-request")


def test_a_revoked_one_fails_by_its_status(office: Office, credential: Json) -> None:
    office.accept(credential)
    kept = download(office, credential, "png")
    good(office.revoke(credential))
    publish_lists(office.node)
    found = verdict(office, kept)
    assert found["outcome"] == "failed"
    assert outcomes(found) == ["passed", "passed", "failed", None]


def test_a_changed_one_is_not_authentic(office: Office, credential: Json) -> None:
    badge = badge_of(office, credential)
    badge["credentialSubject"]["achievement"]["name"] = "Cirugía cardíaca"
    found = verdict(office, text=json.dumps(badge))
    assert found["outcome"] == "failed"
    assert outcomes(found)[0] == "failed"


def test_a_strangers_is_unknown_unless_the_visitor_accepts_it(office: Office, stranger: World) -> None:
    badge = json.dumps(stranger.sign(stranger.credential()))
    found = verdict(office, text=badge)
    assert found["outcome"] == "unknown"
    assert outcomes(found)[:2] == ["passed", "unknown"]
    assert "issuer-unrecognised-here" in codes(found)
    accepted = verdict(office, text=badge, policy={"issuers": [stranger.did_web]})
    assert accepted["outcome"] == "passed"
    refused = verdict(office, text=badge, policy={"issuers": [did_web_of(office.did)]})
    assert refused["outcome"] == "failed"
    assert "issuer-not-accepted" in codes(refused)


def test_a_stranger_for_whom_somebody_vouches(office: Office, outside: Outside, stranger: World) -> None:
    ministry, page = World("ministerio.example.gov"), f"https://{STRANGER}/endorsements.json"
    web = stranger.web()
    linked = {"id": f"{web['id']}#vouched", "type": "LinkedVerifiablePresentation", "serviceEndpoint": page}
    stranger.put_web({**web, "service": [*web["service"], linked]})
    endorsement = ministry.badge(
        **{
            "@context": [V2_CONTEXT, OPEN_BADGES],
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "credentialSubject": {"id": stranger.did_web, "type": ["EndorsementSubject"]},
        }
    )
    shown = {"@context": [V2_CONTEXT], "type": ["VerifiablePresentation"], "verifiableCredential": [endorsement]}
    outside.pages.update(stranger.pages | ministry.pages | {page: json.dumps(shown).encode()})
    badge = json.dumps(stranger.sign(stranger.credential()))
    vouched = verdict(office, text=badge, policy={"endorsers": [ministry.did_web]})
    assert vouched["outcome"] == "passed"
    assert ministry.did_web in vouched["lines"][1]["sentence"]
    assert verdict(office, text=badge, policy={"endorsers": [did_web_of(office.did)]})["outcome"] == "failed"
    del outside.pages[page]
    assert verdict(office, text=badge, policy={"endorsers": [ministry.did_web]})["outcome"] == "unknown"


def test_own_criteria_without_issuers_keep_the_nodes_own(office: Office, credential: Json) -> None:
    badge = json.dumps(badge_of(office, credential))
    level = {"name": "eqf_level", "op": ">=", "value": 6}
    assert outcomes(verdict(office, text=badge, policy={"predicates": [level]})) == ["passed"] * 4
    more = verdict(office, text=badge, policy={"predicates": [level | {"value": 8}]})
    assert outcomes(more) == ["passed", "passed", "passed", "failed"]


def test_a_presentation_and_what_is_nothing(office: Office, credential: Json) -> None:
    presented = verdict(office, text=json.dumps(present([badge_of(office, credential)])))
    assert presented["kind"] == "presentation"
    assert presented["shown"]["title"] == "Salud digital comunitaria"
    nothing = verdict(office, b"hola")
    assert (nothing["kind"], nothing["outcome"], nothing["shown"]) == ("unreadable", "failed", None)
    assert verdict(office, b'{"type": 2, "id": []}')["outcome"] == "failed"


def test_our_share_link_is_followed_without_going_out(office: Office, outside: Outside, credential: Json) -> None:
    found = verdict(office, text=f" https://{HOST}/credential#{share_token_of(office, credential)}\n")
    assert (found["outcome"], found["followed"]) == ("passed", HOST)
    assert outside.sent == []


def test_a_strangers_share_link_is_judged_here(office: Office, outside: Outside, stranger: World) -> None:
    link = f"https://{STRANGER}/credential#la-llave"
    badge = stranger.sign(stranger.credential())
    outside.answers[SHOWN] = json.dumps({"verdict": {"outcome": "passed"}, "badge": badge}).encode()
    accepting = {"issuers": [stranger.did_web]}
    assert verdict(office, text=link, policy=accepting)["outcome"] == "passed"
    badge["validFrom"] = "2026-11-22T12:30:00Z"
    outside.answers[SHOWN] = json.dumps({"verdict": {"outcome": "passed"}, "badge": badge}).encode()
    assert verdict(office, text=link, policy=accepting)["outcome"] == "failed"
    assert outside.sent == [{"token": "la-llave"}] * 2


def test_a_link_to_a_file_is_followed(office: Office, outside: Outside, stranger: World) -> None:
    outside.pages[f"https://{STRANGER}/insignia.json"] = json.dumps(stranger.sign(stranger.credential())).encode()
    found = verdict(office, text=f"https://{STRANGER}/insignia.json#trozo")
    assert (found["followed"], outcomes(found)[0]) == (STRANGER, "passed")


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("http://otra.example.edu/insignia.json", "https-only"),
        ("https://", "no-address"),
        ("https://[::1/x", "no-address"),
        ("https://otra.example.edu/una dirección", "no-address"),
        (f"https://{'x' * 5000}/", "no-address"),
        ("https://otra.example.edu/nada.json", "nothing-there"),
        ("https://otra.example.edu/credential#nada", "nothing-there"),
        (f"https://{HOST}/nada", "nothing-there"),
        (f"https://{HOST}/credential#nada", "unknown-share"),
        (f"https://{HOST}/claim#nada", "claim-link"),
    ],
)
def test_links_that_lead_nowhere_say_why(office: Office, outside: Outside, link: str, reason: str) -> None:
    assert problem(ask(office, text=link), 422, "link-not-followed")["reason"] == reason


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b'{"badge": "otra"}', b'{"badge": 1, "badge": {}}'])
def test_what_share_pages_answer_is_not_believed(office: Office, outside: Outside, answer: bytes) -> None:
    outside.answers[SHOWN] = answer
    refused = problem(ask(office, text=f"https://{STRANGER}/credential#x"), 422, "link-not-followed")
    assert refused["reason"] == "nothing-there"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_photo_of_a_code_is_followed(office: Office, credential: Json, form: str) -> None:
    link = f"https://{HOST}/credential#{share_token_of(office, credential)}"
    found = verdict(office, photo(link, form))
    assert (found["outcome"], found["followed"]) == ("passed", HOST)
    scanned = office.client.post("/verifications/scan", files={"file": ("foto", photo(link, form))})
    assert good(scanned) == {"text": link}
    assert scanned.headers["cache-control"] == "no-store"


def test_a_code_that_leads_to_another_picture_is_not_followed_for_ever(office: Office, outside: Outside) -> None:
    link = f"https://{STRANGER}/codigo.png"
    outside.pages[link] = photo(link)
    assert verdict(office, photo(link))["kind"] == "unreadable"


def test_pictures_without_a_code_and_what_is_no_picture() -> None:
    white = BytesIO()
    Image.new("L", (300, 300), 255).save(white, "PNG")
    whole = photo("hola")
    for picture in (white.getvalue(), b"", b"GIF89a", whole[: len(whole) // 2], b"\xff\xd8\xff" + bytes(100)):
        assert read_qr(picture) is None
    assert read_qr(whole) == "hola"


def test_a_picture_bomb_is_not_opened() -> None:
    bomb = BytesIO()
    side = int(MAX_PIXELS**0.5) + 1
    Image.new("1", (side, side)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 100_000
    assert read_qr(bomb.getvalue()) is None


def test_one_thing_is_asked_at_a_time(office: Office) -> None:
    problem(ask(office), 422, "nothing-handed-in")
    problem(ask(office, b""), 422, "nothing-handed-in")
    problem(ask(office, text="  "), 422, "nothing-handed-in")
    problem(ask(office, b"{}", text="{}"), 422, "two-things-handed-in")
    problem(office.client.post("/verifications/scan", files={"none": b""}), 422, "malformed-request")


@pytest.mark.parametrize("policy", ["[]", "{", '{"issuers": 1}', '{"unheard": 1}', '{"issuers": [], "issuers": []}'])
def test_a_policy_that_cannot_be_read_stops_everything(office: Office, policy: str) -> None:
    problem(ask(office, text="{}", policy=policy), 422, "policy-malformed")


def test_too_large_and_too_often(office: Office) -> None:
    problem(ask(office, b"x" * (8 * 2**20 + 2**19)), 413, "body-too-large")
    for _ in range(60):
        answer = ask(office, text="{}")
        if answer.status_code == 429:
            break
    problem(answer, 429, "too-many-requests")
    assert int(answer.headers["retry-after"]) >= 1


def receipt_pdf(office: Office, receipt: str, lang: str = "es") -> httpx.Response:
    return office.client.post("/verifications/receipt", json={"receipt": receipt, "lang": lang})


@pytest.mark.parametrize("lang", ["es", "pt", "en"])
def test_the_receipt_is_a_credential_and_a_pdf_that_carries_it(office: Office, credential: Json, lang: str) -> None:
    data = download(office, credential, "png")
    receipt = verdict(office, data)["receipt"]
    found = read_receipt(read_jwt(receipt).document)
    assert found.is_of(data)
    assert (found.verdict.outcome.value, found.title) == ("passed", "Salud digital comunitaria")
    assert found.subject == did_web_of(office.did)
    answer = receipt_pdf(office, receipt, lang)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert f"/Lang ({lang})".encode() in answer.content
    assert read_badge(answer.content).credential == receipt
    for handed_in in (answer.content, receipt.encode()):
        again = verdict(office, handed_in, lang=lang)
        assert again["outcome"] != "failed"
        assert outcomes(again)[:2] == ["passed", "passed"]
        assert again["shown"]["facts"][1]["text"] == "Salud digital comunitaria"
    for part in ("Begoña", "Ñáñez", "alumna1", "EJ-00001"):
        assert part not in json.dumps(read_jwt(receipt).document, ensure_ascii=False)


def test_every_verdict_has_its_receipt(office: Office, stranger: World) -> None:
    for policy, expected in (({}, "unknown"), ({"issuers": ["did:web:nadie.example.edu"]}, "failed")):
        answer = verdict(office, text=json.dumps(stranger.sign(stranger.credential())), policy=policy)
        found = read_receipt(read_jwt(answer["receipt"]).document)
        assert found.verdict.outcome.value == answer["outcome"] == expected
        assert receipt_pdf(office, answer["receipt"]).status_code == 200
    assert verdict(office, b"hola")["receipt"] is None


def test_only_what_this_node_signed_is_drawn(office: Office, credential: Json, stranger: World) -> None:
    receipt = verdict(office, download(office, credential, "json-ld"))["receipt"]
    header, payload, signature = receipt.split(".")
    foreign = stranger.signer.jws(
        {"typ": "vc+jwt", "cty": "vc", "kid": f"{stranger.did_webvh}#key-1"},
        {**read_jwt(receipt).claims, "issuer": stranger.did_webvh},
    )
    forged = stranger.signer.jws({"typ": "vc+jwt", "cty": "vc", "kid": f"{office.did}#key-1"}, read_jwt(receipt).claims)
    for other in ("", "x", f"{header}.{payload}.{signature[::-1]}", foreign, forged):
        problem(receipt_pdf(office, other), 422, "receipt-not-ours")
