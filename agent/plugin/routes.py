"""Admin routes of the plugin; they ask for the same credentials as ACA-Py's own.

POST   /mochila/issuances/{cred_ex_id}/advance   → outcome, state, rev_reg_id, cred_rev_id
DELETE /mochila/issuances/{cred_ex_id}           → {}
POST   /mochila/revocation-registries/{rev_reg_id}/publish
       {"revoked": [4, 9], "valid": [7], "notices": [{"index": 9, "connection_id": …, "comment": …}]}
                                                 → timestamp, revoked, added, removed
GET    /mochila/revocation-registries?cred_def_id=…  → registries: rev_reg_id, capacity, used, state, active
"""

import asyncio
import logging
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from acapy_agent.admin.decorators.auth import tenant_authentication
from acapy_agent.admin.request_context import AdminRequestContext
from acapy_agent.core.error import BaseError
from acapy_agent.storage.error import StorageNotFoundError
from aiohttp import web

from agent.plugin.errors import NotThere, PluginError
from agent.plugin.issuing import AlreadyIssued, Issuing
from agent.plugin.notices import Notice
from agent.plugin.publishing import Publishing, Wanted
from agent.plugin.registries import registries_of

LOGGER = logging.getLogger(__name__)
_A_DAY = 86_400
_ISSUING = web.AppKey("issuing", Issuing)
_PUBLISHING = web.AppKey("publishing", Publishing)


@tenant_authentication  # type: ignore[untyped-decorator]
async def advance(request: web.Request) -> web.Response:
    """200; 400 malformed; 404 no such issuance; 502 issuing failed, and may be tried again."""
    context: AdminRequestContext = request["context"]
    seconds = (await _body(request)).get("resend_after")
    if type(seconds) is not int or not 0 <= seconds <= _A_DAY:
        raise web.HTTPBadRequest(reason='the body is {"resend_after": seconds}')
    try:
        completion = await request.app[_ISSUING].advance(
            context.profile,
            request.match_info["cred_ex_id"],
            request["outbound_message_router"],
            resend_after=timedelta(seconds=seconds),
        )
    except StorageNotFoundError as error:
        raise web.HTTPNotFound(reason="no such issuance") from error
    except BaseError as error:
        LOGGER.exception("an issuance could not be taken further")
        raise web.HTTPBadGateway(reason=_one_line(error.roll_up)) from error
    return web.json_response(asdict(completion))


@tenant_authentication  # type: ignore[untyped-decorator]
async def publish(request: web.Request) -> web.Response:
    """200; 400 malformed; 404 no such registry; 409 an index never issued; 502 not published, try again."""
    context: AdminRequestContext = request["context"]
    wanted = _wanted(await _body(request))
    try:
        published = await request.app[_PUBLISHING].publish(context.profile, request.match_info["rev_reg_id"], wanted)
    except NotThere as error:
        raise web.HTTPNotFound(reason=_one_line(str(error))) from error
    except PluginError as error:
        raise web.HTTPConflict(reason=_one_line(str(error))) from error
    except BaseError as error:
        raise web.HTTPBadGateway(reason=_one_line(error.roll_up)) from error
    return web.json_response(asdict(published))


@tenant_authentication  # type: ignore[untyped-decorator]
async def withdraw(request: web.Request) -> web.Response:
    """200, also where there is none; 409 it issued a credential already."""
    context: AdminRequestContext = request["context"]
    try:
        await request.app[_ISSUING].withdraw(context.profile, request.match_info["cred_ex_id"])
    except AlreadyIssued as error:
        raise web.HTTPConflict(reason=str(error)) from error
    return web.json_response({})


@tenant_authentication  # type: ignore[untyped-decorator]
async def registries(request: web.Request) -> web.Response:
    """200; 502 the wallet does not answer, try again."""
    context: AdminRequestContext = request["context"]
    try:
        found = await registries_of(context.profile, request.query.get("cred_def_id", ""))
    except BaseError as error:
        raise web.HTTPBadGateway(reason=_one_line(error.roll_up)) from error
    return web.json_response({"registries": [asdict(registry) for registry in found]})


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(reason="the body is a JSON object")
    return body


def _wanted(body: dict[str, Any]) -> Wanted:
    """Raises HTTPBadRequest where it is not of the form that is given above."""
    try:
        notices = tuple(Notice(**notice) for notice in body.get("notices", ()))
        wanted = Wanted(frozenset(body["revoked"]), frozenset(body.get("valid", ())), notices)
    except (KeyError, TypeError) as error:
        raise web.HTTPBadRequest(reason='the body is {"revoked": [index, …], "valid": […], "notices": […]}') from error
    indexes = wanted.revoked | wanted.valid | {notice.index for notice in notices}
    if not all(type(index) is int for index in indexes):
        raise web.HTTPBadRequest(reason="an index is a whole number")
    if not all(isinstance(text, str) for notice in notices for text in (notice.connection_id, notice.comment)):
        raise web.HTTPBadRequest(reason="a notice names a connection and has a comment")
    return wanted


def _one_line(text: str) -> str:
    return " ".join(text.split())


async def register(app: web.Application) -> None:
    """Called by ACA-Py."""
    lock = asyncio.Lock()
    app[_ISSUING] = Issuing(lock)
    app[_PUBLISHING] = Publishing(lock)
    app.add_routes(
        [
            web.post("/mochila/issuances/{cred_ex_id}/advance", advance),
            web.delete("/mochila/issuances/{cred_ex_id}", withdraw),
            web.get("/mochila/revocation-registries", registries, allow_head=False),
            web.post("/mochila/revocation-registries/{rev_reg_id}/publish", publish),
        ]
    )
