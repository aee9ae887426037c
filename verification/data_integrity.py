"""Data Integrity proofs of the suite eddsa-jcs-2022 (W3C VC-DI-EDDSA 1.0, section 3.3).

    >>> verify_proof(document, public_key)          # returns None, or raises ProofError

The key is given: whose key it is, and whether it may be used, is for the caller to decide.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from verification.encoding import canonical, from_multibase
from verification.errors import EncodingError, ProofError

CRYPTOSUITE = "eddsa-jcs-2022"
# Members that narrow when or for whom a proof holds. Nobody here checks them, so nobody accepts them.
_UNCHECKED = frozenset({"expires", "domain", "challenge", "previousProof"})


def hash_data(document: Mapping[str, Any], proof_config: Mapping[str, Any]) -> bytes:
    """The 64 bytes that are signed: sha256(JCS(proof_config)) ‖ sha256(JCS(document without proof))."""
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof_config.items() if name != "proofValue"}
    return hashlib.sha256(canonical(options)).digest() + hashlib.sha256(canonical(unsecured)).digest()


def verify_proof(document: Mapping[str, Any], public_key: bytes) -> None:
    """Check the one proof of `document` for assertionMethod; raises `ProofError`."""
    check_proof(document, single_proof(document), public_key)


def single_proof(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document's proof, which must be exactly one object (proof-missing)."""
    proof = document.get("proof")
    if not isinstance(proof, dict):
        raise ProofError("proof-missing", "the document does not carry exactly one proof")
    return proof


def check_proof(document: Mapping[str, Any], proof: Mapping[str, Any], public_key: bytes) -> None:
    """Check `proof` over `document` without its own `proof`.

    Codes: proof-suite-unknown, proof-purpose-wrong, proof-member-unchecked, proof-malformed,
    proof-context-wrong, proof-signature-wrong.
    """
    _check_options(document, proof)
    try:
        signature = from_multibase(proof.get("proofValue"))
        signed = hash_data(document, proof)
    except EncodingError as exc:
        raise ProofError("proof-malformed", f"the proof cannot be read: {exc}") from exc
    if len(signature) != 64 or len(public_key) != 32:
        raise ProofError("proof-malformed", "an Ed25519 signature has 64 bytes and its key 32")
    try:
        VerifyKey(public_key).verify(signed, signature)
    except BadSignatureError as exc:
        raise ProofError("proof-signature-wrong", "the signature does not match the document") from exc


def _check_options(document: Mapping[str, Any], proof: Mapping[str, Any]) -> None:
    if proof.get("type") != "DataIntegrityProof" or proof.get("cryptosuite") != CRYPTOSUITE:
        raise ProofError("proof-suite-unknown", f"only DataIntegrityProof with {CRYPTOSUITE} is checked")
    if proof.get("proofPurpose") != "assertionMethod":
        raise ProofError("proof-purpose-wrong", "the proof was not made for assertionMethod")
    if not _UNCHECKED.isdisjoint(proof):
        raise ProofError("proof-member-unchecked", "the proof holds on conditions not checked here")
    if "created" in proof:
        created_at(proof)
    if "@context" in proof and not _starts_with(document.get("@context"), proof["@context"]):
        raise ProofError("proof-context-wrong", "the document's @context does not begin with the proof's")


def created_at(proof: Mapping[str, Any]) -> datetime:
    """When the signer says the proof was made (proof-malformed). It is the signer's word, no more."""
    try:
        created = datetime.fromisoformat(proof["created"])
    except (KeyError, TypeError, ValueError) as exc:
        raise ProofError("proof-malformed", "the proof's 'created' is not a date and time") from exc
    if created.tzinfo is None:
        raise ProofError("proof-malformed", "the proof's 'created' has no time zone")
    return created


def _starts_with(whole: Any, start: Any) -> bool:
    whole_list = whole if isinstance(whole, list) else [whole]
    start_list = start if isinstance(start, list) else [start]
    return whole_list[: len(start_list)] == start_list
