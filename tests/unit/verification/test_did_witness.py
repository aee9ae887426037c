"""Logs that name witnesses, with the approvals that they need and without."""

import json
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuer_api.domain.did_web import did_web_of
from tests.unit.verification.conftest import NOW, approval, key
from tests.unit.verification.test_did_log import Entry, after, genesis, jsonl, write
from verification import did_witness
from verification.data_integrity import check_proof
from verification.did_webvh import read_log
from verification.did_witness import NOBODY, Witnesses, wants_witnesses
from verification.encoding import did_key_url
from verification.errors import DidLogError, VerificationError
from verification.issuer_key import urls_of

FIRST_WITNESS = 20
LOG = "https://salud.example.edu/.well-known/did.jsonl"
WITNESSES = "https://salud.example.edu/.well-known/did-witness.json"


def witness(number: int) -> Any:
    return key(FIRST_WITNESS + number)


def named(threshold: int, *numbers: int) -> Entry:
    return {
        "threshold": threshold,
        "witnesses": [{"id": f"did:key:{witness(number).multikey}"} for number in numbers],
    }


def log_of(*lists: Entry | None) -> list[Entry]:
    """A log, one entry for each: its `witness` parameter, or None where it says nothing."""
    entries = [genesis(witness=lists[0])]
    for number, listed in enumerate(lists[1:], 2):
        when = (NOW + timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%SZ")
        parameters = {} if listed is None else {"witness": listed}
        entry = {"versionTime": when, "parameters": parameters, "state": entries[0]["state"]}
        entries.append(write(entry, number, entries[-1]["versionId"], key(1)))
    return entries


def proofs(*approvals: tuple[str, Any]) -> bytes:
    """A did-witness.json of (versionId, proof)."""
    return json.dumps([{"versionId": version_id, "proof": [proof]} for version_id, proof in approvals]).encode()


def approved(log: list[Entry], *places: tuple[int, int]) -> bytes:
    """By (entry, witness), entries from zero on."""
    return proofs(
        *((log[place]["versionId"], approval(witness(who), log[place]["versionId"])) for place, who in places)
    )


def reason(log: list[Entry], file: bytes | None) -> str:
    """What it is refused for; "" where it is accepted."""
    try:
        read_log(jsonl(*log), now=NOW, witness_proofs=file)
    except DidLogError as refusal:
        return refusal.code
    return ""


ONE = named(1, 0)
OTHER = named(1, 1)
BOTH = named(2, 0, 1)


@pytest.mark.parametrize(
    ("lists", "approvals", "code"),
    [
        ([ONE], [(0, 0)], ""),
        ([ONE], [], "witnesses-missing"),
        ([ONE, None], [(0, 0)], "witnesses-missing"),
        ([ONE, None], [(1, 0)], ""),  # for all before too
        ([ONE, None, None], [(1, 0)], "witnesses-missing"),  # they stay until an entry says otherwise
        ([None, ONE], [(1, 0)], ""),  # where there were none, those that an entry names are asked at once
        ([{}, ONE], [], "witnesses-missing"),
        ([ONE, OTHER], [(1, 0)], ""),  # the former still approve the entry that replaces them
        ([ONE, OTHER], [(0, 0), (1, 1)], "witnesses-missing"),
        ([ONE, OTHER, None], [(1, 0), (2, 1)], ""),
        ([ONE, OTHER, None], [(2, 0)], "witnesses-missing"),
        ([ONE, {}], [(0, 0)], "witnesses-missing"),  # and the one that does away with them
        ([ONE, {}], [(1, 0)], ""),
        ([ONE, {}, None], [(1, 0)], ""),
        ([ONE, {}, OTHER], [(1, 0), (2, 1)], ""),
        ([BOTH], [(0, 0), (0, 0)], "witnesses-missing"),
        ([BOTH, None], [(0, 0), (1, 1)], "witnesses-missing"),
        ([BOTH, None], [(1, 0), (1, 1)], ""),
        ([BOTH, ONE], [(0, 0), (0, 1), (1, 0)], "witnesses-missing"),
    ],
)
def test_who_must_approve_what(lists: list[Any], approvals: list[tuple[int, int]], code: str) -> None:
    log = log_of(*lists)
    assert reason(log, approved(log, *approvals)) == code


@dataclass(frozen=True)
class Given:
    """`place` beyond the log: a version that is not in it."""

    place: int
    who: int
    sound: bool


LISTS: st.SearchStrategy[Any] = (
    st.none()
    | st.just({})
    | st.sets(st.integers(0, 3), min_size=1, max_size=3).flatmap(
        lambda numbers: st.integers(1, len(numbers)).map(lambda threshold: named(threshold, *sorted(numbers)))
    )
)
GIVEN = st.lists(st.builds(Given, st.integers(0, 4), st.integers(0, 4), st.booleans()), max_size=12)


@settings(max_examples=200, deadline=None)
@given(st.lists(LISTS, min_size=1, max_size=4), GIVEN)
def test_the_verdict_is_what_counting_foretells(lists: list[Any], shown: list[Given]) -> None:
    log = log_of(*lists)
    ids = [entry["versionId"] for entry in log] + [f"{number}-Qm" for number in range(len(log) + 1, 6)]
    file = proofs(*((ids[one.place], _made(one, ids[one.place])) for one in shown))
    in_force: Entry = {}
    enough = True
    for place, listed in enumerate(lists):
        asked = in_force or listed or {}
        in_force = in_force if listed is None else listed
        theirs = {item["id"] for item in asked.get("witnesses", [])}
        said = {one.who for one in shown if one.sound and place <= one.place < len(log)}
        enough &= len(theirs & {f"did:key:{witness(who).multikey}" for who in said}) >= asked.get("threshold", 0)
    assert reason(log, file) == ("" if enough else "witnesses-missing")


def _made(one: Given, version_id: str) -> Any:
    return approval(witness(one.who), version_id if one.sound else "1-Qm")


def test_an_approval_of_another_log_counts_for_nothing() -> None:
    """Witnesses sign a versionId without a DID: what they signed for another log proves nothing of this one."""
    mine, other = log_of(ONE, {}), log_of(ONE, OTHER)
    assert reason(mine, approved(other, (0, 0), (1, 0))) == "witnesses-missing"


@pytest.mark.parametrize(
    "change",
    [
        {"cryptosuite": "eddsa-rdfc-2022"},
        {"type": "Ed25519Signature2020"},
        {"proofPurpose": "authentication"},
        {"proofValue": 7},
        {"created": "yesterday"},
        {"expires": "2099-01-01T00:00:00Z"},
        {"previousProof": "urn:uuid:1"},
        {"verificationMethod": None},
        {"verificationMethod": {"id": did_key_url(witness(0).multikey)}},
        {"verificationMethod": f"did:key:{witness(0).multikey}"},
        {"verificationMethod": f"did:key:{witness(0).multikey}#{witness(1).multikey}"},
        {"verificationMethod": f"did:key:{witness(1).multikey}#{witness(0).multikey}"},
    ],
    ids=str,
)
def test_a_proof_that_does_not_hold_is_passed_over(change: Entry) -> None:
    log = log_of(ONE)
    version_id = log[0]["versionId"]
    sound = approval(witness(0), version_id)
    assert reason(log, proofs((version_id, sound | change))) == "witnesses-missing"
    assert reason(log, proofs((version_id, sound | change), (version_id, sound))) == ""


@pytest.mark.parametrize(
    "file",
    [
        *(b"", b"{}", b"[7]", b"[{}]", b"null", b"\xff", b'[{"versionId":"1","versionId":"1"}]', b'[{"versionId":7}]'),
        *(b'[{"versionId":"1","proof":{}}]', b'[{"versionId":"1","proof":[7]}]', b" " * (4 * 1024 * 1024 + 1)),
    ],
    ids=lambda file: repr(file[:40]),
)
def test_a_file_that_is_none_is_refused(file: bytes) -> None:
    assert reason(log_of(ONE), file) == "witness-proofs-malformed"
    assert reason(log_of(None), file) == "", "nobody asks for it"


def test_an_entry_of_the_file_may_be_without_proofs() -> None:
    log = log_of(ONE)
    file = json.loads(approved(log, (0, 0)))
    assert reason(log, json.dumps([{"versionId": "7-Qm"}, *file]).encode()) == ""


ID = {"id": f"did:key:{witness(0).multikey}"}
NO_LISTS: list[Any] = [ID, {}, [ID, ID], [ID["id"]], [[]], [{}]]


@pytest.mark.parametrize(
    "parameter",
    [
        *([], None, "", 1, {"threshold": 1}, {"witnesses": [ID]}, {"threshold": 1, "witnesses": []}),
        *({"threshold": threshold, "witnesses": [ID]} for threshold in (0, -1, 2, 0.5, "1", True, None)),
        *({"threshold": 1, "witnesses": witnesses} for witnesses in NO_LISTS),
        *(
            {"threshold": 1, "witnesses": [{"id": did}]}
            for did in (7, witness(0).multikey, "did:key:z6Mk", "did:web:a.b")
        ),
        {"threshold": 1, "witnesses": [{"id": did_key_url(witness(0).multikey)}]},
        {"threshold": 1, "witnesses": [{"id": "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme"}]},
        {"threshold": 1, "witnesses": [{**ID, "weight": 1}]},
        {"threshold": 1, "witnesses": [ID], "more": 1},
    ],
    ids=str,
)
def test_a_malformed_list_of_witnesses_is_never_none(parameter: Any) -> None:
    with pytest.raises(DidLogError) as refusal:
        Witnesses.parse(parameter)
    assert refusal.value.code == "parameters-malformed"
    assert reason([genesis(), after(genesis(), parameters={"witness": parameter})], b"[]") == "parameters-malformed"


def test_the_history_says_who_was_needed() -> None:
    log = log_of(None, BOTH, {}, None)
    history = read_log(jsonl(*log), now=NOW, witness_proofs=approved(log, (2, 0), (2, 1)))
    both = Witnesses(2, frozenset({witness(0).multikey, witness(1).multikey}))
    assert [version.witnesses for version in history.versions] == [NOBODY, both, both, NOBODY]


def test_a_log_is_checked_before_its_witnesses() -> None:
    log = log_of(ONE, None)
    log[1]["proof"][0]["proofValue"] = log[0]["proof"][0]["proofValue"]
    for file in (None, b"", approved(log, (1, 0))):
        assert reason(log, file) == "proof-signature-wrong"


def test_no_more_signatures_are_checked_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """However large the file: what is unsound is not tried for ever, and of each witness one that holds is enough."""
    asked: list[str] = []

    def counted(document: Entry, *rest: Any) -> None:
        asked.append(document["versionId"])
        check_proof(document, *rest)

    monkeypatch.setattr(did_witness, "check_proof", counted)
    log = log_of(ONE, None)
    first, second = (entry["versionId"] for entry in log)
    sound, unsound = approval(witness(0), second), approval(witness(0), "1-Qm")
    assert reason(log, proofs(*[(first, unsound)] * 4000, *[(second, sound)] * 4000)) == ""
    assert asked == [second]
    began = time.process_time()
    assert reason(log, proofs(*[(second, unsound)] * 4000, (second, sound))) == "witnesses-missing"
    assert len(asked) == 1 + did_witness.MAX_CHECKED
    assert time.process_time() - began < 2


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_changed_byte_of_the_file_never_makes_an_approval(data: st.DataObject) -> None:
    log = log_of(BOTH)
    file = bytearray(approved(log, (0, 0), (0, 1)))
    file[data.draw(st.integers(0, len(file) - 1))] ^= data.draw(st.integers(1, 255))
    changed = bytes(file)
    found = reason(log, changed)
    assert found in ("witnesses-missing", "witness-proofs-malformed") or _same(changed, log)


def _same(file: bytes, log: list[Entry]) -> bool:
    """A space for a space: the same meaning in other bytes."""
    return bool(json.loads(file) == json.loads(approved(log, (0, 0), (0, 1))))


@pytest.mark.parametrize(
    ("log", "wants"),
    [
        (jsonl(*log_of(ONE)), True),
        (jsonl(*log_of(None, ONE)), True),
        (jsonl(*log_of(ONE, {})), True),
        (jsonl(*log_of(ONE)).replace(b'"witness"', rb'"w\u0069tness"'), True),
        (jsonl(*log_of(None)), False),
        (jsonl(*log_of({})), False),
        (jsonl(genesis(), after(genesis(), state={"witness": ONE})), False),
        (b"", False),
        (b"\xff", False),
        (b'{"parameters":{"witness":', False),
        (b'{"parameters":["witness"]}', False),
        (b'["parameters"]', False),
    ],
)
def test_whether_a_log_wants_witnesses(log: bytes, wants: bool) -> None:
    assert wants_witnesses(log) is wants


@settings(deadline=None)
@given(st.binary())
def test_whether_a_log_wants_witnesses_can_always_be_said(log: bytes) -> None:
    wants_witnesses(log)


def test_the_proofs_are_asked_for_only_where_the_log_wants_them() -> None:
    plain, watched = log_of(None), log_of(ONE)
    for log, addresses in ((plain, [LOG]), (watched, [LOG, WITNESSES])):
        did = log[0]["state"]["id"]
        assert list(urls_of(did, {})) == [LOG]
        assert list(urls_of(did, {LOG: jsonl(*log)})) == addresses
        web = json.dumps({"id": did_web_of(did), "alsoKnownAs": [did]}).encode()
        document = LOG.removesuffix("l")
        assert list(urls_of(did_web_of(did), {LOG: jsonl(*log), document: web})) == [document, *addresses]
    assert not list(urls_of("did:webvh:none", {}))
    with pytest.raises(VerificationError):
        read_log(jsonl(*watched), now=NOW)
