"""Badges issued with a batch, on real PostgreSQL: one each, signed, in a place of its own, sealed, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from issuer_api.domain.badge import identity_hash
from issuer_api.domain.credential import Credential
from issuer_api.domain.mapping import ROWS, at
from issuer_api.domain.ports import Signer
from issuer_api.routes.designs import EXAMPLE
from issuer_api.usecases.batches import issue_batch
from issuer_api.usecases.records import contents_of
from tests.integration.issuer_api.office import HOST, Office, good, learners
from tests.unit.issuer_api.gradebooks import as_csv
from verification.badge_evidence import badge_digest, check_signature
from verification.credential import judge_credential
from verification.did_webvh import read_log
from verification.outcome import Outcome

Json = dict[str, Any]


def credentials_of(office: Office) -> list[tuple[Credential, Json]]:
    """Every credential with its badge."""
    with office.node.store() as work:
        found = []
        for credential in work.credentials.find():
            badge = contents_of(work, credential).badge
            assert badge is not None
            found.append((credential, badge))
        return found


def design(office: Office, **changes: object) -> str:
    made = good(office.post("/designs", EXAMPLE | changes), 201)
    good(office.post(f"/designs/{made['id']}/approve", by="approver"))
    return str(made["id"])


def library(office: Office) -> dict[str, bytes]:
    """What a verifier would fetch, from where the node publishes it."""
    paths = {f"https://{HOST}/.well-known/{name}": f"/.well-known/{name}" for name in ("did.json", "did.jsonl")}
    for _, badge in credentials_of(office):
        for entry in badge["credentialStatus"]:
            paths[entry["statusListCredential"]] = entry["statusListCredential"].removeprefix(f"https://{HOST}")
    return {address: office.client.get(path).content for address, path in paths.items()}


@pytest.mark.parametrize(
    "changes",
    [{}, {"issuer_form": "did:webvh"}, {"cryptosuite": "eddsa-jcs-2022"}, {"valid_months": 12}],
    ids=["default", "did:webvh", "jcs", "period"],
)
def test_every_learner_of_a_batch_has_a_badge_that_verifies(office: Office, changes: Json) -> None:
    office.issued(3, design(office, **changes))
    shown = library(office)
    for _, badge in credentials_of(office):
        verdict = judge_credential(badge, shown, now=office.clock())
        assert verdict.outcome is Outcome.PASSED, verdict.sentences("en")
        assert badge["proof"]["created"] == badge["validFrom"] == badge["awardedDate"]
        assert ("validUntil" in badge) == ("valid_months" in changes)
    history = read_log(office.client.get("/.well-known/did.jsonl").content, now=office.clock())
    for _, badge in credentials_of(office):
        check_signature(badge, history)


def test_the_badge_and_the_wallets_form_say_the_same(office: Office) -> None:
    office.issued(2)
    with office.node.store() as work:
        for credential in work.credentials.find():
            contents = contents_of(work, credential)
            assert contents.badge
            for row in ROWS:
                if row.attribute and row.badge:
                    assert row.in_attributes(contents.attributes) == row.in_badge(contents.badge), row.name
            salt = at(contents.badge, "credentialSubject.identifier[identityType=name].salt")
            name = f"{contents.attributes['given_name']} {contents.attributes['family_name']}"
            assert at(contents.badge, "credentialSubject.identifier[identityType=name].identityHash") == identity_hash(
                name, salt
            )


def test_each_has_a_place_a_salt_and_a_leaf_of_its_own(office: Office) -> None:
    office.issued(40)
    found = credentials_of(office)
    assert len({(credential.status_list_id, credential.status_index) for credential, _ in found}) == len(found)
    assert len({credential.badge_leaf_id for credential, _ in found}) == len(found)
    salts = {at(badge, "credentialSubject.identifier[0].salt") for _, badge in found}
    assert len(salts) == len(found)
    for credential, badge in found:
        entries = badge["credentialStatus"]
        assert {entry["statusListIndex"] for entry in entries} == {str(credential.status_index)}
        assert all(f"/status/{credential.status_list_id}/" in entry["statusListCredential"] for entry in entries)
    with office.node.store() as work:
        entries_kept = work.status_entries.find(list_id=found[0][0].status_list_id)
        assert {entry.index for entry in entries_kept} == {credential.status_index for credential, _ in found}
        assert work.anchored.waiting() >= 2 * len(found)


def test_nothing_personal_stands_outside_the_sealed_record(office: Office) -> None:
    office.issued(1)
    ((credential, badge),) = credentials_of(office)
    assert credential.sealed
    salt = at(badge, "credentialSubject.identifier[0].salt")
    assert salt.encode() not in credential.sealed
    assert badge_digest(badge).hex() not in repr(credential)


class SignerThatBreaks:
    """Signs status lists, and ends when it is asked for badges."""

    def __init__(self, signer: Signer) -> None:
        self.attest, self.jws, self._secure = signer.attest, signer.jws, signer.secure

    def secure(self, documents: Sequence[Mapping[str, Any]], **how: Any) -> list[Json]:
        if any("OpenBadgeCredential" in document["type"] for document in documents):
            raise BrokenError
        return self._secure(documents, **how)


class BrokenError(Exception):
    pass


def test_a_batch_whose_badges_cannot_be_signed_leaves_nothing_behind(office: Office) -> None:
    """Places were taken by then: the transaction takes everything with it, and the next try finds it as it was."""
    batch = good(office.submit(design(office), as_csv(learners(3))), 201)
    with pytest.raises(BrokenError):
        issue_batch(replace(office.node, signer=SignerThatBreaks(office.node.signer)), UUID(batch["id"]))
    with office.node.store() as work:
        kept = (work.credentials, work.status_entries, work.status_lists, work.learners, work.record_keys)
        assert [repository.count() for repository in kept] == [0, 0, 0, 0, 0]
    good(office.post(f"/batches/{batch['id']}/issue"))
    assert len(credentials_of(office)) == 3


def test_issued_again_the_badges_are_as_they_were(office: Office) -> None:
    batch = good(office.submit(design(office), as_csv(learners(2))), 201)
    good(office.post(f"/batches/{batch['id']}/issue"))
    before = [badge for _, badge in credentials_of(office)]
    good(office.post(f"/batches/{batch['id']}/issue"))
    assert [badge for _, badge in credentials_of(office)] == before


def test_all_of_a_batch_begin_at_one_moment(office: Office) -> None:
    office.issued(5)
    found = credentials_of(office)
    (moment,) = {badge["validFrom"] for _, badge in found}
    assert {credential.created_at for credential, _ in found} == {datetime.fromisoformat(moment)}
