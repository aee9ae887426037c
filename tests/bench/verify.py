"""Verdicts a second for each format, beside the raw library: `python -m tests.bench.verify` (make bench-verify).

Ours is the whole verdict on the bytes that somebody hands in: the form read, the structure, the proof, the issuer's
did:web and DID history, two signed status lists of 131,072 entries, the period; everything fetched is at hand. The
peers do less: @digitalbazaar/vc verifies the proof with the key given to it, and neither history nor list; `anoncreds`
checks the mathematics; pynacl one Ed25519 signature, the least that any verdict can take. One core, the shortest of
several rounds.

Writes docs/bench-verify.md. Exit status 1 where an Open Badge takes longer than @digitalbazaar/vc's, or an AnonCreds
verdict a fifth more than the library.
"""

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from nacl.signing import VerifyKey

from issuer_api.domain.badge import StatusPlace, open_badge
from issuer_api.domain.baking import bake_png, bake_svg, credential_text
from tests.anoncreds_world import Issuer, Wallet, request
from tests.bench import sign
from tests.bench.figures import Figure, say, table
from tests.unit.issuer_api.domain.awards import SALT, award
from tests.unit.verification.conftest import NOW
from tests.unit.verification.matrix import bundled
from tests.unit.verification.matrix.issued import LIST_ID, Json, Shown, older
from tests.unit.verification.test_badge_evidence import NOW as AT_BUNDLES
from tests.unit.verification.test_baked import PNG, SVG, pdf
from verification.evidence import judge_bundle
from verification.file import judge_file, read_file, wanted_by
from verification.gather import gather
from verification.issuer_key import Library
from verification.policy import Predicate, ProofPolicy
from verification.presentation import judge_presentation
from verification.verdict import Outcome

COUNT = 100
LEAST_OF_BADGES, LEAST_OF_ANONCREDS = 1.0, 1 / 1.2
_DOCS = Path(__file__).parents[2] / "docs"
_AT = int(NOW.timestamp()) - 60
_DIGITALBAZAAR, _ANONCREDS, _NACL = "@digitalbazaar/vc", "anoncreds", "pynacl"


def main() -> int:
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # one core, the peer's too: it inherits this
    say(f"{COUNT} verdicts of each form, {sign.ROUNDS} rounds; the peer goes first")
    theirs = 1e6 * sign.peer(sign.batch()).verifying / sign.LEARNERS
    found = [*badges(theirs), *anoncreds(), *floors()]
    text = report(found)
    (_DOCS / "bench-verify.md").write_text(text)
    say(text)
    for _, figure in found:
        say(figure.to_json())
    return 1 if any(_too_slow(peer, figure) for peer, figure in found) else 0


def _too_slow(peer: str, figure: Figure) -> bool:
    return figure.ratio < {_DIGITALBAZAAR: LEAST_OF_BADGES, _ANONCREDS: LEAST_OF_ANONCREDS}.get(peer, 0)


def badges(theirs: float) -> list[tuple[str, Figure]]:
    """Each form of an Open Badge; of JWTs see `floors`."""
    shown = Shown()
    plain = [_unsigned(shown, number) for number in range(COUNT)]
    signed = {suite: [shown.world.sign(one, suite=suite) for one in plain] for suite in (RDFC, JCS)}
    texts = [credential_text(one) for one in signed[RDFC]]
    older_ones = [json.dumps(older().document).encode()] * COUNT
    files = {
        "Open Badge, eddsa-rdfc-2022": [text.encode() for text in texts],
        "Open Badge, eddsa-jcs-2022": [credential_text(one).encode() for one in signed[JCS]],
        "Open Badge baked into PNG": [bake_png(PNG, one) for one in signed[RDFC]],
        "Open Badge baked into SVG": [bake_svg(SVG, one).encode() for one in signed[RDFC]],
        "Open Badge in a PDF": [pdf(text.encode()) for text in texts],
        "VCDM 1.1, Ed25519Signature2020": older_ones,
    }
    return [(_DIGITALBAZAAR, _figure(name, shown, data, theirs)) for name, data in files.items()]


RDFC, JCS = "eddsa-rdfc-2022", "eddsa-jcs-2022"


def _unsigned(shown: Shown, number: int) -> Json:
    one = replace(award(), did=shown.world.did_webvh, credential_id=UUID(int=number + 1, version=4))
    return open_badge(one, salt=SALT, place=StatusPlace(LIST_ID, 1000 + number))


def _figure(name: str, shown: Shown, files: Sequence[bytes], theirs: float) -> Figure:
    pages = shown.world.pages
    library = gather(lambda known: wanted_by(read_file(files[0]), known), pages.get)
    seconds, _ = sign.timed(lambda: _judged(shown, files, library))
    return Figure(name, 1e6 * seconds / len(files), theirs, "µs/verdict")


def _judged(shown: Shown, files: Sequence[bytes], library: Library) -> None:
    for data in files:
        verdict = judge_file(read_file(data), library, now=shown.now)
        if verdict.outcome is not Outcome.PASSED:
            raise RuntimeError(f"not a verdict that counts: {verdict.sentences('en')}")


def anoncreds() -> list[tuple[str, Figure]]:
    """A wallet's answer of three predicates and a proof of non-revocation."""
    issuer, wallet = Issuer("salud.example.edu", _AT), Wallet()
    wallet.take(issuer, ects_x100="300", eqf_level="6")
    asked = (
        Predicate(name="ects_x100", op=">=", value=300),
        Predicate(name="eqf_level", op=">=", value=6),
        Predicate(name="completed_dateint", op=">", value=20250101),
    )
    answer = wallet.answer(request(asked, _AT), {"p0": 0, "p1": 0, "p2": 0})
    policy = ProofPolicy(predicates=asked, issuers=(issuer.did,))

    def whole() -> None:
        if judge_presentation(policy, answer.facts(), NOW).outcome is not Outcome.PASSED:
            raise RuntimeError("the answer does not hold")

    ours, theirs = _microseconds(whole), _microseconds(lambda: answer.verified)
    return [(_ANONCREDS, Figure("AnonCreds presentation", ours, theirs, "µs/verdict"))]


def floors() -> list[tuple[str, Figure]]:
    """A VC-JWT, and a bundle with its chain's proof, log and list, beside what one Ed25519 signature takes."""
    shown, sent = Shown(), bundled.of_badge()
    token = shown.world.signer.jws({"typ": "vc+jwt", "kid": f"{shown.world.did_web}#key-1"}, shown.unsigned).encode()
    bundle = json.dumps(sent.value).encode()
    message, signature = b"x" * 3000, shown.world.signer.sign(b"x" * 3000)
    key = VerifyKey(shown.world.signer.public_key)
    least = _microseconds(lambda: key.verify(message, signature), 1000)
    whole = _microseconds(lambda: judge_bundle(bundle, now=AT_BUNDLES, trusted=sent.trusted), 10)
    return [
        (_NACL, _figure("VC-JWT", shown, [token] * COUNT, least)),
        (_NACL, Figure("bundle of a badge", whole, least, "µs/verdict")),
    ]


def _microseconds(work: Callable[[], object], times: int = 20) -> float:
    seconds, _ = sign.timed(lambda: [work() for _ in range(times)])
    return 1e6 * seconds / times


def report(found: Sequence[tuple[str, Figure]]) -> str:
    """Markdown."""
    rows = [
        [f.name, f"{f.ours:,.0f}", f"{1e6 / f.ours:,.0f}", peer, f"{f.peer:,.0f}", f"{f.ratio:.2f}"]
        for peer, f in found
    ]
    head = ["", "ours, µs", "verdicts a second", "beside", "theirs, µs", "times as fast"]
    said = (
        "# Verdicts a second",
        "",
        f"Measured by `make bench-verify` on one core: {COUNT} whole verdicts of each form, the shortest of",
        f"{sign.ROUNDS} rounds. Ours reads the form, checks structure, proof, period, the issuer's did:web and its",
        "history, and two signed status lists of 131,072 entries; @digitalbazaar/vc checks the proof with a key that",
        "it is given, `anoncreds` the mathematics, pynacl one signature. What is fetched is at hand for all.",
        "",
        table(head, rows),
    )
    return "\n".join(said)


if __name__ == "__main__":
    sys.exit(main())
