"""The `Agent` port on ACA-Py: its words in, ours out; its errors mapped once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from agent.admin import AdminClient
from agent.errors import AgentError, AgentNotReady, AgentRefused
from agent.models import CredentialExchange, ProofDemand
from agent.models import Invitation as AgentInvitation
from agent.models import Notice as AgentNotice
from agent.models import Predicate as AgentPredicate
from issuer_api.domain.errors import Conflict, Unavailable
from issuer_api.domain.ports import Answer, Exchange, Invitation, Notice, Question, RegistryUse
from verification.policy import ProofPolicy

_RECOVERY_SECONDS = 75.0


class AcaPyAgent:
    """See `issuer_api.domain.ports.Agent`."""

    def __init__(self, admin: AdminClient) -> None:
        self._admin = admin

    def ready(self) -> bool:
        return self._admin.ready()

    def publish_schema(self, issuer: str, name: str, version: str, attributes: list[str]) -> str:
        with _mapped():
            return self._admin.create_schema(issuer, name, version, attributes)

    def publish_cred_def(self, issuer: str, schema_id: str, tag: str, registry_size: int) -> str:
        with _mapped():
            cred_def_id = self._admin.create_cred_def(issuer, schema_id, tag, registry_size)
            try:
                self._admin.wait_registries(cred_def_id, _RECOVERY_SECONDS)
            except AgentNotReady:  # half made before a kill, and not taken up by the agent itself
                self._admin.add_registry(issuer, cred_def_id, registry_size)
                self._admin.wait_registries(cred_def_id)
            return cred_def_id

    def invite(self, label: str) -> Invitation:
        with _mapped():
            return _invitation(self._admin.invite(label))

    def connection_of(self, invitation_msg_id: str) -> str | None:
        with _mapped():
            found = self._admin.connection_of(invitation_msg_id)
        return found.connection_id if found and found.completed else None

    def taken(self, invitation_msg_id: str) -> bool:
        with _mapped():
            found = self._admin.connection_of(invitation_msg_id)
        return found is not None and found.state != "invitation"

    def offer(self, connection_id: str, cred_def_id: str, attributes: dict[str, str]) -> str:
        with _mapped():
            return self._admin.send_offer(connection_id, cred_def_id, attributes).cred_ex_id

    def exchanges(self, connection_id: str) -> list[Exchange]:
        with _mapped():
            return [_exchange(found) for found in self._admin.exchanges(connection_id)]

    def exchange(self, cred_ex_id: str) -> Exchange | None:
        with _mapped():
            try:
                return _exchange(self._admin.exchange(cred_ex_id))
            except AgentRefused as exc:
                if exc.status == 404:
                    return None
                raise

    def push(self, cred_ex_id: str) -> Exchange:
        with _mapped():
            completion = self._admin.advance(cred_ex_id)
            found = _exchange(self._admin.exchange(cred_ex_id))
        return replace(found, state="offer-lost") if completion.outcome == "perhaps-lost" else found

    def withdraw(self, cred_ex_id: str) -> None:
        with _mapped():
            self._admin.withdraw(cred_ex_id)

    def erase(self, invitations: Sequence[str], connection_id: str | None, cred_ex_id: str | None) -> None:
        with _mapped():
            known = {connection_id} if connection_id else set()
            for msg_id in invitations:
                known |= {connection.connection_id for connection in self._admin.connections(msg_id)}
            exchanges = {exchange.cred_ex_id for one in known for exchange in self._admin.exchanges(one)}
            for found in exchanges | ({cred_ex_id} if cred_ex_id else set()):
                self._admin.forget_exchange(found)
            for one in known:  # after its issuances, which are found by it
                self._admin.forget_connection(one)
            for msg_id in invitations:
                self._admin.forget_invitation(msg_id)

    def publish_list(
        self, rev_reg_id: str, revoked: list[int], valid: list[int], notices: Sequence[Notice] = ()
    ) -> None:
        told = [
            AgentNotice(index=notice.index, connection_id=notice.connection_id, comment=notice.comment)
            for notice in notices
        ]
        with _mapped():
            self._admin.publish_revocations(rev_reg_id, revoked, valid=valid, notices=told)

    def registries(self, cred_def_id: str) -> list[RegistryUse]:
        with _mapped():
            found = self._admin.registry_use(cred_def_id)
        return [RegistryUse(item.rev_reg_id, item.capacity, item.used, item.state, item.active) for item in found]

    def add_registry(self, issuer: str, cred_def_id: str, size: int) -> None:
        with _mapped():
            self._admin.add_registry(issuer, cred_def_id, size)

    def ask(self, policy: ProofPolicy, cred_defs: list[str], now: datetime, label: str) -> Question:
        demand = ProofDemand(
            name=label,
            now=int(now.timestamp()),
            predicates=tuple(AgentPredicate(name=p.name, operator=p.op, value=p.value) for p in policy.predicates),
            reveal=policy.reveal,
            cred_defs=tuple(cred_defs),
        )
        with _mapped():
            exchange, invitation = self._admin.request_proof(demand, label)
        return Question(exchange.pres_ex_id, _invitation(invitation))

    def retract(self, pres_ex_id: str, invitation_msg_id: str) -> None:
        with _mapped():
            self._admin.forget_presentation(pres_ex_id)
            self._admin.forget_invitation(invitation_msg_id)

    def presentation(self, pres_ex_id: str) -> Answer:
        with _mapped():
            found = self._admin.presentation(pres_ex_id)
        presented = found.presentation if found.settled else None
        return Answer(
            declined=found.settled and presented is None,
            verified=found.verified,
            request=found.request or {},
            presentation=presented,
        )


def _invitation(found: AgentInvitation) -> Invitation:
    return Invitation(found.invi_msg_id, found.invitation, found.invitation_url)


def _exchange(found: CredentialExchange) -> Exchange:
    return Exchange(
        cred_ex_id=found.cred_ex_id,
        state="done" if found.delivered else found.state,
        rev_reg_id=found.rev_reg_id,
        cred_rev_id=found.cred_rev_id,
    )


@contextmanager
def _mapped() -> Iterator[None]:
    try:
        yield
    except AgentRefused as exc:
        if exc.status >= 500:
            raise Unavailable("agent-failed", f"The agent could not do it: {exc.reason}") from exc
        raise Conflict("agent-refused", f"The agent refused: {exc.reason}") from exc
    except AgentError as exc:
        raise Unavailable("agent-unreachable", f"The agent does not answer: {exc}") from exc
