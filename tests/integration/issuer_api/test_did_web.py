"""The did:web of a node: published beside its log, and named by the log of a node that was founded before."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from issuer_api.adapters.did_webvh import AnchorBinding, DocumentParts, create_log
from issuer_api.adapters.postgres import EmbeddedPostgres
from issuer_api.adapters.signer import FileSigner
from issuer_api.bootstrap.did_version import bring_up_to_date
from issuer_api.bootstrap.found import make_keys
from issuer_api.db.migrate import upgrade
from issuer_api.db.work import sql_store
from issuer_api.domain.institution import DidVersion, Institution
from issuer_api.domain.ports import Store
from issuer_api.usecases.did_web import log_lines
from tests.integration.issuer_api.office import HOST, Office, TickingClock, good
from verification.binding import bindings
from verification.did_webvh import read_log
from verification.encoding import next_key_hash

ANCHOR = AnchorBinding("eip155:560048", "0x" + "Ab" * 20, "0x" + "cd" * 20, 123)


@dataclass
class Before:
    """A node of before badges: its log names no did:web."""

    store: Store
    keys: Path
    clock: TickingClock

    @property
    def lines(self) -> list[str]:
        with self.store() as work:
            return log_lines(work)

    def waiting(self) -> int:
        with self.store() as work:
            return work.anchored.waiting()


@pytest.fixture
def before(postgres: EmbeddedPostgres, tmp_path: Path) -> Iterator[Before]:
    name = f"before_{secrets.token_hex(4)}"
    postgres.create_database(name)
    url = postgres.url(name)
    upgrade(url, b"x" * 32)
    engine = create_engine(url)
    node = Before(sql_store(engine), tmp_path / "keys", TickingClock())
    make_keys(node.keys)
    now = node.clock()
    parts = DocumentParts({"key-1": FileSigner.load(node.keys / "key-1").multikey}, ANCHOR)
    committed = next_key_hash(FileSigner.load(node.keys / "update-2").multikey)
    did, line = create_log(
        HOST, parts, signer=FileSigner.load(node.keys / "update-1"), next_key_hash=committed, now=now
    )
    with node.store() as work:
        work.did_versions.add(DidVersion(number=1, line=line, created_at=now))
        work.institutions.add(
            Institution(
                did=did,
                host=HOST,
                name="Universidad de Ejemplo",
                country="GT",
                chain=ANCHOR.chain,
                contract=ANCHOR.contract,
                anchor_address=ANCHOR.address,
                start_block=ANCHOR.start_block,
                created_at=now,
            )
        )
    yield node
    engine.dispose()


def test_the_log_of_before_names_the_did_web_from_the_next_start_on(before: Before) -> None:
    assert bring_up_to_date(before.store, before.keys, before.clock)
    assert not bring_up_to_date(before.store, before.keys, before.clock), "a second start changes nothing"
    first, second = before.lines
    history = read_log(f"{first}\n{second}\n".encode(), now=before.clock())
    assert history.current["alsoKnownAs"] == [f"did:web:{HOST}"]
    (old, new) = (bindings(version.document) for version in history.versions)
    assert old == new
    services = {service["id"].partition("#")[2]: service for service in history.current["service"]}
    assert services["endorsements"]["serviceEndpoint"] == f"https://{HOST}/endorsements.json"
    assert before.waiting() == 1, "the version waits to be anchored, like any other"
    assert (before.keys / "update-3").exists()


def test_killed_before_the_commit_it_is_done_by_the_next_start(before: Before) -> None:
    class KilledError(Exception):
        pass

    def killed() -> None:
        with before.store() as work:
            work.wait_for("found")
            FileSigner.create(before.keys / "update-3")  # the key was written, the line was not
            raise KilledError

    with pytest.raises(KilledError):
        killed()
    assert bring_up_to_date(before.store, before.keys, before.clock)
    assert len(before.lines) == 2


def test_did_and_did_web_are_for_everybody_and_name_each_other(office: Office) -> None:
    answer = office.client.get("/.well-known/did.json")
    document = good(answer)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-type"] == "application/json"
    log = office.client.get("/.well-known/did.jsonl")
    newest = json.loads(log.text.splitlines()[-1])["state"]
    assert document["id"] == f"did:web:{HOST}"
    assert document["alsoKnownAs"] == [office.did]
    assert newest["alsoKnownAs"] == [f"did:web:{HOST}"]
    keys = {method["id"].partition("#")[2]: method.get("publicKeyMultibase") for method in newest["verificationMethod"]}
    same = {
        method["id"].partition("#")[2]: method.get("publicKeyMultibase") for method in document["verificationMethod"]
    }
    assert keys == same
