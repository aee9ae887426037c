"""What to look at when the agent says that something happened (protocol step I6)."""

from issuer_api.usecases.node import Node


def follow_hint(node: Node, field: str, value: str) -> None:
    """Poke the job that looks at the record whose `field` has this value. A hint about nothing of ours is nothing to
    us."""
    with node.store() as work:
        if field == "pres_ex_id":
            proof = work.proofs.first(pres_ex_id=value)
            found = [("judge_proof", {"proof_id": str(proof.id)})] if proof else []
        else:
            credential = work.credentials.first(**{field: value})
            found = [("advance_credential", {"credential_id": str(credential.id)})] if credential else []
    for task, arguments in found:
        node.jobs.soon(task, **arguments)
