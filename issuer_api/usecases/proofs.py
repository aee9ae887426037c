"""Ask a holder for a proof, and judge the answer (the flow "Verify" of docs/protocol.md).

The agent checks the cryptography; `verification` gives the verdict. A holder who declines has proven nothing
either way: that is `declined`, not `refused`.
"""

from secrets import randbelow
from uuid import UUID

from issuer_api.domain.errors import Invalid
from issuer_api.domain.presentation import DECLINED, presentation_facts, proof_request_of
from issuer_api.domain.proof import ProofRequest, ProofState
from issuer_api.usecases.node import Node, institution_of, there
from verification.policy import ProofPolicy
from verification.presentation import judge_presentation
from verification.verdict import Outcome


def ask_proof(node: Node, policy: ProofPolicy, by: str) -> ProofRequest:
    """A question that one wallet answers once. The invitation carries it: no connection is needed."""
    now = node.clock()
    with node.store() as work:
        institution_of(work)
        proof = work.proofs.add(ProofRequest(policy=policy.to_json(), asked_by=by, created_at=now))
        request = proof_request_of(policy, nonce=str(randbelow(10**24)), now=now)
        question = node.agent.ask(request, label=str(proof.id))
        proof.pres_ex_id = question.pres_ex_id
        proof.invitation, proof.invitation_url = question.invitation.body, question.invitation.url
        return proof


def judge_proof(node: Node, proof_id: UUID) -> ProofRequest:
    """The request with its verdict, where the holder has answered. Judged once; safe to call again."""
    with node.store() as work:
        proof = there(work.proofs.locked(proof_id), "proof request")
        if proof.state is not ProofState.ASKED or proof.pres_ex_id is None:
            return proof
        record = node.agent.presentation(proof.pres_ex_id)
        if record is None or record["state"] not in ("done", *DECLINED):
            return proof
        proof.answered_at = node.clock()
        if record["state"] in DECLINED:
            proof.state = ProofState.DECLINED
            return proof
        policy = ProofPolicy.from_json(proof.policy)
        verdict = judge_presentation(policy, presentation_facts(record), node.clock())
        proof.verdict = verdict.to_json("es")
        proof.state = ProofState.VERIFIED if verdict.outcome is Outcome.PASSED else ProofState.REFUSED
        return proof


def sweep_proofs(node: Node) -> None:
    """Judge what was answered while nobody listened."""
    with node.store() as work:
        waiting = work.proofs.find(state=ProofState.ASKED)
    for proof in waiting:
        node.jobs.soon("judge_proof", proof_id=str(proof.id))
