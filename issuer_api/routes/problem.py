"""Errors as problem details (RFC 9457), made here and nowhere else.

The unexpected becomes an opaque 500 with an id that stands in the log beside the traceback: where it went wrong,
and never the message of an error, for a database puts into it what people have told us.
"""

import logging
import traceback
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from issuer_api.domain.errors import Conflict, Forbidden, Invalid, NodeError, NotFound, Unavailable

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger("mochila.api")


class Unauthorized(NodeError):  # noqa: N818 - one of the family in `issuer_api.domain.errors`
    """No token, or one that this node did not give out."""


class TooMany(NodeError):  # noqa: N818
    """Asked too often: `retry_after` seconds must pass."""


_STATUS: dict[type, int] = {
    Unauthorized: 401,
    NotFound: 404,
    Invalid: 422,
    Conflict: 409,
    Forbidden: 403,
    Unavailable: 503,
    TooMany: 429,
}


class Problem(BaseModel):
    """What went wrong. `detail` is a sentence for people; `type` is stable, for programs."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:mochila:problem:design-not-approved",
                    "title": "design not approved",
                    "status": 409,
                    "detail": "A second person must approve this design before anything is issued.",
                }
            ]
        }
    )
    type: str
    title: str
    status: int
    detail: str


RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "A problem (RFC 9457)",
        "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
    }
}


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
    app.add_middleware(_Opaque)


def _ours(_: Request, exc: Exception) -> JSONResponse:
    assert isinstance(exc, NodeError)  # noqa: S101 - what it was registered for
    status = next((_STATUS[kind] for kind in type(exc).__mro__ if kind in _STATUS), 400)
    answer = problem(status, exc.code, exc.detail, **exc.extra)
    if "retry_after" in exc.extra:
        answer.headers["Retry-After"] = str(exc.extra["retry_after"])
    return answer


def _malformed(_: Request, exc: Exception) -> JSONResponse:
    assert isinstance(exc, RequestValidationError)  # noqa: S101
    errors = [{"where": [str(part) for part in error["loc"]], "what": error["msg"]} for error in exc.errors()]
    first = errors[0] if errors else {"where": [], "what": "not readable"}
    return problem(422, "malformed-request", f"{'.'.join(first['where'])}: {first['what']}", errors=errors)


def _plain(_: Request, exc: Exception) -> JSONResponse:
    assert isinstance(exc, HTTPException)  # noqa: S101
    answer = problem(exc.status_code, f"http-{exc.status_code}", str(exc.detail))
    answer.headers.update(exc.headers or {})
    return answer


class _Opaque:
    """Outermost: what no handler took goes no further, not to the server's own log either."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def answer(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, answer)
        except Exception as exc:
            if scope["type"] != "http":
                raise
            opaque = _unexpected(exc)
            if not begun:
                await opaque(scope, receive, send)


def _unexpected(exc: Exception) -> JSONResponse:
    incident = uuid4().hex
    _log.error("incident %s\n%s", incident, "".join(_trace(exc)))
    return problem(
        500, "unexpected", "Something went wrong here. Quote the incident when you report it.", incident=incident
    )


def _trace(exc: BaseException) -> Iterator[str]:
    """The kind of each error in the chain, the first cause first, and where it was raised; no message."""
    if cause := exc.__cause__ or exc.__context__:
        yield from _trace(cause)
    yield f"{type(exc).__module__}.{type(exc).__qualname__}\n"
    yield from traceback.format_tb(exc.__traceback__)
