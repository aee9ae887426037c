"""A real issuer and a real multitenant holder, both ACA-Py 1.7.0, on one embedded PostgreSQL."""

import json
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from agent.admin import AdminClient
from agent.launch import Agent, AgentConfig, HolderRole, IssuerRole, PostgresStorage, Webhook
from agent.models import CredentialExchange, HeldCredential
from agent.wallet import Wallet, WalletHost
from issuer_api.adapters.postgres import EmbeddedPostgres
from tests.integration.agent.publisher import ORIGIN, Publisher
from tests.integration.conftest import free_port

ATTRIBUTES = {
    "given_name": "Lucía",
    "title": "Salud digital comunitaria",
    "issued_dateint": "20261120",
    "ects_x100": "300",
    "eqf_level": "6",
}


def eventually[T](look: Callable[[], T | None], *, seconds: float = 40, what: str = "it") -> T:
    """The first true value of `look`; fails the test when there is none."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.1)
    pytest.fail(f"{what} did not happen in {seconds} s")


@dataclass
class World:
    """Everything that runs, and the steps of the flow that tests begin with."""

    publisher: Publisher
    issuer: Agent
    holder: Agent
    client: AdminClient
    host: WalletHost

    def learner(self, name: str) -> tuple[Wallet, str]:
        """A new wallet connected to the issuer, and the issuer's connection id."""
        wallet = self.host.wallet(self.host.create_tenant(f"{name}-{secrets.token_hex(4)}"))
        return wallet, self.connect(wallet)

    def connect(self, wallet: Wallet) -> str:
        invitation = self.client.invite("Salud")
        wallet.take(invitation.invitation)

        def completed() -> str | None:
            connection = self.client.connection_of(invitation.invi_msg_id)
            return connection.connection_id if connection and connection.completed else None

        return eventually(completed, what="the connection")

    def offer(self, connection_id: str, cred_def_id: str) -> CredentialExchange:
        return self.client.send_offer(connection_id, cred_def_id, ATTRIBUTES)

    def requested(self, cred_ex_id: str) -> None:
        eventually(lambda: self.client.exchange(cred_ex_id).state == "request-received", what="the wallet's request")

    def issue(self, connection_id: str, cred_def_id: str) -> CredentialExchange:
        """Offer, issue, wait until the wallet has it."""
        offer = self.offer(connection_id, cred_def_id)
        self.requested(offer.cred_ex_id)
        self.client.advance(offer.cred_ex_id)
        eventually(lambda: self.client.exchange(offer.cred_ex_id).delivered, what="the delivery")
        return self.client.exchange(offer.cred_ex_id)

    def cred_def(self, registry_size: int = 100) -> str:
        schema = self.client.create_schema(self.publisher.did, "course", "1.0", ATTRIBUTES)
        tag = secrets.token_hex(4)
        cred_def_id = self.client.create_cred_def(self.publisher.did, schema, tag, registry_size)
        self.client.wait_registries(cred_def_id)
        return cred_def_id


def held(wallet: Wallet) -> HeldCredential:
    (credential,) = wallet.credentials()
    return credential


def storage(postgres: EmbeddedPostgres) -> PostgresStorage:
    parts = postgres.dsn_parts
    return PostgresStorage(parts.host, parts.port, parts.account, parts.password)


def agent_config(home: Path, postgres: EmbeddedPostgres, role: IssuerRole | HolderRole, **more: Any) -> AgentConfig:
    inbound = free_port()
    return AgentConfig(
        label=home.name,
        home=home,
        inbound_port=inbound,
        admin_port=free_port(),
        endpoint=f"http://127.0.0.1:{inbound}",
        storage=storage(postgres),
        wallet_name=f"{home.name}_{secrets.token_hex(4)}",
        role=role,
        wallet_key=secrets.token_urlsafe(32),
        admin_api_key=secrets.token_urlsafe(32),
        **more,
    )


@pytest.fixture(scope="session")
def publisher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publisher]:
    node = Publisher(tmp_path_factory.mktemp("node"), free_port(), secrets.token_urlsafe(24), secrets.token_urlsafe(24))
    node.start()
    yield node
    node.stop()


def issuer_config(home: Path, postgres: EmbeddedPostgres, publisher: Publisher) -> AgentConfig:
    role = IssuerRole(publisher.did, publisher.url, publisher.secret_file, f"{ORIGIN}/tails")
    webhook = Webhook(f"{publisher.url}/internal/webhooks", publisher.webhook_key)
    return agent_config(home, postgres, role, webhook=webhook)


@pytest.fixture(scope="session")
def world(
    tmp_path_factory: pytest.TempPathFactory, postgres: EmbeddedPostgres, publisher: Publisher
) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("agents")
    issuer = Agent(issuer_config(folder / "issuer", postgres, publisher))
    hosts = json.dumps({ORIGIN: publisher.url})
    webhook = Webhook(f"{publisher.url}/internal/webhooks", publisher.webhook_key)
    holder = Agent(
        agent_config(
            folder / "holder",
            postgres,
            HolderRole(jwt_secret=secrets.token_urlsafe(32)),
            dev_hosts=hosts,
            webhook=webhook,
        )
    )
    try:
        issuer.start()
        holder.start()
        yield World(
            publisher,
            issuer,
            holder,
            AdminClient(issuer.config.admin_url, issuer.config.admin_api_key),
            WalletHost(holder.config.admin_url, holder.config.admin_api_key),
        )
    finally:
        holder.stop()
        issuer.stop()


@pytest.fixture(scope="session")
def cred_def_id(world: World) -> str:
    return world.cred_def()
