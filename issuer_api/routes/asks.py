"""Requests in zero knowledge that anybody may make: no token, and nothing is learnt but what was asked in words."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from issuer_api.domain.ask_words import asked_in_words, kept_in_words
from issuer_api.domain.attributes import dateint
from issuer_api.domain.errors import Conflict
from issuer_api.domain.proof import ProofState
from issuer_api.domain.summary import Language
from issuer_api.routes.access import TheNode
from issuer_api.routes.pace import client_of, paced
from issuer_api.routes.pages import page
from issuer_api.routes.problem import RESPONSES
from issuer_api.routes.qr_code import qr_svg
from issuer_api.routes.verifications import VerdictLine
from issuer_api.usecases.asks import cancel_ask, follow_ask, make_ask, open_ask, receipt_of_ask
from verification.policy import Predicate, ProofPolicy

router = APIRouter(tags=["public"], responses=RESPONSES)
_NO_STORE = {"Cache-Control": "no-store"}
_SCHEMES = {"ects": "ects_x100", "national": "national_credits_x100"}
_FRAMES = {"eqf": "eqf_level", "national": "nqf_level"}


class Credits(BaseModel):
    """At least so many credits."""

    at_least: Annotated[float, Field(ge=0.01, le=10_000)]
    scheme: Literal["ects", "national"] = "ects"


class Level(BaseModel):
    """This level or above."""

    at_least: Annotated[int, Field(ge=1, le=20)]
    frame: Literal["eqf", "national"] = "eqf"


class Demand(BaseModel):
    """What the holder shall prove, within `minutes`. `issuers`: DIDs; where none is named, this institution."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"credits": {"at_least": 3}, "level": {"at_least": 6}, "finished_after": "2025-01-01", "lang": "es"}
            ]
        },
    )
    credits: Credits | None = None
    level: Level | None = None
    finished_after: date | None = None
    issuers: Annotated[list[Annotated[str, Field(pattern="^did:", max_length=300)]], Field(max_length=50)] = []
    minutes: Annotated[int, Field(ge=1, le=1440)] = 15
    lang: Language = "es"

    def predicates(self) -> list[Predicate]:
        """As AnonCreds compares them."""
        found = []
        if self.credits:
            hundredths = round(self.credits.at_least * 100)
            found.append(Predicate(name=_SCHEMES[self.credits.scheme], op=">=", value=hundredths))
        if self.level:
            found.append(Predicate(name=_FRAMES[self.level.frame], op=">=", value=self.level.at_least))
        if self.finished_after:
            found.append(Predicate(name="completed_dateint", op=">", value=dateint(self.finished_after)))
        return found


class MadeAsk(BaseModel):
    """`link`, also as a QR code, is for the holder's wallet; `watch` follows the request, and stays with who asked."""

    link: str
    qr_svg: str
    watch: str
    words: list[str]
    issuers: list[str]
    statement: str
    expires_at: datetime


class Watch(BaseModel):
    """The token of a request, from whoever made it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"token": "5f0c3c2e….Jm3vN0l2…", "lang": "es"}]})
    token: Annotated[str, Field(max_length=200)]
    lang: Language = "es"


class AskState(BaseModel):
    """`asked` → `opened` → one of the others. `proven` and `not_revealed` are in words, once it is answered, and
    `receipt` is the signed record of it."""

    state: Literal["opened"] | ProofState
    words: list[str]
    expires_at: datetime
    answered_at: datetime | None
    summary: str | None
    lines: list[VerdictLine]
    proven: list[str]
    not_revealed: list[str]
    receipt: str | None = None


class Short(BaseModel):
    """The last part of a request's link."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"short": "uKq3m1mJ0b0gk2r3QwZ8xA", "lang": "es"}]})
    short: Annotated[str, Field(max_length=100)]
    lang: Language = "es"


class OpenedAsk(BaseModel):
    """What a holder is asked. `statement`: the same, signed by the institution (compact JWS). `invitation_url`: for the
    wallet, while there is time."""

    institution: str
    words: list[str]
    not_revealed: list[str]
    state: ProofState
    expires_at: datetime
    statement: str
    invitation_url: str | None


@router.post(
    "/asks", status_code=201, summary="Ask a holder for a proof, in words", dependencies=[Depends(paced("ask"))]
)
def ask(request: Request, response: Response, node: TheNode, demand: Demand) -> MadeAsk:
    response.headers.update(_NO_STORE)
    client = client_of(request)
    made = make_ask(node, demand.predicates(), demand.issuers, minutes=demand.minutes, client=client)
    policy = ProofPolicy.from_json(made.proof.policy)
    return MadeAsk(
        link=made.link,
        qr_svg=qr_svg(made.link),
        watch=made.watch,
        words=asked_in_words(policy, demand.lang),
        issuers=list(policy.issuers),
        statement=made.ask.statement,
        expires_at=made.ask.expires_at,
    )


@router.post("/asks/state", summary="How far a request is, and the verdict on its answer")
def state(response: Response, node: TheNode, watch: Watch) -> AskState:
    response.headers.update(_NO_STORE)
    found, proof = follow_ask(node, watch.token)
    policy, verdict, lang = ProofPolicy.from_json(proof.policy), proof.verdict or {}, watch.lang
    words = asked_in_words(policy, lang)
    return AskState(
        state="opened" if proof.state is ProofState.ASKED and found.opened_at else proof.state,
        words=words,
        expires_at=found.expires_at,
        answered_at=proof.answered_at,
        summary=_in(verdict, "summary", lang),
        lines=_in(verdict, "lines", lang) or [],
        proven=words if proof.state is ProofState.VERIFIED else [],
        not_revealed=kept_in_words(policy, lang) if verdict else [],
        receipt=receipt_of_ask(node, proof),
    )


@router.post("/asks/cancel", status_code=204, summary="Take a request back")
def cancel(node: TheNode, watch: Watch) -> None:
    cancel_ask(node, watch.token)


@router.post("/asks/opened", summary="What a holder is asked")
def opened(response: Response, node: TheNode, short: Short) -> OpenedAsk:
    response.headers.update(_NO_STORE)
    found = open_ask(node, short.short)
    policy = ProofPolicy.from_json(found.proof.policy)
    waiting = found.proof.state is ProofState.ASKED
    return OpenedAsk(
        institution=found.institution,
        words=asked_in_words(policy, short.lang),
        not_revealed=kept_in_words(policy, short.lang),
        state=found.proof.state,
        expires_at=found.ask.expires_at,
        statement=found.ask.statement,
        invitation_url=found.proof.invitation_url if waiting else None,
    )


@router.get("/r/{short}", include_in_schema=False)
def short_link(request: Request, node: TheNode, short: str) -> Response:
    """People get a page; wallets the invitation (RFC 0434, "URL shortening"). Whatever is over is 409."""
    if "text/html" in request.headers.get("accept", ""):
        return page("r.html")
    proof = open_ask(node, short).proof
    if proof.state is not ProofState.ASKED:
        raise Conflict("ask-over", "This request was answered, or is over. Ask for a new one.", state=proof.state.value)
    return JSONResponse(proof.invitation, headers=_NO_STORE)


def _in(verdict: Any, name: str, lang: Language) -> Any:
    return (verdict.get(name) or {}).get(lang)
