"""The institution's agent, its wallets, its plugin: `issuer_api.domain.ports.Agent` in memory, faults on demand.

    agent = SimulatedAgent(publish)      # `publish` does what the real plugin does: POST /internal/resources
    agent.scan(invitation_msg_id)        # a wallet answers an invitation, …
    agent.request(connection_id)         # asks for what it was offered, …
    agent.acknowledge(connection_id)     # and says that it has it
    agent.losing.add("offer")            # the next offer is made, and its answer is lost

What it would tell the node by webhook waits in `news`, to be delivered or not, and in any order.
"""

import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

from issuer_api.domain.errors import Conflict, Unavailable
from issuer_api.domain.ports import Answer, Exchange, Invitation, Notice, Question, RegistryUse
from verification.policy import ProofPolicy

Content = dict[str, object]
Publish = Callable[[str, Content], tuple[str, Content]]


@dataclass
class Issuance:
    """An issuance as the agent keeps it; `cred_rev_id` once it was issued."""

    cred_ex_id: str
    connection_id: str
    attributes: dict[str, str]
    state: str = "offer-sent"
    rev_reg_id: str | None = None
    cred_rev_id: int | None = None

    def seen(self) -> Exchange:
        return Exchange(self.cred_ex_id, self.state, self.rev_reg_id, self.cred_rev_id)


@dataclass
class SimulatedAgent:
    """`unreachable`: nothing answers. `refuses`: connections whose offers are refused. `losing`: calls that are done
    and whose next answer is lost. `lies`: lists are said to be published and are not. `late`: they are published
    when `deliver_lists` is called. `slow`: seconds that each call takes."""

    publish: Publish
    unreachable: bool = False
    refuses: set[str] = field(default_factory=set)
    losing: set[str] = field(default_factory=set)
    lies: bool = False
    late: bool = False
    slow: float = 0.0

    def __post_init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.news: list[tuple[str, Content]] = []
        self.invitations: dict[str, str | None] = {}
        self.broken: set[str] = set()
        self.issuances: list[Issuance] = []
        self.notices: list[tuple[str, int]] = []
        self.lists: dict[str, list[int]] = {}
        self.questions: dict[str, ProofPolicy] = {}
        self.answers: dict[str, Answer] = {}
        self._objects: dict[str, str] = {}
        self.standby: list[tuple[int, int]] = [(1, 63)]  # number and capacity of each registry that stands by
        self._waiting: list[tuple[str, list[int], list[int]]] = []
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()

    # What the node asks of it.

    def ready(self) -> bool:
        return not self.unreachable

    def publish_schema(self, issuer: str, name: str, version: str, attributes: list[str]) -> str:
        with self._call("publish_schema"):
            content: Content = {"issuerId": issuer, "name": name, "version": version, "attrNames": attributes}
            return self._once("schema", "anonCredsSchema", content)

    def publish_cred_def(self, issuer: str, schema_id: str, tag: str, registry_size: int) -> str:
        with self._call("publish_cred_def"):
            content: Content = {"issuerId": issuer, "schemaId": schema_id, "type": "CL", "tag": tag, "value": {}}
            cred_def_id = self._once("cred_def", "anonCredsCredDef", content)
            self._registry(issuer, cred_def_id, registry_size)
            return cred_def_id

    def invite(self, label: str) -> Invitation:
        with self._call("invite"):
            msg_id = f"invitation-{next(self._numbers)}"
            self.invitations[msg_id] = None
            return Invitation(msg_id, {"@id": msg_id, "label": label}, f"https://agent.example.edu?oob={msg_id}")

    def connection_of(self, invitation_msg_id: str) -> str | None:
        with self._call("connection_of"):
            return self.invitations[invitation_msg_id]

    def offer(self, connection_id: str, cred_def_id: str, attributes: dict[str, str]) -> str:
        with self._call("offer"):
            if connection_id in self.refuses:
                raise Conflict("agent-refused", "The agent refused: connection not ready")
            made = Issuance(f"exchange-{next(self._numbers)}", connection_id, dict(attributes))
            self.issuances.append(made)
            self._tell(made)
            return made.cred_ex_id

    def taken(self, invitation_msg_id: str) -> bool:
        with self._call("taken"):
            return self.invitations[invitation_msg_id] is not None or invitation_msg_id in self.broken

    def exchanges(self, connection_id: str) -> list[Exchange]:
        with self._call("exchanges"):
            return [item.seen() for item in self.issuances if item.connection_id == connection_id]

    def exchange(self, cred_ex_id: str) -> Exchange | None:
        with self._call("exchange"):
            return next((item.seen() for item in self.issuances if item.cred_ex_id == cred_ex_id), None)

    def withdraw(self, cred_ex_id: str) -> None:
        with self._call("withdraw"):
            if any(item.cred_ex_id == cred_ex_id and item.cred_rev_id for item in self.issuances):
                raise Conflict("agent-refused", "The agent refused: a credential was issued")
            self.issuances = [item for item in self.issuances if item.cred_ex_id != cred_ex_id]

    def erase(self, invitations: Sequence[str], connection_id: str | None, cred_ex_id: str | None) -> None:
        with self._call("erase"):
            known = {connection_id, *(self.invitations.pop(msg_id, None) for msg_id in invitations)} - {None}
            self.issuances = [
                item for item in self.issuances if item.connection_id not in known and item.cred_ex_id != cred_ex_id
            ]

    def push(self, cred_ex_id: str) -> Exchange:
        with self._call("push"):
            item = next(item for item in self.issuances if item.cred_ex_id == cred_ex_id)
            if item.state == "request-received":
                item.state, item.rev_reg_id = "credential-issued", self.rev_reg_id
                item.cred_rev_id = max((each.cred_rev_id or 0 for each in self.issuances), default=0) + 1
                self._tell(item)
            return item.seen()

    def publish_list(
        self, rev_reg_id: str, revoked: list[int], valid: list[int], notices: Sequence[Notice] = ()
    ) -> None:
        with self._call("publish_list", alone=False):
            for notice in notices:  # put down once, however often it is asked for
                if (rev_reg_id, notice.index) not in self.notices:
                    self.notices.append((rev_reg_id, notice.index))
            if self.lies:
                return
            if self.late:
                self._waiting.append((rev_reg_id, revoked, valid))
            else:
                self._publish_list(rev_reg_id, revoked, valid)

    def registries(self, cred_def_id: str) -> list[RegistryUse]:
        with self._call("registries"):
            used = max((item.cred_rev_id or 0 for item in self.issuances), default=0)
            size = len(self.lists[self.rev_reg_id]) - 1
            standby = [RegistryUse(f"{self.rev_reg_id}-{n}", s, 0, "finished", False) for n, s in self.standby]
            return [RegistryUse(self.rev_reg_id, size, used, "finished", True), *standby]

    def add_registry(self, issuer: str, cred_def_id: str, size: int) -> None:
        with self._call("add_registry"):
            self.standby.append((len(self.standby) + 1, size - 1))

    def ask(self, policy: ProofPolicy, cred_defs: list[str], now: datetime, label: str) -> Question:
        with self._call("ask"):
            pres_ex_id = f"proof-{next(self._numbers)}"
            self.questions[pres_ex_id] = policy
            self.answers[pres_ex_id] = Answer(False, None, {}, None)
            return Question(pres_ex_id, Invitation(pres_ex_id, {"@id": pres_ex_id}, "https://agent.example.edu?oob=p"))

    def retract(self, pres_ex_id: str, invitation_msg_id: str) -> None:
        with self._call("retract"):
            self.questions.pop(pres_ex_id, None)
            self.answers.pop(pres_ex_id, None)

    def presentation(self, pres_ex_id: str) -> Answer:
        with self._call("presentation"):
            return self.answers[pres_ex_id]

    # What wallets do, and the world.

    def scan(self, msg_id: str) -> str:
        """A wallet answers an invitation. Returns the connection."""
        connection_id = f"connection-{msg_id}"
        self.invitations[msg_id] = connection_id
        news: Content = {"invitation_msg_id": msg_id, "connection_id": connection_id, "state": "completed"}
        self.news.append(("connections", news))
        return connection_id

    def break_off(self, msg_id: str) -> None:
        """A wallet answers an invitation, and no connection comes of it."""
        self.broken.add(msg_id)

    def forget(self, connection_id: str) -> None:
        """The agent was killed before an offer was on disk."""
        self.issuances.remove(self.issuance(connection_id))

    def request(self, connection_id: str) -> None:
        self._move(connection_id, "offer-sent", "request-received")

    def acknowledge(self, connection_id: str) -> None:
        self._move(connection_id, "credential-issued", "done")

    def give_up(self, connection_id: str) -> None:
        """The wallet sends a problem report, whatever came before."""
        item = self.issuance(connection_id)
        item.state = "abandoned"
        self._tell(item)

    def issuance(self, connection_id: str) -> Issuance:
        """The one issuance of a connection: that there is no second one is part of it."""
        (found,) = [item for item in self.issuances if item.connection_id == connection_id]
        return found

    def deliver_lists(self) -> None:
        """What was put aside while `late` is published now."""
        waiting, self._waiting = self._waiting, []
        for rev_reg_id, revoked, valid in waiting:
            with suppress(AssertionError):  # the node refuses what contradicts its record by now
                self._publish_list(rev_reg_id, revoked, valid)

    def prove(self, pres_ex_id: str, timestamp: int, *, verified: bool | None = True) -> None:
        """A wallet answers with a credential of ours, proven against the list of this time."""
        policy = self.questions[pres_ex_id]
        asked = {f"p{place}": item for place, item in enumerate(policy.predicates)}
        request: Content = {
            "requested_attributes": {},
            "requested_predicates": {
                key: {"name": item.name, "p_type": item.op, "p_value": item.value} for key, item in asked.items()
            },
        }
        used = {
            "schema_id": self._objects["schema"],
            "cred_def_id": self._objects["cred_def"],
            "rev_reg_id": self.rev_reg_id,
            "timestamp": timestamp,
        }
        proof = {"predicates": {key: {"sub_proof_index": 0} for key in asked}}
        presentation: Content = {"requested_proof": proof, "identifiers": [used]}
        self.answers[pres_ex_id] = Answer(False, verified, request, presentation)

    @property
    def rev_reg_id(self) -> str:
        return self._objects["registry"]

    @contextmanager
    def _call(self, name: str, *, alone: bool = True) -> Iterator[None]:
        """`alone`: nobody else's call is answered meanwhile, as the agent's own locks see to."""
        time.sleep(self.slow)
        if self.unreachable:
            raise Unavailable("agent-unreachable", "The agent does not answer: ConnectError")
        self.calls[name] += 1
        if alone:
            with self._lock:
                yield
        else:
            yield
        if name in self.losing:
            self.losing.remove(name)
            raise Unavailable("agent-unreachable", "The agent does not answer: ReadTimeout")

    def _once(self, name: str, resource_type: str, content: Content) -> str:
        if name not in self._objects:
            self._objects[name] = self.publish(resource_type, content)[0]
        return self._objects[name]

    def _registry(self, issuer: str, cred_def_id: str, size: int) -> None:
        value = {"maxCredNum": size, "tailsHash": "x", "tailsLocation": "x", "publicKeys": {}}
        content: Content = {"issuerId": issuer, "revocDefType": "CL_ACCUM", "credDefId": cred_def_id, "tag": "0"}
        content["value"] = value
        self.lists.setdefault(self._once("registry", "anonCredsRevocRegDef", content), [0] * size)
        self._publish_list(self.rev_reg_id, [], [])

    def _publish_list(self, rev_reg_id: str, revoked: list[int], valid: list[int]) -> None:
        with self._lock:
            bits = [1 if index in revoked else old for index, old in enumerate(self.lists[rev_reg_id])]
            bits = [0 if index in valid else new for index, new in enumerate(bits)]
            self.publish("anonCredsStatusList", status_list(rev_reg_id, bits))
            self.lists[rev_reg_id] = bits

    def _move(self, connection_id: str, before: str, after: str) -> None:
        item = self.issuance(connection_id)
        assert item.state == before
        item.state = after
        self._tell(item)

    def _tell(self, item: Issuance) -> None:
        news: Content = {"connection_id": item.connection_id, "cred_ex_id": item.cred_ex_id, "state": item.state}
        self.news.append(("issue_credential_v2_0", news))


def status_list(rev_reg_id: str, bits: list[int]) -> Content:
    """The content of a status list as the plugin hands it in; the accumulator stands for the bits."""
    return {
        "issuerId": rev_reg_id.partition("/")[0],
        "revRegDefId": rev_reg_id,
        "revocationList": bits,
        "currentAccumulator": "1 " + "".join(map(str, bits)),
    }
