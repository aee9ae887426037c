"""Corrections: a new credential that names the old one, and the old one revoked, in one transaction."""

import json
from hashlib import sha256
from typing import Any
from uuid import UUID

import base58
import pytest

from issuer_api.usecases.records import contents_of
from issuer_api.usecases.status_lists import Shown, shown
from tests.integration.issuer_api.office import Json, Office, good, problem


def correct(office: Office, credential: Json, **wanted: str) -> Json:
    new: Json = good(office.post(f"/credentials/{credential['id']}/supersession", wanted), 201)
    return new


def contents(office: Office, credential: Json) -> tuple[dict[str, str], dict[str, Any]]:
    with office.node.store() as work:
        found = work.credentials.get(UUID(credential["id"]))
        assert found
        opened = contents_of(work, found)
    assert opened.badge
    return opened.attributes, opened.badge


def said(office: Office, credential: Json) -> Shown:
    with office.node.store() as work:
        found = work.credentials.get(UUID(credential["id"]))
        assert found
        assert found.status_list_id
        assert found.status_index is not None
        return shown(work, found.status_list_id, [found.status_index])[found.status_index]


def test_the_new_one_says_what_was_corrected_and_names_the_old_which_is_revoked(office: Office) -> None:
    (old,) = office.issued()
    office.accept(old)
    attributes, badge = contents(office, old)
    new = correct(office, old, family_name="Ñáñez Ulloa", grade="91.5", completed="2026-11-20", note="Acta 12")
    assert (new["supersedes"], new["standing"], new["state"]) == (old["id"], "valid", "planned")
    assert new["learner"]["family_name"] == "Ñáñez Ulloa"
    assert new["claim_link"] != old["claim_link"]
    changed, corrected = contents(office, new)
    differing = {name for name in attributes if attributes[name] != changed[name]}
    assert differing == {"family_name", "grade_x100", "completed_dateint"}
    assert (changed["grade_x100"], changed["completed_dateint"]) == ("9150", "20261120")
    (named,) = corrected["relatedResource"]
    file = json.dumps(badge, ensure_ascii=False, indent=2).encode()
    assert named["id"] == badge["id"] == f"urn:uuid:{old['id']}"
    assert base58.b58decode(named["digestMultibase"][1:]) == b"\x12\x20" + sha256(file).digest()
    assert office.state(old) == "accepted"
    (change,) = good(office.get(f"/credentials/{old['id']}/status-changes"))
    assert (change["act"], change["reason"], change["state"]) == ("revoke", "superseded", "published")
    assert said(office, old) == Shown(revoked=True, suspended=False, refresh=True, token=1)
    assert said(office, new) == Shown(revoked=False, suspended=False, refresh=False, token=0)
    assert [index for index, bit in enumerate(office.newest_list()["revocationList"]) if bit] == [1]
    office.accept(new)
    assert office.state(new) == "accepted"


def test_asked_again_it_is_the_same_new_one(office: Office) -> None:
    (old,) = office.issued()
    new = correct(office, old, given_name="Begonia")
    assert correct(office, old, given_name="Begonia")["id"] == new["id"]
    third = correct(office, new)
    assert third["supersedes"] == new["id"]
    assert contents(office, third)[0] == contents(office, new)[0]


def test_what_cannot_be_corrected(office: Office) -> None:
    revoked, kept, erased = office.issued(3)
    good(office.revoke(revoked))
    where = f"/credentials/{revoked['id']}/supersession"
    problem(office.post(where, {}), 409, "already-revoked")
    where = f"/credentials/{kept['id']}/supersession"
    for wrong in ({"grade": "59.99"}, {"grade": "100.01"}):
        problem(office.post(where, wrong), 422, "grade-out-of-scale")
    problem(office.post(where, {"completed": "2036-01-01"}), 422, "completed-in-future")
    for malformed in ({"grade": "good"}, {"given_name": ""}, {"email": "x@example.edu"}, {"given_name": "a\x00"}):
        problem(office.post(where, malformed), 422, "malformed-request")
    assert good(office.get(f"/credentials/{kept['id']}"))["standing"] == "valid"
    with office.node.store() as work:
        found = work.credentials.get(UUID(erased["id"]))
        assert found
        key = work.record_keys.get(found.learner_id)
        assert key
        work.record_keys.remove(key)
    problem(office.post(f"/credentials/{erased['id']}/supersession", {}), 404, "erased")


@pytest.mark.parametrize("call", ["publish_list", "exchange"])
def test_with_the_agent_in_trouble_it_is_recorded_whole(office: Office, call: str) -> None:
    (old,) = office.issued()
    office.accept(old)
    office.agent.losing.add(call)
    new = correct(office, old)
    office.sweep(minutes=1)
    assert good(office.get(f"/credentials/{old['id']}"))["change"] == "published"
    assert new["supersedes"] == old["id"]
