"""HTTP: publishes to the node, reads from the node and from other institutions.

web = Web(settings)
identifier, content = await web.publish("anonCredsSchema", {...})
log = await web.read("https://salud.example.edu/.well-known/did.jsonl")
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, FormData

from agent.plugin.errors import NodeRefused, NotThere, Unreadable
from agent.plugin.settings import PluginSettings

_TIMEOUT = ClientTimeout(total=30)
_TAILS_TIMEOUT = ClientTimeout(total=600, sock_read=30)
_DOCUMENT_LIMIT = 16 * 1024 * 1024
_CHUNK = 64 * 1024


class Web:
    """No redirects are followed, no proxy is used; own objects are read from the node itself."""

    def __init__(self, settings: PluginSettings) -> None:
        self._issuer = settings.issuer
        self._hosts = settings.hosts
        self._own_origin = f"https://{settings.issuer.did.split(':')[3]}" if settings.issuer else None

    async def publish(self, resource_type: str, content: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """`POST /internal/resources`. Returns the object's id and the content as published.

        Safe to repeat. Raises NodeRefused.
        """
        body = {"resourceType": resource_type, "content": content}
        answer = await self._send("POST", "/internal/resources", json=body)
        return str(answer["id"]), dict(answer["content"])

    async def upload_tails(self, path: Path, tails_hash: str) -> None:
        """`PUT /internal/tails/hash/{hash}`, multipart field `tails`. Safe to repeat. Raises NodeRefused."""
        form = FormData()
        with path.open("rb") as tails:
            form.add_field("tails", tails, filename=tails_hash, content_type="application/octet-stream")
            await self._send("PUT", f"/internal/tails/hash/{tails_hash}", data=form, timeout=_TAILS_TIMEOUT)

    async def read(self, url: str) -> bytes:
        """The body at a public URL. Raises NotThere (404, 410) or Unreadable."""
        try:
            async with self._get(url, _TIMEOUT) as answer:
                return await _limited(answer, url)
        except (ClientError, TimeoutError) as error:
            raise Unreadable(f"{url} could not be fetched: {type(error).__name__}") from error

    async def chunks(self, url: str) -> AsyncIterator[bytes]:
        """The body at a public URL, piece by piece (tails files reach megabytes)."""
        try:
            async with self._get(url, _TAILS_TIMEOUT) as answer:
                async for chunk in answer.content.iter_chunked(_CHUNK):
                    yield chunk
        except (ClientError, TimeoutError) as error:
            raise Unreadable(f"{url} could not be fetched: {type(error).__name__}") from error

    @asynccontextmanager
    async def _get(self, url: str, timeout: ClientTimeout) -> AsyncIterator[ClientResponse]:
        where = self._where(url)
        async with (
            ClientSession(timeout=timeout) as session,
            session.get(where, allow_redirects=False) as answer,
        ):
            if answer.status in (404, 410):
                raise NotThere(f"nothing is published at {url}")
            if answer.status != 200:
                raise Unreadable(f"{url} answered {answer.status}")
            yield answer

    def _where(self, url: str) -> str:
        parts = urlsplit(url)
        if self._issuer and f"{parts.scheme}://{parts.netloc}" == self._own_origin:
            return self._issuer.node_url + url[len(self._own_origin) :]
        return self._hosts.apply(url)

    async def _send(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        if self._issuer is None:
            raise NodeRefused(0, "a holder publishes nothing")
        headers = {"Authorization": f"Bearer {self._issuer.secret}"}
        request.setdefault("timeout", _TIMEOUT)
        try:
            async with ClientSession() as session:
                url = self._issuer.node_url + path
                async with session.request(method, url, headers=headers, allow_redirects=False, **request) as answer:
                    if answer.status not in (200, 201):
                        raise NodeRefused(answer.status, await _problem(answer))
                    return dict(await answer.json()) if method == "POST" else {}
        except (ClientError, TimeoutError, ValueError) as error:
            raise NodeRefused(0, f"no usable answer to {method} {path} ({type(error).__name__})") from error


async def _limited(answer: ClientResponse, url: str) -> bytes:
    body = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > _DOCUMENT_LIMIT:
            raise Unreadable(f"{url} is longer than {_DOCUMENT_LIMIT} bytes")
    return bytes(body)


async def _problem(answer: ClientResponse) -> str:
    """The `detail` of a problem document (RFC 9457), or the status line."""
    try:
        problem = await answer.json(content_type=None)
        return str(problem["detail"])
    except (ValueError, KeyError, TypeError, ClientError):
        return str(answer.reason)
