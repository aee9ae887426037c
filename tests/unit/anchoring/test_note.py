"""Signed notes: the examples of the C2SP texts, and notes that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from anchoring.errors import BadNoteSignature, MalformedNote
from anchoring.note import Algorithm, Note, Signature, VerifierKey, cosignature, parse_signatures
from tests.unit.anchoring.keys import NoteKey

# c2sp.org/signed-note, "Verifier keys", "Example"
VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""
# c2sp.org/signed-note, the first example: a text with an empty line in it
POEM = """Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
"""  # noqa: E501
WITNESS = "witness.example/w1"


def cosigner(key: NoteKey) -> VerifierKey:
    return VerifierKey(WITNESS, Algorithm.COSIGNATURE, key.public_key)


def test_the_published_key_verifies_the_published_note() -> None:
    key = VerifierKey.parse(VKEY)
    assert (key.name, key.algorithm, key.id.hex(), str(key)) == ("example.com/foo", 1, "530d903a", VKEY)
    note = Note.parse(EXAMPLE)
    assert [signed.key for signed in note.signers([key])] == [key]
    assert str(note) == EXAMPLE
    with pytest.raises(BadNoteSignature):
        Note(note.text + "more\n", note.signatures).signers([key])


def test_a_text_may_have_empty_lines() -> None:
    note = Note.parse(POEM)
    assert note.text.endswith("sole:\n\ned è subito sera.\n")
    assert [signature.name for signature in note.signatures] == ["quasimodo.example/salvatore"]
    assert note.signers([VerifierKey.parse(VKEY)]) == ()


def test_an_unknown_key_says_nothing_and_a_known_one_must_hold() -> None:
    key, stranger = NoteKey(), NoteKey()
    note = Note("text\n", ()).signed("log", key).signed("log", stranger)
    known = VerifierKey("log", Algorithm.ED25519, key.public_key)
    assert [signed.key for signed in note.signers([known])] == [known]
    forged = Note(note.text, (Signature("log", known.id, stranger.sign(note.text.encode())), *note.signatures))
    with pytest.raises(BadNoteSignature):
        forged.signers([known])


def test_a_cosignature_is_of_a_time() -> None:
    key = NoteKey()
    line = cosignature("log\n1\nroot\n", WITNESS, key, 1_679_315_147)
    note = Note.parse(str(Note("log\n1\nroot\n", (line,))))
    assert [signed.time for signed in note.signers([cosigner(key)])] == [1_679_315_147]
    SigningKey(key.seed).verify_key.verify(b"cosignature/v1\ntime 1679315147\nlog\n1\nroot\n", line.body[8:])
    other = Signature(line.name, line.key_id, (1_679_315_148).to_bytes(8) + line.body[8:])
    with pytest.raises(BadNoteSignature):
        Note(note.text, (other,)).signers([cosigner(key)])


def test_a_logs_signature_is_no_cosignature() -> None:
    key = NoteKey()
    log = VerifierKey(WITNESS, Algorithm.ED25519, key.public_key)
    assert log.id != cosigner(key).id
    note = Note("text\n", ()).signed(WITNESS, key)
    assert note.signers([cosigner(key)]) == ()
    with pytest.raises(BadNoteSignature):
        Note(note.text, (Signature(WITNESS, cosigner(key).id, note.signatures[0].body),)).signers([cosigner(key)])


def test_a_signature_is_joined_once() -> None:
    note = Note("text\n", ()).signed("log", NoteKey())
    assert note.joined(note.signatures) == note


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\n— name\n",
        "text\n\n- example.com/foo Uw2QOkn8\n",
        "text\n\n— two names Uw2QOkn8\n",
        "text\n\n— plus+name Uw2QOkn8\n",
        "text\n\n— name Uw2QOg==\n",
        "text\n\n— name Uw2QOkn\n",
        "text\n\n— name Uw2Q Okn8\n",
        "te\txt\n\n— name Uw2QOkn8\n",
        EXAMPLE.removesuffix("\n"),
        EXAMPLE + "\n",
        "long" * 20_000 + EXAMPLE,
        "text\n\n" + "— name Uw2QOkn8\n" * 65,
    ],
)
def test_what_is_no_note_is_refused(broken: str) -> None:
    with pytest.raises(MalformedNote):
        Note.parse(broken)


@pytest.mark.parametrize(
    "broken",
    [
        "",
        VKEY[:-4],
        VKEY.replace("530d", "530e"),
        VKEY.replace("+Aeky", "+A+ky"),
        VKEY.replace("+Ae", "+Be"),
        "\ud800" + VKEY,
    ],
)
def test_what_is_no_key_is_refused(broken: str) -> None:
    with pytest.raises(MalformedNote):
        VerifierKey.parse(broken)


@given(st.text())
def test_nothing_else_is_raised(text: str) -> None:
    for read in (Note.parse, VerifierKey.parse, parse_signatures):
        try:
            read(text)
        except MalformedNote:
            continue


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.binary(min_size=5, max_size=80))
def test_what_is_written_is_read(text: str, signature: bytes) -> None:
    note = Note(text + "\n", (Signature("a/b", signature[:4], signature[4:]),))
    assert Note.parse(str(note)) == note
