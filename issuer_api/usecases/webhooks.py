"""Tell those who asked for it of what is done: signed, at least once, again after ever longer waits.

announce(node, work, "bulk-verification.finished", {"id": …, "total": 10000})      # in the work that does it
deliver_due(node, desk.tell)                                                       # the worker, every few seconds
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from issuer_api.domain.errors import Invalid
from issuer_api.domain.ports import Tell, Work
from issuer_api.domain.webhook import EVENTS, TEST, WAITS, Delivery, DeliveryState, Webhook, secret_of, signed_headers
from issuer_api.usecases.node import Node, there

KEPT = timedelta(days=7)
_LEASE = timedelta(seconds=60)
_AT_ONCE = 20
_GONE = 410


def add_webhook(node: Node, tell: Tell, url: str, events: list[str], by: str) -> tuple[Webhook, str]:
    """And its secret, shown this once. Raises Invalid (webhook-url, webhook-event)."""
    if why := tell.refuses(url):
        raise Invalid("webhook-url", f"This address cannot be told of anything: {why}.")
    if unknown := sorted(set(events) - set(EVENTS)):
        raise Invalid("webhook-event", f"No such event: {', '.join(unknown)}. There are: {', '.join(EVENTS)}.")
    with node.store() as work:
        hook = work.webhooks.add(
            Webhook(url=url, events=events or list(EVENTS), created_by=by, created_at=node.clock())
        )
    return hook, secret_of(node.claim_secret, hook.id)


def delete_webhook(node: Node, webhook_id: UUID) -> None:
    """With all that it was to be told. Raises NotFound."""
    with node.store() as work:
        work.webhooks.remove(there(work.webhooks.locked(webhook_id), "webhook"))


def announce(node: Node, work: Work, event: str, data: Mapping[str, object]) -> None:
    """`data` holds nothing personal."""
    for hook in work.webhooks.find(disabled_at=None):
        if event in hook.events:
            work.deliveries.add(_delivery(node, hook.id, event, data))


def _delivery(node: Node, webhook_id: UUID, event: str, data: Mapping[str, object]) -> Delivery:
    now = node.clock()
    body = json.dumps({"type": event, "timestamp": now.isoformat(timespec="milliseconds"), "data": data})
    return Delivery(webhook_id=webhook_id, event=event, body=body, created_at=now, next_at=now)


def tell_test(node: Node, tell: Tell, webhook_id: UUID) -> Delivery:
    """Tell it at once that this is a test; one that was disabled and answers is told again from now on."""
    with node.store() as work:
        hook = there(work.webhooks.get(webhook_id), "webhook")
        made = work.deliveries.add(_delivery(node, hook.id, TEST, {"id": str(hook.id)}))
        made.attempts, made.next_at = len(WAITS) + 1, node.clock() + _LEASE  # it is not tried again
    _tell(node, tell, made, hook)
    with node.store() as work:
        found = there(work.deliveries.get(made.id), "delivery")
        if found.state is DeliveryState.DELIVERED and (again := work.webhooks.locked(webhook_id)):
            again.disabled_at = None
        return found


def deliver_due(node: Node, tell: Tell) -> None:
    """What waits and is due, the longest waiting first; forget what is over a week ago."""
    now = node.clock()
    with node.store() as work:
        for old in work.deliveries.find(state=(DeliveryState.DELIVERED, DeliveryState.FAILED)):
            if old.created_at < now - KEPT:
                work.deliveries.remove(old)
        waiting = [one.id for one in work.deliveries.find(state=DeliveryState.WAITING) if one.next_at <= now]
    for delivery_id in waiting[:_AT_ONCE]:
        with node.store() as work:
            delivery = work.deliveries.locked(delivery_id)
            if delivery is None or delivery.state is not DeliveryState.WAITING or delivery.next_at > node.clock():
                continue
            hook = there(work.webhooks.get(delivery.webhook_id), "webhook")
            delivery.attempts, delivery.next_at = delivery.attempts + 1, node.clock() + _LEASE
        _tell(node, tell, delivery, hook)


def _tell(node: Node, tell: Tell, delivery: Delivery, hook: Webhook) -> None:
    status = tell(hook.url, delivery.body.encode(), signed_headers(node.claim_secret, delivery, node.clock()))
    with node.store() as work:
        found = work.deliveries.locked(delivery.id)
        if found is None or found.state is not DeliveryState.WAITING:
            return
        found.status = status
        if status is not None and 200 <= status < 300:
            found.state = DeliveryState.DELIVERED
        elif status != _GONE and found.attempts <= len(WAITS):
            found.next_at = node.clock() + WAITS[found.attempts - 1]
        else:
            found.state = DeliveryState.FAILED
            _disable(node, work, found)


def _disable(node: Node, work: Work, failed: Delivery) -> None:
    """What else waits for it fails too. A test says nothing about the rest."""
    hook = work.webhooks.locked(failed.webhook_id)
    if hook is None or failed.event == TEST:
        return
    hook.disabled_at = node.clock()
    for other in work.deliveries.find(webhook_id=hook.id, state=DeliveryState.WAITING):
        other.state = DeliveryState.FAILED
