"""Whether credentials hold, on a real node with a real ACA-Py and real wallets: registries that run full while they are
issued from, what ACA-Py loses, what is suspended and reinstated, what a holder can prove."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from agent.transport import Transport
from issuer_api.domain.credential import Credential
from issuer_api.usecases.rev_lists import newest_list
from revocation.rev_reg import revoked_indexes
from tests.integration.node.published import check_lists
from tests.learners import Json, Learners, issue_cohort, learners_of
from tests.nodes import LiveNode, running_node

SIZE = 10  # a registry's: it holds nine
LEARNERS = 11
QUESTION = {"predicates": [{"name": "ects_x100", "op": ">=", "value": 300}]}


@dataclass(frozen=True, slots=True)
class Cohort:
    """Learners whose wallets hold their credentials, which came out of more than one registry."""

    node: LiveNode
    learners: Learners
    credentials: list[Json]

    def record(self, credential: Json) -> Credential:
        with self.node.parts.store() as work:
            (found,) = [item for item in work.credentials.find() if str(item.id) == credential["id"]]
        return found

    def revoked(self, rev_reg_id: str | None) -> frozenset[int]:
        """As anybody can see."""
        with self.node.parts.store() as work:
            content = newest_list(work, str(rev_reg_id))
        assert content
        bits = content["revocationList"]
        assert isinstance(bits, list)
        return revoked_indexes(bits)

    def lists(self) -> Counter[str]:
        """How many were published, by registry."""
        with self.node.parts.store() as work:
            return Counter(item.rev_reg_id for item in work.resources.find() if item.rev_reg_id)

    def change(self, credential: Json, what: str, **why: str) -> str:
        return str(self.node.officer.post(f"/credentials/{credential['id']}/{what}", why)["state"])

    def proven(self, credential: Json) -> str:
        """The verdict on this holder's honest answer."""
        asked = self.node.officer.post("/proof-requests", QUESTION)
        wallet = self.learners.wallets[credential["id"]]
        wallet.take(asked["invitation"])
        wallet.answer(wallet.wait_proof_request(asked["invitation"]["requests~attach"][0]["data"]["json"]["@id"]))
        path = f"/proof-requests/{asked['id']}"
        return str(eventually(lambda: found if (found := self.node.officer.get(path)["state"]) != "asked" else None))


def eventually[T](look: Callable[[], T | None], seconds: float = 150) -> T:
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline
        time.sleep(0.3)
    return found


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cohort]:
    folder = tmp_path_factory.mktemp("standing")
    with running_node(folder / "node", registry_size=SIZE) as node, learners_of(node, folder) as learners:
        credentials = issue_cohort(node, LEARNERS)
        for credential in credentials:
            assert learners.claim(credential)
        eventually(lambda: all(learners.held(credential) for credential in credentials))
        yield Cohort(node, learners, credentials)


def test_a_registry_that_runs_full_while_it_is_issued_from_is_followed_by_the_next(cohort: Cohort) -> None:
    records = [cohort.record(credential) for credential in cohort.credentials]
    places = {(record.rev_reg_id, record.cred_rev_id) for record in records}
    assert len(places) == LEARNERS
    assert len({rev_reg_id for rev_reg_id, _ in places}) == 2
    room = cohort.node.officer.get("/registries")
    used = {registry["id"]: registry["used"] for registry in room["registries"]}
    assert sum(used.values()) >= LEARNERS
    assert [registry["state"] for registry in room["registries"]].count("full") == 1
    assert {registry["capacity"] for registry in room["registries"]} == {SIZE - 1}
    assert room["free"] >= SIZE - 1, "more stand by than the one that ACA-Py makes: they were made ahead of the cohort"
    assert room["warning"] is False


def test_suspended_nothing_is_proven_reinstated_it_is_again_and_revoked_never_more(cohort: Cohort) -> None:
    credential = cohort.credentials[0]
    assert cohort.proven(credential) == "verified"
    assert cohort.change(credential, "suspension") == "published"
    assert cohort.proven(credential) == "refused"
    assert cohort.change(credential, "reinstatement") == "published"
    assert cohort.proven(credential) == "verified"
    assert cohort.change(credential, "revocation", reason="issued-in-error") == "published"
    assert cohort.proven(credential) == "refused"
    check_lists(cohort.node)


def test_what_aca_py_lost_is_published_all_the_same(cohort: Cohort) -> None:
    """The node does not take the list; ACA-Py answers that all is well, believes that it revoked, and never publishes
    it again by itself."""
    credential = cohort.credentials[1]
    record = cohort.record(credential)
    settings = cohort.node.settings
    stock = Transport(settings.admin_url, cohort.node.parts.secret("agent-admin"))
    index = {"rev_reg_id": str(record.rev_reg_id), "cred_rev_id": str(record.cred_rev_id)}
    before = cohort.revoked(record.rev_reg_id)
    stock("POST", "/anoncreds/revocation/revoke", body=index | {"publish": True, "notify": False})
    stock("POST", "/anoncreds/revocation/publish-revocations", body={})
    assert cohort.revoked(record.rev_reg_id) == before, "nobody asked the node to revoke it: it refused the list"
    assert cohort.proven(credential) == "verified"
    assert cohort.change(credential, "revocation", reason="issued-in-error") == "published"
    assert cohort.revoked(record.rev_reg_id) == before | {record.cred_rev_id}
    assert cohort.proven(credential) == "refused"
    check_lists(cohort.node)


def test_many_are_revoked_by_one_list_a_registry(cohort: Cohort) -> None:
    rest = cohort.credentials[2:-1]
    registries = {cohort.record(credential).rev_reg_id for credential in rest}
    before = cohort.lists()
    body = {"act": "revoke", "reason": "issued-in-error", "credential_ids": [item["id"] for item in rest]}
    answer = cohort.node.officer.post("/status-changes", body)
    assert {item["state"] for item in answer["changes"]} == {"published"}
    assert cohort.lists() == before + Counter(str(rev_reg_id) for rev_reg_id in registries)
    assert cohort.proven(rest[0]) == "refused"
    assert cohort.proven(cohort.credentials[-1]) == "verified"
    check_lists(cohort.node)
