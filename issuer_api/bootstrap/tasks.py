"""The jobs of the worker: what each is called, what it does, how often (in seconds) it is done unasked."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from issuer_api.usecases.advance_credential import advance_credential, sweep_credentials
from issuer_api.usecases.anchor import Anchorer, anchor_now, anchor_on_schedule
from issuer_api.usecases.asks import sweep_asks
from issuer_api.usecases.bulk import judge_bulk, sweep_bulk
from issuer_api.usecases.desk import Desk, reader
from issuer_api.usecases.erase import sweep_erasures
from issuer_api.usecases.node import Node
from issuer_api.usecases.prepare_issuing import prepare_issuing
from issuer_api.usecases.proofs import judge_proof, sweep_proofs
from issuer_api.usecases.registries import prepare_registries
from issuer_api.usecases.remembered_fetch import RememberedFetch
from issuer_api.usecases.settle_status import reconcile_registries, settle_status
from issuer_api.usecases.status_lists import publish_lists
from issuer_api.usecases.transparency import Transparency, tend_log
from issuer_api.usecases.webhooks import deliver_due

EVERY = {
    "prepare_issuing": 2,
    "prepare_registries": 10,
    "sweep_credentials": 5,
    "sweep_proofs": 10,
    "settle_status": 5,
    "reconcile_registries": 30,
    "publish_lists": 5,
    "anchor_on_schedule": 2,
    "sweep_asks": 30,
    "sweep_erasures": 20,
    "tend_log": 30,
    "sweep_bulk": 5,
    "deliver_webhooks": 5,
    "take_proof": 3,
}


def tasks(
    node: Node, anchorer: Anchorer, checkpoint_every: timedelta, transparency: Transparency, desk: Desk
) -> dict[str, Callable[..., object]]:
    """Every job by its name."""
    fetch = RememberedFetch(lambda address: reader(node, desk.fetch)(address))
    return {
        "advance_credential": lambda credential_id: advance_credential(node, UUID(credential_id)).value,
        "judge_proof": lambda proof_id: judge_proof(node, UUID(proof_id)).state.value,
        "anchor_now": lambda: anchor_now(anchorer),
        "prepare_issuing": lambda: prepare_issuing(node),
        "prepare_registries": lambda: prepare_registries(node),
        "sweep_credentials": lambda: sweep_credentials(node),
        "sweep_proofs": lambda: sweep_proofs(node),
        "sweep_asks": lambda: sweep_asks(node),
        "settle_status": lambda: settle_status(node),
        "reconcile_registries": lambda: reconcile_registries(node),
        "sweep_erasures": lambda: sweep_erasures(node),
        "publish_lists": lambda: publish_lists(node),
        "anchor_on_schedule": lambda: anchor_on_schedule(node, anchorer, checkpoint_every),
        "judge_bulk": lambda bulk_id: judge_bulk(node, desk, fetch, UUID(bulk_id)),
        "deliver_webhooks": lambda: deliver_due(node, desk.tell),
        "sweep_bulk": lambda: sweep_bulk(node),
        "tend_log": lambda: tend_log(transparency),
    }
