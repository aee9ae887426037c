"""An Open Badge as evidence: what was anchored of it, which entries of which lists speak of it, who signed it.

    >>> claim = read_credential(badge)
    >>> claim.digest == receipt.leaf.digest
    True

What is anchored is the badge without its proof, so whoever has the badge can make the digest again, and a badge that is
signed anew (another suite, another key) is still the one that was anchored. It holds a random salt, so the digest of a
badge that nobody shows tells nothing.

A badge may be issued under the institution's did:web. Offline, the history decides whose that is: it must name the
did:web, and be of the same host. That the host names it back cannot be seen without asking; so what the verdict names
as the signer is the did:webvh, which a verifier knows or does not.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from verification.claim import Claim, ListEntry
from verification.credential_status import entries_of, readable
from verification.data_integrity import JCS, RDFC, Demands, check_proofs, created_at, single_proof
from verification.did_history import DidHistory
from verification.did_id import parse_did
from verification.did_web import also_known_as
from verification.encoding import canonical
from verification.errors import DidLogError, EvidenceError, VerificationError
from verification.open_badge import is_badge
from verification.vcdm import check_credential

__all__ = ["badge_digest", "check_signature", "is_badge", "issuer_in", "names_of", "read_credential"]
_JUDGED = ("revocation", "suspension")
_SUITES = frozenset({RDFC, JCS})


def badge_digest(badge: Mapping[str, Any]) -> bytes:
    """What is anchored, 32 bytes: SHA-256 over the JCS form of the credential without its proof."""
    return sha256(canonical({name: value for name, value in badge.items() if name != "proof"})).digest()


def read_credential(badge: Mapping[str, Any]) -> Claim:
    """What it says, signature unchecked. Raises EvidenceError (credential-malformed)."""
    try:
        check_credential(badge)
        entries = tuple(_entry(entry) for entry in entries_of(badge) if not _a_note(entry))
        return Claim(issuer_in(badge), badge_digest(badge), entries)
    except (VerificationError, ValueError) as exc:
        raise EvidenceError("credential-malformed", "the badge is no credential of the data model") from exc


def check_signature(document: Mapping[str, Any], history: DidHistory) -> None:
    """That a badge, or a status list, bears one proof of its issuer, by a key in force for assertions when it was made;
    raises VerificationError."""
    issuer, created = issuer_in(document), created_at(single_proof(document))

    def key_of(method: str) -> bytes:
        controller, _, fragment = method.partition("#")
        if controller != issuer:
            raise DidLogError("key-of-another", "the proof is signed by somebody else")
        return history.key(f"{history.did}#{fragment}", "assertionMethod", created)

    check_proofs(document, key_of, Demands(_SUITES))


def issuer_in(document: Mapping[str, Any]) -> str:
    """The issuer's DID, whichever way it is written; "" where there is none."""
    issuer = document.get("issuer")
    found = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return found if isinstance(found, str) else ""


def names_of(history: DidHistory) -> frozenset[str]:
    """The DIDs that the history answers for: its own, and the did:web of the same host if it names it."""
    web = history.did.replace(f"did:webvh:{parse_did(history.did).scid}:", "did:web:")
    return frozenset({history.did, *(name for name in also_known_as(history.current) if name == web)})


def _a_note(entry: Mapping[str, Any]) -> bool:
    """An entry that says whether there is a newer badge, and nothing against this one."""
    return readable(entry) and entry["statusPurpose"] == "refresh"


def _entry(entry: Mapping[str, Any]) -> ListEntry:
    """One that is not read here is of a list at no address: nobody kept it, and nothing is known of it."""
    if not readable(entry) or entry["statusPurpose"] not in _JUDGED:
        return ListEntry("", "", 0)
    return ListEntry(entry["statusPurpose"], str(entry["statusListCredential"]), int(entry["statusListIndex"]))
