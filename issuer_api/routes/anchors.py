"""Checkpoints: what is anchored, what waits, how it goes, and "now, please"."""

from datetime import datetime
from typing import Self

from fastapi import APIRouter, Request
from pydantic import BaseModel

from issuer_api.domain.institution import Institution
from issuer_api.domain.ports import AnchoringStatus, CheckpointSummary
from issuer_api.routes.access import Caller, TheNode
from issuer_api.routes.problem import RESPONSES
from issuer_api.usecases.node import institution_of

router = APIRouter(prefix="/anchors", tags=["anchors"], responses=RESPONSES)


class Anchoring(BaseModel):
    """How anchoring goes, for everybody: all of it could be read from the chain, or tells no more than an age.

    `chain` is a CAIP-2 id, `account` an address. Ages are in seconds: of the oldest that waits for a checkpoint, of the
    unfinished checkpoint, of what the worker saw of the chain. `balance` is in wei, in decimal digits; `affordable` is
    how many checkpoints it pays for, null where gas is free or nothing was sent yet. `heads_agree` is null until the
    worker has looked. `trouble` is a word for what is wrong, null when nothing is.
    """

    chain: str
    label: str
    contract: str
    account: str
    waiting_seconds: int | None
    unfinished: str | None
    unfinished_seconds: int | None
    seen_seconds: int | None
    latest_block: int | None
    final_block: int | None
    journal_head: str | None
    chain_head: str | None
    heads_agree: bool | None
    balance: str | None
    affordable: int | None
    trouble: str | None

    @classmethod
    def of(cls, institution: Institution, label: str, found: AnchoringStatus, now: datetime) -> Self:
        return cls(
            chain=institution.chain,
            label=label,
            contract=institution.contract,
            account=institution.anchor_address,
            waiting_seconds=_age(found.oldest_waiting, now),
            unfinished=found.unfinished,
            unfinished_seconds=_age(found.unfinished_since, now),
            seen_seconds=_age(found.seen_at, now),
            latest_block=found.latest_block,
            final_block=found.final_block,
            journal_head=found.journal_head,
            chain_head=found.chain_head,
            heads_agree=None if found.chain_head is None else found.chain_head == found.journal_head,
            balance=None if found.balance is None else str(found.balance),
            affordable=found.affordable,
            trouble=found.trouble,
        )


class AnchorsView(BaseModel):
    """How anchoring goes, what no checkpoint holds yet, and every checkpoint, oldest first."""

    log: Anchoring
    trouble_detail: str | None
    trouble_since: datetime | None
    waiting: int
    checkpoints: list[CheckpointSummary]


@router.get("", summary="What is anchored, what waits, and how it goes")
def status(node: TheNode, request: Request, _: Caller) -> AnchorsView:
    with node.store() as work:
        institution = institution_of(work)
        found = work.anchored.status(institution.chain, institution.contract, institution.anchor_address)
        return AnchorsView(
            log=Anchoring.of(institution, request.app.state.chain_label, found, node.clock()),
            trouble_detail=found.trouble_detail,
            trouble_since=found.trouble_since,
            waiting=found.waiting,
            checkpoints=work.anchored.checkpoints(),
        )


@router.post("", status_code=202, summary="Anchor what waits now, without waiting for its time")
def now(node: TheNode, request: Request, by: Caller) -> AnchorsView:
    node.jobs.soon("anchor_now")
    return status(node, request, by)


def _age(since: datetime | None, now: datetime) -> int | None:
    return None if since is None else max(0, int((now - since).total_seconds()))
