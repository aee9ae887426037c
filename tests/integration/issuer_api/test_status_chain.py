"""Lists as a node published them, beside the log that its worker wrote on a real chain: what an auditor can show."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from issuer_api.db.evidence import log_evidence
from issuer_api.domain.status_list import LISTS, list_url, token_claims
from issuer_api.usecases.signed_lists import sign_lists
from issuer_api.usecases.status_lists import publish_lists
from revocation import bitstring
from revocation.status_list import SIZE, lists_of
from tests.integration.issuer_api.badges import badge_of
from tests.integration.issuer_api.conftest import House
from tests.integration.issuer_api.office import HOST, Office, good
from tests.integration.issuer_api.test_bundles import Anchoring, accepted, anchoring, cli
from tests.integration.issuer_api.test_status_lists import ISSUER, Place, given, payload, want
from verification.status_anchor import judge_anchored, judge_pair, judge_versions
from verification.status_evidence import AsOf
from verification.status_list import ShownList, read_document, read_token

__all__ = ["anchoring"]  # the fixture


def fetched(office: Office, list_id: str, purpose: str) -> ShownList:
    body = office.client.get(f"/status/{list_id}/{purpose}").text
    return read_token(payload(body)) if purpose == "token" else read_document(json.loads(body))


def change(office: Office, places: list[Place], **flags: bool) -> None:
    want(office, places, **flags)
    publish_lists(office.node)


def as_of(house: House, anchoring: Anchoring) -> AsOf:
    """Everything that the chain holds by now."""
    anchoring.run()
    with Session(house.engine) as session:
        links = log_evidence(session, anchoring.log).links
    return AsOf(links[-1].timestamp, tuple(entry for link in links for entry in link.entries))


def test_each_list_is_the_newest_that_is_anchored_and_an_older_one_is_not(
    house: House, office: Office, anchoring: Anchoring
) -> None:
    places = given(office, 4)
    list_id = places[0][0]
    empty = {name: fetched(office, list_id, name) for name in LISTS}
    change(office, places[:1], revoked=True)  # two versions of a list in one append
    change(office, places[1:2], revoked=True, suspended=True, refresh=True)
    known = as_of(house, anchoring)
    for name in LISTS:
        newest = fetched(office, list_id, name)
        assert judge_anchored(newest, known).code == "list-anchored"
        assert judge_anchored(empty[name], known).code == "list-superseded"
        late = known.time + newest.ttl + 1
        assert judge_anchored(empty[name], known, fetched=late).code == "list-rolled-back"
        assert judge_pair(empty[name], newest).code == "lists-agree"


def test_a_change_is_pending_until_its_checkpoint(house: House, office: Office, anchoring: Anchoring) -> None:
    places = given(office, 1)
    known = as_of(house, anchoring)
    change(office, places, revoked=True)
    newest = fetched(office, places[0][0], "revocation")
    assert judge_anchored(newest, known).code == "list-anchor-pending"
    assert judge_anchored(newest, as_of(house, anchoring)).code == "list-anchored"


def test_the_versions_that_a_node_hands_out_are_the_chains_own(
    house: House, office: Office, anchoring: Anchoring
) -> None:
    places = given(office, 3)
    list_id = places[0][0]
    for flag in (True, False, True):
        change(office, places[:1], suspended=flag)
        as_of(house, anchoring)
    change(office, places[1:], revoked=True)
    known = as_of(house, anchoring)
    for name in LISTS:
        bits = versions(office, list_id, name)
        url = list_url(HOST, list_id, name)
        assert judge_versions(url, bits, known).code == "versions-anchored"
        assert judge_versions(url, bits[:-1], known).code == "list-rolled-back"
        assert judge_versions(url, [*bits[:-1], bitstring.pack(SIZE, {1})], known).code == "versions-differ"


def versions(office: Office, list_id: str, name: str) -> list[bytes]:
    told: dict[str, Any] = good(office.client.get(f"/status/{list_id}/{name}/versions"))
    numbers = [version["number"] for version in told["versions"]]
    return [office.client.get(f"/status/{list_id}/{name}/versions/{number}").content for number in numbers]


def test_a_list_signed_for_one_verifier_alone_is_two_faced(house: House, office: Office, anchoring: Anchoring) -> None:
    places = given(office, 2)
    list_id, (hidden, other) = places[0][0], (index for _, index in places)
    change(office, places[:1], revoked=True)
    true = fetched(office, list_id, "token")
    forged = lists_of(SIZE, [(other, True, False, False)])["token"]
    false = read_token(token_claims(true.url, ISSUER, forged, true.valid_from or 0))
    assert judge_pair(true, false).code == "list-two-faced"
    assert judge_anchored(false, as_of(house, anchoring)).code != "list-anchored"
    assert true.bits != false.bits
    assert hidden != other


def test_the_command_asks_the_chain_about_the_lists_of_a_badge(
    house: House, office: Office, anchoring: Anchoring, tmp_path: Path
) -> None:
    """The list that counted before a revocation is signed anew for one verifier: only the chain tells."""
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)  # the command has the world's time, and a list holds for a day
    office.clock.forward(seconds=(an_hour_ago - office.clock()).total_seconds())
    first, second = accepted(office)
    publish_lists(office.node)
    as_of(house, anchoring)
    badge = badge_of(office, first)
    list_id = badge["credentialStatus"][0]["statusListCredential"].split("/")[-2]
    (tmp_path / "badge.json").write_text(json.dumps(badge))
    words = ("verify", "badge.json", "--ask-chain", "--json")
    asked = cli(house, anchoring, tmp_path, *words)
    assert asked.returncode == 0, asked.stdout + asked.stderr
    assert anchor_codes(asked.stdout) == ["list-anchored"]

    office.revoke(second)
    publish_lists(office.node)
    assert anchor_codes(cli(house, anchoring, tmp_path, *words).stdout).count("list-anchor-pending") == 1
    as_of(house, anchoring)
    assert cli(house, anchoring, tmp_path, *words).returncode == 0

    roll_back(office, list_id)
    rolled = cli(house, anchoring, tmp_path, *words)
    assert rolled.returncode == 1, rolled.stdout
    assert "list-rolled-back" in anchor_codes(rolled.stdout)
    assert cli(house, anchoring, tmp_path, "verify", "badge.json").returncode == 0, "nobody else would notice"

    (tmp_path / "data" / "chain.sqlite").rename(tmp_path / "elsewhere")
    unasked = cli(house, anchoring, tmp_path, *words)
    assert unasked.returncode == 2
    assert anchor_codes(unasked.stdout) == ["list-anchor-unasked"]
    assert cli(house, anchoring, tmp_path, *words, "--offline").returncode == 2


def roll_back(office: Office, list_id: str) -> None:
    """The institution's own key signs the list of old, in which nobody is revoked."""
    url, later = list_url(HOST, list_id, "revocation"), int(office.clock().timestamp()) + 60
    with office.node.store() as work:
        kept = work.published_lists.get((list_id, "revocation"))
        assert kept
        issuer = json.loads(str(kept.document))["issuer"]
        name = issuer if isinstance(issuer, str) else issuer["id"]
        signed = sign_lists(office.node.signer, name, {"revocation": (url, bitstring.pack(SIZE, set()))}, later)
        kept.document, kept.valid_from = signed["revocation"].document, later


def anchor_codes(printed: str) -> list[str]:
    return [check["code"] for check in json.loads(printed)["checks"] if check["name"] == "status-anchor"]
