"""From invitation to revocation on two real ACA-Py agents: the path that everything else departs from."""

import time

from agent.models import Notice, Predicate, PresentationExchange, ProofDemand
from agent.wallet import Wallet
from tests.integration.agent import stored
from tests.integration.agent.conftest import World, eventually, held
from tests.integration.agent.test_revocation_faults import revoke_as_stock, revoked

DEMAND = (
    Predicate(name="ects_x100", operator=">=", value=300),
    Predicate(name="eqf_level", operator=">=", value=6),
    Predicate(name="issued_dateint", operator=">=", value=20260101),
)


def ask(
    world: World, wallet: Wallet, cred_def_id: str, predicates: tuple[Predicate, ...] = DEMAND
) -> tuple[PresentationExchange, PresentationExchange]:
    """Ask, let the wallet try honestly; the verifier's final record and the wallet's."""
    demand = ProofDemand(name="credits", now=int(time.time()), predicates=predicates, cred_defs=(cred_def_id,))
    exchange, invitation = world.client.request_proof(demand, "Employer")
    assert wallet.take(invitation.invitation) is None
    told = wallet.answer(wallet.wait_proof_request(exchange.thread_id or ""))
    eventually(lambda: world.client.presentation(exchange.pres_ex_id).settled, what="the answer")
    return world.client.presentation(exchange.pres_ex_id), told


def test_issue_prove_revoke(world: World, cred_def_id: str) -> None:
    wallet, connection_id = world.learner("lucia")
    other, other_connection = world.learner("pedro")
    exchange = world.issue(connection_id, cred_def_id)
    world.issue(other_connection, cred_def_id)
    assert exchange.rev_reg_id
    assert exchange.cred_rev_id
    assert held(wallet).attrs["given_name"] == "Lucía"

    proof, _ = ask(world, wallet, cred_def_id)
    assert proof.verified is True
    presented = proof.presentation or {}
    assert set(presented["requested_proof"]["predicates"]) == {"predicate_0", "predicate_1", "predicate_2"}
    assert presented["requested_proof"]["revealed_attrs"] == presented["requested_proof"]["self_attested_attrs"] == {}
    (identifier,) = presented["identifiers"]
    assert identifier["cred_def_id"] == cred_def_id
    assert identifier["timestamp"] == world.publisher.status_lists(exchange.rev_reg_id)[-1]["timestamp"]

    index = exchange.cred_rev_id
    told_once = [Notice(index=index, connection_id=connection_id, comment="duplicate")]
    published = world.client.publish_revocations(exchange.rev_reg_id, [index], notices=told_once)
    assert published.added == (exchange.cred_rev_id,)
    kept = stored.read(world.issuer.config, stored.STATUS_LIST, exchange.rev_reg_id)
    assert kept["rev_list"]["timestamp"] == published.timestamp

    proof, told = ask(world, wallet, cred_def_id)
    assert (proof.state, proof.verified) == ("done", False)
    assert told.state == "presentation-sent"
    assert ask(world, other, cred_def_id)[0].verified is True
    notices = eventually(lambda: world.publisher.topics("revocation-notification-v2"), what="the notice")
    assert [notice["credential_id"] for notice in notices] == [f"{exchange.rev_reg_id}::{exchange.cred_rev_id}"]
    assert world.client.publish_revocations(exchange.rev_reg_id, [index], notices=told_once).added == ()
    assert len(world.publisher.topics("revocation-notification-v2")) == 1


def test_suspended_it_proves_nothing_and_reinstated_it_proves_again_and_revoked_never(
    world: World, cred_def_id: str
) -> None:
    wallet, connection_id = world.learner("lucia")
    exchange = world.issue(connection_id, cred_def_id)
    assert exchange.rev_reg_id
    assert exchange.cred_rev_id
    rev_reg_id, index = exchange.rev_reg_id, exchange.cred_rev_id

    def proven() -> bool | None:
        newest = world.publisher.status_lists(rev_reg_id)[-1]["timestamp"]
        eventually(lambda: time.time() > newest, what="the list's time")
        return ask(world, wallet, cred_def_id)[0].verified

    assert world.client.publish_revocations(rev_reg_id, [index]).added == (index,)
    assert proven() is False
    assert world.client.publish_revocations(rev_reg_id, valid=[index]).removed == (index,)
    assert proven() is True
    other = world.issue(world.learner("pedro")[1], cred_def_id)  # made with a list that took something back
    revoke_as_stock(world, rev_reg_id, other.cred_rev_id or 0)
    assert revoked(world, rev_reg_id)[-1:] == [other.cred_rev_id]
    assert index not in revoked(world, rev_reg_id), "ACA-Py's own way revokes what it was told to, and nothing else"
    assert world.client.publish_revocations(rev_reg_id, [index]).added == (index,)
    assert proven() is False
    assert world.client.publish_revocations(rev_reg_id, valid=[other.cred_rev_id or 0]).removed == (other.cred_rev_id,)
    assert proven() is False


def test_unmet_predicate_is_abandoned_on_both_sides(world: World, cred_def_id: str) -> None:
    wallet, connection_id = world.learner("ines")
    world.issue(connection_id, cred_def_id)
    proof, told = ask(world, wallet, cred_def_id, (Predicate(name="ects_x100", operator=">=", value=600),))
    assert (proof.state, proof.verified) == ("abandoned", None)
    assert told.state == "abandoned"
    assert "not satisfied" in (told.error_msg or "")


def test_wallet_without_credential_declines(world: World, cred_def_id: str) -> None:
    wallet, _ = world.learner("ana")
    proof, told = ask(world, wallet, cred_def_id)
    assert (proof.state, proof.verified) == ("abandoned", None)
    assert told.state == "abandoned"
