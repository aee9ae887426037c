"""The learners' side of the demonstration: a second ACA-Py with a wallet for each of them.

with learners_wallets(parts, home, ports) as host:
    wallet = host.wallet(host.create_tenant("EJ-0001"))
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.launch import Agent, AgentConfig, HolderRole, PostgresStorage
from agent.wallet import WalletHost
from issuer_api.bootstrap.parts import Parts


@contextmanager
def learners_wallets(parts: Parts, home: Path, port: int, admin_port: int) -> Iterator[WalletHost]:
    """A multitenant ACA-Py with our resolver and none of the node's secrets, on the same PostgreSQL server."""
    s = parts.settings
    api_key = secrets.token_urlsafe(32)
    agent = Agent(
        AgentConfig(
            label="Learners' wallets",
            home=home,
            inbound_port=port,
            admin_port=admin_port,
            endpoint=f"http://127.0.0.1:{port}",
            storage=PostgresStorage(
                s.database_host, s.database_port, s.database_user, parts.secret("database-password")
            ),
            wallet_name="wallets",
            role=HolderRole(jwt_secret=secrets.token_urlsafe(32)),
            wallet_key=secrets.token_urlsafe(32),
            admin_api_key=api_key,
            dev_hosts=s.dev_hosts,
        )
    )
    agent.start()
    try:
        yield WalletHost(agent.config.admin_url, api_key)
    finally:
        agent.stop()
