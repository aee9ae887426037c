"""For the node's own agent alone: its plugin publishes here, and its webhooks arrive here."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Request, Response, UploadFile
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from agent.errors import MalformedPayload
from agent.webhooks import parse
from issuer_api.domain.errors import Invalid
from issuer_api.routes.access import TheNode, own_agent
from issuer_api.usecases.follow_hint import follow_hint
from issuer_api.usecases.keep_tails import keep_tails
from issuer_api.usecases.publish_resource import publish_resource

router = APIRouter(prefix="/internal", tags=["internal"], dependencies=[Depends(own_agent)], include_in_schema=False)


class Publication(BaseModel):
    """An AnonCreds object to publish: schema, credential definition, registry definition or status list."""

    resourceType: str  # noqa: N815 - the name on the wire, as in attested resources
    content: dict[str, object]


class Published(BaseModel):
    """The object's id, and its content as published: a status list's `timestamp` is the node's."""

    id: str
    content: dict[str, object]


@router.post("/resources", status_code=201)
def resources(node: TheNode, publication: Publication) -> Published:
    resource_id, published = publish_resource(node, publication.resourceType, publication.content)
    return Published(id=resource_id, content=published.content)


@router.put("/tails/hash/{tails_hash}")
def tails(node: TheNode, tails_hash: str, file: Annotated[UploadFile, File(alias="tails")]) -> None:
    keep_tails(node, tails_hash, file.file.read())


@router.post("/webhooks/topic/{topic}/", status_code=204)
async def webhook(node: TheNode, topic: str, request: Request) -> Response:
    """A hint to look at something: what it says is asked of the agent, never believed (protocol step I6)."""
    try:
        subject = parse(topic, await request.body())
    except MalformedPayload as exc:
        raise Invalid("malformed-webhook", f"It cannot be read: {exc}.") from None
    if subject:
        await run_in_threadpool(follow_hint, node, subject.field, subject.value)
    return Response(status_code=204)
