"""Learners with real wallets: a second ACA-Py with a wallet for each, as in `mochila demo`.

with learners_of(node, tmp_path) as learners:
    learners.claim(credential)
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from agent.wallet import Wallet, WalletHost
from issuer_api.cli.client import ApiError
from issuer_api.cli.demo.ground import free_ports
from issuer_api.cli.demo.wallets import learners_wallets
from tests.nodes import LiveNode

type Json = dict[str, Any]

HEADINGS = "Nombre,Apellido(s),Número de ID,Dirección de correo,Total del curso (Real)"
ELEMENTS: Json = {
    "title": "Salud digital comunitaria",
    "outcomes": ["Planifica una intervención de salud digital"],
    "hours": 75,
    "ects": "3",
    "eqf_level": 6,
    "assessment_type": "Proyecto",
    "mode": "online",
    "qa_type": "Acreditación institucional",
}


@dataclass
class Learners:
    """Wallets by credential id."""

    node: LiveNode
    host: WalletHost
    wallets: dict[str, Wallet] = field(default_factory=dict)

    def claim(self, credential: Json) -> bool:
        """Open the claim link and take the invitation; False where the node's agent is away at the moment."""
        with suppress(ApiError):
            token = credential["claim_link"].partition("#")[2]
            invitation = self.node.officer.post("/claims", {"token": token})["invitation"]
            if credential["id"] not in self.wallets:
                self.wallets[credential["id"]] = self.host.wallet(self.host.create_tenant(uuid4().hex))
            self.wallets[credential["id"]].take(invitation)
            return True
        return False

    def held(self, credential: Json) -> int:
        """How many credentials this learner's wallet holds."""
        return len(self.wallets[credential["id"]].credentials()) if credential["id"] in self.wallets else 0


@contextmanager
def learners_of(node: LiveNode, folder: Path) -> Iterator[Learners]:
    """Wallets with the node's host map, on the node's PostgreSQL."""
    with learners_wallets(node.parts, folder / "wallets", *free_ports(2)) as host:
        yield Learners(node, host)


def issue_cohort(node: LiveNode, size: int) -> list[Json]:
    """An approved design, a gradebook of new learners, issued: its credentials, with claim links."""
    design = node.approver.post(f"/designs/{node.officer.post('/designs', ELEMENTS)['id']}/approve")
    rows = [row_of(number) for number in range(size)]
    batch = submit(node, design["id"], rows)
    node.officer.post(f"/batches/{batch['id']}/issue")
    credentials: list[Json] = node.officer.get("/credentials", batch_id=batch["id"])
    return credentials


def submit(node: LiveNode, design_id: str, rows: Sequence[str]) -> Json:
    """Hand in a gradebook of these lines."""
    body = "\n".join([HEADINGS, *rows, ""]).encode()
    batch: Json = node.officer.post("/batches", data={"design_id": design_id}, files={"file": ("notas.csv", body)})
    return batch


def row_of(number: int) -> str:
    """A line of a gradebook for a learner whom nobody has seen before."""
    learner = f"ej-{uuid4().hex[:10]}"
    return f"Ana,Ejemplo {number},{learner},{learner}@example.edu,87.50"
