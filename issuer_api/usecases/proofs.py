"""Ask a holder for a proof, and judge the answer (protocol steps V1, V2 and V5).

The agent checks the cryptography; `verification` gives the verdict. A holder who declines has proven nothing
either way: that is `declined`, not `refused`.
"""

from typing import Any, Final
from uuid import UUID

from issuer_api.domain.attributes import ATTRIBUTES, NUMBERS
from issuer_api.domain.errors import Invalid, NodeError
from issuer_api.domain.ports import Answer, Work
from issuer_api.domain.proof import ProofRequest, ProofState
from issuer_api.usecases.node import Node, institution_of, there
from issuer_api.usecases.rev_lists import newest_list
from issuer_api.usecases.webhooks import announce
from verification.errors import AnswerError
from verification.four_lines import four_lines
from verification.policy import Predicate, ProofPolicy
from verification.presentation import PresentationFacts, judge_presentation
from verification.verdict import Language, Outcome, Verdict

_STATES = {
    Outcome.PASSED: ProofState.VERIFIED,
    Outcome.FAILED: ProofState.REFUSED,
    Outcome.UNKNOWN: ProofState.UNKNOWN,
}
LANGUAGES: Final[tuple[Language, ...]] = ("es", "pt", "en")


def ask_proof(node: Node, policy: ProofPolicy, by: str) -> ProofRequest:
    """A question that one wallet answers once. The invitation carries it: no connection is needed.

    A policy that names no issuer means this institution. An absent number is kept as -1, so "at most" also
    asks for "at least 0". Raises Invalid for an attribute that our credentials do not have.
    """
    with node.store() as work:
        return ask_in(node, work, policy, by)


def ask_in(node: Node, work: Work, policy: ProofPolicy, by: str) -> ProofRequest:
    """As `ask_proof`, in a transaction of the caller's."""
    now, institution = node.clock(), institution_of(work)
    wanted = _completed(policy, institution.did)
    proof = work.proofs.add(ProofRequest(policy=wanted.to_json(), asked_by=by, created_at=now))
    ours = wanted.issuers == (institution.did,) and institution.cred_def_id
    cred_defs = [*wanted.cred_defs] or ([str(institution.cred_def_id)] if ours else [])
    question = node.agent.ask(wanted, cred_defs, now, label=institution.name)
    proof.pres_ex_id = question.pres_ex_id
    proof.invitation, proof.invitation_url = question.invitation.body, question.invitation.url
    return proof


def _completed(policy: ProofPolicy, did: str) -> ProofPolicy:
    unknown = {item.name for item in policy.predicates} - set(NUMBERS) | set(policy.reveal) - set(ATTRIBUTES)
    if unknown:
        raise Invalid(
            "unknown-attribute",
            f"No such attribute: {', '.join(sorted(unknown))}. In predicates: {', '.join(NUMBERS)}. "
            f"To be shown: {', '.join(ATTRIBUTES)}.",
        )
    capped = dict.fromkeys(item.name for item in policy.predicates if item.op.startswith("<"))
    floors = tuple(Predicate(name=name, op=">=", value=0) for name in capped)
    extra = tuple(floor for floor in floors if floor not in policy.predicates)
    return policy.model_copy(update={"predicates": (*policy.predicates, *extra), "issuers": policy.issuers or (did,)})


def judge_proof(node: Node, proof_id: UUID) -> ProofRequest:
    """The request with its verdict, where the holder has answered. Judged once; safe to call again."""
    with node.store() as work:
        proof = there(work.proofs.locked(proof_id), "proof request")
        if proof.state is not ProofState.ASKED or proof.pres_ex_id is None:
            return proof
        ask = work.asks.get(proof_id)
        if ask and node.clock() >= ask.expires_at:  # before the agent is asked, which may have forgotten it already
            forget(node, proof)
            proof.state = ProofState.EXPIRED
            return proof
        answer = node.agent.presentation(proof.pres_ex_id)
        if answer.declined:
            proof.state, proof.answered_at = ProofState.DECLINED, node.clock()
        elif answer.presentation is not None:
            verdict = _judge(node, work, proof, answer)
            proof.verdict, proof.answered_at = _in_every_language(verdict), node.clock()
            proof.state = _STATES[verdict.outcome]
        if proof.state is not ProofState.ASKED:
            announce(node, work, "proof.answered", {"id": str(proof.id), "state": proof.state.value})
        return proof


def forget(node: Node, proof: ProofRequest) -> None:
    """The agent keeps nothing of it: no wallet can answer any more, and what was answered is gone. Idempotent."""
    node.agent.retract(str(proof.pres_ex_id), str((proof.invitation or {}).get("@id")))


def _judge(node: Node, work: Work, proof: ProofRequest, answer: Answer) -> Verdict:
    return judge_presentation(ProofPolicy.from_json(proof.policy), _facts(work, answer), node.clock())


def _facts(work: Work, answer: Answer) -> PresentationFacts:
    """What was presented; of an answer that is none, nothing, not even that it is authentic."""
    presentation = answer.presentation or {}
    try:
        newest = _newest_lists(work, presentation)
        return PresentationFacts.read(answer.request, presentation, verified=answer.verified, newest_lists=newest)
    except AnswerError:
        return PresentationFacts(verified=None, identifiers=(), predicates=())


def _newest_lists(work: Work, presentation: dict[str, Any]) -> dict[str, int]:
    """When each of our own registries in the presentation last changed. Another's is left unknown."""
    identifiers = presentation.get("identifiers")
    found = identifiers if isinstance(identifiers, list) else []
    ids = {str(item.get("rev_reg_id")) for item in found if isinstance(item, dict)}
    newest = {rev_reg_id: newest_list(work, rev_reg_id) for rev_reg_id in ids}
    return {rev_reg_id: int(str(content["timestamp"])) for rev_reg_id, content in newest.items() if content}


def _in_every_language(verdict: Verdict) -> dict[str, Any]:
    told = {lang: verdict.to_json(lang) for lang in LANGUAGES}
    checks = [
        {**check, "sentence": {lang: told[lang]["checks"][place]["sentence"] for lang in LANGUAGES}}
        for place, check in enumerate(told["en"]["checks"])
    ]
    return {
        "lines": {lang: [line.to_json() for line in four_lines(verdict, lang)] for lang in LANGUAGES},
        "outcome": verdict.outcome.value,
        "summary": {lang: told[lang]["summary"] for lang in LANGUAGES},
        "checks": checks,
    }


def sweep_proofs(node: Node) -> None:
    """Judge what was answered while nobody listened. The first error is raised after all were tried; with the agent
    gone, at once."""
    with node.store() as work:
        waiting = work.proofs.find(state=ProofState.ASKED)
    errors: list[NodeError] = []
    for proof in waiting:
        try:
            judge_proof(node, proof.id)
        except NodeError as exc:
            if not node.agent.ready():
                raise
            errors.append(exc)
    if errors:
        raise errors[0]
