"""What the plugin reads over HTTP, and what of it it believes."""

import hashlib
import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import base58
import pytest
from acapy_agent.anoncreds.models.revocation import RevRegDef

from agent.plugin.errors import NodeRefused, NotThere, Unreadable
from agent.plugin.node import Web
from agent.plugin.resources import Resources
from agent.plugin.settings import PluginSettings
from agent.plugin.tails import TailsFiles
from issuer_api.adapters.signer import FileSigner
from tests.integration.agent.publisher import ORIGIN, Publisher
from tests.integration.conftest import free_port
from tests.unit.verification.conftest import approval, key
from tests.unit.verification.test_did_log import write
from verification.stamps import stamp


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Publisher]:
    publisher = Publisher(tmp_path, free_port(), secrets.token_urlsafe(24), "key")
    publisher.start()
    yield publisher
    publisher.stop()


def holder(node: Publisher) -> tuple[Resources, Web]:
    hosts = json.dumps({ORIGIN: node.url})
    settings = PluginSettings.from_environment({"MOCHILA_AGENT_ROLE": "holder", "MOCHILA_DEV_HOSTS": hosts})
    web = Web(settings)
    return Resources(settings, web), web


def issuer(node: Publisher) -> Web:
    return Web(
        PluginSettings.from_environment(
            {
                "MOCHILA_AGENT_ROLE": "issuer",
                "MOCHILA_NODE_DID": node.did,
                "MOCHILA_NODE_URL": node.url,
                "MOCHILA_NODE_SECRET_FILE": str(node.secret_file),
            }
        )
    )


def schema(node: Publisher) -> dict[str, Any]:
    return {"issuerId": node.did, "name": "course", "version": "1.0", "attrNames": ["title"]}


def registry(node: Publisher) -> dict[str, Any]:
    cred_def = f"{node.did}/resources/zQmPZ8gwZYmLUSfSPq7vsMyHSgX1QCWpJ7Vw4PUKCvVUCz1"
    value = {"publicKeys": {"accumKey": {"z": "1"}}, "maxCredNum": 3, "tailsLocation": "", "tailsHash": ""}
    return {"issuerId": node.did, "revocDefType": "CL_ACCUM", "credDefId": cred_def, "tag": "0", "value": value}


def status_list(node: Publisher, rev_reg_id: str, bits: list[int]) -> dict[str, Any]:
    accumulator = f"1 {sum(bits)}"
    return {
        "issuerId": node.did,
        "revRegDefId": rev_reg_id,
        "revocationList": bits,
        "currentAccumulator": accumulator,
    }


async def test_published_is_read_back_by_a_stranger(node: Publisher) -> None:
    identifier, content = await issuer(node).publish("anonCredsSchema", schema(node))
    resources, _ = holder(node)
    assert await resources.content(identifier) == content
    assert await issuer(node).publish("anonCredsSchema", schema(node)) == (identifier, content)


async def test_changed_resource_is_not_believed(node: Publisher) -> None:
    identifier, _ = await issuer(node).publish("anonCredsSchema", schema(node))
    good = node.resources[identifier]
    resources, _ = holder(node)
    for bad in (
        good | {"content": good["content"] | {"name": "another"}},
        good | {"metadata": good["metadata"] | {"resourceName": "another"}},
        good | {"proof": good["proof"] | {"proofPurpose": "authentication"}},
        {name: value for name, value in good.items() if name != "proof"},
        ["not", "an", "object"],
    ):
        node.resources[identifier] = bad  # type: ignore[assignment]
        with pytest.raises(Unreadable, match="does not verify"):
            await resources.content(identifier)


async def test_log_with_witnesses_is_believed_once_they_approve(node: Publisher) -> None:
    identifier, content = await issuer(node).publish("anonCredsSchema", schema(node))
    assert await holder(node)[0].content(identifier) == content
    assert node.witness_reads == 0
    version_id = watched(node, key(9))
    with pytest.raises(NotThere, match="did-witness"):
        await holder(node)[0].content(identifier)
    node.witness_proofs = approvals(key(10), version_id)
    with pytest.raises(Unreadable, match="0 witnesses approve"):
        await holder(node)[0].content(identifier)
    node.witness_proofs = approvals(key(9), version_id)
    assert await holder(node)[0].content(identifier) == content
    assert node.witness_reads == 3


def approvals(witness: FileSigner, version_id: str) -> bytes:
    return json.dumps([{"versionId": version_id, "proof": [approval(witness, version_id)]}]).encode()


def watched(node: Publisher, witness: FileSigner) -> str:
    """The log goes on with an entry that names a witness; its versionId."""
    first = json.loads(node.log)
    parameters = {
        "updateKeys": [FileSigner.load(node.folder / "next.key").multikey],
        "nextKeyHashes": [],
        "witness": {"threshold": 1, "witnesses": [{"id": f"did:key:{witness.multikey}"}]},
    }
    entry = {"versionTime": stamp(datetime.now(UTC)), "parameters": parameters, "state": first["state"]}
    second = write(entry, 2, first["versionId"], FileSigner.load(node.folder / "next.key"))
    node.log = f"{json.dumps(first)}\n{json.dumps(second)}\n"
    return str(second["versionId"])


async def test_what_is_not_there_is_said_to_be_not_there(node: Publisher) -> None:
    identifier, _ = await issuer(node).publish("anonCredsSchema", schema(node))
    del node.resources[identifier]
    resources, _ = holder(node)
    with pytest.raises(NotThere):
        await resources.content(identifier)
    with pytest.raises(Unreadable):
        await resources.content("not an identifier")
    node.stop()
    with pytest.raises(Unreadable, match="could not be fetched"):
        await resources.content(identifier)


async def test_newest_status_list_at_a_time(node: Publisher) -> None:
    web = issuer(node)
    rev_reg_id, _ = await web.publish("anonCredsRevocRegDef", registry(node))
    resources, _ = holder(node)
    with pytest.raises(NotThere):
        await resources.status_list(rev_reg_id, None)
    lists = [
        (await web.publish("anonCredsStatusList", status_list(node, rev_reg_id, bits)))[1]
        for bits in ([0, 0, 0, 0], [0, 1, 0, 0])
    ]
    first, second = (one["timestamp"] for one in lists)
    assert await resources.status_list(rev_reg_id, None) == lists[1]
    assert await resources.status_list(rev_reg_id, second) == lists[1]
    assert await resources.status_list(rev_reg_id, second - 1) == lists[0]
    with pytest.raises(NotThere):
        await resources.status_list(rev_reg_id, first - 1)


async def test_link_that_lies_about_its_list_is_not_believed(node: Publisher) -> None:
    web = issuer(node)
    rev_reg_id, _ = await web.publish("anonCredsRevocRegDef", registry(node))
    await web.publish("anonCredsStatusList", status_list(node, rev_reg_id, [0, 0, 0, 0]))
    definition = {name: value for name, value in node.resources[rev_reg_id].items() if name != "proof"}
    (link,) = definition["links"]
    node._put(definition | {"links": [link | {"timestamp": link["timestamp"] + 1}]})
    resources, _ = holder(node)
    with pytest.raises(Unreadable, match="is not the status list"):
        await resources.status_list(rev_reg_id, None)


async def test_refused_upload_says_why_without_the_secret(node: Publisher) -> None:
    web = issuer(node)
    node.lists_to_refuse = 1
    rev_reg_id, _ = await web.publish("anonCredsRevocRegDef", registry(node))
    with pytest.raises(NodeRefused, match="signer does not answer") as refusal:
        await web.publish("anonCredsStatusList", status_list(node, rev_reg_id, [0, 0, 0, 0]))
    assert refusal.value.status == 503
    node.secret = "another"
    with pytest.raises(NodeRefused, match="not without the secret"):
        await web.publish("anonCredsSchema", schema(node))
    node.stop()
    with pytest.raises(NodeRefused) as refusal:
        await web.publish("anonCredsSchema", schema(node))
    assert node.secret_file.read_text() not in str(refusal.value)


async def test_holder_publishes_nothing(node: Publisher) -> None:
    _, web = holder(node)
    with pytest.raises(NodeRefused, match="a holder publishes nothing"):
        await web.publish("anonCredsSchema", schema(node))


async def test_tails_come_whole_or_not_at_all(node: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    data = b"tails" * 10_000
    tails_hash = base58.b58encode(hashlib.sha256(data).digest()).decode()
    source = tmp_path / "source"
    source.write_bytes(data)
    await issuer(node).upload_tails(source, tails_hash)
    with pytest.raises(NodeRefused):
        await issuer(node).upload_tails(source, base58.b58encode(bytes(32)).decode())

    _, web = holder(node)
    tails = TailsFiles(web, prefetch=True)
    content = registry(node)
    content["value"] |= {"tailsHash": tails_hash, "tailsLocation": f"{ORIGIN}/tails/hash/{tails_hash}"}
    node.tails[tails_hash] = data[:-1]
    with pytest.raises(Unreadable, match="is not the one"):
        await tails.ensure(RevRegDef.deserialize(content))
    node.tails[tails_hash] = data
    path = await tails.ensure(RevRegDef.deserialize(content))
    assert path == tmp_path / ".indy_client" / "tails" / tails_hash
    assert [one.name for one in path.parent.iterdir()] == [tails_hash]
    assert path.read_bytes() == data
    content["value"] |= {"tailsHash": "../../elsewhere"}
    with pytest.raises(Unreadable, match="no sha256"):
        await tails.ensure(RevRegDef.deserialize(content))
