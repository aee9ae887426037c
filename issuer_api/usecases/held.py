"""What the node holds of one person (their right of access), and what erasing them would destroy (the dry run).

held(node, "EJ-00001")            # everything, as JSON for the person
erasure_plan(node, "EJ-00001")    # counts and consequences; nothing happens
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from issuer_api.domain.batch import Batch, BatchState, Learner
from issuer_api.domain.credential import Credential, CredentialState
from issuer_api.domain.errors import NotFound
from issuer_api.domain.ports import Work
from issuer_api.domain.record import number_mac
from issuer_api.domain.status import ChangeState, Standing
from issuer_api.usecases.node import Node
from issuer_api.usecases.records import contents_of, find_learners, people_of
from issuer_api.usecases.status_entries import places

IN_WALLETS = (CredentialState.ISSUED, CredentialState.ACCEPTED)
ENDED = (*IN_WALLETS, CredentialState.DECLINED, CredentialState.CANCELLED)
_OUTSIDE: Mapping[str, str] = {
    "es": (
        "En la cadena hay huellas saladas y en las listas de estado hay índices al azar: nada de eso nombra a nadie. "
        "Lo que la persona guarda en su billetera o descargó está fuera del nodo."
    ),
    "pt": (
        "Na cadeia há impressões digitais com sal e nas listas de estado há índices aleatórios: nada disso nomeia "
        "ninguém. O que a pessoa guarda na sua carteira ou baixou está fora do nó."
    ),
    "en": (
        "On the chain there are salted hashes, and in the status lists random indexes: none of it names anybody. "
        "What the person keeps in a wallet or has downloaded is outside the node."
    ),
}


@dataclass(frozen=True, slots=True)
class Holding:
    """What is found under one number: a learner, or rows that wait in batches, or both."""

    learner: Learner | None
    credentials: list[Credential]
    rows: list[tuple[Batch, dict[str, object]]]


def holding(node: Node, work: Work, number: str) -> Holding:
    """Raises NotFound (unknown-learner) where there is nothing; the message does not repeat the number."""
    plain = " ".join(unicodedata.normalize("NFC", number).split())
    learner = find_learners(node, work, [plain]).get(plain)
    credentials = work.credentials.find(learner_id=learner.id) if learner else []
    rows = waiting_rows(node, work, number_mac(node.claim_secret, plain))
    if learner is None and not rows:
        raise NotFound(
            "unknown-learner",
            "The node holds nothing under this number. Of an erased learner it does not know the number any more: "
            "the receipt of an erasure is found by the learner's id, which was told when it was asked for.",
        )
    return Holding(learner, credentials, rows)


def waiting_rows(node: Node, work: Work, mac: str) -> list[tuple[Batch, dict[str, object]]]:
    """The rows of this learner in batches that are not issued yet."""
    batches = work.batches.find(state=BatchState.CHECKED)
    return [(batch, row) for batch in batches for row in batch.accepted if is_of(node, row, mac)]


def is_of(node: Node, row: dict[str, object], mac: str) -> bool:
    """Whether a gradebook's row is of the learner with this MAC."""
    return number_mac(node.claim_secret, str(row["number"])) == mac


def held(node: Node, number: str) -> dict[str, Any]:
    """Everything, as JSON. Raises NotFound (unknown-learner)."""
    with node.store() as work:
        found = holding(node, work, number)
        learner = found.learner
        person = people_of(work, [learner.id]).get(learner.id) if learner else None
        return {
            "learner_id": learner.id if learner else None,
            "person": person.to_json() if person else None,
            "since": learner.created_at if learner else None,
            "credentials": [_credential(work, credential) for credential in found.credentials],
            "unissued_rows": [
                {"batch_id": batch.id, "submitted_at": batch.created_at, "values": row} for batch, row in found.rows
            ],
            "agent": [_of_agent(credential) for credential in found.credentials if _of_agent(credential)],
            "outside": dict(_OUTSIDE),
        }


def _credential(work: Work, credential: Credential) -> dict[str, Any]:
    contents = contents_of(work, credential)
    changes = work.status_changes.find(credential_id=credential.id)
    return {
        **_plain(credential),
        "attributes": contents.attributes,
        "badge": contents.badge,
        "receipts": [str(leaf) for leaf in leaves_of(credential)],
        "changes": [change.model_dump(exclude={"id", "credential_id", "announced"}) for change in changes],
    }


def _plain(credential: Credential) -> dict[str, Any]:
    names = ("id", "batch_id", "row", "state", "standing", "supersedes", "created_at", "issued_at", "accepted_at")
    places = ("rev_reg_id", "cred_rev_id", "status_list_id", "status_index")
    return {name: getattr(credential, name) for name in (*names, *places)}


def _of_agent(credential: Credential) -> dict[str, Any]:
    """What the agent keeps is found by these: the connection with the wallet, and the issuance over it."""
    kept = {"connection_id": credential.connection_id, "issuance_id": credential.cred_ex_id}
    return {name: value for name, value in kept.items() if value}


def leaves_of(credential: Credential) -> list[UUID]:
    """The leaf of what the wallet got, and the badge's."""
    return [leaf for leaf in (credential.leaf_id, credential.badge_leaf_id) if leaf]


def erasure_plan(node: Node, number: str) -> dict[str, Any]:
    """How much of each kind would be destroyed, and what it means. Raises NotFound (unknown-learner)."""
    with node.store() as work:
        found = holding(node, work, number)
        ids = tuple(credential.id for credential in found.credentials)
        in_wallets = [item for item in found.credentials if item.state in IN_WALLETS]
        return {
            "learner_id": found.learner.id if found.learner else None,
            "credentials": len(found.credentials),
            "in_wallets": len(in_wallets),
            "not_revoked": sum(_holds_on(item) for item in found.credentials),
            "under_way": sum(item.state not in ENDED for item in found.credentials),
            "receipts": sum(len(leaves_of(item)) for item in found.credentials),
            "unissued_rows": len(found.rows),
            "changes_to_publish_first": work.status_changes.count(credential_id=ids, state=ChangeState.WANTED),
        }


def _holds_on(credential: Credential) -> bool:
    """Whether it is in somebody's hands, or may be, and not revoked: a badge can be had from the beginning."""
    return bool(places(credential)) and credential.standing is not Standing.REVOKED
