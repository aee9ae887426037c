"""What a person does with a running node, over HTTPS and with a wallet: found a design, issue, accept.

    node = Node("salud.example.edu", certificate=Path("root.crt"), tokens={"officer": "…", "approver": "…"})
    wallet = Wallet("http://127.0.0.1:8031", key="…")
    design = node.new_design()
    node.issue(design, "Ana", wallet)

Speaks HTTP to the node's public face and to the wallet's Admin API; knows nothing of containers.
"""

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

HEADINGS = "Nombre,Apellido(s),Número de ID,Dirección de correo,Total del curso (Real)\n"
DESIGN = {
    "title": "Salud digital comunitaria",
    "description": "Uso de herramientas digitales en la atención primaria de la comunidad.",
    "language": "es",
    "outcomes": ["Planifica una intervención de salud digital con una comunidad"],
    "outcomes_uri": "https://salud.example.edu/resultados/salud-digital",
    "hours": 75,
    "ects": "3",
    "national_credits": "3",
    "credit_scheme": "SCT",
    "eqf_level": 6,
    "assessment_type": "Proyecto con rúbrica",
    "mode": "blended",
    "qa_type": "Acreditación institucional",
    "grade_scale": {"minimum": "0", "maximum": "100", "pass_mark": "60"},
    "id_verified": True,
    "stackable": True,
}


class StoryError(Exception):
    """The node or the wallet did not do what it should; the message says which step."""


@dataclass(frozen=True, slots=True)
class Wallet:
    """A learner's agent, by its Admin API."""

    url: str
    key: str

    def accept(self, invitation: Mapping[str, Any]) -> None:
        """Take an invitation; the credential is then asked for and stored by the agent itself."""
        query = {"auto_accept": "true", "use_existing_connection": "false"}
        self._send("POST", "/out-of-band/receive-invitation", json=dict(invitation), params=query)

    def credentials(self) -> list[dict[str, Any]]:
        """Every credential the wallet holds."""
        found: list[dict[str, Any]] = self._send("GET", "/credentials")["results"]
        return found

    def _send(self, method: str, path: str, **more: Any) -> Any:
        headers = {"X-API-Key": self.key}
        return _answer(httpx.request(method, self.url + path, headers=headers, timeout=60, trust_env=False, **more))


class Node:
    """The institution's node as the world sees it: by name, on port 443, with TLS that is checked.

    `certificate` is the authority that signed the node's certificate; the name is looked up nowhere, the
    connection goes to loopback.
    """

    def __init__(self, host: str, certificate: Path, tokens: Mapping[str, str]) -> None:
        self.host = host
        self._tokens = tokens
        self._http = httpx.Client(
            base_url="https://127.0.0.1",
            headers={"Host": host},
            verify=ssl.create_default_context(cafile=str(certificate)),
            timeout=60,
            trust_env=False,
        )

    def status(self, path: str) -> int:
        """The status of a public page."""
        return self._request("GET", path).status_code

    def wait_ready(self, seconds: float) -> None:
        """Until the node says of itself that it can issue. Raises StoryError."""
        _until(lambda: self._health() == "ok", seconds, "the node's health is ok")

    def new_design(self) -> str:
        """A design, approved by a second person; returns its id."""
        proposed = self._send("POST", "/designs", json=DESIGN)
        self._send("POST", f"/designs/{proposed['id']}/approve", by="approver")
        return str(proposed["id"])

    def issue(self, design: str, given_name: str, wallet: Wallet, *, seconds: float) -> str:
        """Issue one credential to a learner of that name and see the wallet accept it; returns its id."""
        number = f"A-{given_name}"
        row = f"{given_name},Ñáñez,{number},{given_name.lower()}@example.edu,91\n"
        file = {"file": ("notas.csv", (HEADINGS + row).encode(), "text/csv")}
        batch = self._send("POST", "/batches", data={"design_id": design}, files=file)
        if batch["rejected"] or batch["accepted_rows"] != 1:
            raise StoryError(f"the gradebook was not taken: {batch['rejected']}")
        self._send("POST", f"/batches/{batch['id']}/issue")
        (credential,) = self._send("GET", "/credentials", params={"batch_id": batch["id"]})
        before = len(wallet.credentials())
        token = str(credential["claim_link"]).partition("#")[2]
        wallet.accept(_answer(self._request("POST", "/claims", json={"token": token}))["invitation"])
        _until(lambda: self._is_accepted(credential["id"]), seconds, "the node sees the credential accepted")
        if len(wallet.credentials()) != before + 1:
            raise StoryError(f"the wallet holds {len(wallet.credentials())} credentials, not {before + 1}")
        return str(credential["id"])

    def _health(self) -> str:
        answer = self._request("GET", "/health")
        return str(answer.json()["status"]) if answer.status_code in (200, 503) else ""

    def _is_accepted(self, credential_id: str) -> bool:
        return bool(self._send("GET", f"/credentials/{credential_id}")["state"] == "accepted")

    def _send(self, method: str, path: str, *, by: str = "officer", **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._tokens[by]}"}
        return _answer(self._request(method, path, headers=headers, **more))

    def _request(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self._http.request(method, path, extensions={"sni_hostname": self.host}, **more)


def _answer(answer: httpx.Response) -> Any:
    if answer.is_error:
        raise StoryError(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:500]}")
    return answer.json() if answer.content else None


def _until[T](look: Callable[[], T | None], seconds: float, what: str) -> T:
    """What `look` gives as soon as it is truthy. Raises StoryError after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > deadline:
            raise StoryError(f"waited {seconds:g} s in vain until {what}")
        time.sleep(0.5)
    return found
