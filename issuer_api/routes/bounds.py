"""How large a request's body may be and how slowly it may come, judged before anything parses or keeps it.

    app.add_middleware(Bounds, limits=limits(bulk_bytes=2**30))

A body declared larger, or that turns out to be, is answered with 413 (RFC 9110, section 15.5.14), one that drips with
408 (section 15.5.9); both close the connection. What the application says after that is not sent.
"""

import asyncio
import contextlib
import time
from collections.abc import Iterable
from dataclasses import dataclass

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from issuer_api.routes.problem import problem

MIB = 2**20
GRACE = 30.0
BYTES_A_SECOND = 16 * 1024
_DRAINED, _DRAIN_SECONDS = 32 * MIB, 2.0


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `size` bytes in the body of a request to `prefix`, or to what is under it."""

    prefix: str
    size: int

    def covers(self, path: str) -> bool:
        return path == self.prefix or path.startswith(f"{self.prefix}/")


EVERYWHERE = Limit("", 2 * MIB)


def limits(bulk_bytes: int = 1024 * MIB) -> tuple[Limit, ...]:
    """A file's own bound, and room for the form around it."""
    return (
        Limit("/batches", 21 * MIB),
        Limit("/internal", 20 * MIB),
        Limit("/verifications", 8 * MIB + 256 * 1024),
        Limit("/verifications/scan", 2 * MIB + 64 * 1024),
        Limit("/bulk-verifications", bulk_bytes),
    )


class Bounds:
    """The limit with the longest prefix holds. A body has `grace` seconds, and one more for each 16 KiB that came."""

    def __init__(self, app: ASGIApp, limits: Iterable[Limit], grace: float = GRACE) -> None:
        self._app = app
        self._limits = sorted(limits, key=lambda limit: len(limit.prefix), reverse=True)
        self._grace = grace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = next((one for one in self._limits if one.covers(scope["path"])), EVERYWHERE)
        body = _Body(limit.size, self._grace, receive, send)
        declared = _declared(scope)
        if declared > limit.size:
            body.refusal = _too_large(limit.size)
            await _drain(receive, declared, scope)
        else:
            with contextlib.suppress(_RefusedError):
                await self._app(scope, body.receive, body.send)
        if body.refusal and not body.begun:
            await body.refusal(scope, receive, send)


class _RefusedError(Exception):
    """Nobody reads on."""


class _Body:
    def __init__(self, limit: int, grace: float, receive: Receive, send: Send) -> None:
        self._limit, self._grace = limit, grace
        self._receive, self._send = receive, send
        self._came, self._waited, self._whole = 0, 0.0, False
        self.begun = False
        self.refusal: JSONResponse | None = None

    async def receive(self) -> Message:
        if self._whole:
            return await self._receive()
        if self.refusal:
            raise _RefusedError
        message = await self._next()
        self._came += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._came > self._limit:
            self.refusal = _too_large(self._limit)
            raise _RefusedError
        return message

    async def _next(self) -> Message:
        """The next piece. What the application takes for those before counts as nobody's slowness."""
        began = time.monotonic()
        try:
            return await asyncio.wait_for(self._receive(), self._grace + self._came / BYTES_A_SECOND - self._waited)
        except TimeoutError:
            self.refusal = _closing(408, "body-too-slow", "The body of the request came too slowly. Send it again.")
            raise _RefusedError from None
        finally:
            self._waited += time.monotonic() - began

    async def send(self, message: Message) -> None:
        if self.refusal and not self.begun:
            return
        self.begun = True
        await self._send(message)


def _declared(scope: Scope) -> int:
    text = Headers(scope=scope).get("content-length", "0")
    return int(text[:20]) if text.isascii() and text.isdecimal() else 0


async def _drain(receive: Receive, declared: int, scope: Scope) -> None:
    """Read away what is on its way, if it is not too much: a client that is still sending when the connection closes
    never sees the answer."""
    if declared > _DRAINED or "expect" in Headers(scope=scope):
        return
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_DRAIN_SECONDS):
            while (await receive()).get("more_body", False):
                pass


def _too_large(limit: int) -> JSONResponse:
    size = f"{limit // MIB} MB" if limit >= MIB else f"{limit} bytes"
    return _closing(413, "body-too-large", f"The body of this request may have at most {size}.", limit=limit)


def _closing(status: int, code: str, detail: str, **extra: object) -> JSONResponse:
    answer = problem(status, code, detail, **extra)
    answer.headers["Connection"] = "close"
    return answer
