"""Starting, refusing to start, dying and coming back: a real ACA-Py each time."""

import os
import signal
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agent.admin import AdminClient
from agent.errors import AgentNotReady, AgentNotStarted, AgentRefused, PortTaken
from agent.launch import Agent, AgentConfig, AgentEvent, IssuerRole
from issuer_api.adapters.postgres import EmbeddedPostgres
from tests.integration.agent import stored
from tests.integration.agent.conftest import World, eventually, issuer_config
from tests.integration.agent.publisher import Publisher
from tests.integration.conftest import free_port


@pytest.fixture
def config(tmp_path: Path, postgres: EmbeddedPostgres, publisher: Publisher) -> AgentConfig:
    return issuer_config(tmp_path / "lonely", postgres, publisher)


@pytest.fixture
def agent(config: AgentConfig) -> Iterator[Agent]:
    agent = Agent(config)
    yield agent
    agent.stop()


def test_taken_port_is_named(config: AgentConfig, agent: Agent) -> None:
    for port, purpose in ((config.inbound_port, "messages"), (config.admin_port, "administration")):
        with socket.socket() as squatter:
            squatter.bind((config.host, port))
            squatter.listen()
            with pytest.raises(PortTaken, match=f"port {port}, needed for the agent's {purpose}"):
                agent.start()
    assert not agent.running


def test_unreachable_database_is_told(config: AgentConfig) -> None:
    agent = Agent(replace(config, storage=replace(config.storage, port=free_port())))
    with pytest.raises(AgentNotStarted, match="does not answer"):
        agent.start()
    assert not agent.running


def test_misconfigured_plugin_stops_aca_py(config: AgentConfig) -> None:
    assert isinstance(config.role, IssuerRole)
    readable = config.home.parent / "readable.secret"
    readable.write_text("a secret")
    readable.chmod(0o644)
    for role, told in (
        (replace(config.role, secret_file=Path("/nowhere")), "MOCHILA_NODE_SECRET_FILE"),
        (replace(config.role, secret_file=readable), "chmod 600"),
        (replace(config.role, did="did:web:salud.example.edu"), "not a did:webvh"),
    ):
        agent = Agent(replace(config, role=role))
        with pytest.raises(AgentNotStarted, match=told):
            agent.start()
        assert not agent.running


def test_nothing_secret_in_the_arguments_nor_in_the_log(world: World) -> None:
    for agent in (world.issuer, world.holder):
        config = agent.config
        secrets = [config.wallet_key, config.admin_api_key, config.storage.password, world.publisher.secret]
        secrets += [config.webhook.key] if config.webhook else []
        arguments = Path(f"/proc/{agent.pid}/cmdline").read_text()
        assert config.wallet_name in arguments
        told = arguments + config.log_file.read_text() + repr(config)
        assert [secret for secret in secrets if secret in told] == []
        assert config.log_file.stat().st_mode & 0o077 == 0


def test_killed_while_making_registries(agent: Agent, publisher: Publisher) -> None:
    """ACA-Py takes half-made registries up again, mostly; what it lost is made anew."""
    agent.start()
    client = AdminClient(agent.config.admin_url, agent.config.admin_api_key)
    schema = client.create_schema(publisher.did, "half made", "1.0", ["title"])
    before = len(publisher.tails)
    cred_def_id = client.create_cred_def(publisher.did, schema, "half", 2000)
    eventually(lambda: len(publisher.tails) > before, what="the first tails file")
    os.kill(agent.pid or 0, signal.SIGKILL)
    eventually(lambda: not agent.running)
    agent.start()
    try:
        client.wait_registries(cred_def_id, seconds=60)
    except AgentNotReady:
        client.add_registry(publisher.did, cred_def_id, 100)
        client.wait_registries(cred_def_id, seconds=60)
    for rev_reg_id in client.registries(cred_def_id):
        stored.edit(agent.config, stored.REGISTRY, rev_reg_id, lambda _value, tags: tags.update(active="false"))
    assert not client.registries_ready(cred_def_id)
    client.add_registry(publisher.did, cred_def_id, 100)
    client.wait_registries(cred_def_id, seconds=60)


def test_wrong_admin_key_is_refused(world: World) -> None:
    with pytest.raises(AgentRefused) as refusal:
        AdminClient(world.issuer.config.admin_url, "wrong").exchanges()
    assert refusal.value.status == 401


def test_killed_agent_comes_back_and_leftover_is_ended(config: AgentConfig, agent: Agent) -> None:
    events: list[AgentEvent] = []
    agent.start()
    agent.supervise(events.append)
    os.kill(agent.pid or 0, signal.SIGKILL)
    eventually(lambda: [event.kind for event in events] == ["died", "restarted"], what="the restart")
    assert "exit -9" in events[0].detail
    assert agent.restarts == 1

    leftover = agent.pid  # a second supervisor, as after a kill of the node itself
    successor = Agent(config)
    agent._stopping.set()
    successor.start()
    try:
        assert successor.pid != leftover
        assert not agent.running
    finally:
        successor.stop()
    assert not successor.running
