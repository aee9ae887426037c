"""Bundles as the node makes them: of a wallet's credential and of a badge, with one block that the reader trusts."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

import rlp

from anchoring.lineage import migrate, rotate
from anchoring.log import genesis
from issuer_api.adapters.did_webvh import AnchorBinding
from tests.unit.anchoring.chains import START, checkpoint, log_of, receipt_of
from tests.unit.anchoring.keys import MemoryKey
from tests.unit.verification.bundles import ATTRIBUTES, World
from tests.unit.verification.conftest import key
from tests.unit.verification.test_badge_evidence import NOW, BadgeWorld
from verification.anoncreds_evidence import credential_digest
from verification.badge_evidence import badge_digest
from verification.bundle import Bundle
from verification.data_integrity import JCS
from verification.evidence import judge_bundle
from verification.verdict import Verdict

Json = dict[str, Any]
ISSUED = START + timedelta(hours=1)
FOLDER = TemporaryDirectory(prefix="bundles-")


def folder() -> Path:
    """A new one; all of them go when the run ends."""
    return Path(mkdtemp(dir=FOLDER.name))


@dataclass
class Sent:
    """A bundle's JSON, and the blocks its reader trusts."""

    value: Json
    trusted: tuple[bytes, ...]

    @classmethod
    def of(cls, world: World, bundle: Bundle) -> "Sent":
        return cls(json.loads(json.dumps(bundle.to_json())), (world.block_hash,))

    @property
    def log(self) -> Json:
        found: Json = self.value["logs"][0]
        return found

    def judge(self) -> Verdict:
        return judge_bundle(json.dumps(self.value).encode(), now=NOW, trusted=self.trusted)


@cache
def issuer() -> World:
    """Two appends: what the receipt proves is in the first."""
    world = World(folder())
    world.append(checkpoint(bytes(32))[0])
    return world


@cache
def badge_issuer() -> BadgeWorld:
    return BadgeWorld(folder())


@cache
def other() -> World:
    """Another institution, on a chain of its own."""
    return World(folder(), host="otra.example.edu")


def of_wallet() -> Sent:
    return Sent.of(issuer(), issuer().bundle())


def of_badge() -> Sent:
    return Sent.of(badge_issuer(), badge_issuer().badge_bundle())


def forged_header(sent: Sent) -> None:
    """Another state root, in a block that is still of the right form."""
    raw = rlp.decode(bytes.fromhex(sent.log["proof"]["header"][2:]))
    raw[3] = bytes(32)
    sent.log["proof"]["header"] = "0x" + rlp.encode(raw).hex()


def proof_of_a_stranger(sent: Sent) -> None:
    """The same block, the slot of somebody else's log."""
    world = issuer()
    sent.log["proof"] = world.chain.prove(world.stranger.address, world.chain.latest().number).model_dump(mode="json")


def reissued(change: Callable[[Json], object]) -> Callable[[Sent], Sent]:
    """The bundle of a badge that its institution signed and anchored with this change."""

    def tamper(_: Sent) -> Sent:
        world = BadgeWorld(folder())
        document = {name: value for name, value in world.badge.items() if name != "proof"}
        change(document)
        method = f"{world.issuer}#key-1"
        (world.badge,) = key(100).secure([document], verification_method=method, created=ISSUED, cryptosuite=JCS)
        entry, leaf, tree = checkpoint(badge_digest(world.badge))
        world.append(entry)
        world.receipt = receipt_of(leaf, tree, world.anchors[-1])
        return Sent.of(world, world.badge_bundle())

    return tamper


def changed_world(change: Callable[[World], object], **options: Any) -> Callable[[Sent], Sent]:
    """The bundle of a new institution to which this happened."""

    def tamper(_: Sent) -> Sent:
        world = World(folder(), **options)
        change(world)
        return Sent.of(world, world.bundle())

    return tamper


def cut_did_log(_: Sent) -> Sent:
    """The version that was anchored last is left out."""
    world = World(folder())
    world.institution.update()
    world.append(world.version_entry(world.institution.history.versions[-1].id))
    return Sent.of(world, world.bundle(did_log=tuple(world.institution.lines[:1])))


def stale(_: Sent) -> Sent:
    """A proof of the head before the append that the receipt leads to, and its block trusted."""
    world = World(folder())
    before = world.proof()
    trusted = world.block_hash
    entry, leaf, tree = checkpoint(world.receipt.leaf.digest)
    world.append(entry)
    receipt = world.receipt.model_copy(update={"leaf": leaf, "path": tree.path(0), "anchor": world.anchors[1]})
    sent = Sent.of(world, world.bundle(receipt=receipt, logs=(world.evidence(before),)))
    sent.trusted = (trusted,)
    return sent


def begun_by_another(_: Sent) -> Sent:
    """A DID that names a log which somebody else began, and had its credentials anchored there."""
    world, theirs = World(folder()), World(folder(), host="otra.example.edu")
    theirs.institution.anchor = AnchorBinding(world.chain.chain, world.key.address, world.chain.contract, 0)
    theirs.institution.update()
    entry, leaf, tree = checkpoint(credential_digest(theirs.did, ATTRIBUTES))
    world.append(entry)
    receipt = receipt_of(leaf, tree, world.anchors[-1])
    bundle = theirs.bundle(receipt=receipt, logs=(world.evidence(),))
    return Sent.of(world, bundle)


def after_it_was_left(world: World) -> None:
    left = AnchorBinding(world.chain.chain, world.key.address, world.chain.contract, 0, world.chain.latest().number)
    world.institution.former = (left,)
    world.institution.anchor = AnchorBinding("eip155:1", MemoryKey().address, world.chain.contract, 7)
    world.institution.update()
    world.append(checkpoint(bytes(32))[0])


def after_its_end(world: World) -> None:
    world.append(rotate(log_of(world.chain, MemoryKey()), world.did))
    world.append(checkpoint(bytes(32))[0])


def not_going_on(_: Sent) -> Sent:
    """A log on a new chain that goes on from another head than the old log's last."""
    old, new = World(folder()), World(folder(), host="otra.example.edu")
    new.key, new.anchors = MemoryKey(), []
    old.append(rotate(log_of(new.chain, new.key), old.did))
    new.append(genesis(old.did), migrate(log_of(old.chain, old.key), bytes(32)))
    end = old.chain.latest().number
    old.institution.former = (AnchorBinding(old.chain.chain, old.key.address, old.chain.contract, 0, end),)
    old.institution.anchor = AnchorBinding(new.chain.chain, new.key.address, new.chain.contract, 0)
    old.institution.update()
    return Sent.of(old, old.bundle(logs=(old.evidence(), new.evidence())))
