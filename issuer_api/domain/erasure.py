"""Erasing a learner: what was asked, how far it is, and what the receipt says.

    wanted → pending → done

`wanted`: recorded, and something about the learner is still being published. `pending`: the node has destroyed what it
had, and the agent's part is being deleted. `done`: all of it is gone, and the receipt is given.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import SQLModel

from issuer_api.domain.fields import choice, document, key, moment, refers_to
from verification.stamps import stamp


class AskedBy(StrEnum):
    """On whose behalf: a role, never a person."""

    LEARNER = "learner"
    REPRESENTATIVE = "representative"
    AUTHORITY = "authority"
    INSTITUTION = "institution"


class ErasureState(StrEnum):
    """See the module."""

    WANTED = "wanted"
    PENDING = "pending"
    DONE = "done"


class Erasure(SQLModel):
    """One learner's erasure, under the random id that is all that is left of them.

    `destroyed` counts what was destroyed, by kind. `remaining`: a `receipt_id` and a `leaf_hash` (hex) for each leaf
    that stays. `agent_records`: what the agent is still to delete, empty once it has.
    """

    id: UUID = key()
    learner_id: UUID = refers_to("learner", unique=True)
    asked_by: AskedBy = choice(AskedBy)
    requested_by: str
    requested_at: datetime = moment()
    revoke: bool
    state: ErasureState = choice(ErasureState, ErasureState.WANTED)
    destroyed: dict[str, int] = document()
    remaining: list[dict[str, str]] = document()
    agent_records: list[dict[str, object]] = document()
    receipt: dict[str, object] | None = document(None)
    receipt_leaf_id: UUID | None = refers_to("leaf", default=None, unique=True)
    destroyed_at: datetime | None = moment(None)
    done_at: datetime | None = moment(None)


STATEMENT: Mapping[str, str] = {
    "es": (
        "La institución destruyó lo que guardaba de esta persona: la clave de su registro, la sal de cada credencial "
        "y los índices que la unían a las listas de estado. Lo que queda es un identificador al azar y huellas que no "
        "dicen nada de nadie. Las credenciales que la persona guarda siguen valiendo lo que valían: la institución ya "
        "no puede volver a emitirlas ni revocarlas."
    ),
    "pt": (
        "A instituição destruiu o que guardava desta pessoa: a chave do seu registro, o sal de cada credencial e os "
        "índices que a ligavam às listas de estado. O que resta é um identificador aleatório e impressões digitais que "
        "não dizem nada de ninguém. As credenciais que a pessoa guarda continuam valendo o que valiam: a instituição "
        "já não pode emiti-las de novo nem revogá-las."
    ),
    "en": (
        "The institution has destroyed what it kept of this person: the key of their record, the salt of each "
        "credential, and the indexes that tied them to the status lists. What is left is a random identifier and "
        "hashes that say nothing of anybody. The credentials that the person keeps stand as they stood: the "
        "institution can no longer issue them again, nor revoke them."
    ),
}


def unsigned_receipt(erasure: Erasure, issuer: str, now: datetime) -> dict[str, object]:
    """What is signed for the learner: what was destroyed and when, who asked (a role), and what stays. Nothing of it
    is personal: `learner` is random, and a leaf's hash opens to nothing without its salt."""
    return {
        "type": "ErasureReceipt",
        "version": 1,
        "id": f"urn:uuid:{erasure.id}",
        "issuer": issuer,
        "learner": f"urn:uuid:{erasure.learner_id}",
        "askedBy": erasure.asked_by.value,
        "asked": stamp(erasure.requested_at),
        "destroyedInNode": stamp(erasure.destroyed_at or now),
        "completed": stamp(now),
        "revokedFirst": erasure.revoke,
        "destroyed": dict(erasure.destroyed),
        "remaining": [{"receipt": leaf["receipt_id"], "leafHash": leaf["leaf_hash"]} for leaf in erasure.remaining],
        "statement": dict(STATEMENT),
    }
