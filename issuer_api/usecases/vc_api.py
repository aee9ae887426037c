"""The W3C VC API: sign a credential, verify a credential, verify a presentation (docs/protocol.md, "Verify").

    verify_credential(node, desk, credential, kinds)       # a Verdict
    issue_credential(node, desk, credential)             # the credential with a proof

Signing here signs whatever is well formed with the institution's key, beside all that designs and approvals are for:
it is off unless the operator turns it on, for conformance suites on a node of their own.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from issuer_api.domain.did_web import did_web_of
from issuer_api.domain.errors import Forbidden, Invalid
from issuer_api.usecases.desk import Desk, reader
from issuer_api.usecases.node import Node, institution_of
from verification.credential import KINDS, judge_credential, wanted
from verification.credential_presentation import Judged, judge_presented, wanted_presented
from verification.credential_status import LIST
from verification.data_integrity import JCS, RDFC
from verification.errors import CredentialError, VerificationError
from verification.gather import gather
from verification.issuer_key import Library
from verification.vcdm import Version, check_credential, issuer_of
from verification.verdict import Outcome, Verdict

SUITES = (RDFC, JCS)


def verify_credential(node: Node, desk: Desk, credential: Any, kinds: Collection[str] = KINDS) -> Verdict:
    """Judge a credential, fetching what that needs within limits."""
    library = _library(node, desk, lambda known: wanted(credential, known, statuses="status" in kinds))
    return judge_credential(credential, library, now=node.clock(), kinds=kinds)


def verify_presentation(
    node: Node,
    desk: Desk,
    presentation: Any,
    *,
    challenge: str | None,
    domain: str | None,
    kinds: Collection[str] = KINDS,
) -> Judged:
    """Judge a presentation and each credential in it."""
    library = _library(node, desk, lambda known: wanted_presented(presentation, known, statuses="status" in kinds))
    return judge_presented(presentation, library, now=node.clock(), challenge=challenge, domain=domain, kinds=kinds)


def issue_credential(node: Node, desk: Desk, credential: Any, cryptosuite: str = RDFC) -> dict[str, Any]:
    """The credential with a proof of the institution's. Raises Forbidden (vc-api-issue-off), Invalid (whatever is wrong
    with the credential, issuer-not-this-node, already-signed, status-list-refused, version-not-issued)."""
    if not desk.may_issue:
        raise Forbidden(
            "vc-api-issue-off",
            "This node signs no credentials over the VC API: its operator has not set MOCHILA_VC_API_ISSUE.",
        )
    with node.store() as work:
        did = institution_of(work).did
    issuer = _issuable(credential, (did, did_web_of(did)))
    try:
        [signed] = node.signer.secure(
            [credential], verification_method=f"{issuer}#key-1", created=node.clock(), cryptosuite=cryptosuite
        )
    except VerificationError as exc:
        raise Invalid(exc.code, f"The credential cannot be signed: {exc}.") from exc
    _check_own(node, signed)
    return signed


def _issuable(credential: Any, ours: Collection[str]) -> str:
    try:
        version, issuer = check_credential(credential), issuer_of(credential)
    except CredentialError as exc:
        raise Invalid(exc.code, f"Not a credential that can be signed: {exc}.") from exc
    if version is not Version.V2:
        raise Invalid("version-not-issued", "Only credentials of VC Data Model 2.0 are signed here.")
    if issuer not in ours:
        raise Invalid("issuer-not-this-node", f"The issuer must be one of this node's DIDs: {', '.join(ours)}.")
    if "proof" in credential:
        raise Invalid("already-signed", "The credential carries a proof already. Send it without one.")
    if LIST in _names(credential["type"]):
        raise Invalid("status-list-refused", "This node publishes its own status lists and signs no others.")
    return issuer


def _check_own(node: Node, signed: Mapping[str, Any]) -> None:
    """What was signed is read with the verifier's own eyes before it is given out."""
    verdict = judge_credential(
        signed,
        _library(node, Desk(), lambda known: wanted(signed, known, statuses=False)),
        now=node.clock(),
        kinds=("proof",),
    )
    if verdict.outcome is not Outcome.PASSED:
        reason = next(
            check.detail.get("reason", check.code) for check in verdict.checks if check.outcome is not Outcome.PASSED
        )
        raise Invalid(str(reason), "The credential was signed, but does not verify; it is not given out.")


def _library(node: Node, desk: Desk, wants: Callable[[Library], Collection[str]]) -> Library:
    """Everything that is wanted, round by round: what is this node's own without HTTP, the rest fetched."""
    return gather(wants, reader(node, desk.fetch))


def _names(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
