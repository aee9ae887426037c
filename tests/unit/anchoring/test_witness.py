"""A witness' memory: what it cosigns, what it refuses, and two witnesses of each other's logs."""

import secrets
from base64 import b64encode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anchoring.errors import MalformedNote, Refused
from anchoring.merkle import EMPTY_ROOT
from anchoring.note import Algorithm, Note, VerifierKey, cosignature
from anchoring.tlog import TreeHead, tree_of
from anchoring.witness import SIZE_TYPE, Submission, contradict, judge
from tests.unit.anchoring.keys import NoteKey
from tests.unit.anchoring.values import DID

# c2sp.org/tlog-witness, "add-checkpoint": the example of a request
REQUEST = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
"""  # noqa: E501


class Issuer:
    """A log: heads of appends, and the key that signs its checkpoints."""

    def __init__(self, origin: str = DID) -> None:
        self.origin, self.key = origin, NoteKey()
        self.heads: list[bytes] = []

    @property
    def keys(self) -> list[VerifierKey]:
        return [VerifierKey(self.origin, Algorithm.ED25519, self.key.public_key)]

    def grow(self, count: int = 1) -> None:
        self.heads += [secrets.token_bytes(32) for _ in range(count)]

    def asks(self, old: int, size: int | None = None) -> Submission:
        """To cosign the tree of the first `size` heads after that of `old`."""
        heads = self.heads[:size]
        note = TreeHead.of(self.origin, heads).note(self.origin, self.key)
        growth = tree_of(heads).growth(old) if 0 < old <= len(heads) else ()
        return Submission.parse(str(Submission(old, growth, note, TreeHead.parse(note.text))).encode())


@pytest.fixture
def issuer() -> Issuer:
    issuer = Issuer()
    issuer.grow(5)
    return issuer


def refusal(asked: Submission, keys: list[VerifierKey], remembered: TreeHead | None) -> Refused:
    with pytest.raises(Refused) as caught:
        judge(asked, keys, remembered)
    return caught.value


def test_the_published_request_is_read() -> None:
    asked = Submission.parse(REQUEST.encode())
    assert (asked.old_size, len(asked.growth), asked.head.size) == (20_852_014, 4, 20_852_163)
    assert asked.head.origin == "example.com/behind-the-sofa"
    assert len(asked.note.signatures) == 2
    assert str(asked) == REQUEST


def test_each_tree_that_grew_is_cosigned(issuer: Issuer) -> None:
    remembered = None
    for size in (1, 2, 3, 5, 5):
        remembered = judge(issuer.asks(remembered.size if remembered else 0, size), issuer.keys, remembered)
        assert remembered == TreeHead.of(DID, issuer.heads[:size])


def test_another_size_is_told_what_is_remembered(issuer: Issuer) -> None:
    three = TreeHead.of(DID, issuer.heads[:3])
    for old in (0, 2, 4, 5):
        refused = refusal(issuer.asks(old), issuer.keys, three)
        assert (refused.status, refused.body, refused.media_type) == (409, "3\n", SIZE_TYPE)
    assert refusal(issuer.asks(1), issuer.keys, None).body == "0\n"


def test_a_rollback_is_refused(issuer: Issuer) -> None:
    five = TreeHead.of(DID, issuer.heads)
    assert refusal(issuer.asks(3, 3), issuer.keys, five).status == 409
    assert refusal(issuer.asks(5, 3), issuer.keys, five).status == 400


def test_an_issuer_of_two_histories_is_caught(issuer: Issuer) -> None:
    other = Issuer()
    other.key = issuer.key
    other.heads = [*issuer.heads[:4], secrets.token_bytes(32)]
    remembered = judge(issuer.asks(0), issuer.keys, None)
    assert refusal(other.asks(5), issuer.keys, remembered).status == 422
    assert contradict(remembered, other.asks(5).head)
    other.grow()
    assert refusal(other.asks(5), issuer.keys, remembered).status == 422
    assert not contradict(remembered, other.asks(5).head)
    assert refusal(issuer.asks(0), issuer.keys, TreeHead.of(DID, other.heads)).status == 409


def test_a_stranger_is_refused(issuer: Issuer) -> None:
    stranger = Issuer()
    stranger.grow(5)
    assert refusal(stranger.asks(0), issuer.keys, None).status == 403
    assert refusal(issuer.asks(0), [], None).status == 404
    name, key_id = issuer.keys[0].name, issuer.keys[0].id
    forged = stranger.asks(0)
    lines = (replace(forged.note.signatures[0], name=name, key_id=key_id), *issuer.asks(0).note.signatures)
    assert refusal(replace(forged, note=Note(forged.note.text, lines)), issuer.keys, None).status == 403


@given(st.data())
def test_a_changed_proof_is_refused(data: st.DataObject) -> None:
    issuer = Issuer()
    issuer.grow(data.draw(st.integers(2, 20)))
    old = data.draw(st.integers(1, len(issuer.heads) - 1))
    remembered, asked = TreeHead.of(DID, issuer.heads[:old]), issuer.asks(old)
    assert judge(asked, issuer.keys, remembered) == asked.head
    which = data.draw(st.integers(0, len(asked.growth) - 1))
    growth = [bytes(32) if place == which else node for place, node in enumerate(asked.growth)]
    assert refusal(replace(asked, growth=tuple(growth)), issuer.keys, remembered).status == 422
    assert refusal(replace(asked, growth=asked.growth[:-1]), issuer.keys, remembered).status == 422


def test_the_empty_tree(issuer: Issuer) -> None:
    asked = issuer.asks(0, 0)
    assert judge(asked, issuer.keys, None).root == EMPTY_ROOT
    assert judge(issuer.asks(0), issuer.keys, asked.head).size == 5
    head = TreeHead(DID, 0, bytes(32))
    note = head.note(DID, issuer.key)
    assert refusal(Submission(0, (), note, head), issuer.keys, None).status == 422
    assert refusal(replace(issuer.asks(0), growth=(bytes(32),)), issuer.keys, None).status == 422


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("old 20852014\n", "20852014\n"),
        ("old 20852014\n", "old 020852014\n"),
        ("old 20852014\n", "old -1\n"),
        ("old 20852014\n", "old 20852014 \n"),
        ("PlRN", "PlRNPlRN"),
        ("=\n\nex", "=\nex"),
        ("\n20852163\n", "\n020852163\n"),
        ("\n20852163\n", f"\n{2**63}\n"),
        ("\n20852163\n", "\n\n"),
        ("CsUYapGG", "CsUY"),
        ("—", "-"),
        ("old 20852014\n", "old 20852014\n" + (b64encode(bytes(32)).decode() + "\n") * 60),
    ],
)
def test_a_malformed_request_is_refused(old: str, new: str) -> None:
    assert REQUEST.count(old)
    with pytest.raises(Refused) as caught:
        Submission.parse(REQUEST.replace(old, new).encode())
    assert caught.value.status == 400


@pytest.mark.parametrize("body", [b"", b"\xff", b"old 0\n\n", b"x" * 2**20])
def test_a_request_that_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(Refused) as caught:
        Submission.parse(body)
    assert caught.value.status == 400


@given(st.binary())
def test_nothing_else_is_raised(body: bytes) -> None:
    with pytest.raises(Refused):
        Submission.parse(body)


def test_extension_lines_are_passed_over() -> None:
    text = TreeHead(DID, 3, bytes(32)).text
    assert TreeHead.parse(text + "more\n") == TreeHead(DID, 3, bytes(32))
    with pytest.raises(MalformedNote):
        TreeHead.parse(text + "\nmore\n")


def test_two_nodes_witness_each_other() -> None:
    nodes = [Issuer("did:example:a"), Issuer("did:example:b")]
    for issuer, witness in (nodes, nodes[::-1]):
        issuer.grow(3)
        asked, key = issuer.asks(0), NoteKey()
        name = f"{witness.origin}/witness"
        head = judge(asked, issuer.keys, None)
        note = asked.note.joined([cosignature(asked.note.text, name, key, 1_790_000_000)])
        known = [*issuer.keys, VerifierKey(name, Algorithm.COSIGNATURE, key.public_key)]
        assert [signed.time for signed in note.signers(known)] == [None, 1_790_000_000]
        assert TreeHead.parse(note.text) == head
