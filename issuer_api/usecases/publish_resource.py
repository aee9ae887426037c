"""Publish an AnonCreds object under the institution's DID (protocol steps P1 to P4).

The agent's plugin hands in content; the node names it by its digest, signs it, keeps it, and only then answers.
A status list is linked from its registry's definition in the same transaction, and its digest waits to be
anchored: what a wallet can see, the chain will say.
"""

from hashlib import sha256
from time import sleep

from issuer_api.domain.errors import Conflict, Forbidden, Invalid, Unavailable
from issuer_api.domain.institution import Institution, PublishedResource
from issuer_api.domain.ports import Work
from issuer_api.domain.resource import ResourceLink, build_resource
from issuer_api.usecases.node import Node, institution_of, there
from issuer_api.usecases.rev_lists import bits_of
from revocation.errors import RevocationError
from revocation.rev_reg import RevReg, revives, revoked_indexes
from verification.encoding import canonical, digest_multibase
from verification.errors import EncodingError

REGISTRY = "anonCredsRevocRegDef"
STATUS_LIST = "anonCredsStatusList"
TYPES = ("anonCredsSchema", "anonCredsCredDef", REGISTRY, STATUS_LIST)
REVOCATION_LIST = "revocation_list"
_PATIENCE = 5  # seconds that the clock may be behind a registry's newest list


def publish_resource(node: Node, resource_type: str, content: dict[str, object]) -> tuple[str, PublishedResource]:
    """The object's id and what is published. The same content again gives the same answer.

    Raises Invalid for an unknown type and for content that is not of its type, Forbidden for another's issuerId,
    NotFound for a list of no registry of ours, Conflict for one that changes an entry against what is wanted of it: a
    revoked credential made valid again, a valid one revoked.
    """
    if resource_type not in TYPES:
        raise Invalid(
            "unknown-resource-type", f"A resource is one of {', '.join(TYPES)}; this one says {resource_type!r}."
        )
    with node.store() as work:
        institution = institution_of(work)
        if content.get("issuerId") != institution.did:
            raise Forbidden("not-our-issuer", f"This node publishes for {institution.did} alone.")
        if resource_type == STATUS_LIST:
            published = _publish_list(node, work, institution, content)
        else:
            published = _publish(node, work, institution, resource_type, content)
        return f"{institution.did}/resources/{published.digest}", published


def _publish(
    node: Node, work: Work, institution: Institution, resource_type: str, content: dict[str, object]
) -> PublishedResource:
    digest = _digest(content)
    work.wait_for(f"resource:{digest}")
    if found := work.resources.get(digest):
        return found
    return work.resources.add(
        PublishedResource(
            digest=digest,
            resource_type=resource_type,
            content=content,
            document=_signed(node, institution, resource_type, content, []),
            created_at=node.clock(),
        )
    )


def _publish_list(node: Node, work: Work, institution: Institution, content: dict[str, object]) -> PublishedResource:
    rev_reg_id = str(content.get("revRegDefId"))
    work.wait_for(f"list:{rev_reg_id}")
    registry = _registry(work, institution, rev_reg_id)
    _check_bits(registry, rev_reg_id, content)
    lists = sorted(work.resources.find(rev_reg_id=rev_reg_id), key=lambda item: item.timestamp or 0)
    newest = lists[-1] if lists else None
    if newest and _same_bits(newest.content, content):
        return newest
    if newest:
        _check_changes(work, rev_reg_id, bits_of(newest.content), bits_of(content))
    published = _publish(node, work, institution, STATUS_LIST, {**content, "timestamp": _next_time(node, newest)})
    published.rev_reg_id, published.timestamp = rev_reg_id, int(str(published.content["timestamp"]))
    links = [_link(institution, item) for item in [*lists, published]]
    registry.document = _signed(node, institution, registry.resource_type, registry.content, links)
    work.outbox.entry(
        REVOCATION_LIST,
        subject=sha256(rev_reg_id.encode()).digest(),
        digest=sha256(canonical(published.document)).digest(),
    )
    return published


def _registry(work: Work, institution: Institution, rev_reg_id: str) -> PublishedResource:
    did, _, digest = rev_reg_id.partition("/resources/")
    found = work.resources.locked(digest)
    ours = found if found and found.resource_type == REGISTRY and did == institution.did else None
    return there(ours, "revocation registry")


def _check_bits(registry: PublishedResource, rev_reg_id: str, content: dict[str, object]) -> None:
    """As many entries as the registry has places, each of them 0 or 1, and the first, which is never issued, 0."""
    bits, value = content.get("revocationList"), registry.content["value"]
    places = value.get("maxCredNum") if isinstance(value, dict) else None
    if not isinstance(places, int) or not isinstance(bits, list) or len(bits) != places:
        raise Invalid("list-malformed", f"A list of this registry has {places} entries.")
    try:
        RevReg(rev_reg_id, capacity=places, wanted=frozenset(), published=revoked_indexes(bits))
    except RevocationError as exc:
        raise Invalid("list-malformed", f"The list cannot be published: {exc}.") from exc


def _digest(content: dict[str, object]) -> str:
    try:
        return digest_multibase(content)
    except EncodingError as exc:
        raise Invalid(exc.code, f"The content cannot be published: {exc}.") from exc


def _next_time(node: Node, newest: PublishedResource | None) -> int:
    """Unix seconds, later than the registry's former list and never in the future: a second list within one second
    waits for the next, for a verifier who asks "as of now" must not be shown the former one. Raises Unavailable
    where the clock was put back."""
    former = (newest.timestamp or 0) if newest else 0
    behind = former - int(node.clock().timestamp())
    if behind > _PATIENCE:
        raise Unavailable(
            "clock-behind", f"This machine's clock is {behind} s behind the list published last. Set the clock."
        )
    while (moment := int(node.clock().timestamp())) <= former:
        sleep(0.05)
    return moment


def _same_bits(one: dict[str, object], other: dict[str, object]) -> bool:
    return all(one[name] == other.get(name) for name in ("revocationList", "currentAccumulator"))


def _check_changes(work: Work, rev_reg_id: str, former: list[object], later: list[object]) -> None:
    """A list follows the node's record, whoever made it and however late it comes. An entry that the record does not
    know is of a credential that nobody got: it may be revoked, and stays so."""
    entries = {entry.index: entry for entry in work.status_entries.find(list_id=rev_reg_id)}
    holding = {index for index, entry in entries.items() if not (entry.revoked or entry.suspended)}
    if revived := revives(former, later) - holding:
        raise Conflict("list-revives", f"This list would undo {len(revived)} revocations and suspensions that hold.")
    if unasked := (revoked_indexes(later) - revoked_indexes(former)) & holding:
        raise Conflict("list-unasked", f"This list would revoke {len(unasked)} credentials that hold.")


def _link(institution: Institution, item: PublishedResource) -> ResourceLink:
    return ResourceLink(
        id=f"{institution.did}/resources/{item.digest}",
        type=STATUS_LIST,
        timestamp=item.timestamp or 0,
        digest_multibase=item.digest,
    )


def _signed(
    node: Node,
    institution: Institution,
    resource_type: str,
    content: dict[str, object],
    links: list[ResourceLink],
) -> dict[str, object]:
    document = build_resource(institution.did, resource_type, content, links)
    return node.signer.attest(document, verification_method=f"{institution.did}#key-1", created=node.clock())
