"""Correct a credential (protocol step R7): a new one that names the old, and the old one revoked for that reason.

    new = supersede(node, credential_id, Correction(family_name="Ñáñez Ulloa"), note="Acta 12", by="officer")

All of it is one transaction: nobody ever holds two that are in force, nor none. The learner gets a new claim link. The
new badge names the old one with the digest of its file (`relatedResource`, VCDM 2.0 section 5.3), and the old one's
`refresh` bit says that there is another.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from issuer_api.domain.award import Award, award_again
from issuer_api.domain.credential import Credential, CredentialState
from issuer_api.domain.design import Design
from issuer_api.domain.errors import Conflict, Invalid
from issuer_api.domain.evidence import credential_digest
from issuer_api.domain.ports import Work
from issuer_api.domain.record import Contents, Person
from issuer_api.domain.status import Act, Reason, Standing
from issuer_api.usecases.badges import badges_of
from issuer_api.usecases.change_status import Demand, record, settled
from issuer_api.usecases.node import Node, institution_of, there
from issuer_api.usecases.records import contents_of, keep_learners, keys_of, people_of, sealed_contents


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to be different; None: as it was."""

    given_name: str | None = None
    family_name: str | None = None
    grade: Decimal | None = None
    completed: date | None = None

    def said(self) -> dict[str, Any]:
        """What is to be different alone, by the award's names."""
        values = {name: getattr(self, name) for name in ("given_name", "family_name", "grade", "completed")}
        return {name: value for name, value in values.items() if value is not None}


def supersede(node: Node, credential_id: UUID, correction: Correction, *, note: str, by: str) -> Credential:
    """The new credential; asked again, the one that is there. Raises NotFound (not-found, erased), Conflict
    (already-revoked, never-issued), Invalid (grade-out-of-scale, completed-in-future) for what cannot be."""
    with node.store() as work:
        old = there(work.credentials.locked(credential_id), "credential")
        if found := work.credentials.first(supersedes=old.id):
            return found
        if old.standing is Standing.REVOKED:
            raise Conflict("already-revoked", "This credential was revoked, which is final: issue another instead.")
        if old.state is CredentialState.CANCELLED:
            raise Conflict("never-issued", "This credential was withdrawn: there is nothing to correct.")
        award = _corrected(node, work, old, correction)
        new = work.credentials.add(_credential(node, work, old, award))
        change = record(node, work, old, Demand(Act.REVOKE, Reason.SUPERSEDED, note, by))
        entry = work.status_entries.get((old.status_list_id, old.status_index)) if old.status_list_id else None
        if entry:
            entry.refresh = True
    settled(node, [change])
    return new


def _corrected(node: Node, work: Work, old: Credential, correction: Correction) -> Award:
    contents = contents_of(work, old)
    institution, now = institution_of(work), node.clock()
    design = there(work.designs.get(there(work.batches.get(old.batch_id), "batch").design_id), "design")
    _check(design, correction, now.date())
    person = people_of(work, [old.learner_id])[old.learner_id]
    former = award_again(
        contents.attributes,
        credential_id=uuid4(),
        design_id=design.id,
        elements=design.read(),
        issued=now,
        host=institution.host,
        did=institution.did,
    )
    _correct_person(node, work, person, correction)
    return replace(former, email=person.email, corrects=contents.badge, **correction.said())


def _check(design: Design, correction: Correction, today: date) -> None:
    scale = design.read().grade_scale
    if correction.grade is not None and not scale.pass_mark <= correction.grade <= scale.maximum:
        raise Invalid("grade-out-of-scale", f"A grade of this design is from {scale.pass_mark} to {scale.maximum}.")
    if correction.completed is not None and correction.completed > today:
        raise Invalid("completed-in-future", "Nobody has completed anything on a day that is still to come.")


def _correct_person(node: Node, work: Work, person: Person, correction: Correction) -> None:
    """The institution's record of the learner says from now on what the credential says."""
    names: Mapping[str, str] = {
        name: value for name in ("given_name", "family_name") if (value := getattr(correction, name)) is not None
    }
    if names:
        work.wait_for("learners")
        keep_learners(node, work, [replace(person, **names)])


def _credential(node: Node, work: Work, old: Credential, award: Award) -> Credential:
    (badge,) = badges_of(node, work, [award])
    attributes = award.attributes()
    return Credential(
        id=award.credential_id,
        batch_id=old.batch_id,
        learner_id=old.learner_id,
        leaf_id=work.outbox.leaf(credential_digest(award.did, attributes)),
        badge_leaf_id=badge.leaf_id,
        row=old.row,
        sealed=sealed_contents(keys_of(work, [old.learner_id])[old.learner_id], Contents(attributes, badge.document)),
        supersedes=old.id,
        status_list_id=badge.place.list_id,
        status_index=badge.place.index,
        created_at=award.issued,
        changed_at=award.issued,
        look_at=award.issued,
    )
