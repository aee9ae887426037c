"""Bundles: a whole one is proven by one block's hash; each bad one is refused with a reason of its own."""

import copy
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import rlp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anchoring.lineage import log_name, migrate, rotate
from anchoring.log import Log, genesis
from anchoring.storage_proof import HeadProof
from issuer_api.adapters.did_webvh import AnchorBinding
from tests.unit.anchoring.chains import START, checkpoint, log_of
from tests.unit.anchoring.keys import MemoryKey
from tests.unit.verification.bundles import ATTRIBUTES, World
from tests.unit.verification.conftest import spoil
from verification.bundle import Bundle, StatusList
from verification.evidence import block_hashes, judge_bundle
from verification.outcome import Outcome
from verification.verdict import Verdict

NOW = START + timedelta(days=400)
Json = dict[str, Any]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two appends: what the receipt proves is in the first."""
    world = World(tmp_path_factory.mktemp("world"))
    world.append(checkpoint(bytes(32))[0])
    return world


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("other"), host="otra.example.edu")


@pytest.fixture(scope="module")
def whole(world: World) -> Json:
    return written(world.bundle())


def written(bundle: Bundle) -> Json:
    value: Json = json.loads(json.dumps(bundle.to_json()))
    return value


def judged(value: Json, *trusted: bytes) -> Verdict:
    return judge_bundle(json.dumps(value).encode(), now=NOW, trusted=trusted)


def bad(verdict: Verdict) -> list[str]:
    return [check.code for check in verdict.checks if check.outcome is not Outcome.PASSED]


def code_of(verdict: Verdict, name: str) -> str:
    return next(check.code for check in verdict.checks if check.name == name)


def test_with_one_trusted_block_nothing_has_to_be_believed(world: World, whole: Json) -> None:
    verdict = judged(whole, world.block_hash)
    assert verdict.outcome is Outcome.PASSED
    assert [check.name for check in verdict.checks] == [
        *("did", "credential", "receipt", "document", "issuer", "log", "head", "block", "status")
    ]
    assert code_of(verdict, "block") == "block-trusted-embedded"
    assert "Nothing is known of what came after." in verdict.sentences("en")[-1]
    assert all("Ana" not in sentence for sentence in verdict.sentences("es"))


def test_without_one_it_says_whom_one_has_to_believe(world: World, whole: Json) -> None:
    verdict = judged(whole)
    assert verdict.outcome is Outcome.UNKNOWN
    assert bad(verdict) == ["block-unvouched"]
    sentence = verdict.sentences("es")[[check.code for check in verdict.checks].index("block-unvouched")]
    assert "hay que creérselo a quien le dio este archivo" in sentence
    assert world.block_hash.hex() in sentence
    assert block_hashes(json.dumps(whole).encode()) == {
        log_of(world.chain, world.key): (world.chain.latest().number, world.block_hash)
    }


def test_a_block_that_the_chain_confirms(world: World, whole: Json) -> None:
    verdict = judge_bundle(json.dumps(whole).encode(), now=NOW, on_chain=[world.block_hash])
    assert verdict.outcome is Outcome.PASSED
    assert code_of(verdict, "block") == "block-on-embedded-chain"


def test_another_block_than_the_trusted_one(whole: Json) -> None:
    assert bad(judged(whole, bytes(32))) == ["block-of-another"]


def cut_log(value: Json, world: World, other: World) -> None:
    value["logs"][0]["links"].pop()


def drop_first(value: Json, world: World, other: World) -> None:
    value["logs"][0]["links"].pop(0)


def reorder(value: Json, world: World, other: World) -> None:
    value["logs"][0]["links"].reverse()


def change_link(value: Json, world: World, other: World) -> None:
    value["logs"][0]["links"][1]["entries"][0]["digest"] = "0x" + "55" * 32


def another_receipt(value: Json, world: World, other: World) -> None:
    value["receipt"] = other.receipt.to_json()


def forged_header(value: Json, world: World, other: World) -> None:
    raw = rlp.decode(bytes.fromhex(value["logs"][0]["proof"]["header"][2:]))
    raw[3] = bytes(32)
    value["logs"][0]["proof"]["header"] = "0x" + rlp.encode(raw).hex()


def no_header(value: Json, world: World, other: World) -> None:
    value["logs"][0]["proof"]["header"] = "0x80"


def another_chain(value: Json, world: World, other: World) -> None:
    value["logs"][0]["log"]["chain"] = "eip155:1"


def another_slot(value: Json, world: World, other: World) -> None:
    proof = world.chain.prove(world.stranger.address, world.chain.latest().number)
    value["logs"][0]["proof"] = proof.model_dump(mode="json")


def anothers_proof(value: Json, world: World, other: World) -> None:
    value["logs"][0]["proof"] = other.proof().model_dump(mode="json")


def changed_attribute(value: Json, world: World, other: World) -> None:
    value["credential"]["attributes"]["eqf_level"] = "8"


def signed_otherwise(value: Json, world: World, other: World) -> None:
    """By the institution, but never anchored."""
    document = {**value["credential"], "attributes": {**ATTRIBUTES, "eqf_level": "8"}}
    value["credential"] = world.institution.sign(document)


def another_did_log(value: Json, world: World, other: World) -> None:
    value["didLog"] = other.institution.lines


def broken_did_log(value: Json, world: World, other: World) -> None:
    value["didLog"][0] = value["didLog"][0].replace("#key-1", "#key-2")


def everything_of_another(value: Json, world: World, other: World) -> None:
    """Another institution's credential over this one's anchors."""
    theirs = written(other.bundle())
    value |= {"credential": theirs["credential"], "didLog": theirs["didLog"], "statusList": theirs["statusList"]}


def another_list(value: Json, world: World, other: World) -> None:
    value["statusList"]["document"] = other.status_list


def changed_list(value: Json, world: World, other: World) -> None:
    value["statusList"]["document"]["content"]["revocationList"] = [0, 0, 0, 0]


def no_list(value: Json, world: World, other: World) -> None:
    value["statusList"] = None


def no_proof(value: Json, world: World, other: World) -> None:
    value["logs"][0]["proof"] = None


def another_format(value: Json, world: World, other: World) -> None:
    value["credential"]["type"] = "DiplomaSupplement"


def another_member(value: Json, world: World, other: World) -> None:
    value["credential"]["note"] = "x"


Change = Callable[[Json, World, World], None]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (cut_log, {"head-differs", "head-not-shown"}),
        (drop_first, {"log-gap"}),
        (reorder, {"log-gap"}),
        (change_link, {"head-differs"}),
        (another_receipt, {"document-differs", "receipt-not-in-log"}),
        (forged_header, {"state-unproven"}),
        (no_header, {"header-broken"}),
        (another_chain, {"log-of-another", "head-differs", "receipt-not-in-log"}),
        (another_slot, {"state-unproven"}),
        (anothers_proof, {"state-unproven"}),
        (changed_attribute, {"credential-not-signed", "document-differs"}),
        (signed_otherwise, {"document-differs"}),
        (another_did_log, {"did-log-of-another"}),
        (broken_did_log, {"did-log-broken"}),
        (everything_of_another, {"document-differs", "log-of-another"}),
        (another_list, {"status-list-broken"}),
        (changed_list, {"status-list-broken"}),
        (no_list, {"status-not-kept"}),
        (no_proof, {"head-not-shown"}),
        (another_format, {"credential-format-unknown"}),
        (another_member, {"credential-malformed"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_bad_bundle_says_what_is_wrong_with_it(
    world: World, other: World, whole: Json, change: Change, codes: set[str]
) -> None:
    value = copy.deepcopy(whole)
    change(value, world, other)
    verdict = judged(value, world.block_hash)
    assert codes <= set(bad(verdict))
    assert verdict.outcome is not Outcome.PASSED
    assert all(verdict.sentences(lang) for lang in ("es", "pt", "en"))


@pytest.mark.parametrize("size", [0, 1, 100, -2])
def test_a_truncated_file(whole: Json, size: int) -> None:
    verdict = judge_bundle(json.dumps(whole).encode()[:size], now=NOW)
    assert bad(verdict) == ["bundle-malformed"]
    assert verdict.outcome is Outcome.FAILED


def test_a_stale_proof_does_not_cover_the_receipt(tmp_path: Path) -> None:
    world = World(tmp_path)
    before = world.proof()
    entry, leaf, tree = checkpoint(world.receipt.leaf.digest)
    world.append(entry)
    receipt = world.receipt.model_copy(update={"leaf": leaf, "path": tree.path(0), "anchor": world.anchors[1]})
    value = written(world.bundle(receipt=receipt, logs=(world.evidence(before),)))
    assert bad(judged(value, world.block_hash)) == ["head-stale", "block-of-another"]
    assert judged(written(world.bundle(receipt=receipt)), world.block_hash).outcome is Outcome.PASSED


def test_a_revoked_credential(tmp_path: Path) -> None:
    world = World(tmp_path, index=2)
    verdict = judged(written(world.bundle()), world.block_hash)
    assert bad(verdict) == ["kept-revoked"]
    assert verdict.outcome is Outcome.FAILED


def test_a_list_older_than_the_newest_anchored_one_leaves_it_open(tmp_path: Path) -> None:
    world = World(tmp_path)
    newer = world.institution.status_list(world.anchors[0].block.timestamp, revoked=(0, 2))
    world.append(world.list_entry(newer))
    assert bad(judged(written(world.bundle()), world.block_hash)) == ["status-list-superseded"]
    kept = StatusList(fetched="2026-11-23T12:59:00Z", document=newer)
    assert bad(judged(written(world.bundle(status_list=kept)), world.block_hash)) == ["kept-revoked"]


def test_a_list_that_is_not_anchored_yet_counts_as_of_its_own_time(tmp_path: Path) -> None:
    world = World(tmp_path)
    newer = world.institution.status_list(1795500000)
    kept = StatusList(fetched="2026-11-24T12:59:00Z", document=newer)
    verdict = judged(written(world.bundle(status_list=kept)), world.block_hash)
    assert verdict.outcome is Outcome.PASSED
    assert verdict.checks[-1].code == "kept-in-force-unanchored"
    assert verdict.checks[-1].detail["as_of"] == "2026-11-24T06:00:00Z"


def test_a_did_log_without_a_version_that_was_anchored(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.institution.update()
    world.append(world.version_entry(world.institution.history.versions[-1].id))
    assert judged(written(world.bundle()), world.block_hash).outcome is Outcome.PASSED
    value = written(world.bundle(did_log=tuple(world.institution.lines[:1])))
    assert bad(judged(value, world.block_hash)) == ["did-log-cut"]


def test_a_log_that_does_not_begin_with_the_did(tmp_path: Path) -> None:
    """The DID names the log; the log was begun by somebody else."""
    world, theirs = World(tmp_path), World(tmp_path, host="otra.example.edu")
    theirs.institution.anchor = AnchorBinding(world.chain.chain, world.key.address, world.chain.contract, 0)
    theirs.institution.update()
    value = written(world.bundle(did_log=tuple(theirs.institution.lines), credential=theirs.credential()))
    assert "genesis-of-another" in bad(judged(value, world.block_hash))


def test_a_log_that_was_left_counts_up_to_its_last_block(tmp_path: Path) -> None:
    world = World(tmp_path)
    end = world.chain.latest().number
    left = AnchorBinding(world.chain.chain, world.key.address, world.chain.contract, 0, end)
    world.institution.former = (left,)
    world.institution.anchor = AnchorBinding("eip155:1", MemoryKey().address, world.chain.contract, 7)
    world.institution.update()
    assert judged(written(world.bundle()), world.block_hash).outcome is Outcome.PASSED
    world.append(checkpoint(bytes(32))[0])
    assert bad(judged(written(world.bundle()), world.block_hash)) == ["log-not-in-force"]


def moved(folder: Path) -> tuple[World, World]:
    """A log that ended, and the one that goes on from it, on another chain: the second world's institution is the
    first's."""
    old, new = World(folder), World(folder, host="otra.example.edu")
    new.key, new.anchors = MemoryKey(), []
    target = log_of(new.chain, new.key)
    old.append(rotate(target, old.did))
    new.append(genesis(old.did), migrate(log_of(old.chain, old.key), old.anchors[-1].head))
    old.institution.former = (
        AnchorBinding(old.chain.chain, old.key.address, old.chain.contract, 0, old.chain.latest().number),
    )
    old.institution.anchor = AnchorBinding(new.chain.chain, new.key.address, new.chain.contract, 0)
    old.institution.update()
    return old, new


def test_after_a_migration_either_chain_proves_it(tmp_path: Path) -> None:
    old, new = moved(tmp_path)
    bundle = old.bundle(logs=(old.evidence(), new.evidence()))
    for block in (old.block_hash, new.block_hash):
        assert judged(written(bundle), block).outcome is Outcome.PASSED
    alone = old.evidence().model_copy(update={"proof": None})  # the old network is gone, and never gave a proof
    assert judged(written(old.bundle(logs=(alone, new.evidence()))), new.block_hash).outcome is Outcome.PASSED


def test_a_log_does_not_go_on_from_another_head(tmp_path: Path) -> None:
    old, new = moved(tmp_path)
    short = old.evidence().model_copy(update={"links": old.evidence().links[:-1], "proof": None})
    assert "log-does-not-go-on" in bad(judged(written(old.bundle(logs=(short, new.evidence()))), new.block_hash))


def test_a_log_that_goes_on_after_its_end(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.append(rotate(log_of(world.chain, MemoryKey()), world.did))
    world.append(checkpoint(bytes(32))[0])
    assert "log-after-end" in bad(judged(written(world.bundle()), world.block_hash))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_changed_it_never_passes_for_more(world: World, whole: Json, data: st.DataObject) -> None:
    """Every value counts, or says nothing: what still passes tells the same."""
    value = copy.deepcopy(whole)
    spoil(value, data)
    verdict = judged(value, world.block_hash)
    if verdict.outcome is Outcome.PASSED:
        Bundle.from_json(value)
        same = judged(whole, world.block_hash)
        assert [check.code for check in verdict.checks] == [check.code for check in same.checks]
        assert value["credential"]["attributes"] == whole["credential"]["attributes"]


def test_names_of_logs_differ(world: World) -> None:
    log = log_of(world.chain, world.key)
    others = [Log(chain="eip155:1", contract=log.contract, issuer=log.issuer), log_of(world.chain, MemoryKey())]
    assert len({log_name(log), *map(log_name, others)}) == 3
    assert HeadProof.model_validate(world.proof().model_dump(mode="json")) == world.proof()
