"""The did:web beside a did:webvh: the same keys, each naming the other, and nothing of the history."""

import json
from datetime import UTC, datetime
from typing import Any

from issuer_api.adapters.did_webvh import AnchorBinding, DocumentParts, create_log
from issuer_api.adapters.signer import FileSigner
from issuer_api.domain.did_web import did_web_of, parallel_document
from verification.encoding import next_key_hash

HOST = "salud.example.edu"
WEB = f"did:web:{HOST}"
ANCHOR = AnchorBinding("eip155:560048", "0x" + "ab" * 20, "0x" + "cd" * 20, 123)


def webvh_document(*names: str) -> dict[str, Any]:
    """A did:webvh's document with these other names."""
    first, second, key_1 = (FileSigner(number.to_bytes(32, "big")) for number in (1, 2, 3))
    parts = DocumentParts({"key-1": key_1.multikey}, ANCHOR, also_known_as=names)
    now = datetime(2026, 11, 23, tzinfo=UTC)
    _, line = create_log(HOST, parts, signer=first, next_key_hash=next_key_hash(second.multikey), now=now)
    found: dict[str, Any] = json.loads(line)["state"]
    return found


def test_the_same_keys_under_the_other_name() -> None:
    original = webvh_document(WEB)
    found = parallel_document(original)
    assert found["id"] == WEB == did_web_of(original["id"])
    for ours, theirs in zip(found["verificationMethod"], original["verificationMethod"], strict=True):
        assert ours["id"] == theirs["id"].replace(original["id"], WEB)
        assert ours["controller"] == WEB
        unnamed = {"id", "controller"}
        assert {k: v for k, v in ours.items() if k not in unnamed} == {
            k: v for k, v in theirs.items() if k not in unnamed
        }
    assert found["assertionMethod"] == [f"{WEB}#key-1"]
    assert found["@context"] == original["@context"]


def test_each_names_the_other_once_and_itself_never() -> None:
    original = webvh_document(WEB, f"https://{HOST}")
    found = parallel_document(original)
    assert WEB in original["alsoKnownAs"]
    assert found["alsoKnownAs"] == [f"https://{HOST}", original["id"]]
    assert parallel_document(webvh_document())["alsoKnownAs"] == [webvh_document()["id"]]
    assert "did:webvh" not in json.dumps({name: value for name, value in found.items() if name != "alsoKnownAs"})


def test_the_services_that_every_did_webvh_has_are_said() -> None:
    services = {service["id"]: service for service in parallel_document(webvh_document())["service"]}
    assert services[f"{WEB}#files"]["serviceEndpoint"] == f"https://{HOST}/"
    assert services[f"{WEB}#whois"]["serviceEndpoint"] == f"https://{HOST}/whois.vp"
    assert services[f"{WEB}#anchor-log-1"]["type"] == "AnchorLog"


def test_a_service_that_is_said_stays_as_it_is() -> None:
    original = webvh_document()
    mine = {
        "id": f"{original['id']}#whois",
        "type": "LinkedVerifiablePresentation",
        "serviceEndpoint": "https://x.edu/",
    }
    original["service"].append(mine)
    services = parallel_document(original)["service"]
    (found,) = (service for service in services if service["id"] == f"{WEB}#whois")
    assert found["serviceEndpoint"] == "https://x.edu/"
