"""Places in status lists, and the lists published until they say what is wanted (protocol steps R2 to R4, R6).

    places = allocate(node, work, issuer, 1_200)          # in the transaction that issues
    publish_lists(node)                                   # after the one that revokes, and every few seconds

What is wanted stands in `status_entry`, what was published in `status_list_version`, and the two are compared, never
counted. A version, its signed forms and the entry that will anchor it are one transaction: killed anywhere, the next
run finds either all of it or nothing. However many entries changed, one version shows them.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from zlib import compress, decompress

from issuer_api.domain.errors import NodeError, Unavailable
from issuer_api.domain.ports import Work
from issuer_api.domain.status import PublishedList, StatusEntry, StatusList, StatusListVersion
from issuer_api.domain.status_list import LISTS, RENEWED, list_url, valid_until
from issuer_api.usecases.node import Node, institution_of, there
from issuer_api.usecases.signed_lists import sign_lists
from revocation import bitstring, status_list, token_status_list
from revocation.errors import RevocationError

ANCHORED_AS = "status_list"
_PATIENCE = 5  # seconds that the clock may be behind a list's newest signature


def allocate(node: Node, work: Work, issuer: str, count: int) -> list[tuple[str, int]]:
    """`count` places (list id, index) that never were anybody's, in no order, for credentials of this issuer (a DID).

    Their entries are there when the caller's work ends well, and a new list's first versions with them. One caller at
    a time for each issuer: whoever comes second waits until the first one's work ends.
    """
    work.wait_for(f"allocate:{issuer}")
    given: list[tuple[str, int]] = []
    while len(given) < count:
        listed, room = _with_room(node, work, issuer)
        chosen = status_list.allocate(listed.size, min(count - len(given), room), partial(work.taken, listed.id))
        work.status_entries.add_all([StatusEntry(list_id=listed.id, index=index) for index in chosen])
        given += [(listed.id, index) for index in chosen]
    return given


def _with_room(node: Node, work: Work, issuer: str) -> tuple[StatusList, int]:
    """The issuer's newest list and how many places it still gives; a new one, published empty, where it gives none."""
    lists = work.status_lists.find(issuer=issuer)
    if lists and (room := _places(lists[-1]) - work.status_entries.count(list_id=lists[-1].id)) > 0:
        return lists[-1], room
    made = StatusList(id=secrets.token_hex(8), issuer=issuer, size=status_list.SIZE, created_at=node.clock())
    listed = work.status_lists.add(made)
    _publish(node, work, listed)
    return listed, _places(listed)


def _places(listed: StatusList) -> int:
    """How many a list gives: three quarters of its size, so that the next is always one among many."""
    return listed.size * 3 // 4


def publish_lists(node: Node, only: Collection[str] | None = None) -> int:
    """Publish whatever is wanted and not published, of every list or of these, and sign anew what soon ends. Returns
    how many versions that made. One list's trouble keeps no other waiting: the first error is raised at the end."""
    with node.store() as work:
        ids = [listed.id for listed in work.status_lists.find() if only is None or listed.id in only]
    made, errors = 0, list[Exception]()
    for list_id in ids:
        try:
            with node.store() as work:
                made += _publish(node, work, there(work.status_lists.get(list_id), "status list"))
        except (NodeError, RevocationError) as exc:
            errors.append(exc)
    if errors:
        raise errors[0]
    return made


def _publish(node: Node, work: Work, listed: StatusList) -> int:
    """In the caller's transaction: nobody else publishes this list until it ends."""
    work.wait_for(f"status-list:{listed.id}")
    wanted = status_list.lists_of(listed.size, work.set_entries(listed.id))
    kept = {found.purpose: found for found in work.published_lists.find(list_id=listed.id)}
    changed = [name for name in LISTS if name not in kept or _version(work, kept[name]).digest != _hex(wanted[name])]
    now = int(node.clock().timestamp())
    ending = [name for name, found in kept.items() if found.valid_until - now <= RENEWED.total_seconds()]
    if not changed and not ending:
        return 0
    host, moment = institution_of(work).host, _moment(now, kept.values())
    lists = {name: (list_url(host, listed.id, name), wanted[name]) for name in LISTS if name in {*changed, *ending}}
    for name in changed:
        _keep_version(node, work, listed, name, *lists[name], number=kept[name].number + 1 if name in kept else 1)
    for name, signed in sign_lists(node.signer, listed.issuer, lists, moment).items():
        former = kept.get(name)
        published = former or PublishedList(
            list_id=listed.id, purpose=name, number=0, jwt="", valid_from=moment, valid_until=valid_until(moment)
        )
        published.number += name in changed
        published.document, published.jwt = signed.document, signed.jwt
        published.valid_from, published.valid_until = moment, valid_until(moment)
        if former is None:
            work.published_lists.add(published)
    return len(changed)


def _moment(now: int, kept: Collection[PublishedList]) -> int:
    """When the new signatures begin to hold: now, and never before one that was made already."""
    newest = max((found.valid_from for found in kept), default=now)
    if newest - now > _PATIENCE:
        raise Unavailable("clock-behind", f"This machine's clock is {newest - now} s behind a list. Set the clock.")
    return max(now, newest)


def _keep_version(
    node: Node, work: Work, listed: StatusList, purpose: str, url: str, bits: bytes, *, number: int
) -> None:
    """The bits, for ever, and what anchors them: subject sha256(URL), digest sha256(uncompressed bits)."""
    version = StatusListVersion(
        list_id=listed.id,
        purpose=purpose,
        number=number,
        digest=_hex(bits),
        bits=compress(bits),
        created_at=node.clock(),
    )
    work.status_versions.add(version)
    work.outbox.entry(ANCHORED_AS, subject=sha256(url.encode()).digest(), digest=sha256(bits).digest())


def _version(work: Work, published: PublishedList) -> StatusListVersion:
    found = work.status_versions.first(list_id=published.list_id, purpose=published.purpose, number=published.number)
    return there(found, "version of this list")


def _hex(bits: bytes) -> str:
    return sha256(bits).hexdigest()


@dataclass(frozen=True, slots=True)
class Shown:
    """What the published lists say of one entry, all forms of them. `token` as in the Token Status List."""

    revoked: bool
    suspended: bool
    refresh: bool
    token: int

    def agrees(self, entry: StatusEntry) -> bool:
        """Every list says of it what is wanted."""
        token = token_status_list.INVALID if entry.revoked else token_status_list.SUSPENDED * entry.suspended
        wanted = Shown(entry.revoked, entry.suspended, entry.refresh, token)
        return self == wanted


def shown(work: Work, list_id: str, indexes: Collection[int]) -> dict[int, Shown]:
    """What is published of these entries of a status list; raises NotFound where there is no such list."""
    kept = {found.purpose: found for found in work.published_lists.find(list_id=list_id)}
    bits = {name: decompress(_version(work, there(kept.get(name), "status list")).bits) for name in LISTS}
    return {
        index: Shown(
            revoked=bitstring.bit(bits["revocation"], index),
            suspended=bitstring.bit(bits["suspension"], index),
            refresh=bitstring.bit(bits["refresh"], index),
            token=token_status_list.status(bits["token"], status_list.TOKEN_BITS, index),
        )
        for index in indexes
    }
