"""Runs a node: every part in one process for a small institution, or each by itself in containers.

with node_running(Settings(), say=print) as parts:
    ...            # PostgreSQL, chain, API, agent and worker are up and the node can issue
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import httpx
from fastapi import FastAPI

from agent.launch import Agent, AgentConfig, AgentEvent, IssuerRole, PostgresStorage, Webhook
from anchoring.errors import AnchoringError
from anchoring.ledger import Ledger
from anchoring.log import Log
from anchoring.proofs import take_proof
from anchoring.worker import Worker
from issuer_api.bootstrap.anchorer import PacedAnchorer
from issuer_api.bootstrap.app import build_app
from issuer_api.bootstrap.chain import anchor_key, fee_policy, opened_ledger
from issuer_api.bootstrap.did_version import bring_up_to_date
from issuer_api.bootstrap.folder import alone_in
from issuer_api.bootstrap.found import found, make_keys
from issuer_api.bootstrap.parts import Parts, make_secrets, now
from issuer_api.bootstrap.serving import running, serving
from issuer_api.bootstrap.tasks import EVERY, tasks
from issuer_api.db.evidence import SqlProofs
from issuer_api.db.journal import SqlJournal
from issuer_api.db.migrate import upgrade
from issuer_api.db.watch import SqlWatch
from issuer_api.domain.errors import NodeError, Unavailable
from issuer_api.domain.institution import Institution
from issuer_api.settings import Settings
from issuer_api.usecases.node import institution_of
from revocation.errors import RevocationError
from verification.dev_hosts import HostMap

Say = Callable[[str], None]
FORESEEN = (NodeError, AnchoringError, RevocationError)
_PATIENCE = 180.0


@contextmanager
def node_running(settings: Settings, say: Say) -> Iterator[Parts]:
    """All of it in this process, and a child process each for PostgreSQL and ACA-Py. `say` hears what happens.

    Whatever cannot start is an error that says what and why; everything started before is stopped again.
    """
    parts = Parts(settings)
    with ExitStack() as stack:
        stack.enter_context(alone_in(settings.data))
        make_secrets(settings)
        if settings.database == "embedded":
            say("starting PostgreSQL")
            parts.postgres.start()
            stack.callback(parts.postgres.stop)
            parts.postgres.create_database(settings.database_name)
        stack.callback(parts.close)
        migrate(parts)
        say("opening the chain")
        ledger = stack.enter_context(opened_ledger(settings))
        institution = ready_institution(parts, ledger)
        stack.enter_context(serving(web_app(parts), settings.api_host, settings.api_port, settings.trusted_proxies))
        say("starting the agent")
        agent = issuer_agent(parts, institution.did)
        agent.start()
        stack.callback(agent.stop)
        agent.supervise(lambda event: say(_words(event)))
        stack.enter_context(running(work(parts, ledger, institution)))
        say("making credential definition and revocation registries (once)")
        wait_until_issuing(parts)
        yield parts


def migrate(parts: Parts) -> None:
    """Bring the tables up to date."""
    upgrade(parts.database_url.render_as_string(hide_password=False), parts.secret("claims").encode())


def ready_institution(parts: Parts, ledger: Ledger) -> Institution:
    """The institution, founded now if it was not; its DID's log as this version of the node has it."""
    make_keys(parts.keys)
    institution = found(parts.settings, parts.store, now, parts.keys, ledger)
    bring_up_to_date(parts.store, parts.keys, now)
    return institution


def web_app(parts: Parts) -> FastAPI:
    """The API over these parts."""
    hosts = HostMap.parse(parts.settings.dev_hosts)
    label = parts.settings.network.label
    bulk_bytes = parts.settings.bulk_max_mb * 2**20
    secret = parts.secret("internal")
    return build_app(parts.node, secret, label, hosts.origins, parts.transparency, parts.desk, bulk_bytes)


def issuer_agent(parts: Parts, did: str) -> Agent:
    """The institution's ACA-Py, not yet started."""
    s = parts.settings
    return Agent(
        AgentConfig(
            label=s.institution,
            home=s.data / "agent",
            host=s.agent_host,
            inbound_port=s.agent_port,
            admin_port=s.agent_admin_port,
            endpoint=s.endpoint,
            storage=PostgresStorage(
                s.database_host, s.database_port, s.database_user, parts.secret("database-password")
            ),
            wallet_name="agent",
            role=IssuerRole(did, s.node_url, s.secret("internal"), f"https://{s.host}/tails"),
            wallet_key=parts.secret("agent-wallet"),
            admin_api_key=parts.secret("agent-admin"),
            webhook=Webhook(f"{s.node_url}/internal/webhooks", parts.secret("internal")),
            dev_hosts=s.dev_hosts,
        )
    )


async def work(parts: Parts, ledger: Ledger, institution: Institution) -> None:
    """The worker: jobs and what is done unasked, until it is cancelled."""
    key = anchor_key(parts.settings, parts.keys)
    log = Log(chain=institution.chain, contract=institution.contract, issuer=institution.anchor_address)
    journal = SqlJournal(parts.engine, log, institution.did, floor=parts.settings.checkpoint_floor)
    worker = Worker(ledger, journal, key, fee_policy(parts.settings), now)
    poll = timedelta(seconds=parts.settings.network.poll)
    anchorer = PacedAnchorer(worker, ledger, SqlWatch(parts.engine, log), log.issuer, now, poll)
    every = timedelta(minutes=parts.settings.checkpoint_minutes)
    proofs = SqlProofs(parts.engine, log)
    jobs = tasks(parts.node, anchorer, every, parts.transparency, parts.desk)
    jobs["take_proof"] = lambda: take_proof(ledger, proofs)
    await parts.jobs.work(jobs, EVERY, concurrency=4, foreseen=FORESEEN)


def did_of(node_url: str, patience: float = _PATIENCE) -> str:
    """The institution's DID, as the node's API tells it; waits until there is one. Raises Unavailable."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            answer = httpx.get(f"{node_url}/health", timeout=5, trust_env=False)
            if did := answer.json().get("did"):
                return str(did)
        except (httpx.HTTPError, ValueError):
            pass
        time.sleep(0.5)
    raise Unavailable("node-unreachable", f"No founded node answers at {node_url}.")


def wait_until_issuing(parts: Parts, patience: float = _PATIENCE) -> None:
    """Return once the credential definition is there. Raises Unavailable."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with parts.store() as work_:
            if institution_of(work_).cred_def_id:
                return
        time.sleep(0.2)
    raise Unavailable("agent-not-ready", f"The agent made no credential definition in {patience:.0f} s; see its log.")


def _words(event: AgentEvent) -> str:
    return f"agent {event.kind}: {event.detail}"
