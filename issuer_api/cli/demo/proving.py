"""The employer's questions, and the revocation that changes an answer."""

from issuer_api.cli.demo.cast import Cast, Json, StoryBroken, step, until
from issuer_api.cli.machine import say

QUESTION = {
    "predicates": [
        {"name": "ects_x100", "op": ">=", "value": 300},
        {"name": "eqf_level", "op": ">=", "value": 6},
        {"name": "completed_dateint", "op": ">=", "value": 20250101},
    ]
}
TOO_MUCH = {"predicates": [{"name": "eqf_level", "op": ">=", "value": 8}]}


def prove(cast: Cast, credentials: list[Json]) -> None:
    step(6, "An employer asks, in zero knowledge")
    _ask(
        cast,
        credentials[0],
        QUESTION,
        "at least 3 credits and EQF level 6, finished since 2025, not revoked",
        "verified",
    )
    _ask(cast, credentials[0], TOO_MUCH, "EQF level 8: more than this learner has", "declined")


def revoke_one(cast: Cast, credentials: list[Json]) -> None:
    step(7, "One credential is revoked")
    answer = cast.officer.post(
        f"/credentials/{credentials[0]['id']}/revocation", {"reason": "issued-in-error", "note": "Demonstration"}
    )
    say(f"reason {answer['reason']}: {answer['state']}")
    _ask(cast, credentials[0], QUESTION, "the revoked holder", "refused")
    _ask(cast, credentials[1], QUESTION, "another holder", "verified")


def _ask(cast: Cast, credential: Json, question: Json, words: str, expected: str) -> None:
    asked = cast.officer.post("/proof-requests", question)
    wallet = cast.wallets[credential["id"]]
    wallet.take(asked["invitation"])
    thread = asked["invitation"]["requests~attach"][0]["data"]["json"]["@id"]
    wallet.answer(wallet.wait_proof_request(thread))
    answered: Json = {}

    def settled() -> bool:
        answered.update(cast.officer.get(f"/proof-requests/{asked['id']}"))
        return bool(answered["state"] != "asked")

    until(settled)
    cast.proofs.append(answered)
    say(f"{words}: [bold]{answered['state']}[/bold]")
    for check in (answered["verdict"] or {"checks": []})["checks"]:
        say(f"   {check['outcome']}: {check['sentence']['en']}")
    if answered["state"] != expected:
        raise StoryBroken("unexpected-verdict", f"{words}: {answered['state']}, where it should be {expected}.")
