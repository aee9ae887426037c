"""What the learner's page asks. No API token: whoever has the claim link is the learner."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from issuer_api.domain.credential import CredentialState
from issuer_api.routes.access import TheNode
from issuer_api.routes.problem import RESPONSES
from issuer_api.routes.qr_code import qr_svg
from issuer_api.usecases.claim import claim_state, open_claim
from issuer_api.usecases.downloads import claimed_badge
from issuer_api.usecases.records import contents_of

router = APIRouter(tags=["public"], responses=RESPONSES)


class Claim(BaseModel):
    """The token is the part of a claim link after `#`."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"token": "5f0c3c2e8a5b4d0f9e3d7c6b5a49382f.Jm3vN0l2…"}]})
    token: Annotated[str, Field(max_length=200)]


class OpenedClaim(BaseModel):
    """The invitation for the learner's wallet (also as a QR code), what the credential will say, and where its
    receipt will be."""

    credential_id: UUID
    invitation_url: str
    invitation: dict[str, object]
    qr_svg: str
    attributes: dict[str, str]
    receipt_id: UUID


class ClaimState(BaseModel):
    """How far the learner's credential is."""

    state: CredentialState


class ClaimedBadge(BaseModel):
    """What may be downloaded (`/claims/download`) and shared. `share_link` shows the credential to whoever has it."""

    title: str
    holder: str
    institution: str
    issued: date
    share_link: str


@router.post("/claims", summary="Open a claim link")
def claims(node: TheNode, claim: Claim) -> OpenedClaim:
    credential, invitation = open_claim(node, claim.token)
    with node.store() as work:
        contents = contents_of(work, credential)
    return OpenedClaim(
        credential_id=credential.id,
        invitation_url=invitation.url,
        invitation=invitation.body,
        qr_svg=qr_svg(invitation.url),
        attributes=contents.attributes,
        receipt_id=credential.leaf_id,
    )


@router.post("/claims/state", summary="How far a claimed credential is")
def state(node: TheNode, claim: Claim) -> ClaimState:
    return ClaimState(state=claim_state(node, claim.token))


@router.post("/claims/badge", summary="The learner's own badge, and the link that shows it to others")
def badge(node: TheNode, claim: Claim) -> ClaimedBadge:
    held = claimed_badge(node, claim.token)
    return ClaimedBadge(
        title=held.award.elements.title,
        holder=held.award.full_name,
        institution=held.award.awarding_body,
        issued=held.award.issued.date(),
        share_link=held.link,
    )
