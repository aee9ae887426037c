"""Tells a holder that a credential was revoked (RFC 0721, revocation notification 2.0), each once.

    await put_down(profile, rev_reg_id, [Notice(9, connection_id, "issued-in-error")])

What is put down here ACA-Py sends once the list is published, and then forgets. A mark stays in the wallet, in the same
transaction, so that the same notice asked for again is not put down again.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from acapy_agent.core.profile import Profile
from acapy_agent.protocols.revocation_notification.v2_0.models.rev_notification_record import RevNotificationRecord

_MARK = "mochila_notice"
_VERSION = "v2_0"


@dataclass(frozen=True, slots=True)
class Notice:
    """Who is told of an index, and in which words."""

    index: int
    connection_id: str
    comment: str


async def put_down(profile: Profile, rev_reg_id: str, notices: Iterable[Notice]) -> None:
    """All of them in one transaction."""
    async with profile.transaction() as txn:
        for notice in notices:
            name = f"{rev_reg_id}:{notice.index}"
            if await txn.handle.fetch(_MARK, name):
                continue
            await txn.handle.insert(_MARK, name, value="put down")
            record = RevNotificationRecord(
                rev_reg_id=rev_reg_id,
                cred_rev_id=str(notice.index),
                thread_id=f"indy::{rev_reg_id}::{notice.index}",
                connection_id=notice.connection_id,
                comment=notice.comment,
                version=_VERSION,
            )
            await record.save(txn, reason="to be told once the list is published")
        await txn.commit()
