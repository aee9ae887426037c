"""What the use cases need of the world. Each docstring is the contract that an adapter keeps.

Times are aware datetimes in UTC. Every method may raise `Unavailable` where its part does not answer, and whatever
keeps text or numbers `Invalid` for what it cannot keep.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from sqlmodel import SQLModel

from anchoring.checkpoint import Receipt
from anchoring.evidence import LogEvidence
from issuer_api.domain.ask import PublicAsk
from issuer_api.domain.award import Award
from issuer_api.domain.batch import Batch, Learner
from issuer_api.domain.bulk import Bulk, BulkRow
from issuer_api.domain.credential import Credential
from issuer_api.domain.design import Design
from issuer_api.domain.endorsement import Endorsement, ReceivedEndorsement
from issuer_api.domain.erasure import Erasure
from issuer_api.domain.institution import DidVersion, Institution, PublishedResource, TailsFile, Token
from issuer_api.domain.proof import ProofRequest
from issuer_api.domain.record import RecordKey
from issuer_api.domain.status import PublishedList, StatusChange, StatusEntry, StatusList, StatusListVersion
from issuer_api.domain.summary import Language
from issuer_api.domain.webhook import Delivery, Webhook
from issuer_api.domain.witness import Contradiction, LogLeaf, Peer, Remembered, SignedHead
from verification.policy import ProofPolicy
from verification.verification_receipt import VerificationReceipt

Clock = Callable[[], datetime]


class Repository[T: SQLModel](Protocol):
    """One kind of thing. What it returns is live: changes to it are written when the work ends well."""

    def get(self, key: object) -> T | None: ...
    def locked(self, key: object) -> T | None:
        """Like `get`, and nobody else changes it until this work ends."""

    def all_locked(self, ids: Collection[UUID]) -> list[T]:
        """Like `locked`, of all that are there of these, at once and in the order of their ids."""

    def add(self, entity: T) -> T:
        """Returns the live thing. Raises Conflict where a unique value is already taken."""

    def add_all(self, entities: list[T]) -> None: ...
    def remove(self, entity: T) -> None: ...
    def find(self, **equals: object) -> list[T]:
        """Everything whose fields equal these (a tuple: any of them), oldest first."""

    def first(self, **equals: object) -> T | None: ...
    def count(self, **equals: object) -> int: ...


class Outbox(Protocol):
    """What waits to be anchored, in the same transaction as the thing itself: neither is there without the other."""

    def leaf(self, digest: bytes) -> UUID:
        """A 32-byte credential digest for the next checkpoint's tree. Returns the leaf's (and receipt's) id."""

    def forget(self, leaf_ids: Sequence[UUID]) -> dict[UUID, bytes]:
        """Destroy salts and digests: these leaves have no receipt any more. Returns their hashes, which stay in the
        tree for everybody else's receipts, and open to nothing."""

    def entry(self, kind: str, subject: bytes, digest: bytes) -> UUID:
        """An entry of its own: `did_version`, `revocation_list` or `status_list`, with a 32-byte subject and digest."""


@dataclass(frozen=True, slots=True)
class CheckpointSummary:
    """One checkpoint, for people: `state` as in `anchoring.checkpoint.State`. `leaves` are real ones, and `padding`
    fills the tree up to its size class."""

    id: int
    state: str
    leaves: int
    padding: int
    entries: int
    transaction: str | None
    block: int | None


@dataclass(frozen=True, slots=True)
class AnchoringStatus:
    """How anchoring to one log goes. Heads are 0x and hex, the balance is in wei; what is None is not known.

    From the tables: since when the oldest waits that no checkpoint holds, the unfinished checkpoint, the head that the
    journal knows. From the worker, as of `seen_at`: blocks, the chain's head, the account. `affordable` is how many
    more checkpoints the balance pays for at the price of the last one; None where gas is free.
    """

    waiting: int
    oldest_waiting: datetime | None
    unfinished: str | None  # its state
    unfinished_since: datetime | None
    journal_head: str | None
    seen_at: datetime | None
    latest_block: int | None
    final_block: int | None
    chain_head: str | None
    balance: int | None
    affordable: int | None
    trouble: str | None  # the `code` of an anchoring error
    trouble_detail: str | None
    trouble_since: datetime | None


class Anchored(Protocol):
    """What waits to be anchored and what is."""

    def status(self, chain: str, contract: str, issuer: str) -> AnchoringStatus:
        """How anchoring to that log goes."""

    def waiting(self) -> int:
        """Leaves and entries that no checkpoint holds yet."""

    def schedule(self, at: datetime) -> bool:
        """Put a time on the schedule, if it is not there; returns whether any time waits for its checkpoint."""

    def receipt(self, leaf_id: UUID) -> dict[str, object] | None:
        """The receipt as JSON, once its checkpoint is final."""

    def evidence(self, leaf_id: UUID) -> tuple[Receipt, tuple[LogEvidence, ...]] | None:
        """The receipt and all that its log's chain has to say about it, once a proof of the head is kept."""

    def checkpoints(self) -> list[CheckpointSummary]:
        """Every checkpoint, oldest first."""

    def heads_outside_log(self) -> list[tuple[int, bytes]]:
        """Each FINAL checkpoint that is no leaf of the transparency log yet, oldest first, and its append's head."""


class Work(Protocol):
    """One transaction over everything the node keeps. Ends well: all of it is written. Raises: none of it is."""

    institutions: Repository[Institution]
    did_versions: Repository[DidVersion]
    resources: Repository[PublishedResource]
    tails: Repository[TailsFile]
    tokens: Repository[Token]
    designs: Repository[Design]
    batches: Repository[Batch]
    learners: Repository[Learner]
    credentials: Repository[Credential]
    record_keys: Repository[RecordKey]
    erasures: Repository[Erasure]
    status_changes: Repository[StatusChange]
    status_lists: Repository[StatusList]
    status_entries: Repository[StatusEntry]
    status_versions: Repository[StatusListVersion]
    published_lists: Repository[PublishedList]
    proofs: Repository[ProofRequest]
    asks: Repository[PublicAsk]
    log_leaves: Repository[LogLeaf]
    signed_heads: Repository[SignedHead]
    peers: Repository[Peer]
    memories: Repository[Remembered]
    contradictions: Repository[Contradiction]
    bulks: Repository[Bulk]
    bulk_rows: Repository[BulkRow]
    webhooks: Repository[Webhook]
    deliveries: Repository[Delivery]
    endorsements: Repository[Endorsement]
    received_endorsements: Repository[ReceivedEndorsement]
    outbox: Outbox
    anchored: Anchored

    def credentials_due(self, now: datetime) -> list[UUID]:
        """The credentials under way whose `look_at` has come."""

    def asks_before(self, moment: datetime) -> list[UUID]:
        """The public requests that were made before then."""

    def credential_states(self, batch_id: UUID) -> dict[str, int]:
        """How many credentials of a batch are in each state."""

    def set_entries(self, list_id: str) -> list[tuple[int, bool, bool, bool]]:
        """(index, revoked, suspended, refresh) of the entries of a list of which anything is wanted."""

    def taken(self, list_id: str, indexes: Collection[int]) -> set[int]:
        """Those of the indexes of a list that were given to a credential, whenever."""

    def bulk_due(self, bulk_id: UUID, count: int, size: int) -> list[BulkRow]:
        """The next rows that are not judged, in their order: so many at most, and so many bytes, but always one."""

    def rewrite_erased(self) -> None:
        """Rewrite the tables that keep keys and plain rows, so that no dead copy of an erased one is in their files.
        In a unit of work of its own. Raises Unavailable where they are in use; nothing is lost by trying later."""

    def alone(self, name: str) -> bool:
        """Take the lock of this name until the work ends; False, at once, where another holds it."""

    def wait_for(self, name: str) -> None:
        """Take the lock of this name until the work ends, waiting for whoever holds it."""


Store = Callable[[], AbstractContextManager[Work]]


class Signer(Protocol):
    """Holds the institution's assertion key. The key never leaves it."""

    def attest(self, document: dict[str, object], *, verification_method: str, created: datetime) -> dict[str, object]:
        """The document with an eddsa-jcs-2022 proof (vc-di-eddsa section 3.3), purpose assertionMethod."""

    def secure(
        self,
        documents: Sequence[Mapping[str, Any]],
        *,
        verification_method: str,
        created: datetime,
        cryptosuite: str = "eddsa-rdfc-2022",
    ) -> list[dict[str, Any]]:
        """Each document of a batch with a proof of this suite (vc-di-eddsa section 3), purpose assertionMethod. Raises
        JsonLdError where a document has no complete meaning in RDF."""

    def jws(self, header: Mapping[str, Any], payload: Mapping[str, Any]) -> str:
        """The payload as a compact JWS (RFC 7515), signed with EdDSA; `alg` is set."""


class Drawings(Protocol):
    """Draws what a learner leaves with, in `lang` (es, pt, en). Pure: the same award gives the same drawing.
    Each raises Invalid (not-printable) for a character that it has no letter for."""

    def badge_svg(self, award: Award, lang: Language) -> str:
        """The achievement's image, without the learner's name; no credential is baked in yet."""

    def badge_png(self, award: Award, lang: Language) -> bytes:
        """The same as a PNG."""

    def certificate(self, award: Award, lang: Language, *, link: str, credential: str, made: datetime) -> bytes:
        """A one-page PDF with the learner's name, `link` as a QR code, and `credential` (JSON) attached."""

    def receipt(
        self, found: VerificationReceipt, lang: Language, *, receipt: str, institution: str, did: str, host: str
    ) -> bytes:
        """A one-page PDF of what was found, by the institution of this DID and host, with `receipt` (JWS) attached."""


@dataclass(frozen=True, slots=True)
class PeerAnswer:
    """What another institution's node said: HTTP status and body."""

    status: int
    body: str


class LegacyIssuer(Protocol):
    """Signs credentials of VC Data Model 1.1 with the institution's assertion key, under the did:key of that key."""

    @property
    def did(self) -> str:
        """Who the issuer of such a credential is."""

    def issue(
        self, credential: Mapping[str, Any], form: Literal["ldp", "jwt"], *, created: datetime
    ) -> dict[str, Any] | str:
        """Signed: with an Ed25519Signature2020 proof, or as a VC-JWT. Raises Invalid (legacy-refused), Unavailable
        (legacy-unavailable)."""


class Fetch(Protocol):
    """Reads what others publish at addresses that a document names: https alone, within limits of size and time, no
    redirects, no private network."""

    def __call__(self, url: str, /) -> bytes | None:
        """The body; None for whatever cannot be had."""


class Send(Protocol):
    """Posts JSON to a public page of others, within the limits of `Fetch`."""

    def __call__(self, url: str, body: bytes, /) -> bytes | None:
        """The answer's body; None for whatever cannot be had."""


class Tell(Protocol):
    """Posts JSON to an address that somebody with a token named, within the limits of `Fetch`."""

    def refuses(self, url: str, /) -> str | None:
        """Why this address is never asked, as the rest of a sentence; None where it may be. Looks its host up."""

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str], /) -> int | None:
        """The status of the answer; None where there was none, or the address is refused."""


class Scan(Protocol):
    """Finds the QR code in a picture (PNG, JPEG, WebP)."""

    def __call__(self, picture: bytes, /) -> str | None:
        """Its text; None where there is none, or no picture that can be read within limits."""


class Peers(Protocol):
    """Other institutions' nodes, found by their DIDs. What they say is unchecked, and no longer than a limit."""

    def did_log(self, did: str) -> bytes:
        """Its did.jsonl."""

    def introduction(self, did: str) -> bytes:
        """Its log key and witness key, as `usecases.peers.introduction` makes them."""

    def add_checkpoint(self, did: str, body: str) -> PeerAnswer:
        """Ask it for a cosignature (c2sp.org/tlog-witness). May be asked again."""


class Jobs(Protocol):
    """Work to be done soon, outside the caller's request. A job is a poke, never the record: what must be done
    stands in the tables, and a periodic sweep finds what was never poked."""

    def soon(self, task: str, **arguments: str) -> None:
        """At least once; twice at the same time is harmless. Loses nothing when it fails."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """An out-of-band invitation (RFC 0434): its @id, its body, and the link that a wallet opens."""

    msg_id: str
    body: dict[str, object]
    url: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """An issuance as the agent has it. `rev_reg_id` and `cred_rev_id` are there once it is issued."""

    cred_ex_id: str
    state: str
    rev_reg_id: str | None
    cred_rev_id: int | None


@dataclass(frozen=True, slots=True)
class Question:
    """A proof request that the agent made: its record and the invitation that carries it."""

    pres_ex_id: str
    invitation: Invitation


@dataclass(frozen=True, slots=True)
class Answer:
    """`declined` where the holder said that there will be no proof; otherwise the AnonCreds request, and the
    presentation once there is one. `verified` is the agent's word on the cryptography, None for none."""

    declined: bool
    verified: bool | None
    request: dict[str, object]
    presentation: dict[str, object] | None


@dataclass(frozen=True, slots=True)
class Notice:
    """Who is to be told that a credential was revoked, and why."""

    index: int
    connection_id: str
    comment: str


@dataclass(frozen=True, slots=True)
class RegistryUse:
    """How full a revocation registry is. `state` is the agent's word: `finished` where it can be issued from, `full`
    when another has taken its place."""

    rev_reg_id: str
    capacity: int
    used: int
    state: str
    active: bool


class Agent(Protocol):
    """The institution's DIDComm agent. Calls are not idempotent unless it is said; each is one HTTP request or few."""

    def ready(self) -> bool: ...
    def publish_schema(self, issuer: str, name: str, version: str, attributes: list[str]) -> str:
        """Schema id. Finds the one that is there already."""

    def publish_cred_def(self, issuer: str, schema_id: str, tag: str, registry_size: int) -> str:
        """Credential definition id, once it and its revocation registries are ready. Finds one made before."""

    def invite(self, label: str) -> Invitation:
        """A single-use invitation to connect."""

    def connection_of(self, invitation_msg_id: str) -> str | None:
        """The completed connection that this invitation led to."""

    def offer(self, connection_id: str, cred_def_id: str, attributes: dict[str, str]) -> str:
        """Offer a credential; returns its cred_ex_id."""

    def taken(self, invitation_msg_id: str) -> bool:
        """Whether a wallet has answered this invitation; it will answer no second time."""

    def exchanges(self, connection_id: str) -> list[Exchange]:
        """Every issuance begun over this connection."""

    def exchange(self, cred_ex_id: str) -> Exchange | None:
        """One issuance; None where the agent has none of this id."""

    def push(self, cred_ex_id: str) -> Exchange:
        """Take an issuance its next step: issue what was requested, send again what may be lost. However often it
        is called, one credential comes of it. The state is `offer-lost` where the offer may never have left."""

    def withdraw(self, cred_ex_id: str) -> None:
        """Forget an issuance that has issued nothing: a request that comes later is refused. Idempotent. Raises
        Conflict where a credential came of it."""

    def erase(self, invitations: Sequence[str], connection_id: str | None, cred_ex_id: str | None) -> None:
        """Delete all that it keeps of one credential's way to its learner: the invitations (by message id), the
        connections that came of them, the issuances over those, with their attributes. Idempotent."""

    def publish_list(
        self, rev_reg_id: str, revoked: list[int], valid: list[int], notices: Sequence[Notice] = ()
    ) -> None:
        """Publish a list in which all `revoked` are revoked and all `valid` are not, and have each holder in `notices`
        told once. Idempotent. Raises Unavailable where it did not come to that; a success is believed only when the
        published list shows it."""

    def registries(self, cred_def_id: str) -> list[RegistryUse]:
        """The revocation registries of a credential definition, the active one first."""

    def add_registry(self, issuer: str, cred_def_id: str, size: int) -> None:
        """Begin to make one more that stands by."""

    def ask(self, policy: ProofPolicy, cred_defs: list[str], now: datetime, label: str) -> Question:
        """A proof request as a connectionless invitation; `cred_defs` empty: from any credential definition."""

    def retract(self, pres_ex_id: str, invitation_msg_id: str) -> None:
        """Forget a proof request and its invitation: what a wallet answers later is refused. Idempotent."""

    def presentation(self, pres_ex_id: str) -> Answer:
        """What came of a proof request so far."""
