"""A credential's bundle: one file with all that a verifier needs who asks nobody (docs/protocol.md, "Verify").

It holds the learner's data. The learner gets it by the claim link's token, the institution's people by their own; it
is never public by its id.
"""

from uuid import UUID

from issuer_api.domain.credential import Credential, CredentialState
from issuer_api.domain.errors import Conflict, NotFound
from issuer_api.domain.ports import Work
from issuer_api.usecases.claim import read_token
from issuer_api.usecases.node import Node, institution_of, there
from issuer_api.usecases.records import contents_of
from verification.anoncreds_evidence import StatusBit, unsigned_evidence
from verification.bundle import Bundle, StatusList

_ISSUED = (CredentialState.ISSUED, CredentialState.ACCEPTED)


def make_bundle(node: Node, receipt_id: UUID) -> dict[str, object]:
    """The bundle as JSON, made now. Raises NotFound (not-found, no-bundle-yet), Conflict (never-issued)."""
    with node.store() as work:
        credential = there(work.credentials.first(leaf_id=receipt_id), "credential")
        return _bundle(node, work, credential)


def claimed_bundle(node: Node, token: str) -> dict[str, object]:
    """The bundle of the credential of this claim link. Raises NotFound, also for a token that is not ours; Conflict."""
    credential_id = read_token(node.claim_secret, token)
    with node.store() as work:
        return _bundle(node, work, there(work.credentials.get(credential_id), "claim"))


def _bundle(node: Node, work: Work, credential: Credential) -> dict[str, object]:
    if credential.state not in _ISSUED:
        raise Conflict("not-issued", "This credential is not in a wallet yet, or no more: there is nothing to show.")
    found = work.anchored.evidence(credential.leaf_id)
    if found is None:
        raise NotFound("no-bundle-yet", "The credential is not anchored for good yet. Try again later.")
    receipt, logs = found
    versions = sorted(work.did_versions.find(), key=lambda version: version.number)
    now = node.clock().strftime("%Y-%m-%dT%H:%M:%SZ")
    lists = work.resources.find(rev_reg_id=credential.rev_reg_id) if credential.rev_reg_id else []
    kept = max(lists, key=lambda item: item.timestamp or 0, default=None)
    return Bundle(
        made=now,
        credential=_signed(node, work, credential),
        did_log=tuple(version.line for version in versions),
        receipt=receipt,
        logs=logs,
        status_list=StatusList(fetched=now, document=kept.document) if kept else None,
    ).to_json()


def _signed(node: Node, work: Work, credential: Credential) -> dict[str, object]:
    did, bit = institution_of(work).did, None
    if credential.rev_reg_id and credential.cred_rev_id is not None:
        bit = StatusBit(credential.rev_reg_id, credential.cred_rev_id)
    document = unsigned_evidence(did, contents_of(work, credential).attributes, bit)
    return node.signer.attest(document, verification_method=f"{did}#key-1", created=node.clock())
