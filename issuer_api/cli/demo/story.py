"""mochila demo: a whole node and its learners' wallets, from nothing to a revoked credential and a checked receipt.

Every number of the last line is counted from what the node, the wallets and the chain hold at the end.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Any

import typer

from issuer_api.bootstrap import run
from issuer_api.cli import app
from issuer_api.cli.batches import progress, show_rejected
from issuer_api.cli.client import Api
from issuer_api.cli.demo.badges import judge_again, take_badges
from issuer_api.cli.demo.cast import Cast, Json, step, until
from issuer_api.cli.demo.counting import anchor_all, count_all
from issuer_api.cli.demo.ground import example_settings, free_ports, fresh_folder
from issuer_api.cli.demo.proving import prove, revoke_one
from issuer_api.cli.demo.wallets import learners_wallets
from issuer_api.cli.machine import give_tokens, say, token_file

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


@app.command()
def demo(
    data: Annotated[Path, typer.Option(help="Where to put it; emptied first.")] = Path("var/demo"),
) -> None:
    """Show all of it, with a fresh node and invented learners: about two minutes."""
    started = time.monotonic()
    fresh_folder(data)
    settings = example_settings(data / "node")
    step(1, "A node from nothing")
    with run.node_running(settings, say) as parts:
        give_tokens(parts, ("officer", "approver"))
        officer, approver = (
            Api(settings.node_url, token_file(settings, name).read_text().strip()) for name in ("officer", "approver")
        )
        cast = Cast(officer, approver, parts)
        say("starting the learners' wallets")
        with learners_wallets(parts, data / "wallets", *free_ports(2)) as host:
            design = _design(cast)
            batch = _gradebook(cast, design)
            credentials = _issue(cast, batch, host)
            take_badges(cast, credentials[0], data / "badges")
            prove(cast, credentials)
            revoke_one(cast, credentials)
            judge_again(cast, data / "badges")
            receipt = anchor_all(cast, credentials)
            result = count_all(cast, batch, receipt)
    result["seconds"] = round(time.monotonic() - started, 1)
    print(json.dumps(result))  # noqa: T201 - the last line, for programs


def _design(cast: Cast) -> Json:
    step(2, "The institution and its microcredential")
    health = cast.officer.get("/health")
    say(f"DID {health['did']}")
    say(f"chain {health['anchoring']['chain']} ({health['anchoring']['label']})")
    elements = json.loads((EXAMPLES / "diseno-salud-digital.json").read_text("utf-8"))
    design: Json = cast.officer.post("/designs", elements)
    design = cast.approver.post(f"/designs/{design['id']}/approve")
    say(f"«{design['elements']['title']}», proposed by {design['author']}, approved by {design['approver']}")
    return design


def _gradebook(cast: Cast, design: Json) -> Json:
    step(3, "The gradebook, as Moodle exports it")
    file = EXAMPLES / "calificaciones-salud-digital.csv"
    batch: Json = cast.officer.post(
        "/batches", data={"design_id": design["id"]}, files={"file": (file.name, file.read_bytes())}
    )
    say(f"{batch['total_rows']} rows: {batch['accepted_rows']} to issue")
    show_rejected(batch, "es")
    return batch


def _issue(cast: Cast, batch: Json, host: Any) -> list[Json]:
    step(4, "Each learner's wallet accepts its credential over DIDComm")
    cast.officer.post(f"/batches/{batch['id']}/issue")
    credentials: list[Json] = cast.officer.get("/credentials", batch_id=batch["id"])

    def claim(credential: Json) -> None:
        wallet = host.wallet(host.create_tenant(credential["learner"]["number"]))
        token = credential["claim_link"].partition("#")[2]
        wallet.take(cast.officer.post("/claims", {"token": token})["invitation"])
        cast.wallets[credential["id"]] = wallet

    with progress() as bar, ThreadPoolExecutor(4) as learners:
        opened = bar.add_task("wallets opened", total=len(credentials))
        accepted = bar.add_task("credentials accepted", total=len(credentials))
        claims = [learners.submit(claim, credential) for credential in credentials]
        until(lambda: _follow(cast, batch, bar, opened, accepted, claims))
    return credentials


def _follow(cast: Cast, batch: Json, bar: Any, opened: Any, accepted: Any, claims: list[Any]) -> bool:
    for done in claims:
        if done.done():
            done.result()
    states = cast.officer.get(f"/batches/{batch['id']}")["credentials"]
    bar.update(opened, completed=len(cast.wallets))
    bar.update(accepted, completed=states.get("accepted", 0))
    return bool(states.get("accepted", 0) == len(claims))
