"""The node's HTTP API from the command line's side: one request, one answer or one sentence of error."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import typer


class ApiError(Exception):
    """What the node said, as its problem document says it."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        told = body.get("message")
        detail = told.get(language()) if isinstance(told, dict) else None
        super().__init__(f"{detail or body.get('detail', 'The node refused.')} ({body.get('title', status)})")
        self.status = status
        self.body = body


def language() -> str:
    """The language of words to people: MOCHILA_LANG, or Spanish."""
    return os.environ.get("MOCHILA_LANG", "es")


def speak(lang: str) -> str:
    """From now on, words to people are in this language."""
    os.environ["MOCHILA_LANG"] = lang
    return lang


@dataclass(frozen=True, slots=True)
class Api:
    """A node at `url`, spoken to with one token."""

    url: str
    token: str
    timeout: float = 600.0  # a cohort of 50,000 takes a minute or more to write

    def get(self, path: str, **query: str) -> Any:
        return self._send("GET", path, params=query)

    def post(self, path: str, json: object | None = None, **more: Any) -> Any:
        return self._send("POST", path, json=json, **more)

    def file(self, path: str, json: object) -> bytes:
        """What is answered, as it is."""
        return self._answer("POST", path, json=json).content

    def table(self, path: str, **query: str) -> bytes:
        """A file that is there to be had."""
        return self._answer("GET", path, params=query).content

    def delete(self, path: str, **query: str) -> Any:
        return self._send("DELETE", path, params=query)

    def _send(self, method: str, path: str, **more: Any) -> Any:
        answer = self._answer(method, path, **more)
        return answer.json() if answer.content else None

    def _answer(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        try:  # through no proxy of the environment: it would be shown the token
            answer = httpx.request(
                method, self.url + path, headers=headers, timeout=self.timeout, trust_env=False, **more
            )
        except httpx.TransportError as exc:
            raise ApiError(
                0,
                {"detail": f"No node answers at {self.url}. Start it with `mochila up`.", "title": type(exc).__name__},
            ) from exc
        if answer.is_error:
            raise ApiError(answer.status_code, _problem(answer))
        return answer


def _problem(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        body = {}
    return body if isinstance(body, dict) else {}


def api_of(url: str, token_file: Path) -> Api:
    """Raises typer.BadParameter where there is no token."""
    try:
        return Api(url, token_file.read_text().strip())
    except FileNotFoundError:
        raise typer.BadParameter(f"There is no token in {token_file}. Make one with `mochila token NAME`.") from None
