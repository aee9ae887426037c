"""Admin routes of the plugin; they ask for the same credentials as ACA-Py's own.

POST /mochila/issuances/{cred_ex_id}/advance                      → outcome, state, rev_reg_id, cred_rev_id
POST /mochila/revocation-registries/{rev_reg_id}/publish {"wanted": [4, 9]} → timestamp, revoked, added
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
from agent.plugin.issuing import Issuing
from agent.plugin.publishing import Publishing

LOGGER = logging.getLogger(__name__)
_A_DAY = 86_400
_ISSUING = web.AppKey("issuing", Issuing)
_PUBLISHING = web.AppKey("publishing", Publishing)


@tenant_authentication  # type: ignore[untyped-decorator]
async def advance(request: web.Request) -> web.Response:
    """200; 400 malformed; 404 no such issuance; 502 issuing failed, and may be tried again."""
    context: AdminRequestContext = request["context"]
    seconds = await _member(request, "resend_after")
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
    wanted = await _member(request, "wanted")
    if not isinstance(wanted, list) or not all(type(index) is int for index in wanted):
        raise web.HTTPBadRequest(reason='the body is {"wanted": [index, …]}')
    try:
        published = await request.app[_PUBLISHING].publish(context.profile, request.match_info["rev_reg_id"], wanted)
    except NotThere as error:
        raise web.HTTPNotFound(reason=_one_line(str(error))) from error
    except PluginError as error:
        raise web.HTTPConflict(reason=_one_line(str(error))) from error
    except BaseError as error:
        raise web.HTTPBadGateway(reason=_one_line(error.roll_up)) from error
    return web.json_response(asdict(published))


async def _member(request: web.Request, name: str) -> Any:
    try:
        return (await request.json())[name]
    except (ValueError, KeyError, TypeError):
        return None


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
            web.post("/mochila/revocation-registries/{rev_reg_id}/publish", publish),
        ]
    )
