"""Trails, judged: with the DID log of who should have written them, or without."""

from pathlib import Path

import pytest

from anchoring.audit import walk
from anchoring.lineage import migrate, rotate
from anchoring.log import genesis
from issuer_api.adapters.did_webvh import AnchorBinding
from tests.unit.anchoring.chains import checkpoint, log_of
from tests.unit.anchoring.keys import MemoryKey
from tests.unit.verification.bundles import World
from verification.audit import judge_trails
from verification.outcome import Outcome
from verification.verdict import Verdict


def codes(verdict: Verdict) -> list[str]:
    return [check.code for check in verdict.checks]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_whole_log_of_its_own_did(world: World) -> None:
    trail = walk(world.chain, world.key.address)
    verdict = judge_trails([trail], issuer=world.institution.history)
    assert codes(verdict) == ["trail-whole", "log-and-did"]
    assert verdict.outcome is Outcome.PASSED
    assert codes(judge_trails([trail])) == ["trail-whole"]


def test_a_log_that_was_not_begun_is_not_known(world: World) -> None:
    verdict = judge_trails([walk(world.chain, MemoryKey().address)])
    assert codes(verdict) == ["trail-empty"]
    assert verdict.outcome is Outcome.UNKNOWN


def test_what_was_seen_before_is_gone(world: World) -> None:
    trail = walk(world.chain, world.key.address)
    verdict = judge_trails([trail], seen={trail.log: {5: bytes(32)}})
    assert codes(verdict) == ["trail-rolled-back"]
    assert verdict.sentences("en")[0].startswith("Append 5, which was seen before, is not on the chain")


def test_another_institutions_log(world: World, tmp_path: Path) -> None:
    other = World(tmp_path, host="otra.example.edu")
    trail = walk(world.chain, world.stranger.address)
    assert codes(judge_trails([trail], issuer=world.institution.history))[1] == "log-of-another"
    binding = AnchorBinding(world.chain.chain, world.key.address, world.chain.contract, 0)
    other.institution.anchor = binding
    other.institution.update()
    trail = walk(world.chain, world.key.address)
    assert codes(judge_trails([trail], issuer=other.institution.history))[1] == "genesis-of-another"


def test_a_did_log_without_what_was_anchored_of_it(world: World) -> None:
    world.append(world.version_entry("2-unheard-of"))
    verdict = judge_trails([walk(world.chain, world.key.address)], issuer=world.institution.history)
    assert codes(verdict)[-1] == "did-log-cut"


def test_a_log_that_goes_on_elsewhere(world: World) -> None:
    new = MemoryKey()
    world.append(rotate(log_of(world.chain, new), world.did))
    old_key, old = world.key, walk(world.chain, world.key.address)
    world.key, world.anchors = new, []
    world.append(genesis(world.did), migrate(old.log, old.head))
    trails = [walk(world.chain, old_key.address), walk(world.chain, new.address)]
    assert codes(judge_trails(trails)) == ["trail-whole", "trail-whole", "log-goes-on"]
    end = trails[0].anchors[-1].block.number
    binding = AnchorBinding(world.chain.chain, old_key.address, world.chain.contract, 0, end - 1)
    world.institution.former = (binding,)
    world.institution.anchor = AnchorBinding(world.chain.chain, new.address, world.chain.contract, 0)
    world.institution.update()
    verdict = judge_trails(trails, issuer=world.institution.history)
    assert "log-not-in-force" in codes(verdict)
    world.append(checkpoint(bytes(32))[0])
    third = MemoryKey()
    world.key, world.anchors = third, []
    world.append(genesis(world.did))
    assert codes(judge_trails([trails[1], walk(world.chain, third.address)]))[-1] == "log-does-not-go-on"
