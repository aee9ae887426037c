"""Anybody's question whether a credential holds: what the page /verify asks. No token, and nothing is kept."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from issuer_api.domain.errors import Invalid
from issuer_api.domain.summary import Language
from issuer_api.domain.told import told
from issuer_api.routes.access import TheDesk, TheNode
from issuer_api.routes.pace import paced, turns_of
from issuer_api.routes.problem import RESPONSES
from issuer_api.routes.shown import ShownFact
from issuer_api.usecases.verdict_receipts import draw_receipt
from issuer_api.usecases.verify import Verified, receipt_of, verify_file, verify_text
from verification import strict_json
from verification.errors import PolicyError, StrictJsonError
from verification.four_lines import four_lines
from verification.policy import Policy

router = APIRouter(tags=["public"], responses=RESPONSES)
_OUTCOME = Literal["passed", "failed", "unknown"]


class VerdictLine(BaseModel):
    """One of four: authentic, issuer, status, criteria. `outcome` is null where nothing was asked."""

    name: str
    outcome: _OUTCOME | None
    title: str
    sentence: str


class Told(BaseModel):
    """What the document says of itself. Believe it where the outcome is `passed`."""

    title: str | None
    issuer: str | None
    facts: list[ShownFact]


class Verification(BaseModel):
    """The verdict in the language asked for. `followed`: the host that a link led to. `receipt`: its signed
    record, a W3C credential as a compact JWS; null of what could not be read."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "credential",
                    "outcome": "passed",
                    "summary": "La credencial es auténtica y está vigente.",
                    "lines": [
                        {"name": "authentic", "outcome": "passed", "title": "Auténtica", "sentence": "La firma vale."}
                    ],
                    "checks": [{"name": "proof", "code": "credential-signed", "outcome": "passed", "sentence": "…"}],
                    "shown": {"title": "Salud digital comunitaria", "issuer": "Universidad Ejemplo", "facts": []},
                    "followed": None,
                    "checked_at": "2026-11-24T05:00:00Z",
                    "receipt": None,
                }
            ]
        }
    )
    kind: Literal["credential", "presentation", "bundle", "unreadable"]
    outcome: _OUTCOME
    summary: str
    lines: list[VerdictLine]
    checks: list[dict[str, Any]]
    shown: Told | None
    followed: str | None
    checked_at: datetime
    receipt: str | None = None


class Receipt(BaseModel):
    """The `receipt` of an answer."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"receipt": "eyJhbGciOiJFZERTQSJ9.e30.c2lnbmVk", "lang": "es"}]}
    )
    receipt: Annotated[str, Field(max_length=200_000)]
    lang: Language = "es"


class Scanned(BaseModel):
    """The text of the QR code in a picture; null where none was found."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "https://salud.example.edu/credential#…"}]})
    text: str | None


@router.post("/verifications", summary="Does this credential hold?", dependencies=[Depends(paced("judge"))])
async def verify(
    request: Request,
    response: Response,
    node: TheNode,
    desk: TheDesk,
    file: Annotated[UploadFile | None, File(description="JSON, JWT, PNG, SVG, PDF, a photo of a QR code")] = None,
    text: Annotated[str | None, Form(max_length=2**20, description="JSON, a JWT, or an https link")] = None,
    policy: Annotated[str | None, Form(max_length=2**16, description="A policy, as JSON")] = None,
    lang: Annotated[Language, Form()] = "es",
) -> Verification:
    """Give either `file` or `text`. 200 whatever the verdict is; nothing that was handed in is kept."""
    response.headers["Cache-Control"] = "no-store"
    demands = policy_of(policy)
    data = await file.read() if file else b""
    pasted = (text or "").strip()
    if bool(data) == bool(pasted):
        raise _not_one(both=bool(data))
    async with turns_of(request).turn():
        if data:
            found = await run_in_threadpool(verify_file, node, desk, data, demands)
        else:
            found = await run_in_threadpool(verify_text, node, desk, pasted, demands)
    return _answer(found, lang, await run_in_threadpool(receipt_of, node, found))


@router.post("/verifications/scan", summary="The QR code in a picture", dependencies=[Depends(paced("scan"))])
async def scan(
    request: Request,
    response: Response,
    desk: TheDesk,
    file: Annotated[UploadFile, File(description="PNG, JPEG, WebP")],
) -> Scanned:
    """For cameras whose browser cannot read codes. Nothing is kept."""
    response.headers["Cache-Control"] = "no-store"
    picture = await file.read()
    async with turns_of(request).turn():
        return Scanned(text=await run_in_threadpool(desk.scan, picture))


@router.post(
    "/verifications/receipt",
    summary="A receipt as PDF",
    dependencies=[Depends(paced("judge"))],
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}, "description": "One page, with the signed record attached"}},
)
def receipt(node: TheNode, given: Receipt) -> Response:
    """Of receipts that this institution signed."""
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="verification.pdf"'}
    return Response(draw_receipt(node, given.receipt, given.lang), media_type="application/pdf", headers=headers)


def policy_of(text: str | None) -> Policy | None:
    """Raises Invalid (policy-malformed)."""
    try:
        return Policy.from_json(strict_json.loads_object(text)) if text else None
    except (StrictJsonError, PolicyError) as exc:
        raise Invalid("policy-malformed", f"The policy cannot be used: {exc}.") from exc


def _not_one(*, both: bool) -> Invalid:
    if both:
        return Invalid("two-things-handed-in", "Send either a file or a text, not both.")
    return Invalid("nothing-handed-in", "Send the file or the text that is to be verified; it was empty.")


def _answer(found: Verified, lang: Language, receipt: str | None) -> Verification:
    verdict = found.verdict
    said = told(found.document, lang) if found.document else None
    return Verification(
        kind=found.kind,
        outcome=verdict.outcome.value,
        summary=verdict.summary(lang),
        lines=[VerdictLine.model_validate(line.to_json()) for line in four_lines(verdict, lang)],
        checks=verdict.to_json(lang)["checks"],
        shown=Told(title=said.title, issuer=said.issuer, facts=[ShownFact(**f._asdict()) for f in said.facts])
        if said
        else None,
        followed=found.followed,
        checked_at=found.at,
        receipt=receipt,
    )
