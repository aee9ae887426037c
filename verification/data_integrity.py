"""Data Integrity proofs with Ed25519 (W3C VC-DATA-INTEGRITY and VC-DI-EDDSA 1.0): eddsa-rdfc-2022 (section 3.2),
eddsa-jcs-2022 (3.3), and the Ed25519Signature2020 of older badges.

    >>> verify_proof(document, public_key)                               # one eddsa-jcs-2022 proof, or ProofError
    >>> check_proofs(badge, key_of, Demands(CREDENTIAL_SUITES, at=now))     # every proof of a set or chain

Keys are given: whose key it is, and whether it may be used, is for the caller to decide. Of a set every proof must
hold, and of a chain (previousProof) every link: a proof that nobody checked is not there to be shown.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from verification.canonical_graph import canonical_graph
from verification.encoding import canonical, from_multibase
from verification.errors import EncodingError, ProofError

CRYPTOSUITE = JCS = "eddsa-jcs-2022"
RDFC = "eddsa-rdfc-2022"
LEGACY = "Ed25519Signature2020"  # its own proof type, without a cryptosuite
JCS_ONLY = frozenset({JCS})
CREDENTIAL_SUITES = frozenset({JCS, RDFC, LEGACY})
MAX_PROOFS = 16
# dateTimeStamp of XMLSCHEMA11-2: a date, a time and a zone.
_DATE_TIME_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Demands:
    """What a proof must be made for. `at` is the time that `expires` is held against; a proof that names an expiry, a
    domain or a challenge is refused where nothing is demanded of it: nobody would have checked it."""

    suites: Collection[str] = JCS_ONLY
    purpose: str = "assertionMethod"
    at: datetime | None = None
    domain: str | None = None
    challenge: str | None = None


_PLAIN = Demands()


def hash_data(document: Mapping[str, Any], proof_config: Mapping[str, Any]) -> bytes:
    """The 64 bytes that are signed: sha256(canonical proof_config) ‖ sha256(canonical document without proof), both
    canonical as the config's suite says. Raises EncodingError, JsonLdError, ProofError (proof-suite-unknown)."""
    return _hash({name: value for name, value in document.items() if name != "proof"}, proof_config)


def verify_proof(document: Mapping[str, Any], public_key: bytes) -> None:
    """Check the one eddsa-jcs-2022 proof of `document` for assertionMethod; raises `ProofError`."""
    check_proof(document, single_proof(document), public_key)


def single_proof(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document's proof, which must be exactly one object (proof-missing)."""
    proof = document.get("proof")
    if not isinstance(proof, dict):
        raise ProofError("proof-missing", "the document does not carry exactly one proof")
    return proof


def all_proofs(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The document's proofs, one or several (proof-missing, proof-malformed)."""
    proof = document.get("proof")
    listed = proof if isinstance(proof, list) else [proof]
    proofs = [one for one in listed if isinstance(one, dict)]
    if not proofs or len(proofs) != len(listed):
        raise ProofError("proof-missing", "the document carries no proof, or what is no proof")
    if len(proofs) > MAX_PROOFS:
        raise ProofError("proof-malformed", f"the document carries more than {MAX_PROOFS} proofs")
    return proofs


def check_proofs(document: Mapping[str, Any], key_of: Callable[[str], bytes], demands: Demands = _PLAIN) -> None:
    """Check every proof of `document` (VC-DATA-INTEGRITY section 4.5); `key_of` finds the public key of a verification
    method. A proof with previousProof is also over the proofs that it names. Raises as `check_proof`, and
    ProofError (proof-missing, proof-chain-broken); and whatever `key_of` raises."""
    proofs = all_proofs(document)
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    for proof in proofs:
        before = _previous(proof, proofs)
        over = {**unsecured, "proof": before} if before else unsecured
        _check_options(document, proof, demands)
        _check_signature(over, proof, key_of(proof["verificationMethod"]))


def check_proof(
    document: Mapping[str, Any], proof: Mapping[str, Any], public_key: bytes, demands: Demands = _PLAIN
) -> None:
    """Check `proof` over `document` without its own `proof`.

    Codes: proof-suite-unknown, proof-purpose-wrong, proof-member-unchecked, proof-malformed, proof-context-wrong,
    proof-expired, proof-domain-wrong, proof-challenge-wrong, proof-signature-wrong. An RDF suite also raises
    JsonLdError for a document that has no single meaning.
    """
    _check_options(document, proof, demands)
    if "previousProof" in proof:
        raise ProofError("proof-member-unchecked", "the proof is one of a chain, and the chain is not checked here")
    _check_signature({name: value for name, value in document.items() if name != "proof"}, proof, public_key)


def created_at(proof: Mapping[str, Any]) -> datetime:
    """When the signer says the proof was made (proof-malformed). It is the signer's word, no more."""
    return _time(proof, "created")


def _suite(proof: Mapping[str, Any]) -> str | None:
    if proof.get("type") == LEGACY and "cryptosuite" not in proof:
        return LEGACY
    suite = proof.get("cryptosuite") if proof.get("type") == "DataIntegrityProof" else None
    return suite if suite in (JCS, RDFC) else None


def _hash(unsecured: Mapping[str, Any], proof: Mapping[str, Any]) -> bytes:
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    suite = _suite(proof)
    if suite == JCS:
        return hashlib.sha256(canonical(options)).digest() + hashlib.sha256(canonical(unsecured)).digest()
    if suite is None:
        raise ProofError("proof-suite-unknown", "the proof is of a suite that is not known here")
    if "@context" in unsecured:
        options = {"@context": unsecured["@context"], **{k: v for k, v in options.items() if k != "@context"}}
    return _sha256(canonical_graph(options)) + _sha256(canonical_graph(unsecured))


def _sha256(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8")).digest()


def _check_signature(over: Mapping[str, Any], proof: Mapping[str, Any], public_key: bytes) -> None:
    if _suite(proof) == JCS and "@context" in proof:  # VC-DI-EDDSA 3.3.2, step 3
        over = {**over, "@context": proof["@context"]}
    try:
        signature = from_multibase(proof.get("proofValue"))
        signed = _hash(over, proof)
    except EncodingError as exc:
        raise ProofError("proof-malformed", f"the proof cannot be read: {exc}") from exc
    if len(signature) != 64 or len(public_key) != 32:
        raise ProofError("proof-malformed", "an Ed25519 signature has 64 bytes and its key 32")
    try:
        VerifyKey(public_key).verify(signed, signature)
    except BadSignatureError as exc:
        raise ProofError("proof-signature-wrong", "the signature does not match the document") from exc


def _check_options(document: Mapping[str, Any], proof: Mapping[str, Any], demands: Demands) -> None:
    if _suite(proof) not in demands.suites:
        raise ProofError("proof-suite-unknown", f"only proofs of {', '.join(sorted(demands.suites))} are checked")
    if proof.get("proofPurpose") != demands.purpose:
        raise ProofError("proof-purpose-wrong", f"the proof was not made for {demands.purpose}")
    if not isinstance(proof.get("verificationMethod"), str):
        raise ProofError("proof-malformed", "the proof names no verification method")
    if "created" in proof:
        created_at(proof)
    _check_conditions(proof, demands)
    if "@context" in proof and not _starts_with(document.get("@context"), proof["@context"]):
        raise ProofError("proof-context-wrong", "the document's @context does not begin with the proof's")


def _check_conditions(proof: Mapping[str, Any], demands: Demands) -> None:
    """VC-DATA-INTEGRITY section 4.4, steps 7 to 9: expires, domain, challenge."""
    if "expires" in proof:
        if demands.at is None:
            raise ProofError("proof-member-unchecked", "the proof holds for a time, and no time is given to check it")
        if _time(proof, "expires") <= demands.at:
            raise ProofError("proof-expired", "the proof was made to hold until a time that has passed")
    for member, wanted in (("domain", demands.domain), ("challenge", demands.challenge)):
        if wanted is None and member in proof:
            raise ProofError("proof-member-unchecked", f"the proof holds for a {member} that nobody asked for")
        if wanted is not None and not _names(proof.get(member), wanted, several=member == "domain"):
            raise ProofError(f"proof-{member}-wrong", f"the proof was not made for the {member} that was asked for")


def _names(value: Any, wanted: str, *, several: bool) -> bool:
    return value == wanted or (several and isinstance(value, list) and wanted in value)


def _previous(proof: Mapping[str, Any], proofs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The proofs that `proof` says it was made after."""
    if "previousProof" not in proof:
        return []
    named = proof["previousProof"] if isinstance(proof["previousProof"], list) else [proof["previousProof"]]
    found = [other for other in proofs if "id" in other and other["id"] in named]
    if len(found) != len(named) or not named or any(other is proof for other in found):
        raise ProofError("proof-chain-broken", "the proof follows another one that is not there, or not there once")
    return found


def _time(proof: Mapping[str, Any], member: str) -> datetime:
    value = proof.get(member)
    try:
        if isinstance(value, str) and _DATE_TIME_STAMP.fullmatch(value):
            return datetime.fromisoformat(value)
    except ValueError:
        pass
    raise ProofError("proof-malformed", f"the proof's '{member}' is not a date, a time and a time zone")


def _starts_with(whole: Any, start: Any) -> bool:
    whole_list = whole if isinstance(whole, list) else [whole]
    start_list = start if isinstance(start, list) else [start]
    return whole_list[: len(start_list)] == start_list
