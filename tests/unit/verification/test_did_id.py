import pytest

from verification.did_id import did_of, digest_of, log_url, parse_did, resource_url, witness_url
from verification.encoding import digest_multibase
from verification.errors import DidLogError, ResourceError

SCID = "QmPh929Bfg7UGaVMxCo1fF9cjZsvchZ8dhe9VEoGi5QqaA"
DID = f"did:webvh:{SCID}:salud.example.edu"
DIGEST = digest_multibase({})


def test_ids_become_addresses() -> None:
    assert log_url(DID) == "https://salud.example.edu/.well-known/did.jsonl"
    assert log_url(f"{DID}:facultad:salud") == "https://salud.example.edu/facultad/salud/did.jsonl"
    assert witness_url(DID) == "https://salud.example.edu/.well-known/did-witness.json"
    assert witness_url(f"{DID}:facultad:salud") == "https://salud.example.edu/facultad/salud/did-witness.json"
    assert resource_url(f"{DID}/resources/{DIGEST}") == f"https://salud.example.edu/resources/{DIGEST}"
    assert resource_url(f"{DID}:a/resources/{DIGEST}") == f"https://salud.example.edu/a/resources/{DIGEST}"
    assert did_of(f"{DID}/resources/{DIGEST}") == DID
    assert digest_of(f"{DID}/resources/{DIGEST}") == DIGEST


@pytest.mark.parametrize(
    "did",
    [
        f"did:webvh:{SCID}:salud.example.edu%3A8443",
        f"did:webvh:{SCID}:127.0.0.1",
        f"did:webvh:{SCID}:localhost",
        f"did:webvh:{SCID}:Salud.example.edu",
        f"did:webvh:{SCID}:salud.example.edu:..",
        f"did:webvh:{SCID}:salud.example.edu:",
        f"did:webvh:{SCID}:salud.example.edu/x",
        f"did:webvh:{SCID}:salud.example.edu\n",
        "did:webvh:short:salud.example.edu",
        "did:web:salud.example.edu",
        None,
    ],
)
def test_what_a_wallet_cannot_follow_is_no_did(did: object) -> None:
    with pytest.raises(DidLogError) as refusal:
        parse_did(did)
    assert refusal.value.code == "did-malformed"
    with pytest.raises(ResourceError):
        resource_url(f"{did}/resources/{DIGEST}")


@pytest.mark.parametrize(
    "resource_id",
    [DID, f"{DID}/resources/{DIGEST}.json", f"{DID}/resources/../{DIGEST}", f"{DID}/x/{DIGEST}", 7],
)
def test_other_ids_are_no_resources(resource_id: object) -> None:
    with pytest.raises(ResourceError) as refusal:
        did_of(resource_id)
    assert refusal.value.code == "resource-id-malformed"
