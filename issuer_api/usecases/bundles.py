"""A credential's bundle: one file with all that a verifier needs who asks nobody (docs/protocol.md, "Verify").

It holds the learner's data. The learner gets it by the claim link's token, the institution's people by their own; it
is never public by its id.
"""

import json
from typing import NamedTuple
from uuid import UUID

from anchoring.checkpoint import Receipt
from anchoring.evidence import LogEvidence
from issuer_api.domain.credential import Credential, CredentialState
from issuer_api.domain.errors import Conflict, NotFound
from issuer_api.domain.ports import Work
from issuer_api.usecases.claim import read_token
from issuer_api.usecases.did_web import log_lines
from issuer_api.usecases.node import Node, institution_of, there
from issuer_api.usecases.records import contents_of
from verification.anoncreds_evidence import StatusBit, unsigned_evidence
from verification.bundle import Bundle, StatusList
from verification.stamps import stamp

_ISSUED = (CredentialState.ISSUED, CredentialState.ACCEPTED)
_JUDGED = ("revocation", "suspension")


def make_bundle(node: Node, receipt_id: UUID) -> dict[str, object]:
    """The bundle as JSON, made now: of the credential in a wallet or of the badge, whichever the receipt is of.

    Raises NotFound (not-found, no-bundle-yet, erased), Conflict (not-issued).
    """
    with node.store() as work:
        if badge := work.credentials.first(badge_leaf_id=receipt_id):
            return _badge_bundle(node, work, badge)
        return _wallet_bundle(node, work, there(work.credentials.first(leaf_id=receipt_id), "credential"))


def claimed_bundle(node: Node, token: str) -> dict[str, object]:
    """See `credential_bundle`: for the learner, by the claim link. Raises NotFound for a token that is not ours."""
    return credential_bundle(node, read_token(node.claim_secret, token))


def credential_bundle(node: Node, credential_id: UUID) -> dict[str, object]:
    """Of what is in the learner's wallet, and of the badge where there is nothing. Raises NotFound, Conflict."""
    with node.store() as work:
        credential = there(work.credentials.get(credential_id), "credential")
        in_wallet = credential.state in _ISSUED or credential.badge_leaf_id is None
        return _wallet_bundle(node, work, credential) if in_wallet else _badge_bundle(node, work, credential)


def _wallet_bundle(node: Node, work: Work, credential: Credential) -> dict[str, object]:
    if credential.state not in _ISSUED:
        raise Conflict("not-issued", "This credential is not in a wallet yet, or no more: there is nothing to show.")
    lists = work.resources.find(rev_reg_id=credential.rev_reg_id) if credential.rev_reg_id else []
    kept = max(lists, key=lambda item: item.timestamp or 0, default=None)
    evidence = _evidence(node, work, credential.leaf_id)
    listed = StatusList(fetched=evidence.made, document=kept.document) if kept else None
    return Bundle(**evidence._asdict(), credential=_signed(node, work, credential), status_list=listed).to_json()


def _badge_bundle(node: Node, work: Work, credential: Credential) -> dict[str, object]:
    """The badge as it was issued, and the lists of its status as they are published now."""
    badge = contents_of(work, credential).badge
    if badge is None or credential.badge_leaf_id is None:
        raise NotFound("no-badge", "This credential was issued without an Open Badge: it is for wallets alone.")
    evidence = _evidence(node, work, credential.badge_leaf_id)
    found = work.published_lists.find(list_id=credential.status_list_id, purpose=_JUDGED)
    documents = [json.loads(item.document) for item in sorted(found, key=lambda item: item.purpose) if item.document]
    lists = tuple(StatusList(fetched=evidence.made, document=document) for document in documents)
    return Bundle(**evidence._asdict(), credential=badge, status_list=None, status_lists=lists).to_json()


class _Evidence(NamedTuple):
    """What a bundle of any format holds; the names are `Bundle`'s."""

    made: str
    did_log: tuple[str, ...]
    receipt: Receipt
    logs: tuple[LogEvidence, ...]


def _evidence(node: Node, work: Work, leaf_id: UUID) -> _Evidence:
    found = work.anchored.evidence(leaf_id)
    if found is None:
        raise NotFound("no-bundle-yet", "The credential is not anchored for good yet. Try again later.")
    return _Evidence(stamp(node.clock()), tuple(log_lines(work)), *found)


def _signed(node: Node, work: Work, credential: Credential) -> dict[str, object]:
    did, bit = institution_of(work).did, None
    if credential.rev_reg_id and credential.cred_rev_id is not None:
        bit = StatusBit(credential.rev_reg_id, credential.cred_rev_id)
    document = unsigned_evidence(did, contents_of(work, credential).attributes, bit)
    return node.signer.attest(document, verification_method=f"{did}#key-1", created=node.clock())
