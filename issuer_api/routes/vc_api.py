"""The W3C VC API (w3c-ccg.github.io/vc-api): issue, verify a credential, verify a presentation.

Bodies are read by `verification.strict_json`, not by the framework, which would keep the last of two equal keys.
A document that is no credential, or not signed by its issuer, is answered with 400, as the W3C test suites want; one
that is sound and does not count any more, or not known to, with 200 and `"verified": false`.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError
from starlette.concurrency import run_in_threadpool

from issuer_api.domain.errors import Invalid, NodeError
from issuer_api.routes.access import Caller, TheDesk, TheNode
from issuer_api.routes.bounds import EVERYWHERE
from issuer_api.routes.problem import RESPONSES, problem
from issuer_api.usecases.vc_api import SUITES, issue_credential, verify_credential, verify_presentation
from verification import strict_json
from verification.credential import KINDS, unsound
from verification.errors import StrictJsonError
from verification.verdict import Check, Outcome, Verdict

router = APIRouter(tags=["vc-api"], responses=RESPONSES)
MAX_BYTES = EVERYWHERE.size
_PERSONAL = {"Cache-Control": "no-store"}
_MODEL = "https://www.w3.org/TR/vc-data-model#"
_STATUS = "https://www.w3.org/ns/credentials/status-list#"
_PROOF = "https://w3id.org/security#PROOF_VERIFICATION_ERROR"
_TYPES = {  # sections 7.5 of the data model, 3.4 of Bitstring Status List, 4.7 of Data Integrity
    "structure": f"{_MODEL}MALFORMED_VALUE_ERROR",
    "achievement": f"{_MODEL}MALFORMED_VALUE_ERROR",
    "validity": f"{_MODEL}RANGE_ERROR",
    "status": f"{_STATUS}STATUS_VERIFICATION_ERROR",
    "proof": _PROOF,
    "issuer": _PROOF,
    "holder": _PROOF,
}
_CODE_TYPES = {
    "list-unread": f"{_STATUS}STATUS_RETRIEVAL_ERROR",
    "credential-signature-unchecked": "https://w3id.org/security#INVALID_VERIFICATION_METHOD",
    "presentation-signature-unchecked": "https://w3id.org/security#INVALID_VERIFICATION_METHOD",
}
_CHECKS = {  # what callers name, to what is judged
    "proof": ("proof",),
    "credentialStatus": ("status",),
    "status": ("status",),
    "validity": ("validity",),
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class IssueOptions(_Strict):
    type: StrictStr = "DataIntegrityProof"
    cryptosuite: StrictStr = SUITES[0]
    credential_id: StrictStr | None = Field(default=None, alias="credentialId")


class VerifyOptions(_Strict):
    """`checks`: credentialStatus, validity, proof (which is always checked); empty for all there are."""

    checks: Annotated[list[StrictStr], Field(max_length=10)] = []
    challenge: Annotated[StrictStr, Field(min_length=1, max_length=1000)] | None = None
    domain: Annotated[StrictStr, Field(min_length=1, max_length=1000)] | None = None


class IssueRequest(_Strict):
    credential: dict[str, Any]
    options: IssueOptions = IssueOptions()


class VerifyCredentialRequest(_Strict):
    verifiable_credential: dict[str, Any] | StrictStr = Field(alias="verifiableCredential")
    options: VerifyOptions = VerifyOptions()


class VerifyPresentationRequest(_Strict):
    verifiable_presentation: dict[str, Any] | StrictStr = Field(alias="verifiablePresentation")
    options: VerifyOptions = VerifyOptions()


def _documented(model: type[BaseModel]) -> dict[str, Any]:
    """The body, for the API's description: the framework does not read it, so it does not see it."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    schema.get("properties", {})["options"] = {"type": "object"}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


@router.post(
    "/credentials/issue", status_code=201, summary="Sign a credential", openapi_extra=_documented(IssueRequest)
)
async def issue(node: TheNode, _: Caller, desk: TheDesk, request: Request) -> JSONResponse:
    """Off unless MOCHILA_VC_API_ISSUE is set."""
    asked = _read(IssueRequest, await request.body())
    if asked.options.type != "DataIntegrityProof" or asked.options.cryptosuite not in SUITES:
        return problem(400, "proof-suite-unknown", f"Only DataIntegrityProof with {' or '.join(SUITES)} is made here.")
    try:
        made = await run_in_threadpool(issue_credential, node, desk, asked.credential, asked.options.cryptosuite)
    except Invalid as exc:
        return problem(400, exc.code, exc.detail)
    return JSONResponse({"verifiableCredential": made}, 201, _PERSONAL)


@router.post("/credentials/verify", summary="Verify a credential", openapi_extra=_documented(VerifyCredentialRequest))
async def verify(node: TheNode, _: Caller, desk: TheDesk, request: Request) -> JSONResponse:
    asked = _read(VerifyCredentialRequest, await request.body())
    kinds = _kinds(asked.options)
    verdict = await run_in_threadpool(verify_credential, node, desk, asked.verifiable_credential, kinds)
    return _answer(verdict.outcome, unsound(verdict), verdict.checks, {"results": _results(verdict)})


@router.post(
    "/presentations/verify", summary="Verify a presentation", openapi_extra=_documented(VerifyPresentationRequest)
)
async def verify_presented(node: TheNode, _: Caller, desk: TheDesk, request: Request) -> JSONResponse:
    asked = _read(VerifyPresentationRequest, await request.body())
    options = asked.options

    def judge() -> JSONResponse:
        judged = verify_presentation(
            node,
            desk,
            asked.verifiable_presentation,
            challenge=options.challenge,
            domain=options.domain,
            kinds=_kinds(options),
        )
        checks = [*judged.presentation.checks, *(c for one in judged.credentials for c in one.checks)]
        results = {
            "presentationResult": _results(judged.presentation),
            "credentialResults": [_results(one) for one in judged.credentials],
        }
        return _answer(judged.outcome, judged.unsound, checks, results)

    return await run_in_threadpool(judge)


def _read[M: BaseModel](model: type[M], body: bytes) -> M:
    """Strictly. Raises HTTPException 400, which never repeats what was sent."""
    try:
        return model.model_validate(strict_json.loads_object(body, limit=MAX_BYTES))
    except StrictJsonError as exc:
        raise MalformedError(exc.code, f"The body cannot be read: {exc}.") from exc
    except ValidationError as exc:
        first = exc.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part)[:60] for part in first["loc"]) or "body"
        raise MalformedError("malformed-request", f"{where}: {first['msg']}") from None


class MalformedError(NodeError):
    """The request itself cannot be read: 400, as the VC API says, where other input that cannot be used is 422."""


def _kinds(options: VerifyOptions) -> tuple[str, ...]:
    unknown = [name for name in options.checks if name not in _CHECKS]
    if unknown:
        raise MalformedError("check-unknown", f"Known checks are {', '.join(_CHECKS)}.")
    if not options.checks:
        return KINDS
    named = {"proof", *(kind for name in options.checks for kind in _CHECKS[name])}  # nothing counts without its proof
    return tuple(kind for kind in KINDS if kind in named)


def _results(verdict: Verdict) -> dict[str, Any]:
    return {"verified": verdict.outcome is Outcome.PASSED, **verdict.to_json("en")}


def _answer(outcome: Outcome, broken: bool, checks: Any, more: dict[str, Any]) -> JSONResponse:
    failed = [_problem(check) for check in checks if check.outcome is Outcome.FAILED]
    body = {
        "verified": outcome is Outcome.PASSED,
        "checks": sorted({check.name for check in checks}),
        "problemDetails": failed,
        "warnings": [_problem(check) for check in checks if check.outcome is Outcome.UNKNOWN],
        **more,
    }
    if not broken:
        return JSONResponse(body, 200, _PERSONAL)
    answer = problem(400, str(failed[0]["code"]), str(failed[0]["detail"]), **body)
    answer.headers.update(_PERSONAL)
    return answer


def _problem(check: Check) -> dict[str, object]:
    """ProblemDetails (VC Data Model 2.0, section 7.4). `code` says more closely what `type` says."""
    code = str(check.detail.get("reason", check.code))
    kind = _CODE_TYPES.get(check.code, _TYPES.get(check.name, f"{_MODEL}PARSING_ERROR"))
    return {"type": kind, "title": code.replace("-", " "), "detail": check.sentence("en"), "code": code}
