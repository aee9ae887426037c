import base64
import contextlib
import json
import os
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from nacl.signing import VerifyKey

from issuer_api.adapters.signer import FileSigner
from issuer_api.domain.errors import Conflict, Invalid, NotFound
from verification.data_integrity import CREDENTIAL_SUITES, Demands, check_proof, verify_proof
from verification.encoding import from_ed25519_multikey
from verification.errors import JsonLdError, ProofError


def test_a_new_key_is_its_owners_alone_and_is_found_again(tmp_path: Path) -> None:
    path = tmp_path / "assertion.key"
    made = FileSigner.create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_size == 32
    found = FileSigner.load(path)
    assert found.multikey == made.multikey
    assert from_ed25519_multikey(found.multikey) == found.public_key
    assert found.sign(b"x") == made.sign(b"x")
    assert list(tmp_path.iterdir()) == [path], "nothing is left beside it"


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "assertion.key"
    first = FileSigner.create(path)
    with pytest.raises(Conflict) as refusal:
        FileSigner.create(path)
    assert refusal.value.code == "key-exists"
    assert FileSigner.load(path).multikey == first.multikey
    assert list(tmp_path.iterdir()) == [path]


def test_of_many_makers_at_once_one_makes_the_key(tmp_path: Path) -> None:
    path, made = tmp_path / "assertion.key", []
    start = threading.Barrier(8)

    def make() -> None:
        start.wait()
        with contextlib.suppress(Conflict):
            made.append(FileSigner.create(path).multikey)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [FileSigner.load(path).multikey]


def test_a_missing_key_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as refusal:
        FileSigner.load(tmp_path / "assertion.key")
    assert refusal.value.code == "key-missing"


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, size: int) -> None:
    path = tmp_path / "assertion.key"
    path.write_bytes(bytes(size))
    path.chmod(0o600)
    with pytest.raises(Invalid) as refusal:
        FileSigner.load(path)
    assert refusal.value.code == "key-malformed"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_key_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "assertion.key"
    FileSigner.create(path)
    path.chmod(mode)
    with pytest.raises(Invalid) as refusal:
        FileSigner.load(path)
    assert refusal.value.code == "key-exposed"


def test_the_secret_shows_nowhere(tmp_path: Path) -> None:
    seed = os.urandom(32)
    signer = FileSigner(seed)
    shown = f"{signer!r} {signer} {signer.multikey}"
    assert seed.hex() not in shown
    assert repr(seed) not in shown


def test_an_attestation_replaces_the_proof_and_is_dated_in_utc(tmp_path: Path) -> None:
    signer = FileSigner.create(tmp_path / "assertion.key")
    guatemala = timezone(timedelta(hours=-6))
    document = {"name": "Salud", "proof": {"old": True}}
    signed = signer.attest(
        document, verification_method="did:x#key-1", created=datetime(2026, 11, 23, 6, 0, 0, 999, guatemala)
    )
    verify_proof(signed, signer.public_key)
    assert signed["proof"]["created"] == "2026-11-23T12:00:00Z"
    assert signed["proof"]["proofPurpose"] == "assertionMethod"
    assert document["proof"] == {"old": True}
    again = signer.attest(document, verification_method="did:x#key-1", created=datetime(2026, 11, 23, 12, tzinfo=UTC))
    assert again == signed, "the same document at the same second has the same proof"


METHOD = "did:web:salud.example.edu#key-1"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_a_batch_is_signed_one_by_one(suite: str) -> None:
    signer = FileSigner(bytes(32))
    documents = [{"@context": "https://www.w3.org/ns/credentials/v2", "id": f"urn:x:{n}"} for n in range(5)]
    for document in documents:
        document["name"] = "Salud"
    signed = signer.secure(documents, verification_method=METHOD, created=NOW, cryptosuite=suite)
    for before, after in zip(documents, signed, strict=True):
        assert after["proof"]["created"] == "2026-11-23T12:00:00Z"
        assert {name: value for name, value in after.items() if name != "proof"} == before
        check_proof(after, after["proof"], signer.public_key, Demands(CREDENTIAL_SUITES))
        assert [after] == signer.secure([before], verification_method=METHOD, created=NOW, cryptosuite=suite)


def test_a_document_that_would_lose_a_member_is_not_signed() -> None:
    with pytest.raises(JsonLdError) as refusal:
        FileSigner(bytes(32)).secure(
            [{"@context": "https://www.w3.org/ns/credentials/v2", "nobodyKnows": "x"}],
            verification_method=METHOD,
            created=NOW,
        )
    assert refusal.value.code == "term-undefined"


def test_a_suite_that_is_not_known_is_not_signed_with() -> None:
    with pytest.raises(ProofError) as refusal:
        FileSigner(bytes(32)).secure([{}], verification_method=METHOD, created=NOW, cryptosuite="ecdsa-rdfc-2019")
    assert refusal.value.code == "proof-suite-unknown"


def test_a_jws_is_three_parts_of_which_the_last_signs_the_others() -> None:
    signer = FileSigner(bytes(32))
    token = signer.jws({"typ": "vc+jwt", "kid": METHOD, "alg": "none"}, {"name": "Ñusta", "n": 1.5})
    header, payload, signature = token.split(".")
    signer_key = VerifyKey(signer.public_key)
    signer_key.verify(f"{header}.{payload}".encode(), _decoded(signature))
    assert json.loads(_decoded(header)) == {"typ": "vc+jwt", "kid": METHOD, "alg": "EdDSA"}
    assert json.loads(_decoded(payload)) == {"name": "Ñusta", "n": 1.5}
    assert "=" not in token


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
