"""What a share link shows. No API token: whoever has the link may see it."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from issuer_api.domain.summary import Language, facts
from issuer_api.routes.access import TheNode
from issuer_api.routes.problem import RESPONSES
from issuer_api.usecases.shown import show

router = APIRouter(tags=["public"], responses=RESPONSES)


class Shared(BaseModel):
    """The token is the part of a share link after `#`. `lang`: of the labels, sentences and image."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"token": "5f0c3c2e….Jm3vN0l2…", "lang": "es"}]})
    token: Annotated[str, Field(max_length=200)]
    lang: Language = "es"


class ShownFact(BaseModel):
    """A label and what it says, for people."""

    label: str
    text: str


class ShownCredential(BaseModel):
    """The credential for people, the verdict on it, and the signed badge to be judged elsewhere."""

    title: str
    holder: str
    institution: str
    issuer: str
    facts: list[ShownFact]
    outcomes: list[str]
    image_svg: str
    verdict: dict[str, Any]
    badge: dict[str, Any]


@router.post("/credentials/shown", summary="A shared credential, and whether it holds")
def shown(node: TheNode, shared: Shared, response: Response) -> ShownCredential:
    response.headers["Cache-Control"] = "no-store"
    held, verdict = show(node, shared.token)
    award = held.award
    return ShownCredential(
        title=award.elements.title,
        holder=award.full_name,
        institution=award.awarding_body,
        issuer=award.issuer,
        facts=[ShownFact(label=fact.label, text=fact.text) for fact in facts(award, shared.lang)],
        outcomes=award.elements.outcomes,
        image_svg=node.drawings.badge_svg(award, shared.lang),
        verdict=verdict.to_json(shared.lang),
        badge=dict(held.badge),
    )
