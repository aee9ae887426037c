"""Hands bytes to the judges. Nobody but the issuer can sign, so whatever is passed says what the issuer signed."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from tests.fuzz import seeds
from tests.fuzz.seeds import library, sent
from tests.unit.verification.conftest import NOW
from tests.unit.verification.signed_world import LATER
from tests.unit.verification.test_badge_evidence import NOW as AT_BUNDLES
from tests.unit.verification.test_presentation import POLICY, REQUEST
from verification import strict_json
from verification.bundle import read_bundle
from verification.canonical_graph import plainly
from verification.credential import judge_credential, wanted
from verification.credential_presentation import judge_presented, wanted_presented
from verification.credential_proof import read
from verification.credential_status import read_list
from verification.encoding import canonical
from verification.errors import VerificationError
from verification.evidence import block_hashes, heads_shown, judge_bundle
from verification.file import judge_file, read_file, wanted_by
from verification.four_lines import four_lines
from verification.policy import Policy
from verification.presentation import PresentationFacts, judge_presentation
from verification.vc_jwt import Kind
from verification.verdict import Outcome, Verdict


def credential(data: bytes) -> None:
    value = strict_json.loads(data)
    wanted(value, library())
    verdict = _said(judge_credential(value, library(), now=LATER))
    assert verdict.outcome is not Outcome.PASSED or meaning(value) in _issued()


def presentation(data: bytes) -> None:
    value = strict_json.loads(data)
    wanted_presented(value, library())
    judged = judge_presented(value, library(), now=LATER)
    for verdict in (judged.presentation, *judged.credentials):
        _said(verdict)
    assert judged.outcome is not Outcome.PASSED or meaning(value, "vp") in _presented()


def page(data: bytes) -> None:
    """What a web server answers: a badge is judged by it. The first byte chooses which page it is."""
    address = list(library())[data[0] % len(library())] if data else ""
    changed = {**library(), address: data[1:]}
    badge = seeds.SHOWN.document
    wanted(badge, changed)
    verdict = _said(judge_credential(badge, changed, now=LATER))
    if verdict.outcome is Outcome.PASSED and "/status/" in address:
        assert meaning(read_list(data[1:]).document) == meaning(read_list(library()[address] or b"").document)


def bundle(data: bytes) -> None:
    judged_without = _said(judge_bundle(data, now=AT_BUNDLES))
    assert judged_without.outcome is not Outcome.PASSED, "passed without a block that anybody trusts"
    block_hashes(data)
    heads_shown(data)
    _bundle(data, _said(judge_bundle(data, now=AT_BUNDLES, trusted=_trusted())))
    found = read_bundle(data)
    assert read_bundle(seeds.dumped(found.to_json())) == found


def file(data: bytes) -> None:
    """Any file at all, with a policy and without one."""
    handed_in = read_file(data)
    wanted_by(handed_in, library())
    for policy in (None, Policy(predicates=POLICY.predicates, issuers=(seeds.WORLD.did_web,))):
        now = AT_BUNDLES if handed_in.kind == "bundle" else LATER
        verdict = _said(judge_file(handed_in, library(), now=now, policy=policy, trusted=_trusted()))
        if verdict.outcome is not Outcome.PASSED:
            continue
        if handed_in.kind == "bundle":
            _bundle(data, verdict)
        elif handed_in.kind == "presentation":
            assert meaning(handed_in.value, "vp") in _presented()
        else:
            assert meaning(handed_in.value) in _issued()


def answer(data: bytes) -> None:
    """A wallet's answer to an AnonCreds request, judged whatever the agent says of it."""
    presentation = strict_json.loads_object(data)
    newest = {"registry": 1795449863}
    for verified in (True, False, None):
        facts = PresentationFacts.read(REQUEST, presentation, verified=verified, newest_lists=newest)
        verdict = _said(judge_presentation(POLICY, facts, NOW))
        assert verified or verdict.outcome is not Outcome.PASSED


def meaning(value: Any, kind: Kind = "vc") -> Any:
    """What a signed document says: of a token the signed bytes, of JSON the graph without its proof."""
    secured = read(value, kind)
    if secured.token:
        return secured.token.signed
    return plainly({name: member for name, member in secured.document.items() if name != "proof"})


@cache
def _issued() -> frozenset[Any]:
    return frozenset(meaning(badge) for badge in seeds.badges())


@cache
def _presented() -> frozenset[Any]:
    return frozenset(meaning(one, "vp") for one in seeds.presentations())


@cache
def _trusted() -> tuple[bytes, ...]:
    return tuple(block for one in sent() for block in one.trusted)


def _bundle(data: bytes, verdict: Verdict) -> None:
    if verdict.outcome is Outcome.PASSED:
        shown = _plain(read_bundle(data).credential)
        assert shown in _plains(one.value["credential"] for one in sent())


def _plains(documents: Iterable[Any]) -> list[bytes]:
    return [_plain(document) for document in documents]


def _plain(document: Any) -> bytes:
    try:
        return plainly({name: value for name, value in document.items() if name != "proof"}).encode()
    except VerificationError:
        return canonical({name: value for name, value in document.items() if name != "proof"})


def _said(verdict: Verdict) -> Verdict:
    """Every verdict can be said in every language."""
    for lang in ("es", "pt", "en"):
        assert all(verdict.sentences(lang))
        four_lines(verdict, lang)
    return verdict
