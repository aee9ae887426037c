"""Cosigned checkpoints, judged by whom the verifier trusts."""

from datetime import UTC, datetime, timedelta

import pytest

from anchoring.note import Algorithm, Note, VerifierKey, cosignature
from anchoring.tlog import TreeHead
from tests.unit.anchoring.keys import NoteKey
from verification.verdict import Outcome
from verification.witnesses import judge_witnesses

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DID = "did:webvh:QmScid:salud.example.edu"
LOG, OTHER = NoteKey(), NoteKey()
WITNESSES = {f"{name}.example.edu/witness": NoteKey() for name in ("a", "b", "c")}
LOG_KEY = VerifierKey(DID, Algorithm.ED25519, LOG.public_key)
KEYS = [VerifierKey(name, Algorithm.COSIGNATURE, key.public_key) for name, key in WITNESSES.items()]
HEAD = TreeHead.of(DID, [bytes([n]) * 32 for n in range(7)])


def cosigned(*names: str, ago: int = 0) -> str:
    note = HEAD.note(DID, LOG)
    for name in names:
        full, time = f"{name}.example.edu/witness", NOW - timedelta(minutes=ago)
        note = note.joined([cosignature(note.text, full, WITNESSES[full], int(time.timestamp()))])
    return str(note)


def codes(text: str, needed: int = 2) -> list[str]:
    return [check.code for check in judge_witnesses(text, LOG_KEY, KEYS, needed=needed, now=NOW).checks]


def test_enough_witnesses() -> None:
    verdict = judge_witnesses(cosigned("c", "a"), LOG_KEY, KEYS, needed=2, now=NOW)
    assert verdict.outcome is Outcome.PASSED
    assert verdict.sentences("en") == [
        f"A history of 7 anchors is signed with the key of {DID}.",
        "Witnesses that you trust saw the same history of 7 anchors as of 23 November 2026, 12:00 UTC: "
        "a.example.edu/witness; c.example.edu/witness.",
    ]


def test_as_of_is_when_enough_had_seen_it() -> None:
    new, old = Note.parse(cosigned("a")), Note.parse(cosigned("b", ago=60))
    text = str(new.joined(old.signatures))
    as_of = [
        judge_witnesses(text, LOG_KEY, KEYS, needed=needed, now=NOW).checks[1].detail["as_of"] for needed in (1, 2)
    ]
    assert as_of == ["2026-11-23T12:00:00Z", "2026-11-23T11:00:00Z"]


def test_too_few_witnesses_leave_it_open() -> None:
    assert codes(cosigned("a")) == ["log-checkpoint-signed", "witnessed-too-little"]
    assert codes(cosigned(), needed=1) == ["log-checkpoint-signed", "witnessed-too-little"]
    assert judge_witnesses(cosigned("a"), LOG_KEY, KEYS, needed=2, now=NOW).outcome is Outcome.UNKNOWN


def test_one_witness_under_two_names_or_two_times_is_one() -> None:
    twice = Note.parse(cosigned("a")).joined(Note.parse(cosigned("a", ago=5)).signatures)
    assert codes(str(twice)) == ["log-checkpoint-signed", "witnessed-too-little"]
    alias = VerifierKey("z.example.edu/witness", Algorithm.COSIGNATURE, KEYS[0].public)
    key = WITNESSES["a.example.edu/witness"]
    note = Note.parse(cosigned("a"))
    note = note.joined([cosignature(note.text, alias.name, key, int(NOW.timestamp()))])
    verdict = judge_witnesses(str(note), LOG_KEY, [*KEYS, alias], needed=2, now=NOW)
    assert verdict.checks[1].code == "witnessed-too-little"


def test_a_cosignature_of_tomorrow_is_not_counted() -> None:
    assert codes(cosigned("a", "b", ago=-4)) == ["log-checkpoint-signed", "witnessed"]
    assert codes(cosigned("a", "b", ago=-6)) == ["log-checkpoint-signed", "witnessed-too-little"]


def test_no_witness_is_named() -> None:
    verdict = judge_witnesses(cosigned("a"), LOG_KEY, [], now=NOW)
    assert [check.code for check in verdict.checks] == ["log-checkpoint-signed", "witnesses-unnamed"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        cosigned("a", "b").replace("\n7\n", "\n8\n"),
        str(HEAD.note(DID, OTHER)),
        str(TreeHead("did:example:other", 7, HEAD.root).note(DID, LOG)),
    ],
    ids=["nothing", "altered", "another key", "another log"],
)
def test_what_is_forged_fails(text: str) -> None:
    verdict = judge_witnesses(text, LOG_KEY, KEYS, needed=2, now=NOW)
    assert [check.code for check in verdict.checks] == ["log-checkpoint-forged"]
    assert verdict.outcome is Outcome.FAILED


def test_a_name_with_the_id_of_anothers_key_is_nobodys() -> None:
    assert codes(cosigned("a", "b").replace("— a.", "— b.")) == ["log-checkpoint-signed", "witnessed-too-little"]


def test_a_witness_line_that_does_not_hold_spoils_the_note() -> None:
    name = KEYS[0].name
    line = cosignature(HEAD.text + "more\n", name, WITNESSES[name], int(NOW.timestamp()))
    assert codes(str(Note.parse(cosigned("b", "c")).joined([line]))) == ["log-checkpoint-forged"]


def test_it_takes_a_witness() -> None:
    with pytest.raises(ValueError, match="at least one"):
        judge_witnesses(cosigned(), LOG_KEY, KEYS, needed=0, now=NOW)
