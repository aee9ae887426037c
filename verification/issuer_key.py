"""Whose key signed, and whether it was theirs when they say they signed: did:key, did:web, did:webvh.

    >>> found = find_key(method, "assertionMethod", at=created, library=library, now=now)
    >>> found.key, found.code
    (b'…', 'issuer-key-in-history')

A did:web document shows today's keys only. Where it names the did:webvh of the same institution, and that one names it
back, the verifiable history decides: the method of the same fragment must be there, the same key, at that time. So a
key that was rotated out still proves what it signed before, and a web server alone cannot give the institution a key.

What is fetched comes in as a `Library`; what is not in it raises `KeyNotShownError`. Nothing is fetched here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from verification.did_history import DidHistory
from verification.did_id import log_url, parse_did, witness_url
from verification.did_web import also_known_as, document_url, method_key, read_document
from verification.did_webvh import read_log
from verification.did_witness import wants_witnesses
from verification.encoding import from_ed25519_multikey, multikey_of_did_key
from verification.errors import DidDocumentError, DidLogError, KeyNotShownError

type Library = Mapping[str, bytes | None]
"""What was fetched, by https URL. None: it was asked for and could not be had. Absent: nobody has asked yet."""


@dataclass(frozen=True, slots=True)
class FoundKey:
    """`code` says what vouches for the key: issuer-key-itself (did:key), issuer-key-on-web, issuer-key-in-history, or
    issuer-key-history-unseen where the did:web names a history that was not there to be read. `history`: the did:webvh
    whose history the key is in, if it is in one."""

    key: bytes
    code: str
    history: str | None = None


def controller_of(method_id: str) -> str:
    """The DID of a verification method: the part before the fragment."""
    return method_id.partition("#")[0]


def find_key(method_id: str, purpose: str, *, at: datetime, library: Library, now: datetime) -> FoundKey:
    """The key of a DID URL in force at `at`. Raises VerificationError: the codes of `did_web`, `did_history` and
    `did_webvh`, history-not-mutual, history-differs; KeyNotShownError key-not-shown, witnesses-required,
    did-method-unknown."""
    did = controller_of(method_id)
    if did.startswith("did:key:"):
        return FoundKey(from_ed25519_multikey(multikey_of_did_key(method_id)), "issuer-key-itself")
    if did.startswith("did:webvh:"):
        return FoundKey(read_history(did, library, now).key(method_id, purpose, at), "issuer-key-in-history", did)
    if did.startswith("did:web:"):
        return _web_key(method_id, purpose, at, library, now)
    raise KeyNotShownError("did-method-unknown", "only did:web, did:webvh and did:key are resolved here")


def urls_of(did: str, library: Library) -> Iterator[str]:
    """What must be fetched to find a key of this DID, as far as the library shows it yet."""
    try:
        if did.startswith("did:web:"):
            yield document_url(did)
        for name in histories_of(did, library):
            yield log_url(name)
            if (log := library.get(log_url(name))) and wants_witnesses(log):
                yield witness_url(name)
    except (DidDocumentError, DidLogError):
        return


def lasting_name(did: str, *, library: Library, now: datetime) -> str:
    """The did:webvh of an institution: where a did:web names one, and is named by it, that one; else the DID itself.
    Raises VerificationError where what the DID names is not there to be read: the codes of `find_key`."""
    if did.startswith("did:webvh:"):
        return read_history(did, library, now).did
    if not did.startswith("did:web:"):
        raise KeyNotShownError("did-method-unknown", "only did:web and did:webvh name institutions here")
    histories = _histories(did, _shown(document_url(did), library))
    if not histories:
        return did
    history = read_history(histories[0], library, now)
    if len(histories) > 1 or did not in also_known_as(history.current):
        raise DidDocumentError("history-not-mutual", "the did:web and its history do not name each other")
    return history.did


def histories_of(did: str, library: Library) -> list[str]:
    """The did:webvh that this DID is, or those that its did:web names. Raises DidDocumentError, DidLogError."""
    if did.startswith("did:webvh:"):
        return [did]
    if did.startswith("did:web:") and (body := library.get(document_url(did))):
        return _histories(did, body)
    return []


def read_history(did: str, library: Library, now: datetime) -> DidHistory:
    """The log of a did:webvh. Raises DidLogError, DidDocumentError did-document-of-another, and KeyNotShownError where
    the log was not there to be read (key-not-shown), or the proofs of its witnesses (witnesses-required)."""
    log, proofs = _shown(log_url(did), library), library.get(witness_url(did))
    try:
        history = read_log(log, now=now, witness_proofs=proofs)
    except DidLogError as exc:
        if exc.code == "witnesses-required":
            raise KeyNotShownError(exc.code, str(exc)) from exc
        raise
    if history.did != did:
        raise DidDocumentError("did-document-of-another", "the DID log is of another DID")
    return history


def _histories(did: str, body: bytes) -> list[str]:
    """The did:webvh names in a did:web document, on the host of the did:web: another host has no say in it."""
    host = did.removeprefix("did:web:")
    named = [name for name in also_known_as(read_document(did, body)) if name.startswith("did:webvh:")]
    return [name for name in named if ":".join((parse_did(name).host, *parse_did(name).path)) == host]


def _web_key(method_id: str, purpose: str, at: datetime, library: Library, now: datetime) -> FoundKey:
    did = controller_of(method_id)
    body = _shown(document_url(did), library)
    histories = _histories(did, body)
    if len(histories) > 1:
        raise DidDocumentError("history-not-mutual", "the did:web names several histories")
    if not histories:
        return FoundKey(method_key(read_document(did, body), method_id, purpose), "issuer-key-on-web")
    try:
        history = read_history(histories[0], library, now)
    except KeyNotShownError:
        return FoundKey(method_key(read_document(did, body), method_id, purpose), "issuer-key-history-unseen")
    return FoundKey(_climbed(method_id, purpose, at, history, body), "issuer-key-in-history", history.did)


def _climbed(method_id: str, purpose: str, at: datetime, history: DidHistory, body: bytes) -> bytes:
    """The key of the same fragment in the history. Where today's did:web shows the method too, it must be that key."""
    did, _, fragment = method_id.partition("#")
    if did not in also_known_as(history.current):
        raise DidDocumentError("history-not-mutual", "the history does not name the did:web that names it")
    key = history.key(f"{history.at(at)['id']}#{fragment}", purpose, at)
    try:
        today = method_key(read_document(did, body), method_id, purpose)
    except DidDocumentError as exc:
        if exc.code == "key-not-in-document":
            return key
        raise
    if today == key or _rotated(history, fragment, purpose, today):
        return key
    raise DidDocumentError("history-differs", "the did:web shows another key than its own history")


def _rotated(history: DidHistory, fragment: str, purpose: str, today: bytes) -> bool:
    """Whether `today` is what the history's newest entry has under the same fragment."""
    try:
        return history.key(f"{history.did}#{fragment}", purpose) == today
    except DidLogError:
        return False


def _shown(address: str, library: Library) -> bytes:
    body = library.get(address)
    if body is None:
        raise KeyNotShownError("key-not-shown", "the issuer's DID document or log was not there to be read")
    return body
