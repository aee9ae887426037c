"""A learner of a running node is erased: no record of its ACA-Py, table or log names them, and others are served on."""

import asyncio
import json
import time
from pathlib import Path
from urllib.parse import quote

from aries_askar import Store  # type: ignore[import-untyped]

from issuer_api.bootstrap.parts import Parts
from tests.integration.issuer_api.in_the_clear import places_of
from tests.learners import ELEMENTS, Json, learners_of, row_of, submit
from tests.nodes import LiveNode, running_node

NUMBER = "XZ-90071-Q"
ROW = f"Iñaki,Zúñiga Quetzaltepeque,{NUMBER},ixochitl@correo.example.edu,91.25"
WORDS = ["Iñaki", "Zúñiga", "Quetzaltepeque", NUMBER, "ixochitl"]


def test_no_record_of_the_agent_names_an_erased_learner(tmp_path: Path) -> None:
    with running_node(tmp_path / "node") as node, learners_of(node, tmp_path) as learners:
        design = node.approver.post(f"/designs/{node.officer.post('/designs', ELEMENTS)['id']}/approve")
        batch = submit(node, design["id"], [ROW, row_of(1)])
        node.officer.post(f"/batches/{batch['id']}/issue")
        credentials: list[Json] = node.officer.get("/credentials", batch_id=batch["id"])
        for credential in credentials:
            learners.claim(credential)
        _until_accepted(node, batch["id"])
        assert _records_naming(node.parts) > 0
        assert places_of(node.parts.engine, WORDS) == {}
        done = node.officer.post("/learners/erasures", {"number": NUMBER, "asked_by": "learner"})
        assert done["state"] == "done"
        assert done["receipt"]["destroyed"]["agentRecords"] == 1
        assert _records_naming(node.parts) == 0
        assert places_of(node.parts.engine, WORDS) == {}
        assert [learners.held(credential) for credential in credentials] == [1, 1]
        other = node.officer.post(f"/credentials/{credentials[1]['id']}/revocation", {"reason": "issued-in-error"})
        assert other["state"] == "published"
        connections = node.parts.admin.connections(_invitation(node, credentials[1]))
        assert [connection.completed for connection in connections] == [True]
        logs = b"".join(file.read_bytes() for file in (tmp_path / "node").rglob("*.log"))
        assert logs
        assert not [word for word in WORDS if word.encode() in logs]


def _until_accepted(node: LiveNode, batch_id: str) -> None:
    deadline = time.monotonic() + 120
    while node.officer.get(f"/batches/{batch_id}")["credentials"] != {"accepted": 2}:
        assert time.monotonic() < deadline
        time.sleep(0.5)


def _invitation(node: LiveNode, credential: Json) -> str:
    with node.parts.store() as work:
        (found,) = work.credentials.find(id=credential["id"])
        return str(found.invitation_msg_id)


def _records_naming(parts: Parts) -> int:
    """How many records of the agent's wallet, of whatever kind, hold one of the words."""
    s = parts.settings
    account = f"{quote(s.database_user, safe='')}:{quote(parts.secret('database-password'), safe='')}"
    url = f"postgres://{account}@{s.database_host}:{s.database_port}/agent"
    return asyncio.run(_count(url, parts.secret("agent-wallet")))


async def _count(url: str, key: str) -> int:
    store = await Store.open(url, "kdf:argon2i:mod", key)
    try:
        values = [entry.value async for entry in store.scan()]
    finally:
        await store.close()
    assert values
    forms = [form for word in WORDS for form in (word.encode(), json.dumps(word)[1:-1].encode())]
    return sum(any(form in value for form in forms) for value in values)
