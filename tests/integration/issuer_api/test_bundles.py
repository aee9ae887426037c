"""Bundles: anchored by the real worker on the real chain, given to those who may have them, judged offline."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from anchoring.embedded import EmbeddedLedger
from anchoring.header import Header
from anchoring.log import Log
from anchoring.proofs import take_proof
from anchoring.worker import Worker
from issuer_api.adapters.anchor_key import FileAnchorKey
from issuer_api.db.evidence import SqlProofs
from issuer_api.db.journal import SqlJournal
from issuer_api.usecases.status_lists import publish_lists
from tests.integration.issuer_api.conftest import House
from tests.integration.issuer_api.office import HOST, Office, good, problem
from verification.badge_evidence import badge_digest
from verification.evidence import judge_bundle
from verification.outcome import Outcome
from verification.verdict import Verdict

Json = dict[str, Any]


class Anchoring:
    """The institution's own worker, on its own chain: what the node does in the background."""

    def __init__(self, house: House, office: Office, folder: Path) -> None:
        self.key = FileAnchorKey.load(house.folder / "keys" / "anchor")
        self.folder = folder
        self.ledger = EmbeddedLedger.open(folder / "chain.sqlite", office.clock)
        self.log = Log(chain=self.ledger.chain, contract=self.ledger.contract, issuer=self.key.address)
        self.proofs = SqlProofs(house.engine, self.log)
        self.worker = Worker(self.ledger, SqlJournal(house.engine, self.log, office.did, floor=4), self.key)

    def run(self, *, prove: bool = True) -> None:
        while self.worker.advance():
            pass
        if prove:
            assert take_proof(self.ledger, self.proofs)
            assert not take_proof(self.ledger, self.proofs)


@pytest.fixture
def anchoring(house: House, office: Office, tmp_path: Path) -> Iterator[Anchoring]:
    """On a chain of this test alone: the journal is empty too."""
    made = Anchoring(house, office, tmp_path / "data")
    yield made
    made.ledger.close()


def accepted(office: Office, count: int = 2) -> list[Json]:
    credentials = office.issued(count)
    for credential in credentials:
        office.accept(credential)
    return credentials


def token_of(credential: Json) -> str:
    return str(credential["claim_link"].partition("#")[2])


def test_a_bundle_is_for_the_learner_and_the_institution_alone(office: Office, anchoring: Anchoring) -> None:
    first, second = accepted(office)
    path = f"/bundles/{first['receipt_id']}"
    problem(office.get(path), 404, "no-bundle-yet")
    anchoring.run(prove=False)
    problem(office.get(path), 404, "no-bundle-yet")
    assert take_proof(anchoring.ledger, anchoring.proofs)
    bundle = good(office.get(path))
    assert office.get(path).headers["cache-control"] == "no-store"
    problem(office.client.get(path), 401, "token-needed")
    problem(office.client.get(path, headers={"Authorization": "Bearer x"}), 401, "token-needed")
    theirs = good(office.client.post("/bundles", json={"token": token_of(first)}))
    assert theirs["credential"]["attributes"] == bundle["credential"]["attributes"]
    other = good(office.client.post("/bundles", json={"token": token_of(second)}))
    assert other["credential"]["attributes"] != bundle["credential"]["attributes"]
    forged = token_of(first)[:-1] + ("A" if token_of(first)[-1] != "A" else "B")
    problem(office.client.post("/bundles", json={"token": forged}), 404, "unknown-claim")


def test_what_is_not_issued_has_no_bundle(office: Office, anchoring: Anchoring) -> None:
    credential = office.issued(1)[0]
    anchoring.run()
    problem(office.get(f"/bundles/{credential['receipt_id']}"), 409, "not-issued")


def verdict(bundle: Json, office: Office, *trusted: bytes) -> Any:
    return judge_bundle(json.dumps(bundle).encode(), now=office.clock(), trusted=trusted)


def code_of(found: Verdict, name: str) -> str:
    return next(check.code for check in found.checks if check.name == name)


def test_a_bundle_holds_and_tells_of_a_revocation(office: Office, anchoring: Anchoring) -> None:
    """In force as of the first proof, revoked by the second; the earlier bundle says what was known by then."""
    first, second = accepted(office)
    anchoring.run()
    path = f"/bundles/{first['receipt_id']}"
    before = good(office.get(path))
    block = Header.read(anchoring.ledger.header(anchoring.ledger.latest().number)).hash
    assert verdict(before, office, block).outcome is Outcome.PASSED, verdict(before, office, block).sentences("en")
    office.revoke(first)
    anchoring.run()
    block = Header.read(anchoring.ledger.header(anchoring.ledger.latest().number)).hash
    assert verdict(good(office.get(path)), office, block).checks[-1].code == "kept-revoked"
    assert verdict(good(office.get(f"/bundles/{second['receipt_id']}")), office, block).outcome is Outcome.PASSED
    hidden = good(office.get(path)) | {"statusList": before["statusList"]}
    assert verdict(hidden, office, block).checks[-1].code == "status-list-superseded"


def test_a_badge_has_a_bundle_without_any_wallet(office: Office, anchoring: Anchoring) -> None:
    """From when it is anchored: nobody claimed it. In force, then revoked; the earlier file says what held then."""
    first, second = office.issued(2)
    path = f"/bundles/{first['badge_receipt_id']}"
    problem(office.get(path), 404, "no-bundle-yet")
    anchoring.run()
    block = Header.read(anchoring.ledger.header(anchoring.ledger.latest().number)).hash
    before = good(office.get(path))
    found = verdict(before, office, block)
    assert found.outcome is Outcome.PASSED, found.sentences("en")
    assert before["credential"]["id"] == f"urn:uuid:{first['id']}"
    assert {check.code for check in found.checks} >= {"credential-signed", "badge-sound", "kept-in-force"}
    theirs = good(office.client.post("/bundles", json={"token": token_of(first)}))
    assert theirs["credential"] == before["credential"], "the learner who has no wallet gets the badge's"
    receipt = good(office.client.get(f"/receipts/{first['badge_receipt_id']}"))
    assert receipt["leaf"]["digest"] == "0x" + badge_digest(before["credential"]).hex()
    good(office.revoke(first))
    publish_lists(office.node)
    anchoring.run()
    block = Header.read(anchoring.ledger.header(anchoring.ledger.latest().number)).hash
    assert code_of(verdict(good(office.get(path)), office, block), "status") == "kept-revoked"
    hidden = good(office.get(path)) | {"statusLists": before["statusLists"]}
    assert code_of(verdict(hidden, office, block), "status") == "status-list-superseded"
    other = good(office.get(f"/bundles/{second['badge_receipt_id']}"))
    assert verdict(other, office, block).outcome is Outcome.PASSED


def test_a_badges_bundle_is_judged_offline_by_the_command_line(
    office: Office, anchoring: Anchoring, tmp_path: Path
) -> None:
    (credential,) = office.issued(1)
    anchoring.run()
    bundle = good(office.get(f"/bundles/{credential['badge_receipt_id']}"))
    block = Header.read(anchoring.ledger.header(anchoring.ledger.latest().number)).hash
    (tmp_path / "bundle.json").write_text(json.dumps(bundle))
    words = ("verify", "bundle.json", "--offline", "--trust-block", "0x" + block.hex(), "--lang", "en")
    believed = run(tmp_path, *words)
    assert believed.returncode == 0, believed.stdout + believed.stderr
    bundle["credential"]["credentialSubject"]["achievement"]["name"] = "Otra"
    (tmp_path / "bundle.json").write_text(json.dumps(bundle))
    assert run(tmp_path, *words).returncode == 1


NO_SOCKETS = """
import sys
def refuse(event, args):
    if event.startswith("socket."):
        raise RuntimeError("a socket was opened: " + event)
sys.addaudithook(refuse)
from issuer_api.cli import main
main()
"""


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", NO_SOCKETS, *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_verifying_offline_opens_no_socket(office: Office, anchoring: Anchoring, tmp_path: Path) -> None:
    credential = accepted(office, 1)[0]
    anchoring.run()
    bundle = good(office.get(f"/bundles/{credential['receipt_id']}"))
    block = Header.read(anchoring.ledger.header(anchoring.ledger.latest().number)).hash
    (tmp_path / "bundle.json").write_text(json.dumps(bundle))
    words = ("verify", "bundle.json", "--offline")
    believed = run(tmp_path, *words, "--trust-block", "0x" + block.hex(), "--lang", "en")
    assert believed.returncode == 0, believed.stdout + believed.stderr
    assert "Nothing is known of what came after." in " ".join(believed.stdout.split())
    unbelieved = run(tmp_path, *words)
    assert unbelieved.returncode == 2, unbelieved.stdout + unbelieved.stderr
    assert "hay que creérselo a quien le dio este archivo" in " ".join(unbelieved.stdout.split())
    bundle["credential"]["attributes"]["eqf_level"] = "8"
    (tmp_path / "bundle.json").write_text(json.dumps(bundle))
    changed = run(tmp_path, *words, "--lang", "pt", "--json")
    assert changed.returncode == 1
    codes = {check["code"] for check in json.loads(changed.stdout)["checks"]}
    assert {"credential-not-signed", "document-differs"} <= codes
    assert run(tmp_path, *words, "--trust-block", "12").returncode == 2  # what cannot be a hash is bad usage


def cli(house: House, anchoring: Anchoring, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command line of somebody who has the chain's file, and the host map of development."""
    hosts = json.dumps({f"https://{HOST}": house.url})
    env = {**os.environ, "MOCHILA_DATA": str(anchoring.folder), "MOCHILA_DEV_HOSTS": hosts, "COLUMNS": "400"}
    command = [sys.executable, "-c", "from issuer_api.cli import main; main()", *words]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_asking_the_chain_itself(house: House, office: Office, anchoring: Anchoring, tmp_path: Path) -> None:
    """Beside the writer: a bundle's block is found there, and the whole log replayed, by the DID or without it."""
    credential = accepted(office, 1)[0]
    anchoring.run()
    bundle = good(office.get(f"/bundles/{credential['receipt_id']}"))
    (tmp_path / "bundle.json").write_text(json.dumps(bundle))
    (tmp_path / "receipt.json").write_text(json.dumps(bundle["receipt"]))
    asked = cli(house, anchoring, tmp_path, "verify", "bundle.json", "--lang", "en")
    assert asked.returncode == 0, asked.stdout + asked.stderr
    assert "embedded chain" in asked.stdout
    audited = cli(house, anchoring, tmp_path, "anchor", "audit", office.did, "--seen", "bundle.json", "--json")
    assert audited.returncode == 0, audited.stdout + audited.stderr
    assert [check["code"] for check in json.loads(audited.stdout)["checks"]] == ["trail-whole", "log-and-did"]
    log = anchoring.log
    named = ("--chain", log.chain, "--contract", log.contract, "--issuer", log.issuer)
    assert cli(house, anchoring, tmp_path, "anchor", "audit", *named, "--seen", "receipt.json").returncode == 0
    bundle["receipt"]["anchor"]["append"]["seq"] = 9
    (tmp_path / "receipt.json").write_text(json.dumps(bundle["receipt"]))
    lost = cli(house, anchoring, tmp_path, "anchor", "audit", *named, "--seen", "receipt.json", "--lang", "en")
    assert lost.returncode == 1
    assert "Append 9, which was seen before, is not on the chain" in lost.stdout
    unknown = cli(house, anchoring, tmp_path, "anchor", "audit", office.did.replace("salud", "otra"))
    assert unknown.returncode == 2


def test_the_hook_would_notice() -> None:
    code = NO_SOCKETS.partition("from issuer_api")[0] + "import socket\nsocket.socket()"
    assert (
        "a socket was opened"
        in subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stderr
    )
