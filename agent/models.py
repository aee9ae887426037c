"""What ACA-Py's answers and webhooks say, as far as the node reads them. Unknown members are ignored.

    exchange = CredentialExchange.model_validate(record)
    exchange.delivered      # the wallet has it

States are ACA-Py's own words (RFC 0453, RFC 0454, RFC 0023), kept as text: a new one must not break us.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Invitation(Model):
    """An out-of-band invitation (RFC 0434): its @id, the link that a wallet opens, its body."""

    invi_msg_id: str
    invitation_url: str
    invitation: dict[str, Any] = Field(repr=False)


class Connection(Model):
    """`invitation_msg_id` says which invitation led to it; `error_msg` is ACA-Py's."""

    connection_id: str
    state: str
    rfc23_state: str | None = None
    their_role: str | None = None
    their_label: str | None = None
    invitation_msg_id: str | None = None
    error_msg: str | None = None

    @property
    def completed(self) -> bool:
        return self.rfc23_state == "completed" or self.state in ("active", "completed")


class CredentialExchange(Model):
    """One issuance, the issuer's or the holder's view of it."""

    cred_ex_id: str
    state: str
    role: str | None = None
    connection_id: str | None = None
    thread_id: str | None = None
    error_msg: str | None = None
    updated_at: str | None = None
    rev_reg_id: str | None = None
    cred_rev_id: int | None = None

    @property
    def delivered(self) -> bool:
        """The issuer's view: the wallet has acknowledged the credential."""
        return self.state == "done"


class Completion(Model):
    """What one step of an issuance came to: see `agent.plugin.issuing`."""

    outcome: Literal["issued", "sent-again", "waiting", "perhaps-lost", "finished"]
    state: str
    rev_reg_id: str | None = None
    cred_rev_id: int | None = None


class PublishedList(Model):
    """The status list that the world sees now; `timestamp` in unix seconds, indexes ascending."""

    timestamp: int
    revoked: tuple[int, ...]
    added: tuple[int, ...]
    removed: tuple[int, ...]


class RegistryUse(Model):
    """How full a revocation registry is; `state` is ACA-Py's own word (finished, full)."""

    rev_reg_id: str
    capacity: int
    used: int
    state: str
    active: bool


class Notice(Model):
    """A holder to be told that a credential was revoked."""

    index: int
    connection_id: str
    comment: str


class PresentationExchange(Model):
    """One proof request and its answer. `verified` is ACA-Py's verdict, None before there is one."""

    pres_ex_id: str
    state: str
    role: str | None = None
    connection_id: str | None = None
    thread_id: str | None = None
    verified: bool | None = None
    verified_msgs: tuple[str, ...] = ()
    error_msg: str | None = None
    request: dict[str, Any] | None = Field(default=None, repr=False)
    presentation: dict[str, Any] | None = Field(default=None, repr=False)

    @property
    def settled(self) -> bool:
        return self.state in ("done", "abandoned", "declined", "presentation-acked")


class HeldCredential(Model):
    """A credential in a wallet. `attrs` are personal: never log them."""

    referent: str
    schema_id: str
    cred_def_id: str
    rev_reg_id: str | None = None
    cred_rev_id: int | None = None
    attrs: dict[str, str] = Field(default_factory=dict, repr=False)


class MatchingCredential(Model):
    """A held credential that has what some referents of a proof request ask for.

    ACA-Py matches names and restrictions, not predicates: whether `hours >= 60` holds, it tries.
    """

    cred_info: HeldCredential
    presentation_referents: tuple[str, ...] = ()


class Tenant(Model):
    """One wallet of a multitenant agent. `token` opens it: keep it secret."""

    wallet_id: str
    token: str = Field(repr=False)


class Predicate(Model):
    """`name` `operator` `value`, over int32; operator one of < <= >= >."""

    name: str
    operator: Literal["<", "<=", ">=", ">"]
    value: int

    def to_request(self) -> dict[str, Any]:
        return {"name": self.name, "p_type": self.operator, "p_value": self.value}


class ProofDemand(Model):
    """What a verifier asks: predicates and names to reveal, from given credential definitions or schemas.

    There is no restriction by issuer: anoncreds takes `issuer_did` for legacy DIDs only, and ACA-Py does not
    know `issuer_id`. Who the issuer was is in the answer's identifiers, for the verdict to judge.

    `now` (unix seconds) is the moment of the non-revocation proof: from == to, as wallets over DIDComm
    need it.
    """

    name: str
    now: int
    predicates: tuple[Predicate, ...] = ()
    reveal: tuple[str, ...] = ()
    cred_defs: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()

    def to_request(self, nonce: str) -> dict[str, Any]:
        """The AnonCreds presentation request; referents are `predicate_0`, `reveal_0`, …"""
        restrictions = [{"cred_def_id": cred_def} for cred_def in self.cred_defs]
        restrictions += [{"schema_id": schema} for schema in self.schemas]
        extra = {"restrictions": restrictions}
        asked = {
            f"predicate_{number}": {
                "name": item.name,
                "p_type": item.operator,
                "p_value": item.value,
                **extra,
            }
            for number, item in enumerate(self.predicates)
        }
        shown = {f"reveal_{number}": {"name": name, **extra} for number, name in enumerate(self.reveal)}
        return {
            "name": self.name,
            "version": "1.0",
            "nonce": nonce,
            "requested_attributes": shown,
            "requested_predicates": asked,
            "non_revoked": {"from": self.now, "to": self.now},
        }
