"""Learners' records: sealed and opened, found by a learner's number, gone once the learner is erased."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from issuer_api.domain.batch import Learner
from issuer_api.domain.credential import Credential
from issuer_api.domain.errors import NotFound
from issuer_api.domain.ports import Work
from issuer_api.domain.record import Contents, Person, RecordKey, number_mac, seal, unseal
from issuer_api.usecases.node import Node


def find_learners(node: Node, work: Work, numbers: Iterable[str]) -> dict[str, Learner]:
    """The learners that are known, by their number."""
    macs = {number_mac(node.claim_secret, number): number for number in numbers}
    return {macs[str(found.number_mac)]: found for found in work.learners.find(number_mac=tuple(macs))}


def keep_learners(node: Node, work: Work, people: Iterable[Person]) -> dict[str, Learner]:
    """The learners by their number: who is new is written, whose details changed is corrected."""
    by_number = {person.number: person for person in people}
    known = find_learners(node, work, by_number)
    keys = keys_of(work, [learner.id for learner in known.values()])
    for number, learner in known.items():
        learner.sealed = seal(keys[learner.id], by_number[number].to_json())
    new = {number: _new(node, by_number[number]) for number in by_number if number not in known}
    work.learners.add_all([learner for learner, _ in new.values()])
    work.record_keys.add_all([key for _, key in new.values()])
    return known | {number: learner for number, (learner, _) in new.items()}


def _new(node: Node, person: Person) -> tuple[Learner, RecordKey]:
    learner = Learner(number_mac=number_mac(node.claim_secret, person.number), sealed=None, created_at=node.clock())
    key = RecordKey(learner_id=learner.id)
    learner.sealed = seal(key.key, person.to_json())
    return learner, key


def people_of(work: Work, learner_ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Who they are; the erased are missing."""
    ids = tuple(set(learner_ids))
    keys = keys_of(work, ids)
    return {
        learner.id: Person(**unseal(keys[learner.id], learner.sealed))
        for learner in work.learners.find(id=ids)
        if learner.sealed and learner.id in keys
    }


def contents_of(work: Work, credential: Credential) -> Contents:
    """What the credential says; raises NotFound (erased) once its learner is erased."""
    key = work.record_keys.get(credential.learner_id)
    if key is None or credential.sealed is None:
        raise NotFound("erased", "This learner was erased: the institution keeps nothing of the credential.")
    return Contents(**unseal(key.key, credential.sealed))


def sealed_contents(key: bytes, contents: Contents) -> bytes:
    """For `Credential.sealed`."""
    return seal(key, {"attributes": contents.attributes, "badge": contents.badge})


def keys_of(work: Work, learner_ids: Iterable[UUID]) -> Mapping[UUID, bytes]:
    """The record keys by learner; the erased are missing."""
    return {found.learner_id: found.key for found in work.record_keys.find(learner_id=tuple(learner_ids))}
