"""An AnonCreds credential as its own evidence shows it: what it says, and which bit of which list revokes it.

    >>> claim = read_credential(document)
    >>> claim.digest == receipt.leaf.digest
    True

A wallet's AnonCreds credential is made to be proven, not shown; here the institution signs its attributes once more,
for the learner to keep. Their digest was anchored when the credential was made; which bit stands for it was not
known by then, so for that the signature answers alone.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from anchoring.log import Value
from verification.claim import Claim, StatusBit
from verification.data_integrity import check_proof, single_proof
from verification.did_history import DidHistory
from verification.encoding import canonical
from verification.errors import EvidenceError

TYPE = "AnonCredsEvidence"
__all__ = ["Claim", "StatusBit", "check_signature", "credential_digest", "read_credential", "unsigned_evidence"]


class _Status(Value):
    revRegId: str  # noqa: N815 - the name on the wire
    index: Annotated[int, Field(strict=True, ge=0)]


class _Evidence(Value):
    type: Literal["AnonCredsEvidence"]
    issuer: str
    attributes: dict[str, str]
    status: _Status | None
    proof: dict[str, Any]


def credential_digest(issuer: str, attributes: Mapping[str, str]) -> bytes:
    """What is anchored, 32 bytes: SHA-256 over the JCS form of the issuer's DID and the credential's attributes."""
    return sha256(canonical({"issuer": issuer, "attributes": dict(attributes)})).digest()


def unsigned_evidence(issuer: str, attributes: Mapping[str, str], status: StatusBit | None) -> dict[str, Any]:
    """The document that the institution signs."""
    bit = {"revRegId": status.rev_reg_id, "index": status.index} if status else None
    return {"type": TYPE, "issuer": issuer, "attributes": dict(attributes), "status": bit}


def read_credential(document: Mapping[str, Any]) -> Claim:
    """What it says, signature unchecked. Raises EvidenceError (credential-malformed, credential-format-unknown)."""
    if document.get("type") != TYPE:
        raise EvidenceError("credential-format-unknown", "not a format of credential that is read here")
    try:
        found = _Evidence.model_validate(document)
    except ValidationError as exc:
        raise EvidenceError("credential-malformed", "the credential has a member that does not belong there") from exc
    status = StatusBit(found.status.revRegId, found.status.index) if found.status else None
    return Claim(found.issuer, credential_digest(found.issuer, found.attributes), status)


def check_signature(document: Mapping[str, Any], history: DidHistory) -> None:
    """That the issuer signed it, with a key in force for assertions; raises ProofError or DidLogError."""
    proof = single_proof(document)
    check_proof(document, proof, history.key(str(proof.get("verificationMethod")), "assertionMethod"))
