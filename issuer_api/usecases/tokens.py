"""API tokens: one a person or program, named, shown once."""

import re
import secrets
from hashlib import sha256

from issuer_api.domain.errors import Conflict, Invalid
from issuer_api.domain.institution import Token
from issuer_api.domain.ports import Clock, Store
from issuer_api.usecases.node import there

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def give_token(store: Store, clock: Clock, name: str) -> str:
    """The new token's secret, which is kept nowhere. Raises Conflict where the name has one already."""
    if not _NAME.fullmatch(name):
        raise Invalid("token-name", "A token's name has letters, digits, dots, dashes or underscores, 64 at most.")
    secret = f"mochila_{secrets.token_urlsafe(32)}"
    with store() as work:
        if work.tokens.first(name=name):
            raise Conflict(
                "token-exists", f"{name} has a token already. Take it back first with `mochila token --revoke {name}`."
            )
        work.tokens.add(Token(name=name, secret_sha256=sha256(secret.encode()).hexdigest(), created_at=clock()))
    return secret


def take_token_back(store: Store, name: str) -> None:
    """From now on the token opens nothing. Raises NotFound."""
    with store() as work:
        work.tokens.remove(there(work.tokens.first(name=name), "token"))
