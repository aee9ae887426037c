"""A revocation that was not published is never lost, and none is ever taken back."""

import pytest

from agent.errors import AgentRefused
from agent.transport import Transport
from tests.integration.agent import stored
from tests.integration.agent.conftest import World


def revoked(world: World, rev_reg_id: str) -> list[int]:
    newest = world.publisher.status_lists(rev_reg_id)[-1]["revocationList"]
    return [index for index, bit in enumerate(newest) if bit]


@pytest.fixture
def issued(world: World) -> tuple[str, list[int]]:
    """A registry of its own with three credentials, and their indexes."""
    cred_def_id = world.cred_def(10)
    _, connection_id = world.learner("mar")
    exchanges = [world.issue(connection_id, cred_def_id) for _ in range(3)]
    (rev_reg_id,) = {exchange.rev_reg_id for exchange in exchanges}
    return str(rev_reg_id), [exchange.cred_rev_id or 0 for exchange in exchanges]


def stock(world: World) -> Transport:
    return Transport(world.issuer.config.admin_url, world.issuer.config.admin_api_key)


def revoke_as_stock(world: World, rev_reg_id: str, index: int) -> None:
    body = {"rev_reg_id": rev_reg_id, "cred_rev_id": str(index), "publish": True, "notify": False}
    stock(world)("POST", "/anoncreds/revocation/revoke", body=body)


def mark_pending_as_stock(world: World, rev_reg_id: str, index: int) -> None:
    body = {"rev_reg_id": rev_reg_id, "cred_rev_id": str(index), "publish": False, "notify": False}
    stock(world)("POST", "/anoncreds/revocation/revoke", body=body)


def test_lost_by_aca_py_and_healed(world: World, issued: tuple[str, list[int]]) -> None:
    rev_reg_id, (first, *_) = issued
    world.publisher.lists_to_refuse = 1
    revoke_as_stock(world, rev_reg_id, first)  # 200, though nothing was published
    stock(world)("POST", "/anoncreds/revocation/publish-revocations", body={})
    assert revoked(world, rev_reg_id) == []

    healed = world.client.publish_revocations(rev_reg_id, wanted=[first])
    assert healed.added == healed.revoked == (first,)
    assert revoked(world, rev_reg_id) == [first]
    kept = stored.read(world.issuer.config, stored.STATUS_LIST, rev_reg_id)
    assert kept["rev_list"]["timestamp"] == healed.timestamp


def test_refused_list_is_an_error_and_the_next_call_publishes(world: World, issued: tuple[str, list[int]]) -> None:
    rev_reg_id, (first, second, _) = issued
    mark_pending_as_stock(world, rev_reg_id, first)
    world.publisher.lists_to_refuse = 1
    with pytest.raises(AgentRefused, match="signer does not answer") as refusal:
        world.client.publish_revocations(rev_reg_id)
    assert refusal.value.status == 502
    assert revoked(world, rev_reg_id) == []
    assert world.client.publish_revocations(rev_reg_id, wanted=[second]).added == (first, second)
    assert revoked(world, rev_reg_id) == [first, second]


def test_wallet_that_forgot_a_revocation_cannot_undo_it(world: World, issued: tuple[str, list[int]]) -> None:
    rev_reg_id, (first, second, third) = issued
    before = stored.read(world.issuer.config, stored.STATUS_LIST, rev_reg_id)["rev_list"]
    world.client.publish_revocations(rev_reg_id, wanted=[first])
    stored.edit(
        world.issuer.config,
        stored.STATUS_LIST,
        rev_reg_id,
        lambda value, _tags: value.update(rev_list=before),
    )
    revoke_as_stock(world, rev_reg_id, second)
    assert revoked(world, rev_reg_id) == [first]
    assert world.client.publish_revocations(rev_reg_id, wanted=[third]).revoked == (first, second, third)


def test_what_is_pending_or_half_done_in_the_wallet_does_not_outlive_that_it_is_valid(
    world: World, issued: tuple[str, list[int]]
) -> None:
    rev_reg_id, (first, second, third) = issued
    mark_pending_as_stock(world, rev_reg_id, first)
    world.publisher.lists_to_refuse = 1
    with pytest.raises(AgentRefused):
        world.client.publish_revocations(rev_reg_id, [second])  # in the wallet now, and not published
    done = world.client.publish_revocations(rev_reg_id, [third], valid=[first, second])
    assert done.revoked == (third,)
    stock(world)("POST", "/anoncreds/revocation/publish-revocations", body={})
    assert revoked(world, rev_reg_id) == [third]


def test_each_registry_tells_how_full_it_is(world: World, issued: tuple[str, list[int]]) -> None:
    rev_reg_id, indexes = issued
    definition = stored.read(world.issuer.config, stored.REGISTRY, rev_reg_id)
    active, standby = world.client.registry_use(definition["credDefId"])
    assert (active.rev_reg_id, active.capacity, active.used) == (rev_reg_id, 9, len(indexes))
    assert (active.active, standby.active) == (True, False)
    assert (standby.capacity, standby.used) == (9, 0)


def test_unknown_registry_and_index_are_refused(world: World, issued: tuple[str, list[int]]) -> None:
    rev_reg_id, _ = issued
    with pytest.raises(AgentRefused, match="never issued") as refusal:
        world.client.publish_revocations(rev_reg_id, wanted=[9])
    assert refusal.value.status == 409
    with pytest.raises(AgentRefused) as refusal:
        world.client.publish_revocations("did:webvh:none:x.example/resources/zQm", wanted=[1])
    assert refusal.value.status == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"revoked": 4},
        {"revoked": "4"},
        {"revoked": [True]},
        {"revoked": [[4]]},
        {"revoked": [], "valid": [1.0]},
        {"revoked": [], "notices": [{"index": 1}]},
        {"revoked": [], "notices": [{"index": "1", "connection_id": "c", "comment": ""}]},
        {"revoked": [], "notices": [{"index": 1, "connection_id": None, "comment": ""}]},
    ],
)
def test_what_is_not_of_the_agreed_form_is_refused(world: World, body: dict[str, object]) -> None:
    with pytest.raises(AgentRefused) as refusal:
        stock(world)("POST", "/mochila/revocation-registries/any/publish", body=body)
    assert refusal.value.status == 400
