"""The checkpoint, a receipt checked with nothing but the chain, and the numbers of the last line."""

from pathlib import Path

from anchoring.checkpoint import Receipt
from anchoring.embedded import EmbeddedLedger
from anchoring.ledger import check_receipt_on_chain
from issuer_api.bootstrap.chain import chain_file
from issuer_api.cli.demo.cast import Cast, Json, step, until
from issuer_api.cli.machine import say
from verification.receipt import judge_receipt
from verification.verdict import Outcome


def anchor_all(cast: Cast, credentials: list[Json]) -> Json:
    step(8, "The batch and the changed revocation list are anchored in one checkpoint")
    cast.officer.post("/anchors")
    until(lambda: cast.officer.get("/anchors")["waiting"] == 0)
    path = f"/receipts/{credentials[1]['receipt_id']}"
    until(lambda: all(item["state"] == "FINAL" for item in cast.officer.get("/anchors")["checkpoints"]))
    receipt: Json = cast.officer.get(path)
    for item in cast.officer.get("/anchors")["checkpoints"]:
        what = f"{item['leaves']} leaves, {item['entries']} entries"
        say(f"checkpoint {item['id']}: {what}, block {item['block']}, {item['state']}")
    return receipt


def count_all(cast: Cast, batch: Json, receipt: Json) -> Json:
    step(9, "Counted from the node, the wallets and the chain")
    after = cast.officer.get(f"/batches/{batch['id']}")
    credentials = cast.officer.get("/credentials", batch_id=batch["id"])
    return {
        "rows": after["total_rows"],
        "rejected": len({problem["row"] for problem in after["rejected"]}),
        "issued": sum(item["issued_at"] is not None for item in credentials),
        "accepted": sum(len(wallet.credentials()) for wallet in cast.wallets.values()),
        "proofs_verified": sum(proof["state"] == "verified" for proof in cast.proofs),
        "proofs_refused": sum(proof["state"] != "verified" for proof in cast.proofs),
        "badges_verified": sum(badge.outcome is Outcome.PASSED for badge in cast.badges),
        "badges_refused": sum(badge.outcome is Outcome.FAILED for badge in cast.badges),
        "revoked": sum(item["standing"] == "revoked" and item["change"] == "published" for item in credentials),
        "anchored_leaves": sum(item["leaves"] for item in cast.officer.get("/anchors")["checkpoints"]),
        "receipt": _check_receipt(chain_file(cast.parts.settings), receipt),
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
