import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from did_webvh.history import load_local_history

from issuer_api.adapters.did_webvh import AnchorBinding, DocumentParts, create_log, update_log
from issuer_api.adapters.signer import FileSigner
from verification.did_webvh import read_log
from verification.encoding import next_key_hash
from verification.errors import DidLogError

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ANCHOR = AnchorBinding("eip155:560048", "0x" + "ab" * 20, "0x" + "cd" * 20, 123)


def key(number: int) -> FileSigner:
    return FileSigner(number.to_bytes(32, "big"))


def commit_to(number: int) -> str:
    return next_key_hash(key(number).multikey)


PARTS = DocumentParts({"key-1": key(100).multikey}, ANCHOR, also_known_as=("https://salud.example.edu",))


def three_lines() -> list[str]:
    _, first = create_log("salud.example.edu", PARTS, signer=key(1), next_key_hash=commit_to(2), now=NOW)
    lines = [first]
    for number in (2, 3):
        parts = DocumentParts({f"key-{number}": key(100 + number).multikey}, ANCHOR)
        lines.append(update_log(lines, parts, signer=key(number), next_key_hash=commit_to(number + 1), now=NOW))
    return lines


def test_the_document_says_who_asserts_and_who_anchors_where() -> None:
    did, line = create_log("salud.example.edu", PARTS, signer=key(1), next_key_hash=commit_to(2), now=NOW)
    entry = json.loads(line)
    document = entry["state"]
    assert did == document["id"] == f"did:webvh:{entry['parameters']['scid']}:salud.example.edu"
    assert document["assertionMethod"] == document["authentication"] == [f"{did}#key-1"]
    assert document["alsoKnownAs"] == ["https://salud.example.edu"]
    key_1, anchor_1 = document["verificationMethod"]
    assert key_1 == {
        "id": f"{did}#key-1",
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": key(100).multikey,
    }
    assert anchor_1["type"] == "EcdsaSecp256k1RecoveryMethod2020"
    assert anchor_1["blockchainAccountId"] == "eip155:560048:0x" + "ab" * 20
    assert document["service"] == [
        {
            "id": f"{did}#anchor-log-1",
            "type": "AnchorLog",
            "serviceEndpoint": {
                "chain": "eip155:560048",
                "contract": "0x" + "cd" * 20,
                "account": "eip155:560048:0x" + "ab" * 20,
                "startBlock": 123,
            },
        }
    ]
    assert entry["parameters"]["nextKeyHashes"] == [commit_to(2)]
    assert entry["proof"][0]["verificationMethod"].startswith("did:key:")
    assert "\n" not in line
    assert ": " not in line


async def test_the_logs_are_those_that_another_implementation_accepts(tmp_path: Path) -> None:
    lines = three_lines()
    path = tmp_path / "did.jsonl"
    for count in range(1, len(lines) + 1):
        path.write_text("".join(f"{line}\n" for line in lines[:count]))
        state, metadata = await load_local_history(path, verify_proofs=True)
        ours = read_log(path.read_bytes(), now=NOW + timedelta(minutes=1))
        assert state.document == ours.current
        assert metadata.version_id == ours.versions[-1].id
        assert metadata.version_number == count


def test_lines_of_the_same_second_still_follow_each_other() -> None:
    times = [json.loads(line)["versionTime"] for line in three_lines()]
    assert times == ["2026-11-23T12:00:00Z", "2026-11-23T12:00:01Z", "2026-11-23T12:00:02Z"]


@pytest.mark.parametrize("number", [1, 3])
def test_only_the_committed_key_may_write_the_next_line(number: int) -> None:
    _, first = create_log("salud.example.edu", PARTS, signer=key(1), next_key_hash=commit_to(2), now=NOW)
    with pytest.raises(DidLogError) as refusal:
        update_log([first], PARTS, signer=key(number), next_key_hash=commit_to(9), now=NOW)
    assert refusal.value.code == "pre-rotation-broken"


def test_a_spoilt_log_is_not_written_on() -> None:
    lines = three_lines()
    with pytest.raises(DidLogError):
        update_log([lines[0], lines[2]], PARTS, signer=key(3), next_key_hash=commit_to(4), now=NOW)


@pytest.mark.parametrize(
    "host",
    ["salud.example.edu:8443", "salud.example.edu%3A8443", "127.0.0.1", "localhost", "Salud.edu", "a.edu/x"],
)
def test_a_host_that_wallets_cannot_follow_is_refused(host: str) -> None:
    with pytest.raises(DidLogError) as refusal:
        create_log(host, PARTS, signer=key(1), next_key_hash=commit_to(2), now=NOW)
    assert refusal.value.code == "did-malformed"
