"""Zero-knowledge requests of employers who have no account here (docs/protocol.md, V11).

    made = make_ask(node, predicates, issuers, minutes=15, client="192.0.2.7")
    made.link                       # for the holder's wallet; anybody who has it may answer, once
    follow_ask(node, made.watch)    # for who asked

A request tells the asker one bit a threshold. Who asks again and again with other thresholds learns the value, so one
asker may put only so many of one attribute a day to wallets.
"""

import hmac
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, NamedTuple, cast

from issuer_api.domain.ask import DAY, KEPT, THRESHOLDS, PublicAsk
from issuer_api.domain.errors import Forbidden, Invalid, NotFound
from issuer_api.domain.ports import Work
from issuer_api.domain.proof import ProofRequest, ProofState
from issuer_api.usecases.claim import read_watch_token, watch_token
from issuer_api.usecases.node import Node, institution_of, there
from issuer_api.usecases.proofs import ask_in, forget, judge_proof
from issuer_api.usecases.verdict_receipts import make_receipt
from verification.policy import Predicate, ProofPolicy
from verification.verdict import Check, Verdict

TYPE = "mochila-ask+jwt"


@dataclass(frozen=True, slots=True)
class Asked:
    """`link` for the holder, `watch` for who asked."""

    ask: PublicAsk
    proof: ProofRequest
    link: str
    watch: str


def make_ask(
    node: Node, predicates: Sequence[Predicate], issuers: Collection[str], *, minutes: int, client: str
) -> Asked:
    """No issuers: this institution. Raises Invalid (nothing-asked, unknown-attribute, policy-malformed), Forbidden
    (narrowing-limited)."""
    if not predicates:
        raise Invalid("nothing-asked", "Ask for something: credits, a level, or a date.")
    policy, asker = ProofPolicy(predicates=tuple(predicates), issuers=tuple(issuers)), _asker(node, client)
    with node.store() as work:
        work.wait_for(f"asker:{asker}")
        _check_narrowing(node, work, asker, predicates)
        proof = ask_in(node, work, policy, by="public")
        until = proof.created_at + timedelta(minutes=minutes)
        short = secrets.token_urlsafe(16)
        ask = work.asks.add(
            PublicAsk(
                id=proof.id,
                short=short,
                asker=asker,
                statement=_statement(node, work, proof, short, int(until.timestamp())),
                created_at=proof.created_at,
                expires_at=until,
            )
        )
        host = institution_of(work).host
    return Asked(ask, proof, f"https://{host}/r/{short}", watch_token(node.claim_secret, proof.id))


class Opened(NamedTuple):
    """`institution`: in whose name its node asks."""

    ask: PublicAsk
    proof: ProofRequest
    institution: str


def open_ask(node: Node, short: str) -> Opened:
    """As the holder sees it; from now on it counts as opened. Raises NotFound (unknown-ask)."""
    with node.store() as work:
        ask = work.asks.first(short=short)
        if ask is None:
            raise NotFound("unknown-ask", "There is no such request, or there is no more. Ask for a new one.")
        ask.opened_at = ask.opened_at or node.clock()
        name = institution_of(work).name
    return Opened(ask, judge_proof(node, ask.id), name)


def follow_ask(node: Node, watch: str) -> tuple[PublicAsk, ProofRequest]:
    """How far it is. Raises NotFound (unknown-ask)."""
    proof_id = read_watch_token(node.claim_secret, watch)
    proof = judge_proof(node, proof_id)
    with node.store() as work:
        return there(work.asks.get(proof_id), "ask"), proof


def receipt_of_ask(node: Node, proof: ProofRequest) -> str | None:
    """A signed record of the verdict and of what was asked; None while there is no verdict."""
    if not proof.verdict or proof.answered_at is None:
        return None
    said = cast("list[dict[str, Any]]", proof.verdict["checks"])
    verdict = Verdict(tuple(Check.of(one["name"], one["code"], **one["detail"]) for one in said))
    policy = ProofPolicy.from_json(proof.policy)
    return make_receipt(node, verdict, at=proof.answered_at, kind="proof", policy=policy)


def cancel_ask(node: Node, watch: str) -> None:
    """No wallet can answer it any more. One that is answered or over stays as it is. Raises NotFound (unknown-ask)."""
    proof_id = read_watch_token(node.claim_secret, watch)
    with node.store() as work:
        proof = there(work.proofs.locked(proof_id), "ask")
        if proof.state is ProofState.ASKED:
            forget(node, proof)
            proof.state = ProofState.CANCELLED


def sweep_asks(node: Node) -> None:
    """Forget what was asked a week ago, here and in the agent."""
    with node.store() as work:
        for ask_id in work.asks_before(node.clock() - KEPT):
            ask, proof = work.asks.get(ask_id), work.proofs.locked(ask_id)
            if ask and proof and proof.state is not ProofState.ASKED:
                forget(node, proof)
                work.asks.remove(ask)
                work.proofs.remove(proof)


def _check_narrowing(node: Node, work: Work, asker: str, predicates: Sequence[Predicate]) -> None:
    """What a wallet saw counts, and what one may still see."""
    since = node.clock() - DAY
    asked = set(predicates)
    for ask in work.asks.find(asker=asker):
        proof = work.proofs.get(ask.id)
        if proof and ask.created_at > since and (ask.opened_at or proof.state is ProofState.ASKED):
            asked |= set(ProofPolicy.from_json(proof.policy).predicates)
    for name in dict.fromkeys(item.name for item in predicates):
        if len({item for item in asked if item.name == name}) > THRESHOLDS:
            raise Forbidden(
                "narrowing-limited",
                f"{THRESHOLDS} other values of {name} were asked for from your network today. One more could tell you "
                "the value itself, which holders do not agree to. Ask with one of those values, or tomorrow.",
                attribute=name,
            )


def _statement(node: Node, work: Work, proof: ProofRequest, short: str, until: int) -> str:
    did = institution_of(work).did
    policy = ProofPolicy.from_json(proof.policy)
    claims = {
        "iss": did,
        "jti": short,
        "iat": int(proof.created_at.timestamp()),
        "exp": until,
        "predicates": [item.model_dump() for item in policy.predicates],
        "issuers": list(policy.issuers),
        "reveal": list(policy.reveal),
    }
    return node.signer.jws({"typ": TYPE, "kid": f"{did}#key-1"}, claims)


def _asker(node: Node, client: str) -> str:
    return hmac.new(node.claim_secret, b"asker:" + client.encode(), sha256).hexdigest()[:32]
