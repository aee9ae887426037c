"""Looks into an agent's wallet database, and changes it: what a kill between two writes leaves behind."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from aries_askar import Store

from agent.config import AgentConfig

EXCHANGE, STATUS_LIST = "cred_ex_v20", "revocation_list"
Edit = Callable[[dict[str, Any], dict[str, Any]], None]


def read(config: AgentConfig, category: str, name: str) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    edit(config, category, name, lambda value, _tags: seen.update(value))
    return seen


def edit(config: AgentConfig, category: str, name: str, change: Edit) -> None:
    """`change` gets the record's value and tags and alters them in place."""
    asyncio.run(_edit(config, category, name, change))


async def _edit(config: AgentConfig, category: str, name: str, change: Edit) -> None:
    db = config.storage
    account = f"{quote(db.account, safe='')}:{quote(db.password, safe='')}"
    url = f"postgres://{account}@{db.host}:{db.port}/{config.wallet_name}"
    store = await Store.open(url, "kdf:argon2i:mod", config.wallet_key)
    try:
        async with store.transaction() as txn:
            entry = await txn.fetch(category, name, for_update=True)
            value, tags = json.loads(entry.value), dict(entry.tags)
            change(value, tags)
            await txn.replace(category, name, value_json=value, tags=tags)
            await txn.commit()
    finally:
        await store.close()
