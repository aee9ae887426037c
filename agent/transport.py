"""One HTTP call to the Admin API, and its failures as the agent's errors.

    call = Transport("http://127.0.0.1:8031", api_key)
    call("GET", path("connections", connection_id))

Identifiers hold colons and slashes: `path` encodes each.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from agent.errors import AgentRefused, AgentUnreachable, MalformedPayload


def path(*segments: str) -> str:
    """`/a/b%3Ac`: every segment encoded as a whole."""
    return "/" + "/".join(quote(segment, safe="") for segment in segments)


class Transport:
    """Thread-safe. `token` is a tenant's, of a multitenant agent."""

    def __init__(self, url: str, api_key: str, token: str | None = None, *, seconds: float = 60.0) -> None:
        headers = {"X-API-Key": api_key} | ({"Authorization": f"Bearer {token}"} if token else {})
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=16)
        self._client = httpx.Client(base_url=url, headers=headers, timeout=seconds, limits=limits, trust_env=False)

    def __call__(
        self,
        method: str,
        where: str,
        *,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str | int | None] | None = None,
        seconds: float | None = None,
    ) -> Any:
        """The JSON of a 2xx answer. Raises AgentUnreachable, AgentRefused, MalformedPayload."""
        params = {name: value for name, value in (query or {}).items() if value is not None}
        timeout = httpx.USE_CLIENT_DEFAULT if seconds is None else httpx.Timeout(seconds)
        try:
            answer = self._client.request(method, where, json=body, params=params, timeout=timeout)
        except httpx.HTTPError as error:
            raise AgentUnreachable(f"no answer to {method} {where}: {type(error).__name__}") from error
        if not answer.is_success:
            raise AgentRefused(answer.status_code, _reason(answer))
        try:
            return answer.json()
        except ValueError as error:
            raise MalformedPayload(f"the answer to {method} {where} is not JSON") from error

    def close(self) -> None:
        self._client.close()


def _reason(answer: httpx.Response) -> str:
    """ACA-Py puts its reason in the status line, and for malformed bodies in the text."""
    text = answer.text.strip()
    head, _, rest = text.partition(":")
    body = rest.strip() if head == str(answer.status_code) else text
    return body[:500] or answer.reason_phrase
