"""Takes one issuance its next step (protocol step I6), whatever was killed before: exactly one credential comes out.

    completion = await Issuing(lock).advance(profile, cred_ex_id, send, resend_after=timedelta(seconds=30))

What a kill can leave behind, as the issuer's record shows it:
1 `offer-sent`          the holder has not answered → waiting; made shortly before this process began, so that
                        it may never have left the one before → perhaps-lost: withdraw it and offer again
2 `request-received`    nothing was made → issue and send
3 `request-received` and a detail record: an index was spent on a credential that was lost before it was
                        stored, so nobody has it → forget the index, issue and send
4 `request-received` and a stored credential: the request arrived a second time → as 5
5 `credential-issued`   made, and perhaps never delivered → after a while, send the stored one again
6 `done`, `abandoned`   nothing to do

Offers go out with `auto_issue` off, so that this is the one way to a credential, in recovery as in normal
running. The while in 5 matters: a stock ACA-Py wallet that is just storing the first copy would store the
second as well. Once it has acknowledged the first it ignores a second (and says nothing); Credo asserts its
state. So where the acknowledgement alone was lost, the record stays `credential-issued`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from acapy_agent.anoncreds.models.issuer_cred_rev_record import IssuerCredRevRecord
from acapy_agent.core.profile import Profile
from acapy_agent.protocols.issue_credential.v2_0.manager import V20CredManager
from acapy_agent.protocols.issue_credential.v2_0.models.cred_ex_record import V20CredExRecord
from acapy_agent.protocols.issue_credential.v2_0.models.detail.anoncreds import V20CredExRecordAnonCreds
from acapy_agent.storage.error import StorageNotFoundError

_LONGEST_DELIVERY = timedelta(minutes=5)  # 30 tries, 10 s apart
Send = Callable[..., Awaitable[Any]]
_WAITING = (V20CredExRecord.STATE_OFFER_SENT, V20CredExRecord.STATE_PROPOSAL_RECEIVED)


@dataclass(frozen=True, slots=True)
class Completion:
    """`outcome`: issued, sent-again, waiting, perhaps-lost, finished. The index is None before anything is issued."""

    outcome: str
    state: str
    rev_reg_id: str | None = None
    cred_rev_id: int | None = None


class AlreadyIssued(Exception):  # noqa: N818 - the name reads as a sentence
    """A credential came of it: it can be revoked and not withdrawn."""


class Issuing:
    """One for the process. `lock` is shared by everything that writes a revocation list.

    ACA-Py takes the next index by reading the list, adding one and writing the whole list back, without a
    lock of its own: two issuances at once could get one index, and a revocation written between would be
    undone.
    """

    def __init__(self, lock: asyncio.Lock, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._lock = lock
        self._now = now
        self._began = now()

    async def advance(self, profile: Profile, cred_ex_id: str, send: Send, *, resend_after: timedelta) -> Completion:
        """Raises ACA-Py's StorageNotFoundError for an unknown exchange, and what issuing itself raises;
        the record then stays as it was and this may be called again."""
        async with self._lock:
            async with profile.session() as session:
                record = await V20CredExRecord.retrieve_by_id(session, cred_ex_id)
            if record.role != V20CredExRecord.ROLE_ISSUER:
                raise StorageNotFoundError(f"{cred_ex_id} is not an issuance of ours")
            if record.state in _WAITING:
                return Completion("perhaps-lost" if self._perhaps_lost(record) else "waiting", record.state)
            if record.state not in (V20CredExRecord.STATE_REQUEST_RECEIVED, V20CredExRecord.STATE_ISSUED):
                return await _completion("finished", profile, record)
            return await self._advance(profile, record, send, resend_after)

    async def withdraw(self, profile: Profile, cred_ex_id: str) -> None:
        """Forget an issuance that has issued nothing: a request that comes later is refused. Raises AlreadyIssued.

        Under the lock: a step that an earlier call began, and whose answer was lost, is over."""
        async with self._lock, profile.transaction() as txn:
            try:
                record = await V20CredExRecord.retrieve_by_id(txn, cred_ex_id)
            except StorageNotFoundError:
                return
            if record.cred_issue:
                raise AlreadyIssued("a credential was issued: it can no longer be withdrawn")
            await record.delete_record(txn)
            await txn.commit()

    def _perhaps_lost(self, record: V20CredExRecord) -> bool:
        """ACA-Py keeps what it has not sent in memory: a kill loses it."""
        return self._began - _LONGEST_DELIVERY < datetime.fromisoformat(record.updated_at) < self._began

    async def _advance(
        self, profile: Profile, record: V20CredExRecord, send: Send, resend_after: timedelta
    ) -> Completion:
        if not record.cred_issue:
            await _forget_lost_credential(profile, record.cred_ex_id)
            record, message = await V20CredManager(profile).issue_credential(record)
            outcome = "issued"
        elif self._now() - datetime.fromisoformat(record.updated_at) < resend_after:
            return await _completion("waiting", profile, record)
        else:
            message = await _stored_message(profile, record)
            outcome = "sent-again"
        await send(message, connection_id=record.connection_id)
        return await _completion(outcome, profile, record)


async def _stored_message(profile: Profile, record: V20CredExRecord) -> Any:
    message = record.cred_issue
    message._thread = {"thid": record.thread_id}
    record.state = V20CredExRecord.STATE_ISSUED
    async with profile.session() as session:
        await record.save(session, reason="the stored credential is sent again")
    return message


async def _forget_lost_credential(profile: Profile, cred_ex_id: str) -> None:
    async with profile.transaction() as txn:
        for detail in await V20CredExRecordAnonCreds.query_by_cred_ex_id(txn, cred_ex_id):
            await detail.delete_record(txn)
        try:
            index = await IssuerCredRevRecord.retrieve_by_cred_ex_id(txn, cred_ex_id)
            await index.delete_record(txn)
        except StorageNotFoundError:
            pass
        await txn.commit()


async def _completion(outcome: str, profile: Profile, record: V20CredExRecord) -> Completion:
    async with profile.session() as session:
        details = await V20CredExRecordAnonCreds.query_by_cred_ex_id(session, record.cred_ex_id)
    if not details or not details[0].cred_rev_id:
        return Completion(outcome, record.state)
    return Completion(outcome, record.state, details[0].rev_reg_id, int(details[0].cred_rev_id))
