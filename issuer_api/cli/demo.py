"""mochila demo: a whole node and its learners' wallets, from nothing to a revoked credential and a checked receipt.

Every number of the last line is counted from what the node, the wallets and the chain hold at the end.
"""

import json
import shutil
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from agent.wallet import Wallet
from anchoring.checkpoint import Receipt
from anchoring.embedded import EmbeddedLedger
from anchoring.ledger import check_receipt_on_chain
from issuer_api.bootstrap import run
from issuer_api.bootstrap.chain import chain_file
from issuer_api.bootstrap.parts import Parts
from issuer_api.cli import app, out
from issuer_api.cli.batches import progress, show_rejected
from issuer_api.cli.client import Api
from issuer_api.cli.machine import give_tokens, say, token_file
from issuer_api.cli.wallets import learners_wallets
from issuer_api.settings import Settings
from verification.receipt import judge_receipt

Json = dict[str, Any]
EXAMPLES = Path("examples")
HOST = "salud.example.edu"
QUESTION = {
    "predicates": [
        {"name": "ects_x100", "op": ">=", "value": 300},
        {"name": "eqf_level", "op": ">=", "value": 6},
        {"name": "completed_dateint", "op": ">=", "value": 20250101},
    ]
}
TOO_MUCH = {"predicates": [{"name": "eqf_level", "op": ">=", "value": 8}]}
_PATIENCE = 120.0


@dataclass
class Story:
    """The demonstration as it goes: who speaks to what, and what was counted."""

    officer: Api
    approver: Api
    parts: Parts
    wallets: dict[str, Wallet] = field(default_factory=dict)
    proofs: list[Json] = field(default_factory=list)


@app.command()
def demo(
    data: Annotated[Path, typer.Option(help="Where to put it; emptied first.")] = Path("var/demo"),
) -> None:
    """Show all of it, with a fresh node and invented learners: about two minutes."""
    started = time.monotonic()
    settings, wallet_ports = _fresh(data)
    _step(1, "A node from nothing")
    with run.node_running(settings, say) as parts:
        give_tokens(parts, ("officer", "approver"))
        officer, approver = (
            Api(settings.node_url, token_file(settings, name).read_text().strip()) for name in ("officer", "approver")
        )
        story = Story(officer, approver, parts)
        say("starting the learners' wallets")
        with learners_wallets(parts, data / "wallets", *wallet_ports) as host:
            design = _design(story)
            batch = _gradebook(story, design)
            credentials = _issue(story, batch, host)
            _prove(story, credentials)
            _revoke(story, credentials)
            receipt = _anchor(story, credentials)
            result = _count(story, batch, receipt)
    result["seconds"] = round(time.monotonic() - started, 1)
    print(json.dumps(result))  # noqa: T201 - the last line, for programs


def _fresh(data: Path) -> tuple[Settings, tuple[int, int]]:
    shutil.rmtree(data, ignore_errors=True)
    api, database, messages, admin, wallet, wallet_admin = free_ports(6)
    hosts = json.dumps({f"https://{HOST}": f"http://127.0.0.1:{api}"})
    settings = Settings(
        data=data / "node",
        host=HOST,
        institution="Universidad de Ejemplo, Facultad de Salud",
        dev_hosts=hosts,
        api_port=api,
        database_port=database,
        agent_port=messages,
        agent_admin_port=admin,
    )
    return settings, (wallet, wallet_admin)


def free_ports(count: int) -> list[int]:
    """Ports on loopback that nobody listens on at this moment."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [found.getsockname()[1] for found in sockets]
    for found in sockets:
        found.close()
    return ports


def _design(story: Story) -> Json:
    _step(2, "The institution and its microcredential")
    health = story.officer.get("/health")
    say(f"DID {health['did']}")
    say(f"chain {health['anchoring']['chain']} ({health['anchoring']['label']})")
    elements = json.loads((EXAMPLES / "diseno-salud-digital.json").read_text("utf-8"))
    design: Json = story.officer.post("/designs", elements)
    design = story.approver.post(f"/designs/{design['id']}/approve")
    say(f"«{design['elements']['title']}», proposed by {design['author']}, approved by {design['approver']}")
    return design


def _gradebook(story: Story, design: Json) -> Json:
    _step(3, "The gradebook, as Moodle exports it")
    file = EXAMPLES / "calificaciones-salud-digital.csv"
    batch: Json = story.officer.post(
        "/batches", data={"design_id": design["id"]}, files={"file": (file.name, file.read_bytes())}
    )
    say(f"{batch['total_rows']} rows: {batch['accepted_rows']} to issue")
    show_rejected(batch, "es")
    return batch


def _issue(story: Story, batch: Json, host: Any) -> list[Json]:
    _step(4, "Each learner's wallet accepts its credential over DIDComm")
    story.officer.post(f"/batches/{batch['id']}/issue")
    credentials: list[Json] = story.officer.get("/credentials", batch_id=batch["id"])

    def claim(credential: Json) -> None:
        wallet = host.wallet(host.create_tenant(credential["learner"]["number"]))
        token = credential["claim_link"].partition("#")[2]
        wallet.take(story.officer.post("/claims", {"token": token})["invitation"])
        story.wallets[credential["id"]] = wallet

    with progress() as bar, ThreadPoolExecutor(4) as learners:
        opened = bar.add_task("wallets opened", total=len(credentials))
        accepted = bar.add_task("credentials accepted", total=len(credentials))
        claims = [learners.submit(claim, credential) for credential in credentials]
        _until(lambda: _follow(story, batch, bar, opened, accepted, claims))
    return credentials


def _follow(story: Story, batch: Json, bar: Any, opened: Any, accepted: Any, claims: list[Any]) -> bool:
    for done in claims:
        if done.done():
            done.result()
    states = story.officer.get(f"/batches/{batch['id']}")["credentials"]
    bar.update(opened, completed=len(story.wallets))
    bar.update(accepted, completed=states.get("accepted", 0))
    return bool(states.get("accepted", 0) == len(claims))


def _prove(story: Story, credentials: list[Json]) -> None:
    _step(5, "An employer asks, in zero knowledge")
    _ask(story, credentials[0], QUESTION, "3 credits or more, EQF level 6 or above, finished since 2025, not revoked")
    _ask(story, credentials[0], TOO_MUCH, "EQF level 8: more than this learner has")


def _revoke(story: Story, credentials: list[Json]) -> None:
    _step(6, "One credential is revoked")
    answer = story.officer.post(
        f"/credentials/{credentials[0]['id']}/revocation", {"reason": "issued-in-error", "note": "Demonstration"}
    )
    say(f"reason {answer['reason']}: {answer['state']}")
    _ask(story, credentials[0], QUESTION, "the revoked holder")
    _ask(story, credentials[1], QUESTION, "another holder")


def _ask(story: Story, credential: Json, question: Json, words: str) -> None:
    asked = story.officer.post("/proof-requests", question)
    wallet = story.wallets[credential["id"]]
    wallet.take(asked["invitation"])
    thread = asked["invitation"]["requests~attach"][0]["data"]["json"]["@id"]
    wallet.answer(wallet.wait_proof_request(thread))
    answered: Json = {}

    def settled() -> bool:
        answered.update(story.officer.get(f"/proof-requests/{asked['id']}"))
        return bool(answered["state"] != "asked")

    _until(settled)
    story.proofs.append(answered)
    say(f"{words}: [bold]{answered['state']}[/bold]")
    for check in (answered["verdict"] or {"checks": []})["checks"]:
        say(f"   {check['outcome']}: {check['sentence']['en']}")


def _anchor(story: Story, credentials: list[Json]) -> Json:
    _step(7, "The batch and the changed revocation list are anchored in one checkpoint")
    story.officer.post("/anchors")
    _until(lambda: story.officer.get("/anchors")["waiting"] == 0)
    path = f"/receipts/{credentials[1]['receipt_id']}"
    _until(lambda: all(item["state"] == "FINAL" for item in story.officer.get("/anchors")["checkpoints"]))
    receipt: Json = story.officer.get(path)
    for item in story.officer.get("/anchors")["checkpoints"]:
        say(
            f"checkpoint {item['id']}: {item['leaves']} leaves, {item['entries']} entries, block {item['block']}, {item['state']}"
        )
    return receipt


def _count(story: Story, batch: Json, receipt: Json) -> Json:
    _step(8, "Counted from the node, the wallets and the chain")
    after = story.officer.get(f"/batches/{batch['id']}")
    credentials = story.officer.get("/credentials", batch_id=batch["id"])
    return {
        "rows": after["total_rows"],
        "rejected": len({problem["row"] for problem in after["rejected"]}),
        "issued": sum(item["issued_at"] is not None for item in credentials),
        "accepted": sum(len(wallet.credentials()) for wallet in story.wallets.values()),
        "proofs_verified": sum(proof["state"] == "verified" for proof in story.proofs),
        "proofs_refused": sum(proof["state"] != "verified" for proof in story.proofs),
        "revoked": sum(item["revocation"] == "published" for item in credentials),
        "anchored_leaves": sum(item["leaves"] for item in story.officer.get("/anchors")["checkpoints"]),
        "receipt": _check_receipt(chain_file(story.parts.settings), receipt),
    }


def _check_receipt(chain: Path, receipt: Json) -> str:
    """With nothing but the chain and the receipt: another reader of the chain's file, and no question to the node."""
    found = Receipt.from_json(receipt)
    ledger = EmbeddedLedger.read(chain)
    try:
        verdict = judge_receipt(found, check_receipt_on_chain(found, ledger))
    finally:
        ledger.close()
    for sentence in verdict.sentences("en"):
        say(sentence)
    return {"passed": "valid", "failed": "invalid", "unknown": "unknown"}[verdict.outcome]


def _until(done: Any) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not done after {_PATIENCE:.0f} s")
        time.sleep(0.25)


def _step(number: int, title: str) -> None:
    out.print(f"\n[bold]{number} · {title}[/bold]")
