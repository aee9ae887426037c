"""Badges signed and verified, ours beside @digitalbazaar/vc on Node: `python -m tests.bench.sign` (make bench-sign).

The same 1,200 Open Badges 3.0, as the node makes them, go through both on one core of one machine in one run:
canonical form, signature (eddsa-rdfc-2022), verification. The shortest of several rounds counts, for each. Of every
credential the canonical form must be the same byte for byte, and so must the proof: Ed25519 is deterministic.

Both verify the proof and the members that the data model asks for; neither asks for a status list or a key's DID.

The file that the peer reads is JSON: `contexts` by URL, `credentials`, `key` (id, controller, publicKeyMultibase,
secretKeyMultibase), `created`, `rounds`. It prints JSON: `canonizing`, `signing` and `verifying` in seconds for the
whole batch, `canonical` texts and `signed` credentials.

Writes docs/bench-sign.md. Exit status 1 where a byte differs or ours is less than ten times as fast.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from issuer_api.adapters.signer import FileSigner
from issuer_api.domain.award import Award
from issuer_api.domain.badge import StatusPlace, open_badge
from issuer_api.domain.design import Elements
from issuer_api.routes.designs import EXAMPLE
from tests.bench.figures import Figure, say, table
from verification.canonical_graph import canonical_graph
from verification.data_integrity import CREDENTIAL_SUITES, Demands, check_proofs
from verification.encoding import multibase
from verification.known_contexts import context, known
from verification.vcdm import check_credential

LEARNERS = 1_200
ROUNDS = 3
LEAST = 10.0  # times as fast as the peer
PEER = Path(__file__).parent / "peers" / "vc.mjs"
_DOCS = Path(__file__).parents[2] / "docs"
_HOST = "salud.example.edu"
_CREATED = datetime(2026, 11, 23, 12, tzinfo=UTC)
_SEED = bytes(range(32))
_METHOD = f"did:web:{_HOST}#key-1"


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds for the whole batch, and what came of it."""

    canonizing: float
    signing: float
    verifying: float
    canonical: Sequence[str]
    signed: Sequence[dict[str, Any]]


def main() -> int:
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # one core, the peer's too: it inherits this
    credentials = batch()
    mine, theirs = ours(credentials), peer(credentials)
    unlike = sum(a != b for a, b in zip(mine.canonical, theirs.canonical, strict=True))
    unlike += sum(a["proof"] != b["proof"] for a, b in zip(mine.signed, theirs.signed, strict=True))
    found = figures(mine, theirs)
    text = report(found, unlike)
    (_DOCS / "bench-sign.md").write_text(text)
    say(text)
    for figure in found:
        say(figure.to_json())
    return 1 if unlike or min(figure.ratio for figure in found) < LEAST else 0


def batch() -> list[dict[str, Any]]:
    """The unsigned badges of one batch: one design, other learners."""
    chance = random.Random(1)
    elements = Elements.model_validate(EXAMPLE)
    return [_badge(elements, number, chance) for number in range(LEARNERS)]


def _badge(elements: Elements, number: int, chance: random.Random) -> dict[str, Any]:
    award = Award(
        credential_id=UUID(int=chance.getrandbits(128), version=4),
        design_id=UUID(int=6),
        elements=elements,
        given_name="Estudiante",
        family_name=f"Núm. {number}",
        email=f"learner-{number}@example.edu",
        grade=Decimal(chance.randrange(6_100, 10_001)) / 100,
        completed=date(2026, 11, 20),
        issued=_CREATED,
        awarding_body="Universidad de Ejemplo",
        country="GT",
        host=_HOST,
        did=f"did:webvh:QmX:{_HOST}",
    )
    place = StatusPlace("z6Kd", chance.randrange(131_072))
    return open_badge(award, salt=f"{chance.getrandbits(128):032x}", place=place)


def ours(credentials: Sequence[dict[str, Any]]) -> Run:
    signer = FileSigner(_SEED)
    canonizing, canonical = timed(lambda: [canonical_graph(credential) for credential in credentials])
    signing, signed = timed(lambda: signer.secure(credentials, verification_method=_METHOD, created=_CREATED))
    verifying, _ = timed(lambda: verify(signed, signer.public_key))
    return Run(canonizing, signing, verifying, canonical, signed)


def verify(credentials: Sequence[dict[str, Any]], public_key: bytes) -> None:
    """Every one, or the error of the first that does not hold."""
    demands = Demands(CREDENTIAL_SUITES, at=_CREATED)
    for credential in credentials:
        check_credential(credential)
        check_proofs(credential, lambda _: public_key, demands)


def peer(credentials: Sequence[dict[str, Any]]) -> Run:
    signer = FileSigner(_SEED)
    asked = {
        "contexts": {url: context(url) for url in known()},
        "credentials": credentials,
        "key": {
            "id": _METHOD,
            "controller": f"did:web:{_HOST}",
            "publicKeyMultibase": signer.multikey,
            "secretKeyMultibase": multibase(b"\x80\x26" + _SEED + signer.public_key),
        },
        "created": _CREATED.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "rounds": ROUNDS,
    }
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(asked, file)
        file.flush()
        answer = subprocess.run(["node", PEER.name, file.name], cwd=PEER.parent, check=True, stdout=subprocess.PIPE)
    return Run(**json.loads(answer.stdout))


def timed[T](work: Callable[[], T]) -> tuple[float, T]:
    """The shortest time of all rounds, in seconds, and what the last one gave."""
    least = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        result = work()
        least = min(least, time.perf_counter() - start)
    return least, result


def figures(mine: Run, theirs: Run) -> list[Figure]:
    """Microseconds a credential."""
    return [
        Figure(name, 1e6 * a / LEARNERS, 1e6 * b / LEARNERS, "µs/credential")
        for name, a, b in (
            ("canonical form of an Open Badge", mine.canonizing, theirs.canonizing),
            ("an Open Badge signed, eddsa-rdfc-2022", mine.signing, theirs.signing),
            ("an Open Badge verified, eddsa-rdfc-2022", mine.verifying, theirs.verifying),
        )
    ]


def report(found: Sequence[Figure], unlike: int) -> str:
    """Markdown."""
    rows = [
        [f.name, f"{f.ours:,.0f}", f"{1e6 / f.ours:,.0f}", f"{f.peer:,.0f}", f"{1e6 / f.peer:,.0f}", f"{f.ratio:.1f}"]
        for f in found
    ]
    head = ["", "ours, µs", "ours a second", "@digitalbazaar/vc, µs", "theirs a second", "times as fast"]
    same = "the same, byte for byte" if not unlike else f"NOT the same: {unlike} differ"
    return (
        f"# Signing and verifying a batch\n\nMeasured by `make bench-sign`: {LEARNERS:,} Open Badges 3.0 of one batch,"
        f" on one core, the shortest of {ROUNDS} rounds.\nThe peer's versions are in `tests/bench/peers/package.json`;"
        " it runs on Node, on the same core, with every\ncontext in memory.\n\n" + table(head, rows) + "\n"
        f"Canonical forms and proofs of all {LEARNERS:,} badges, theirs and ours: {same}.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
