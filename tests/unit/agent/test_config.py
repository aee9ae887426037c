"""What an agent is told openly, and what in secret."""

from pathlib import Path

import pytest

from agent.config import AgentConfig, HolderRole, IssuerRole, PostgresStorage, Webhook

SECRETS = ("db-secret", "wallet-secret", "admin-secret", "hook-secret", "jwt-secret")


def config(role: IssuerRole | HolderRole) -> AgentConfig:
    return AgentConfig(
        label="Salud",
        home=Path("/var/agent"),
        inbound_port=8030,
        admin_port=8031,
        endpoint="https://salud.example.edu/didcomm",
        storage=PostgresStorage("127.0.0.1", 5432, "mochila", "db-secret"),
        wallet_name="issuer",
        role=role,
        wallet_key="wallet-secret",
        admin_api_key="admin-secret",
        webhook=Webhook("http://127.0.0.1:8010/internal/webhooks", "hook-secret"),
        dev_hosts='{"https://salud.example.edu": "http://127.0.0.1:8010"}',
    )


ISSUER = config(IssuerRole("did:webvh:Qm:salud.example.edu", "http://127.0.0.1:8010", Path("/s"), "https://x/tails"))
HOLDER = config(HolderRole("jwt-secret"))


@pytest.mark.parametrize("agent", [ISSUER, HOLDER], ids=["issuer", "holder"])
def test_no_secret_in_arguments_or_repr(agent: AgentConfig) -> None:
    told = " ".join(agent.arguments()) + repr(agent)
    assert [secret for secret in SECRETS if secret in told] == []


def test_secrets_are_in_the_environment() -> None:
    env = " ".join(ISSUER.environment({}).values()) + " ".join(HOLDER.environment({}).values())
    assert [secret for secret in SECRETS if secret not in env] == []


def test_environment_passes_on_little() -> None:
    env = ISSUER.environment({"PATH": "/bin", "AWS_SECRET": "x", "ACAPY_ADMIN_INSECURE_MODE": "true"})
    assert env["PATH"] == "/bin"
    assert env["HOME"] == "/var/agent"
    assert "AWS_SECRET" not in env
    assert "ACAPY_ADMIN_INSECURE_MODE" not in env


def test_roles_differ() -> None:
    assert ISSUER.environment({})["MOCHILA_AGENT_ROLE"] == "issuer"
    assert HOLDER.environment({})["MOCHILA_AGENT_ROLE"] == "holder"
    assert "MOCHILA_NODE_URL" not in HOLDER.environment({})
    assert "--multitenant" in HOLDER.arguments()
    assert "--auto-respond-credential-request" not in ISSUER.arguments()
