"""Typed client of ACA-Py's Admin API: what an issuer and a verifier do.

    client = AdminClient("http://127.0.0.1:8031", api_key)
    invitation = client.invite("Salud")
    connection = client.connection_of(invitation.invi_msg_id)          # None until somebody took it
    exchange = client.send_offer(connection.connection_id, cred_def_id, {"title": "…"})
    client.advance(exchange.cred_ex_id)                                # issue, or send again: idempotent

Every method is one HTTP request or few, blocks, and raises `agent.errors.AgentError` alone. A client may be
shared by threads. What a learner's wallet does is in `agent.wallet`.
"""

import secrets
import time
from collections.abc import Iterable, Mapping
from typing import Any

from agent.errors import AgentError, AgentNotReady, AgentRefused, MalformedPayload
from agent.models import (
    Completion,
    Connection,
    CredentialExchange,
    Invitation,
    Model,
    Notice,
    PresentationExchange,
    ProofDemand,
    PublishedList,
    RegistryUse,
)
from agent.transport import Transport, path

_KEY_SECONDS = 180.0  # a credential definition is a prime search; its registries follow
_POLL_SECONDS = 0.25
RESEND_AFTER_SECONDS = 60
_FIRST_TAG = "0"  # ACA-Py activates a registry of this tag and makes a stand-by for it
_HANDSHAKE = "https://didcomm.org/didexchange/1.1"


class AdminClient:
    """The institution's own agent (single wallet)."""

    def __init__(self, url: str, api_key: str, token: str | None = None, *, seconds: float = 60.0) -> None:
        self._call = Transport(url, api_key, token, seconds=seconds)

    def close(self) -> None:
        self._call.close()

    def ready(self) -> bool:
        try:
            return bool(self._call("GET", "/status/ready", seconds=5)["ready"])
        except AgentError:
            return False

    # AnonCreds objects

    def create_schema(self, issuer: str, name: str, version: str, attributes: Iterable[str]) -> str:
        """Schema id; the one that is there already when this wallet has made it before."""
        query = {"schema_issuer_id": issuer, "schema_name": name, "schema_version": version}
        known = self._call("GET", "/anoncreds/schemas", query=query)["schema_ids"]
        if known:
            return str(known[0])
        schema = {"issuerId": issuer, "name": name, "version": version, "attrNames": list(attributes)}
        answer = self._call("POST", "/anoncreds/schema", body={"schema": schema})
        return str(answer["schema_state"]["schema_id"])

    def create_cred_def(self, issuer: str, schema_id: str, tag: str, registry_size: int) -> str:
        """Id of a revocable credential definition, registries perhaps not ready yet: `wait_registries`.

        Finds the one that is there already under this issuer, schema and tag.
        """
        for known in self.cred_defs(schema_id):
            if self._cred_def_tag(known) == tag:
                return known
        body = {
            "credential_definition": {"issuerId": issuer, "schemaId": schema_id, "tag": tag},
            "options": {"support_revocation": True, "revocation_registry_size": registry_size},
        }
        answer = self._call("POST", "/anoncreds/credential-definition", body=body, seconds=_KEY_SECONDS)
        return str(answer["credential_definition_state"]["credential_definition_id"])

    def cred_defs(self, schema_id: str) -> list[str]:
        """Ids of the credential definitions of a schema that this wallet can issue from."""
        answer = self._call("GET", "/anoncreds/credential-definitions", query={"schema_id": schema_id})
        return list(answer["credential_definition_ids"])

    def registries(self, cred_def_id: str) -> list[str]:
        """Ids of the revocation registries of a credential definition that are finished."""
        query = {"cred_def_id": cred_def_id, "state": "finished"}
        return list(self._call("GET", "/anoncreds/revocation/registries", query=query)["rev_reg_ids"])

    def registries_ready(self, cred_def_id: str) -> bool:
        """Whether one registry is active and another stands by: issuing earlier gets stuck in silence."""
        return len(self.registries(cred_def_id)) >= 2 and self._has_active_registry(cred_def_id)

    def wait_registries(self, cred_def_id: str, seconds: float = _KEY_SECONDS) -> None:
        """Poll until `registries_ready`; raises AgentNotReady."""
        deadline = time.monotonic() + seconds
        while not self.registries_ready(cred_def_id):
            if time.monotonic() > deadline:
                raise AgentNotReady(f"no revocation registries for {cred_def_id} after {seconds:g} s")
            time.sleep(_POLL_SECONDS)

    def registry_use(self, cred_def_id: str) -> list[RegistryUse]:
        """How full each registry of a credential definition is, the active one first."""
        answer = self._call("GET", path("mochila", "revocation-registries"), query={"cred_def_id": cred_def_id})
        return [_read(RegistryUse, one) for one in answer["registries"]]

    def add_registry(self, issuer: str, cred_def_id: str, registry_size: int) -> None:
        """Start another revocation registry: an active one (and its stand-by) where none is active, else a
        stand-by. For what was half made when ACA-Py was killed and is not `registries_ready` a minute later:
        its own recovery takes up most of it, after 30 s, but not what fell between two of its steps.
        """
        tag = secrets.token_hex(8) if self._has_active_registry(cred_def_id) else _FIRST_TAG
        registry = {"issuerId": issuer, "credDefId": cred_def_id, "maxCredNum": registry_size, "tag": tag}
        body = {"revocation_registry_definition": registry, "options": {}}
        self._call("POST", "/anoncreds/revocation-registry-definition", body=body, seconds=_KEY_SECONDS)

    def _has_active_registry(self, cred_def_id: str) -> bool:
        try:
            self._call("GET", path("anoncreds", "revocation", "active-registry", cred_def_id))
        except AgentRefused:
            return False
        return True

    # Connections

    def invite(self, label: str) -> Invitation:
        """A single-use invitation to connect (didexchange/1.1, did:peer:4).

        Each has a DID of its own: under a shared one, a wallet that reuses connections would answer a second
        invitation over the first one's connection.
        """
        body = {
            "my_label": label,
            "handshake_protocols": [_HANDSHAKE],
            "use_did_method": "did:peer:4",
            "accept": ["didcomm/aip1", "didcomm/aip2;env=rfc19"],
        }
        query = {"auto_accept": "true", "multi_use": "false", "create_unique_did": "true"}
        return _read(Invitation, self._call("POST", "/out-of-band/create-invitation", body=body, query=query))

    def connection_of(self, invitation_msg_id: str) -> Connection | None:
        """The connection that an invitation led to, the completed one first; None before anyone took it."""
        query = {"invitation_msg_id": invitation_msg_id}
        found = [_read(Connection, one) for one in self._call("GET", "/connections", query=query)["results"]]
        return max(found, key=lambda connection: connection.completed, default=None)

    def connections(self, invitation_msg_id: str) -> list[Connection]:
        """Every connection that an invitation led to, broken off or not."""
        query = {"invitation_msg_id": invitation_msg_id}
        return [_read(Connection, one) for one in self._call("GET", "/connections", query=query)["results"]]

    def forget_invitation(self, invitation_msg_id: str) -> None:
        """Delete an invitation, and the connections that it led to with all that is attached. Idempotent."""
        self._delete(path("out-of-band", "invitations", invitation_msg_id))

    def forget_connection(self, connection_id: str) -> None:
        """Delete a connection: the wallet's name for itself, its keys, its messages. Idempotent."""
        self._delete(path("connections", connection_id))

    def forget_exchange(self, cred_ex_id: str) -> None:
        """Delete an issuance, whatever its state, with the attributes that it holds. Idempotent."""
        self._delete(path("issue-credential-2.0", "records", cred_ex_id))

    def _delete(self, where: str) -> None:
        try:
            self._call("DELETE", where)
        except AgentRefused as refusal:
            if refusal.status != 404:
                raise

    def connection(self, connection_id: str) -> Connection:
        return _read(Connection, self._call("GET", path("connections", connection_id)))

    # Issuing

    def send_offer(
        self, connection_id: str, cred_def_id: str, attributes: Mapping[str, str], comment: str = ""
    ) -> CredentialExchange:
        """Offer a credential. Not idempotent: look at `exchanges(connection_id)` first.

        Nothing is issued until `advance`, after the webhook says `request-received`.
        """
        preview = [{"name": name, "value": value} for name, value in attributes.items()]
        body = {
            "connection_id": connection_id,
            "filter": {"anoncreds": {"cred_def_id": cred_def_id}},
            "credential_preview": {"@type": "issue-credential/2.0/credential-preview", "attributes": preview},
            "comment": comment,
            "auto_issue": False,
            "auto_remove": False,
        }
        return _read(CredentialExchange, self._call("POST", "/issue-credential-2.0/send-offer", body=body))

    def advance(self, cred_ex_id: str, *, resend_after: int = RESEND_AFTER_SECONDS) -> Completion:
        """Take an issuance its next step. Idempotent; call it as often as you like.

        `issued`: the wallet had requested, and its credential is on its way · `waiting`: for the wallet ·
        `sent-again`: not acknowledged `resend_after` seconds after it was sent, so sent once more ·
        `finished`: done or abandoned. Too short a `resend_after` makes a slow ACA-Py wallet store it twice.
        """
        where = path("mochila", "issuances", cred_ex_id, "advance")
        return _read(Completion, self._call("POST", where, body={"resend_after": resend_after}))

    def exchange(self, cred_ex_id: str) -> CredentialExchange:
        return _exchange(self._call("GET", path("issue-credential-2.0", "records", cred_ex_id)))

    def exchanges(self, connection_id: str | None = None, *, state: str | None = None) -> list[CredentialExchange]:
        """Every issuance, or those of one connection or one state. One page: at most 10,000."""
        query: dict[str, str | int | None] = {"connection_id": connection_id, "state": state, "limit": 10000}
        answer = self._call("GET", "/issue-credential-2.0/records", query=query)
        return [_exchange(record) for record in answer["results"]]

    def withdraw(self, cred_ex_id: str) -> None:
        """Forget an issuance that has issued nothing: a request that comes later is refused. Idempotent.

        So a lost offer or request is made good: withdraw, then offer again. Raises AgentRefused (409) where a
        credential came of it.
        """
        self._call("DELETE", path("mochila", "issuances", cred_ex_id))

    # Revoking

    def publish_revocations(
        self,
        rev_reg_id: str,
        wanted: Iterable[int] = (),
        *,
        valid: Iterable[int] = (),
        notices: Iterable[Notice] = (),
    ) -> PublishedList:
        """Make the published list hold all that is wanted, pending, revoked in the wallet, or published, but none
        that is named `valid`: an index whose suspension has ended.

        Idempotent, and the same call in normal running as in healing. Each holder in `notices` is told once. Raises
        AgentRefused: 404 unknown registry, 409 an index never issued, 502 not published (call it again).
        """
        where = path("mochila", "revocation-registries", rev_reg_id, "publish")
        told = [notice.model_dump() for notice in notices]
        body = {"revoked": sorted(set(wanted)), "valid": sorted(set(valid)), "notices": told}
        return _read(PublishedList, self._call("POST", where, body=body))

    # Verifying

    def request_proof(self, demand: ProofDemand, label: str) -> tuple[PresentationExchange, Invitation]:
        """A connectionless proof request, and the single-use invitation that carries it."""
        request = demand.to_request(nonce=str(secrets.randbits(80)))
        body = {"presentation_request": {"anoncreds": request}, "auto_verify": True, "auto_remove": False}
        exchange = self._call("POST", "/present-proof-2.0/create-request", body=body)
        attachment = {"id": exchange["pres_ex_id"], "type": "present-proof"}
        invitation = self._call(
            "POST",
            "/out-of-band/create-invitation",
            body={"attachments": [attachment], "my_label": label, "use_did_method": "did:peer:4"},
            query={"multi_use": "false"},
        )
        return read_presentation(exchange), _read(Invitation, invitation)

    def presentation(self, pres_ex_id: str) -> PresentationExchange:
        """With the request and, once answered, the presentation; `verified` is ACA-Py's verdict."""
        return read_presentation(self._call("GET", path("present-proof-2.0", "records", pres_ex_id)))

    def forget_presentation(self, pres_ex_id: str) -> None:
        """Delete a proof request, whatever its state, with what was presented. Idempotent."""
        self._delete(path("present-proof-2.0", "records", pres_ex_id))

    def _cred_def_tag(self, cred_def_id: str) -> str:
        answer = self._call("GET", path("anoncreds", "credential-definition", cred_def_id))
        return str(answer["credential_definition"]["tag"])


def read_presentation(record: Mapping[str, Any]) -> PresentationExchange:
    """A present-proof 2.0 record with the two AnonCreds attachments lifted out."""
    formats = record.get("by_format") or {}
    request = (formats.get("pres_request") or {}).get("anoncreds")
    presentation = (formats.get("pres") or {}).get("anoncreds")
    return _read(PresentationExchange, {**record, "request": request, "presentation": presentation})


def _exchange(record: Mapping[str, Any]) -> CredentialExchange:
    """ACA-Py answers {"cred_ex_record": …, "anoncreds": …}; the index is in the second."""
    details = record.get("anoncreds") or {}
    index = {name: details.get(name) for name in ("rev_reg_id", "cred_rev_id")}
    return _read(CredentialExchange, {**record["cred_ex_record"], **index})


def _read[T: Model](kind: type[T], answer: object) -> T:
    try:
        return kind.model_validate(answer)
    except ValueError as error:
        raise MalformedPayload(f"ACA-Py answered no {kind.__name__}") from error
