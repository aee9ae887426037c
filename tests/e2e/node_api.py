"""The node's HTTP API as its users call it: a small client, no more than the end-to-end tests need.

api = NodeApi("http://127.0.0.1:8010", author="…", approver="…")
cohort = api.issue(design, "gradebook.csv", rows)
holder.accept(api.invitation(cohort[0]))
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

type Json = dict[str, Any]

HEADINGS = "Nombre,Apellido(s),Número de ID,Dirección de correo,Total del curso (Real)"


@dataclass(frozen=True, slots=True)
class Row:
    """One learner of a gradebook as Moodle exports it in Spanish."""

    given_name: str
    family_name: str
    number: str
    grade: str

    def line(self) -> str:
        return f"{self.given_name},{self.family_name},{self.number},{self.number}@example.edu,{self.grade}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A proof request of the node, and the invitation that carries it to a wallet."""

    id: str
    invitation_url: str
    invitation: Json


class NodeApi:
    """Calls as two people of the registrar's office: one proposes, another approves."""

    def __init__(self, base_url: str, *, author: str, approver: str) -> None:
        self._http = httpx.Client(base_url=base_url, timeout=120, trust_env=False)
        self._author = {"Authorization": f"Bearer {author}"}
        self._approver = {"Authorization": f"Bearer {approver}"}

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def approved_design(self, elements: Json) -> str:
        """The id of a design that one person proposed and another approved."""
        design_id: str = self._call("POST", "/designs", json=elements)["id"]
        self._call("POST", f"/designs/{design_id}/approve", headers=self._approver)
        return design_id

    def issue(self, design_id: str, rows: Sequence[Row]) -> list[Json]:
        """Submits a gradebook and issues it; the credentials of the batch, in the order of the rows."""
        gradebook = "\n".join([HEADINGS, *(row.line() for row in rows), ""]).encode()
        batch = self._call(
            "POST",
            "/batches",
            data={"design_id": design_id},
            files={"file": ("gradebook.csv", gradebook, "text/csv")},
        )
        self._call("POST", f"/batches/{batch['id']}/issue")
        credentials: list[Json] = self._call("GET", "/credentials", params={"batch_id": batch["id"]})
        return credentials

    def invitation(self, credential: Json) -> str:
        """What the learner's wallet is shown once the claim link is opened. That takes no API token."""
        token = credential["claim_link"].rpartition("#")[2]
        url: str = self._call("POST", "/claims", json={"token": token}, headers={})["invitation_url"]
        return url

    def wait_state(self, credential: Json, state: str, seconds: float = 60) -> Json:
        """The credential, once the node knows it to be in `state`."""
        return self._until(lambda: self._call("GET", f"/credentials/{credential['id']}"), {state}, seconds)

    def ask(self, policy: Json) -> Asked:
        """Asks for a proof."""
        asked = self._call("POST", "/proof-requests", json=policy)
        return Asked(asked["id"], asked["invitation_url"], asked["invitation"])

    def verdict(self, asked: Asked, seconds: float = 60) -> Json:
        """The proof request once it was answered: its state, and the verdict on what was presented."""
        answered = {"verified", "refused", "unknown", "declined"}
        return self._until(lambda: self._call("GET", f"/proof-requests/{asked.id}"), answered, seconds)

    def revoke(self, credential: Json, reason: str) -> Json:
        """Revokes; the revocation as the node recorded it."""
        revocation: Json = self._call("POST", f"/credentials/{credential['id']}/revocation", json={"reason": reason})
        return revocation

    def _until(self, read: Callable[[], Json], states: set[str], seconds: float) -> Json:
        deadline = time.monotonic() + seconds
        while (seen := read())["state"] not in states:
            if time.monotonic() > deadline:
                raise TimeoutError(f"still {seen['state']}, not {sorted(states)}, after {seconds} s")
            time.sleep(0.2)
        return seen

    def _call(self, method: str, path: str, headers: dict[str, str] | None = None, **rest: Any) -> Any:
        response = self._http.request(method, path, headers=self._author if headers is None else headers, **rest)
        if response.is_error:
            raise AssertionError(f"{method} {path}: {response.status_code} {response.text}")
        return response.json()


@dataclass(frozen=True, slots=True)
class RunningNode:
    """What the fixture `node` gives: the API, the institution's DID, and the host map that finds it."""

    api: NodeApi
    did: str
    hosts: Mapping[str, str]
