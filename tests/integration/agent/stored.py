"""Looks into an agent's wallet database, and changes it: what a kill between two writes leaves behind."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from aries_askar import Store  # type: ignore[import-untyped]

from agent.config import AgentConfig

EXCHANGE, DETAIL, STATUS_LIST = "cred_ex_v20", "anoncreds_cred_ex_v20", "revocation_list"
REGISTRY = "revocation_reg_def"
Edit = Callable[[dict[str, Any], dict[str, Any]], None]


def read(config: AgentConfig, category: str, name: str) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    edit(config, category, name, lambda value, _tags: seen.update(value))
    return seen


def edit(config: AgentConfig, category: str, name: str, change: Edit) -> None:
    """`change` gets the record's value and tags and alters them in place."""
    asyncio.run(_edit(config, category, name, change))


def insert(config: AgentConfig, category: str, value: dict[str, Any], tags: dict[str, Any]) -> None:
    """A new record under a random name."""

    async def put(txn: Any) -> None:
        await txn.insert(category, uuid4().hex, value_json=value, tags=tags)

    asyncio.run(_within(config, put))


async def _edit(config: AgentConfig, category: str, name: str, change: Edit) -> None:
    async def replace(txn: Any) -> None:
        entry = await txn.fetch(category, name, for_update=True)
        value, tags = json.loads(entry.value), dict(entry.tags)
        change(value, tags)
        await txn.replace(category, name, value_json=value, tags=tags)

    await _within(config, replace)


async def _within(config: AgentConfig, work: Callable[[Any], Awaitable[None]]) -> None:
    db = config.storage
    account = f"{quote(db.account, safe='')}:{quote(db.password, safe='')}"
    url = f"postgres://{account}@{db.host}:{db.port}/{config.wallet_name}"
    store = await Store.open(url, "kdf:argon2i:mod", config.wallet_key)
    try:
        async with store.transaction() as txn:
            await work(txn)
            await txn.commit()
    finally:
        await store.close()
