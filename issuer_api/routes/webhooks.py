"""Webhooks: who is told of what is done, signed by the Standard Webhooks specification."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from issuer_api.domain.ports import Work
from issuer_api.domain.webhook import DeliveryState, Webhook
from issuer_api.routes.access import Caller, TheDesk, TheNode
from issuer_api.routes.problem import RESPONSES
from issuer_api.usecases.node import there
from issuer_api.usecases.webhooks import add_webhook, delete_webhook, tell_test

router = APIRouter(prefix="/webhooks", tags=["webhooks"], responses=RESPONSES)
_SHOWN = 20


class Wanted(BaseModel):
    """Without `events`: every event."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"url": "https://rrhh.example.com/mochila", "events": ["bulk-verification.finished"]}]
        }
    )
    url: Annotated[str, Field(max_length=2000)]
    events: Annotated[list[str], Field(max_length=20)] = []


class DeliveryView(BaseModel):
    """`status`: of the last answer, null where there was none. `next_at`: of a waiting one, when it is tried again."""

    id: UUID
    event: str
    state: DeliveryState
    attempts: int
    status: int | None
    created_at: datetime
    next_at: datetime


class WebhookView(BaseModel):
    """The last deliveries first. `disabled_at`: nothing is told any more; a test that is answered ends that."""

    id: UUID
    url: str
    events: list[str]
    created_by: str
    created_at: datetime
    disabled_at: datetime | None
    deliveries: list[DeliveryView]


class MadeWebhook(WebhookView):
    """`secret` is shown this once: `whsec_` and the key of the signatures in base64."""

    secret: str


def _view(work: Work, hook: Webhook) -> WebhookView:
    found = reversed(work.deliveries.find(webhook_id=hook.id)[-_SHOWN:])
    return WebhookView(**hook.model_dump(), deliveries=[DeliveryView(**one.model_dump()) for one in found])


@router.post("", status_code=201, summary="Be told of what is done; the secret is shown once")
def add(node: TheNode, desk: TheDesk, by: Caller, wanted: Wanted) -> MadeWebhook:
    hook, secret = add_webhook(node, desk.tell, wanted.url, wanted.events, by)
    return MadeWebhook(**hook.model_dump(), deliveries=[], secret=secret)


@router.get("", summary="Every webhook, oldest first, and what it was told last")
def every(node: TheNode, _: Caller) -> list[WebhookView]:
    with node.store() as work:
        return [_view(work, hook) for hook in work.webhooks.find()]


@router.get("/{webhook_id}", summary="One webhook, and what it was told last")
def one(node: TheNode, _: Caller, webhook_id: UUID) -> WebhookView:
    with node.store() as work:
        return _view(work, there(work.webhooks.get(webhook_id), "webhook"))


@router.delete("/{webhook_id}", status_code=204, summary="Be told no more")
def delete(node: TheNode, _: Caller, webhook_id: UUID) -> Response:
    delete_webhook(node, webhook_id)
    return Response(status_code=204)


@router.post("/{webhook_id}/test", summary="Tell it now that this is a test")
def test(node: TheNode, desk: TheDesk, _: Caller, webhook_id: UUID) -> DeliveryView:
    return DeliveryView(**tell_test(node, desk.tell, webhook_id).model_dump())
