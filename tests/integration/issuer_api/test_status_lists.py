"""Places and published lists on real PostgreSQL: no index twice, nothing lost, whoever is killed and whenever."""

import json
import zlib
from base64 import urlsafe_b64decode
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text

from issuer_api.domain.ports import Signer
from issuer_api.domain.status_list import HOLDS, LISTS, PURPOSES, RENEWED, TTL, list_url
from issuer_api.usecases.node import Node
from issuer_api.usecases.status_lists import Shown, allocate, publish_lists, shown
from revocation import bitstring, token_status_list
from tests.integration.issuer_api.office import HOST, Office

ISSUER = f"did:web:{HOST}"
Place = tuple[str, int]


def given(office: Office, how_many: int, issuer: str = ISSUER) -> list[Place]:
    with office.node.store() as work:
        return allocate(office.node, work, issuer, how_many)


def want(office: Office, places: list[Place], **flags: bool) -> None:
    with office.node.store() as work:
        for place in places:
            entry = work.status_entries.get(place)
            assert entry
            for name, value in flags.items():
                setattr(entry, name, value)


def counted(office: Office, table: str, where: str = "true") -> int:
    with office.engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table} WHERE {where}")).scalar_one())  # noqa: S608


def anchors(office: Office) -> list[tuple[bytes, bytes]]:
    """(subject, digest) of what waits to be anchored about status lists, in the order in which it will be."""
    query = "SELECT subject, digest FROM checkpoint_entry WHERE kind = 'STATUS_LIST' ORDER BY created_at"
    with office.engine.connect() as connection:
        return [(bytes(row.subject), bytes(row.digest)) for row in connection.execute(text(query))]


def test_places_are_there_with_their_entries_and_a_list_published_empty(office: Office) -> None:
    places = given(office, 1_200)
    assert len(set(places)) == len(places) == counted(office, "status_entry")
    (list_id,) = {list_id for list_id, _ in places}
    assert counted(office, "status_list_version") == counted(office, "published_list") == len(LISTS)
    with office.node.store() as work:
        assert set(shown(work, list_id, [index for _, index in places]).values()) == {Shown(False, False, False, 0)}
        listed = work.status_lists.get(list_id)
    assert listed
    assert listed.size >= bitstring.MIN_ENTRIES
    assert [subject for subject, _ in anchors(office)] == [
        sha256(list_url(HOST, list_id, name).encode()).digest() for name in LISTS
    ]


def test_many_at_once_get_different_places(office: Office) -> None:
    with ThreadPoolExecutor(16) as pool:
        gotten = [place for places in pool.map(lambda _: given(office, 40), range(48)) for place in places]
    assert Counter(gotten).most_common(1)[0][1] == 1
    assert counted(office, "status_entry") == len(gotten)
    assert counted(office, "status_list") == 1


def test_each_issuer_has_lists_of_its_own(office: Office) -> None:
    ours, theirs = given(office, 3), given(office, 3, office.did)
    assert {place[0] for place in ours}.isdisjoint(place[0] for place in theirs)
    with office.node.store() as work:
        assert {listed.id: listed.issuer for listed in work.status_lists.find()} == {
            ours[0][0]: ISSUER,
            theirs[0][0]: office.did,
        }


def test_a_batch_goes_on_in_a_new_list_and_nothing_is_given_twice(office: Office) -> None:
    ((first, index),) = given(office, 1)
    most = bitstring.MIN_ENTRIES * 3 // 4
    with office.engine.begin() as connection:
        rows = "SELECT :id, i, false, false, false FROM generate_series(0, :last) i"
        filling = f"INSERT INTO status_entry {rows} ON CONFLICT DO NOTHING"
        connection.execute(text(filling), {"id": first, "last": most - 101})
    left = most - counted(office, "status_entry")
    places = given(office, 500)
    by_list = Counter(list_id for list_id, _ in places)
    assert by_list[first] == left
    assert by_list.total() == len(set(places)) == 500
    assert len(by_list) == 2
    assert all(place > most - 101 and place != index for list_id, place in places if list_id == first)


class GivenUpError(Exception):
    pass


def test_who_gives_up_leaves_nothing_behind(office: Office) -> None:
    def begin() -> None:
        with office.node.store() as work:
            allocate(office.node, work, ISSUER, 30)
            raise GivenUpError

    with pytest.raises(GivenUpError):
        begin()
    tables = ("status_list", "status_entry", "status_list_version", "published_list")
    assert [counted(office, table) for table in tables] == [0, 0, 0, 0]
    assert anchors(office) == []


def test_many_changes_are_one_version_and_its_anchor(office: Office) -> None:
    places = given(office, 300)
    list_id, revoked, suspended = places[0][0], places[:200], places[200:250]
    before = len(anchors(office))
    want(office, revoked, revoked=True)
    want(office, suspended, suspended=True)
    assert publish_lists(office.node) == 3  # revocation, suspension, token
    assert publish_lists(office.node) == 0
    with office.node.store() as work:
        found = shown(work, list_id, [index for _, index in places])
        entries = {entry.index: entry for entry in work.status_entries.find(list_id=list_id)}
        assert all(found[index].agrees(entries[index]) for _, index in places)
        versions = {name: work.status_versions.find(list_id=list_id, purpose=name) for name in LISTS}
    assert {name: len(kept) for name, kept in versions.items()} == {
        "revocation": 2,
        "suspension": 2,
        "refresh": 1,
        "token": 2,
    }
    bits = zlib.decompress(versions["revocation"][-1].bits)
    assert bitstring.set_entries(bits) == sorted(index for _, index in revoked)
    added = anchors(office)[before:]
    assert (sha256(list_url(HOST, list_id, "revocation").encode()).digest(), sha256(bits).digest()) in added
    assert len(added) == 3


def test_a_suspension_is_undone(office: Office) -> None:
    place = given(office, 1)[0]
    for flag in (True, False):
        want(office, [place], suspended=flag)
        with office.node.store() as work:
            entry = work.status_entries.get(place)
            assert entry
            assert not shown(work, place[0], [place[1]])[place[1]].agrees(entry)
        publish_lists(office.node)
        with office.node.store() as work:
            assert shown(work, place[0], [place[1]])[place[1]].agrees(entry)
    digests = [
        digest
        for subject, digest in anchors(office)
        if subject == sha256(list_url(HOST, place[0], "suspension").encode()).digest()
    ]
    assert digests[0] == digests[2] != digests[1]


class Failing:
    """A signer that gives up at one of its calls, as a process killed there would."""

    def __init__(self, signer: Signer, at: int) -> None:
        self._signer, self._left = signer, at

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._signer, name)

        def call(*args: Any, **named: Any) -> Any:
            self._left -= 1
            if self._left < 0:
                raise GivenUpError(name)
            return real(*args, **named)

        return call


def with_signer(node: Node, signer: Any) -> Node:
    return replace(node, signer=signer)


def test_killed_at_any_signature_it_heals_and_anchors_once(office: Office) -> None:
    place = given(office, 1)[0]
    want(office, [place], revoked=True)
    before, kept = len(anchors(office)), counted(office, "status_list_version")
    for at in count():
        try:
            made = publish_lists(with_signer(office.node, Failing(office.node.signer, at)))
            break
        except GivenUpError:
            assert len(anchors(office)) == before
            assert counted(office, "status_list_version") == kept
    assert at > 2
    assert made == len(anchors(office)) - before == 2
    assert publish_lists(office.node) == 0


def test_many_publishers_at_once_make_one_version(office: Office) -> None:
    places = given(office, 60)
    before = len(anchors(office))

    def change(place: Place) -> None:
        want(office, [place], revoked=True)
        publish_lists(office.node)

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(change, places))
    with office.node.store() as work:
        found = shown(work, places[0][0], [index for _, index in places])
        numbers = [
            sorted(version.number for version in work.status_versions.find(list_id=places[0][0], purpose=name))
            for name in ("revocation", "token")
        ]
    assert all(each.revoked and each.token == token_status_list.INVALID for each in found.values())
    for each in numbers:
        assert each == list(range(1, len(each) + 1))
    assert len(anchors(office)) - before == sum(len(each) - 1 for each in numbers)


def test_signatures_are_renewed_before_they_end_and_anchored_no_second_time(office: Office) -> None:
    place = given(office, 1)[0]
    want(office, [place], revoked=True)
    publish_lists(office.node)
    before, first = anchors(office), signed(office, place[0])
    office.clock.forward(seconds=(HOLDS - RENEWED).total_seconds() - 60)
    publish_lists(office.node)
    assert signed(office, place[0]) == first
    office.clock.forward(seconds=120)
    assert publish_lists(office.node) == 0
    second = signed(office, place[0])
    assert anchors(office) == before
    for name in LISTS:
        assert second[name].number == first[name].number
        assert second[name].valid_from > first[name].valid_from
        assert second[name].valid_until == second[name].valid_from + HOLDS.total_seconds()
        assert second[name].jwt != first[name].jwt
    for name in PURPOSES:
        was, now = (json.loads(form[name].document) for form in (first, second))
        assert was["credentialSubject"] == now["credentialSubject"]


def signed(office: Office, list_id: str) -> dict[str, Any]:
    with office.node.store() as work:
        return {found.purpose: found.model_copy() for found in work.published_lists.find(list_id=list_id)}


def test_a_clock_that_was_put_back_signs_nothing(office: Office) -> None:
    place = given(office, 1)[0]
    want(office, [place], revoked=True)
    office.clock.forward(seconds=-3_600)
    with pytest.raises(Exception, match="behind a list"):
        publish_lists(office.node)
    office.clock.forward(seconds=3_600)
    assert publish_lists(office.node) == 2


def test_one_lists_trouble_keeps_no_other_waiting(office: Office) -> None:
    ours, theirs = given(office, 1)[0], given(office, 1, office.did)[0]
    want(office, [ours, theirs], revoked=True)
    with office.engine.begin() as connection:
        connection.execute(text("UPDATE published_list SET number = 9 WHERE list_id = :id"), {"id": ours[0]})
    with pytest.raises(Exception, match="no such version"):
        publish_lists(office.node)
    with office.node.store() as work:
        assert shown(work, theirs[0], [theirs[1]])[theirs[1]].revoked


def test_times_in_the_lists_are_those_that_are_kept(office: Office) -> None:
    list_id, _ = given(office, 1)[0]
    for name, kept in signed(office, list_id).items():
        claims = payload(kept.jwt)
        if name == "token":
            assert (claims["iat"], claims["exp"], claims["ttl"]) == (
                kept.valid_from,
                kept.valid_until,
                TTL.total_seconds(),
            )
            assert claims["sub"] == list_url(HOST, list_id, name)
        else:
            assert claims["credentialSubject"]["ttl"] == TTL / timedelta(milliseconds=1)
            unproven = {member: value for member, value in json.loads(kept.document).items() if member != "proof"}
            assert unproven == claims


def payload(jwt: str) -> dict[str, Any]:
    part = jwt.split(".")[1]
    claims: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims
