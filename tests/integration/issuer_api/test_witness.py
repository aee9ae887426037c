"""Two real nodes on PostgreSQL and loopback, each a witness of the other: cosignatures, two histories, restarts."""

import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from anchoring.note import Note
from anchoring.tlog import TreeHead, tree_of
from anchoring.witness import MAX_BODY, Submission
from issuer_api.adapters.postgres import EmbeddedPostgres
from issuer_api.adapters.signer import FileSigner
from issuer_api.cli.client import ApiError
from issuer_api.usecases.transparency import collect_cosignatures, tend_log
from tests.integration.issuer_api.institutions import University, running, universities

Pair = tuple[University, University]


@pytest.fixture
def pair(postgres: EmbeddedPostgres, tmp_path: Path) -> Iterator[Pair]:
    """`here` asks `there` for cosignatures, and `there` follows `here`."""
    with universities(postgres, tmp_path, ("here", "there")) as (here, there):
        there.officer.post("/peers", {"did": here.did, "role": "follow"})
        here.officer.post("/peers", {"did": there.did, "role": "ask"})
        yield here, there


def heads_of(university: University) -> list[bytes]:
    with university.parts.store() as work:
        return [leaf.head for leaf in sorted(work.log_leaves.find(), key=lambda leaf: leaf.position)]


def submission(university: University, heads: list[bytes], old: int) -> str:
    """What the holder of its log's key could ask a witness to cosign: these heads, after the first `old` of them."""
    signer = FileSigner.load(university.parts.keys / "log")
    head = TreeHead.of(university.did, heads)
    growth = tree_of(heads).growth(old) if old else ()
    return str(Submission(old, growth, head.note(university.did, signer), head))


def test_each_cosigns_the_others_checkpoints(pair: Pair) -> None:
    here, there = pair
    here.officer.post("/peers", {"did": there.did, "role": "follow"})
    there.officer.post("/peers", {"did": here.did, "role": "ask"})
    for count in (1, 2, 3):
        for university in pair:
            university.anchor()
            tend_log(university.parts.transparency)
        for university, witness in (pair, pair[::-1]):
            note = university.checkpoint
            assert TreeHead.parse(note.text) == TreeHead.of(university.did, heads_of(university))
            assert TreeHead.parse(note.text).size == count
            log, cosigner = note.signers([university.keys[0], witness.keys[1]])
            assert (log.key, cosigner.key, log.time) == (university.keys[0], witness.keys[1], None)
            assert cosigner.time is not None
            assert abs(cosigner.time - witness.parts.transparency.clock().timestamp()) < 60
            assert [peer["trouble"] for peer in university.peers] == [None]
            origin = sha256(university.did.encode()).hexdigest()
            seen = httpx.get(f"{witness.url}/witness/{origin}/checkpoint", trust_env=False)
            assert Note.parse(seen.text) == note
    assert heads_of(here)[-1] != heads_of(there)[-1]


def test_an_issuer_of_two_histories_is_caught(pair: Pair) -> None:
    here, there = pair
    for _ in range(3):
        here.anchor()
    tend_log(here.parts.transparency)
    other = [*heads_of(here)[:2], b"\x66" * 32]
    assert there.submit(submission(here, other, 2)).status_code == 409
    assert there.submit(submission(here, other, 3)).status_code == 422
    assert there.submit(submission(here, [*other, b"\x67" * 32], 3)).status_code == 422
    assert [peer["contradictions"] for peer in there.peers] == [1]
    with there.parts.store() as work:
        found = work.contradictions.find()[0]
    shown = [Note.parse(text) for text in (found.remembered, found.shown)]
    assert all(note.signers([here.keys[0]]) for note in shown)
    assert {TreeHead.parse(note.text).size for note in shown} == {3}
    assert len({TreeHead.parse(note.text).root for note in shown}) == 2
    assert there.submit(submission(here, heads_of(here), 3)).status_code == 200


def test_a_rollback_is_refused_and_the_institution_is_told(pair: Pair) -> None:
    here, there = pair
    for _ in range(3):
        here.anchor()
    tend_log(here.parts.transparency)
    refused = there.submit(submission(here, heads_of(here)[:2], 2))
    assert (refused.status_code, refused.text) == (409, "3\n")
    assert refused.headers["Content-Type"].startswith("text/x.tlog.size")
    with here.parts.store() as work:  # as if put back from a backup
        work.log_leaves.remove(work.log_leaves.find(position=2)[0])
        work.signed_heads.remove(work.signed_heads.find(size=3)[0])
        work.peers.find()[0].cosigned_size = 1
    collect_cosignatures(here.parts.transparency)
    assert "remembers 3 appends, and this node has 2" in here.peers[0]["trouble"]
    tend_log(here.parts.transparency)
    assert here.peers[0]["trouble"] is None
    assert here.peers[0]["cosigned_size"] == 3


def test_a_restart_keeps_the_memory(postgres: EmbeddedPostgres, tmp_path: Path) -> None:
    with universities(postgres, tmp_path, ("here", "there")) as (here, there):
        there.officer.post("/peers", {"did": here.did, "role": "follow"})
        here.anchor()
        true, other = submission(here, heads_of(here), 0), submission(here, [b"\x66" * 32], 1)
        assert there.submit(true).status_code == 200
    with running(there.parts.settings) as again:
        assert again.did == there.did
        assert again.submit(other).status_code == 422
        assert again.submit(true).text == "1\n"


def test_strangers(pair: Pair) -> None:
    here, there = pair
    here.anchor()
    there.anchor()
    assert here.submit(submission(there, heads_of(there), 0)).status_code == 404
    forged = submission(here, heads_of(here), 0).replace("\n— did", "\n— xid")
    assert there.submit(forged).status_code == 403
    assert there.submit("nonsense").status_code == 400
    assert there.submit("x" * (MAX_BODY + 1)).status_code == 413
    assert httpx.get(f"{there.url}/witness/{'0' * 64}/checkpoint", trust_env=False).status_code == 404
    there.officer.delete("/peers", did=here.did, role="follow")
    assert there.submit(submission(here, heads_of(here), 0)).status_code == 404
    assert httpx.get(f"{there.url}/peers", trust_env=False).status_code == 401


def test_many_at_once_are_judged_one_after_the_other(pair: Pair) -> None:
    """However they meet, the witness remembers one history, and signs for no other."""
    here, there = pair
    here.anchor()
    forks = [submission(here, [bytes([n]) * 32], 0) for n in range(8)]
    answers: list[int] = []
    threads = [threading.Thread(target=lambda f=fork: answers.append(there.submit(f).status_code)) for fork in forks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] + [409] * 7


def test_what_was_remembered_and_never_signed_is_signed_when_it_is_asked_for_again(pair: Pair) -> None:
    here, there = pair
    here.anchor()
    body = submission(here, heads_of(here), 0)
    assert there.submit(body).status_code == 200
    with there.parts.store() as work:  # as if killed between the memory and the signature
        work.memories.find()[0].cosigned = None
    assert there.submit(body).status_code == 409
    tend_log(here.parts.transparency)
    assert here.checkpoint.signers([there.keys[1]])


def test_a_witness_that_does_not_answer_is_asked_again(pair: Pair) -> None:
    here, there = pair
    there.officer.delete("/peers", did=here.did, role="follow")
    here.anchor()
    tend_log(here.parts.transparency)
    assert "answered 404" in here.peers[0]["trouble"]
    assert here.checkpoint.signers([there.keys[1]]) == ()
    there.officer.post("/peers", {"did": here.did, "role": "follow"})
    tend_log(here.parts.transparency)
    assert here.checkpoint.signers([there.keys[1]])


def test_keys_that_the_did_does_not_vouch_for_are_refused(pair: Pair) -> None:
    here, _ = pair
    for did, code in (
        ("did:web:there.example.edu", 422),
        ("did:webvh:QmYt6XxVuLxCvKcYtNvYjNqVJiUjYF8DCdz9PnRGSXmJkw:there.example.edu", 422),
        (here.did, 422),
    ):
        with pytest.raises(ApiError) as caught:
            here.officer.post("/peers", {"did": did, "role": "follow"})
        assert caught.value.status == code
