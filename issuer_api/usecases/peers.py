"""Which institutions this node cosigns for, and which it asks: keys are exchanged by a document that the DID signs."""

from datetime import datetime
from typing import Any, Literal

from anchoring.errors import MalformedNote
from anchoring.note import Algorithm, VerifierKey
from issuer_api.domain.errors import Invalid
from issuer_api.domain.institution import Institution
from issuer_api.domain.witness import Peer
from issuer_api.usecases.cosign import witness_name
from issuer_api.usecases.node import institution_of, there
from issuer_api.usecases.transparency import Transparency
from verification import strict_json
from verification.data_integrity import check_proof, single_proof
from verification.did_id import parse_did
from verification.did_webvh import read_log
from verification.errors import VerificationError

Role = Literal["follow", "ask"]


def introduction(t: Transparency) -> dict[str, object]:
    """This node's log key and witness key as vkeys (c2sp.org/signed-note); the DID proves that they are its own."""
    with t.store() as work:
        institution = institution_of(work)
    document: dict[str, object] = {
        "id": institution.did,
        "logKey": str(VerifierKey(institution.did, Algorithm.ED25519, t.log_key.public_key)),
        "witnessKey": str(_witness_key(t, institution)),
    }
    return t.signer.attest(document, verification_method=f"{institution.did}#key-1", created=t.clock())


def meet(t: Transparency, did: str, role: Role) -> Peer:
    """Follow another institution's log, or ask it to cosign this node's. Its keys are fetched, and fetched anew if
    they were before. Raises Invalid where they are not proven to be its own, Unavailable where it does not answer."""
    try:
        parse_did(did)
        keys = read_introduction(did, t.peers.did_log(did), t.peers.introduction(did), t.clock())
    except (VerificationError, MalformedNote) as exc:
        raise Invalid("peer-unproven", f"The keys of {did} are not proven to be its own: {exc}") from exc
    with t.store() as work:
        if did == institution_of(work).did:
            raise Invalid("peer-is-this-node", "A node is no witness of itself.")
        peer = work.peers.locked(did) or work.peers.add(
            Peer(did=did, log_key=str(keys[0]), witness_key=str(keys[1]), created_at=t.clock())
        )
        peer.log_key, peer.witness_key = str(keys[0]), str(keys[1])
        peer.followed, peer.asked = peer.followed or role == "follow", peer.asked or role == "ask"
        return peer


def part(t: Transparency, did: str, role: Role) -> None:
    """No longer follow, or ask. What is remembered of its log stays: followed again, it goes on from there."""
    with t.store() as work:
        peer = there(work.peers.locked(did), "peer")
        peer.followed, peer.asked = peer.followed and role != "follow", peer.asked and role != "ask"


def read_introduction(did: str, log: bytes, document: bytes, now: datetime) -> tuple[VerifierKey, VerifierKey]:
    """The log key and the witness key of a DID. Raises VerificationError, MalformedNote."""
    history, read = read_log(log, now=now), strict_json.loads_object(document)
    proof = single_proof(read)
    check_proof(read, proof, history.key(str(proof.get("verificationMethod")), "assertionMethod", None))
    keys = (
        _key(read.get("logKey"), did, Algorithm.ED25519),
        _key(read.get("witnessKey"), witness_name(parse_did(did).host), Algorithm.COSIGNATURE),
    )
    if history.did != did or read.get("id") != did or keys[0].public == keys[1].public:
        raise MalformedNote("the document is not of this DID, or names one key twice")
    return keys


def _key(value: Any, name: str, algorithm: Algorithm) -> VerifierKey:
    key = VerifierKey.parse(str(value))
    if (key.name, key.algorithm) != (name, algorithm):
        raise MalformedNote(f"not a key of {name} for this purpose")
    return key


def _witness_key(t: Transparency, institution: Institution) -> VerifierKey:
    return VerifierKey(witness_name(institution.host), Algorithm.COSIGNATURE, t.witness_key.public_key)
