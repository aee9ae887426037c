"""Errors as problem details (RFC 9457), made here and nowhere else.

The unexpected becomes an opaque 500 with an id that stands in the log beside the traceback.
"""

import logging
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from issuer_api.domain.errors import Conflict, Forbidden, Invalid, NodeError, NotFound, Unavailable

MEDIA_TYPE = "application/problem+json"
_STATUS: dict[type[NodeError], int] = {
    NotFound: 404,
    Invalid: 422,
    Conflict: 409,
    Forbidden: 403,
    Unavailable: 503,
}
_log = logging.getLogger("mochila.api")


class Unauthorized(NodeError):  # noqa: N818 - one of the family in `issuer_api.domain.errors`
    """No token, or one that this node did not give out."""


def problem(status: int, code: str, detail: str, **extra: object) -> JSONResponse:
    """One problem document. `type` is a URN, because no page of ours explains it online."""
    body = {"type": f"urn:mochila:problem:{code}", "title": code.replace("-", " "), "status": status, "detail": detail}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse({**body, **extra}, status, headers, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Dress every error of this application."""
    app.add_exception_handler(NodeError, _ours)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(Exception, _unexpected)


def _ours(_: Request, exc: Exception) -> JSONResponse:
    assert isinstance(exc, NodeError)  # noqa: S101 - what it was registered for
    status = 401 if isinstance(exc, Unauthorized) else _STATUS.get(type(exc), 400)
    return problem(status, exc.code, exc.detail, **exc.extra)


def _malformed(_: Request, exc: Exception) -> JSONResponse:
    assert isinstance(exc, RequestValidationError)  # noqa: S101
    errors = [{"where": [str(part) for part in error["loc"]], "what": error["msg"]} for error in exc.errors()]
    first = errors[0] if errors else {"where": [], "what": "not readable"}
    return problem(422, "malformed-request", f"{'.'.join(first['where'])}: {first['what']}", errors=errors)


def _plain(_: Request, exc: Exception) -> JSONResponse:
    assert isinstance(exc, HTTPException)  # noqa: S101
    return problem(exc.status_code, f"http-{exc.status_code}", str(exc.detail))


def _unexpected(request: Request, exc: Exception) -> JSONResponse:
    incident = uuid4().hex
    _log.error("incident %s at %s %s", incident, request.method, request.url.path, exc_info=exc)
    return problem(
        500, "unexpected", "Something went wrong here. Quote the incident when you report it.", incident=incident
    )
