"""A wallet that nobody here wrote, against the running node (docs/protocol.md: Issue, Verify, Revoke)."""

from collections.abc import Callable, Mapping
from uuid import uuid4

import pytest

from tests.e2e.credo import CannotMeetError, HeldCredential, Holder, HolderError
from tests.e2e.node_api import Json, Row, RunningNode

pytestmark = pytest.mark.timeout(600)

ELEMENTS: Json = {
    "title": "Salud digital comunitaria",
    "outcomes": ["Registra una visita domiciliaria en la ficha digital"],
    "hours": 75,
    "ects": "3",
    "eqf_level": 6,
    "assessment_type": "Examen escrito",
    "mode": "blended",
    "qa_type": "Acreditación nacional",
}
THREE_CREDITS: Json = {
    "predicates": [
        {"name": "ects_x100", "op": ">=", "value": 300},
        {"name": "eqf_level", "op": ">=", "value": 5},
        {"name": "completed_dateint", "op": ">=", "value": 20260101},
    ]
}
THIRTY_CREDITS: Json = {"predicates": [{"name": "ects_x100", "op": ">=", "value": 3000}]}

type StartHolder = Callable[[str, Mapping[str, str]], Holder]


@pytest.fixture
def design(node: RunningNode) -> str:
    return node.api.approved_design(ELEMENTS)


@pytest.fixture
def learner(node: RunningNode, start_holder: StartHolder) -> Holder:
    return start_holder("learner", node.hosts)


def claim(node: RunningNode, holder: Holder, credential: Json, *, reuse: bool = False) -> HeldCredential:
    """Protocol steps I4 to I6: the claim link, the wallet's acceptance, the node's knowledge of it."""
    holder.accept(node.api.invitation(credential), reuse=reuse)
    held = holder.wait_credential()
    node.api.wait_state(credential, "accepted")
    return held


def row(given_name: str, family_name: str) -> Row:
    return Row(given_name, family_name, number=uuid4().hex[:12], grade="87.50")


def ask_and_answer(node: RunningNode, holder: Holder, policy: Json, *, insist: bool = False) -> Json:
    asked = node.api.ask(policy)
    holder.accept(asked.invitation_url)
    holder.answer_proof(holder.wait_proof_request(), insist=insist)
    return node.api.verdict(asked)


def test_wallet_receives_a_revocable_credential(node: RunningNode, design: str, learner: Holder) -> None:
    [credential] = node.api.issue(design, [row("José", "Ñancupil Muñoz")])
    held = claim(node, learner, credential)
    assert held.attributes["given_name"] == "José"
    assert held.attributes["family_name"] == "Ñancupil Muñoz"
    assert (held.attributes["ects_x100"], held.attributes["eqf_level"]) == ("300", "6")
    assert all(
        name is not None and name.startswith(f"{node.did}/resources/zQm")
        for name in (held.schema_id, held.cred_def_id, held.rev_reg_id)
    )
    assert learner.credentials() == [held]


def test_wallet_proves_three_predicates_and_not_its_name(node: RunningNode, design: str, learner: Holder) -> None:
    [credential] = node.api.issue(design, [row("Ana", "Xitumul")])
    claim(node, learner, credential)
    asked = node.api.ask(THREE_CREDITS)
    learner.accept(asked.invitation)
    request = learner.wait_proof_request()
    assert request.connection_id is None
    assert request.request["requested_attributes"] == {}
    assert len(request.request["requested_predicates"]) == 3
    assert request.request["non_revoked"]["from"] == request.request["non_revoked"]["to"]
    learner.answer_proof(request)
    answer = node.api.verdict(asked)
    assert answer["state"] == "verified"
    assert {check["outcome"] for check in answer["verdict"]["checks"]} == {"passed"}
    assert "Xitumul" not in str(answer)


def test_wallet_cannot_prove_what_was_not_earned(node: RunningNode, design: str, learner: Holder) -> None:
    [credential] = node.api.issue(design, [row("Ana", "Xitumul")])
    claim(node, learner, credential)
    asked = node.api.ask(THIRTY_CREDITS)
    learner.accept(asked.invitation_url)
    request = learner.wait_proof_request()
    with pytest.raises(HolderError, match="Predicate is not satisfied"):
        learner.answer_proof(request)
    learner.decline_proof(request, "No tengo esa credencial")
    assert node.api.verdict(asked)["state"] == "declined"


def test_revoked_credential_no_longer_verifies_and_its_holder_is_told(
    node: RunningNode, design: str, learner: Holder, start_holder: StartHolder
) -> None:
    other = start_holder("other", node.hosts)
    mine, theirs = node.api.issue(design, [row("José", "Muñoz"), row("Ana", "Xitumul")])
    held = claim(node, learner, mine)
    claim(node, other, theirs)
    assert ask_and_answer(node, learner, THREE_CREDITS)["state"] == "verified"

    node.api.revoke(mine, "issued-in-error")
    told = learner.wait_notification()
    assert (told.rev_reg_id, told.cred_rev_id) == (held.rev_reg_id, held.cred_rev_id)
    assert told.credential_ids == [held.credential_id]
    assert learner.notifications() == [told]

    asked = node.api.ask(THREE_CREDITS)
    learner.accept(asked.invitation_url)
    with pytest.raises(CannotMeetError):
        learner.answer_proof(learner.wait_proof_request())
    assert ask_and_answer(node, learner, THREE_CREDITS, insist=True)["state"] == "refused"
    assert ask_and_answer(node, other, THREE_CREDITS)["state"] == "verified"
    assert other.notifications() == []


def test_wallet_that_reuses_its_connection_gets_both_credentials(
    node: RunningNode, design: str, learner: Holder
) -> None:
    first, second = node.api.issue(design, [row("Ana", "Xitumul"), row("Ana", "Xitumul Caal")])
    held = [claim(node, learner, first, reuse=True), claim(node, learner, second, reuse=True)]
    assert [credential.attributes["family_name"] for credential in held] == ["Xitumul", "Xitumul Caal"]
    assert len({credential.cred_rev_id for credential in held}) == 2
