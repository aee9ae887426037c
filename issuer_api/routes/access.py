"""Who is asking: API tokens for people and programs, one secret for the node's own agent."""

import hmac
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from issuer_api.routes.problem import Unauthorized
from issuer_api.usecases.desk import Desk
from issuer_api.usecases.node import Node


def node_of(request: Request) -> Node:
    """The node that this application was made for."""
    node: Node = request.app.state.node
    return node


TheNode = Annotated[Node, Depends(node_of)]


def desk_of(request: Request) -> Desk:
    """What this application was told it may do here."""
    desk: Desk = request.app.state.desk
    return desk


TheDesk = Annotated[Desk, Depends(desk_of)]


_token = HTTPBearer(auto_error=False, scheme_name="token", description="`mochila token NAME` gives one.")


def caller(node: TheNode, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_token)]) -> str:
    """The name behind the bearer token. Raises Unauthorized."""
    secret = given.credentials if given else ""
    with node.store() as work:
        token = work.tokens.first(secret_sha256=sha256(secret.encode()).hexdigest())
    if token is None:
        raise Unauthorized("token-needed", "Send the header `Authorization: Bearer TOKEN` with a token of this node.")
    return token.name


def own_agent(
    request: Request, authorization: Annotated[str, Header()] = "", x_api_key: Annotated[str, Header()] = ""
) -> None:
    """Only the node's own agent passes: plugin by bearer secret, webhooks by X-API-Key. Raises Unauthorized."""
    secret: str = request.app.state.internal_secret
    given = _bearer(authorization) or x_api_key
    if not hmac.compare_digest(given.encode(), secret.encode()):
        raise Unauthorized("secret-needed", "This part of the API is for the node's own agent.")


Caller = Annotated[str, Depends(caller)]


def _bearer(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
