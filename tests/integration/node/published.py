"""Whether every list that anybody can fetch says what the node wants of it, neither more nor less."""

import base64
import json
from typing import Any

import httpx

from issuer_api.domain.status import StatusEntry
from revocation import bitstring, token_status_list
from revocation.rev_reg import revoked_indexes
from tests.nodes import LiveNode


def check_lists(node: LiveNode) -> None:
    """The newest AnonCreds list of each revocation registry, and every form of each status list."""
    with node.parts.store() as work:
        lists = [item for item in work.resources.find() if item.rev_reg_id]
        entries = work.status_entries.find()
        status_lists = work.status_lists.find()
    newest = {item.rev_reg_id: item for item in sorted(lists, key=lambda item: item.timestamp or 0)}
    assert newest
    for rev_reg_id, item in newest.items():
        bits = item.content["revocationList"]
        assert isinstance(bits, list)
        assert revoked_indexes(bits) == {
            e.index for e in entries if e.list_id == rev_reg_id and (e.revoked or e.suspended)
        }
    assert status_lists
    for listed in status_lists:
        _check_forms(node, listed.id, [entry for entry in entries if entry.list_id == listed.id])


def _check_forms(node: LiveNode, list_id: str, entries: list[StatusEntry]) -> None:
    wanted = {
        "revocation": [entry.index for entry in entries if entry.revoked],
        "suspension": [entry.index for entry in entries if entry.suspended],
        "refresh": [entry.index for entry in entries if entry.refresh],
    }
    for purpose, indexes in wanted.items():
        document = json.loads(_fetch(node, f"/status/{list_id}/{purpose}"))
        for form in (document, _claims(_fetch(node, f"/status/{list_id}/{purpose}.jwt"))):
            assert bitstring.set_entries(bitstring.decode(form["credentialSubject"]["encodedList"])) == sorted(indexes)
    token = token_status_list.read(_claims(_fetch(node, f"/status/{list_id}/token")))
    for entry in entries:
        says = token_status_list.INVALID if entry.revoked else token_status_list.SUSPENDED * entry.suspended
        assert token.status(entry.index) == says


def _fetch(node: LiveNode, path: str) -> str:
    answer = httpx.get(f"{node.settings.node_url}{path}", timeout=30, trust_env=False)
    assert answer.status_code == 200, path
    return answer.text


def _claims(jwt: str) -> Any:
    body = jwt.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
