"""Signed notes: a text, and lines of signatures under it (c2sp.org/signed-note, c2sp.org/tlog-cosignature). Pure.

    >>> key = VerifierKey.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    >>> note = Note.parse("This is an example message.\\n\\n— example.com/foo Uw2QOkn8…\\n")
    >>> note.signers([key])
    (Signed(key=VerifierKey(name='example.com/foo', …), time=None),)

Two kinds of Ed25519 keys: a log's signs the text as it is; a witness' signs it with the time at which it does.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import Protocol, Self

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from anchoring.errors import BadNoteSignature, MalformedNote

MAX_NOTE = 64 * 1024  # characters
MAX_SIGNATURES = 64
_NAME = re.compile(r"[^\s+\ud800-\udfff]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_VKEY = re.compile(r"(?P<name>[^\s+\ud800-\udfff]+)\+(?P<id>[0-9a-f]{8})\+(?P<key>\S+)")


class Algorithm(IntEnum):
    """Signature types of signed-note that are understood here."""

    ED25519 = 0x01  # over the text
    COSIGNATURE = 0x04  # over the text and a time, by a witness


class Signer(Protocol):
    """Holds an Ed25519 key, which never leaves it."""

    public_key: bytes

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Whose signature, of which kind, by which 32-byte public key."""

    name: str
    algorithm: Algorithm
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that stand with the name in a signature line."""
        return sha256(self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public).digest()[:4]

    def __str__(self) -> str:
        """A vkey: `<name>+<id in hex>+<type and key in base64>`."""
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes([self.algorithm]) + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """From a vkey. Raises MalformedNote, also where its id is not that of its key."""
        found = _VKEY.fullmatch(text)
        key = unbase64(found["key"]) if found else b""
        if found is None or len(key) != 33 or key[0] not in set(Algorithm):
            raise MalformedNote("not an Ed25519 verifier key")
        read = cls(name=found["name"], algorithm=Algorithm(key[0]), public=key[1:])
        if read.id.hex() != found["id"]:
            raise MalformedNote("the verifier key's id is not that of its key")
        return read


@dataclass(frozen=True, slots=True)
class Signature:
    """One line: the key's name and id, and what the key made of the text."""

    name: str
    key_id: bytes
    body: bytes

    def __str__(self) -> str:
        return f"— {self.name} {b64encode(self.key_id + self.body).decode()}\n"

    @classmethod
    def parse(cls, line: str) -> Self:
        """From a line without its end. Raises MalformedNote."""
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        decoded = unbase64(encoded)
        if dash != "—" or not _NAME.fullmatch(name) or len(decoded) < 5:
            raise MalformedNote("not a signature line")
        return cls(name=name, key_id=decoded[:4], body=decoded[4:])


@dataclass(frozen=True, slots=True)
class Signed:
    """A key whose signature holds; `time` (Unix seconds) is the witness' word, None for a log's."""

    key: VerifierKey
    time: int | None


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and its signatures. The text is nobody's word until `signers` says whose."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(str(signature) for signature in self.signatures)

    @classmethod
    def parse(cls, note: str) -> Self:
        """Raises MalformedNote for what is not a signed note, or is too long to be read."""
        text, blank, lines = note.rpartition("\n\n")
        if len(note) > MAX_NOTE or _CONTROL.search(note) or not blank or not lines.endswith("\n"):
            raise MalformedNote("not a signed note")
        return cls(text=text + "\n", signatures=parse_signatures(lines))

    def signers(self, keys: Iterable[VerifierKey]) -> tuple[Signed, ...]:
        """Which of these keys signed it, each once. Signatures of other keys say nothing.

        Raises BadNoteSignature where a line names one of these keys and does not hold: then nothing holds.
        """
        known = {(key.name, key.id): key for key in keys}
        found: dict[VerifierKey, Signed] = {}
        for signature in self.signatures:
            if key := known.get((signature.name, signature.key_id)):
                found.setdefault(key, _verified(self.text, signature, key))
        return tuple(found.values())

    def signed(self, name: str, signer: Signer) -> Self:
        """With a log's signature more (type 0x01)."""
        key = VerifierKey(name, Algorithm.ED25519, signer.public_key)
        return self.joined([Signature(name, key.id, signer.sign(self.text.encode()))])

    def joined(self, signatures: Iterable[Signature]) -> Self:
        """With these signatures more, those that it has already left out."""
        new = tuple(signature for signature in signatures if signature not in self.signatures)
        return type(self)(self.text, self.signatures + new)


def cosignature(text: str, name: str, signer: Signer, time: int) -> Signature:
    """A witness' signature (type 0x04) on a checkpoint's text, as of a time in Unix seconds."""
    key = VerifierKey(name, Algorithm.COSIGNATURE, signer.public_key)
    return Signature(name, key.id, time.to_bytes(8) + signer.sign(_cosigned(text, time)))


def parse_signatures(lines: str) -> tuple[Signature, ...]:
    """One line or more, each with its end. Raises MalformedNote."""
    signatures = lines.split("\n")
    if signatures.pop() or not 0 < len(signatures) <= MAX_SIGNATURES:
        raise MalformedNote("no signature lines, or too many")
    return tuple(Signature.parse(line) for line in signatures)


def _verified(text: str, signature: Signature, key: VerifierKey) -> Signed:
    body, time = signature.body, None
    message = text.encode()
    if key.algorithm is Algorithm.COSIGNATURE:
        time, body = int.from_bytes(body[:8]), body[8:]
        message = _cosigned(text, time)
    try:
        VerifyKey(key.public).verify(message, body)
    except (BadSignatureError, ValueError):
        raise BadNoteSignature(f"the signature of {key.name} does not hold") from None
    return Signed(key, time)


def _cosigned(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def unbase64(text: str) -> bytes:
    """Bytes; none where it is not base64 as it should be written."""
    try:
        decoded = b64decode(text, validate=True)
    except ValueError:
        return b""
    return decoded if b64encode(decoded).decode() == text else b""
