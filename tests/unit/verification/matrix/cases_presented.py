"""Presentations of a sound badge that are not the holder's, not for this verifier, or hold what is not sound."""

from collections.abc import Callable
from typing import Any

from tests.unit.verification.conftest import key
from tests.unit.verification.matrix.case import Finding, Table, broken, case, listed, unsigned
from tests.unit.verification.matrix.issued import Shown
from tests.unit.verification.signed_world import HOLDER_DID, INDEX, present
from verification.credential_presentation import judge_presented, wanted_presented
from verification.verdict import Verdict

ASKED = {"challenge": "u4f0cJYyNzVvS", "domain": "empleo.example.com"}


class Presented(Shown):
    """A badge presented by its holder, for one verifier."""

    def __init__(self) -> None:
        super().__init__()
        self.badge = self.document
        self.show()

    def show(self, *badges: Any, **how: Any) -> "Presented":
        self.document = present(list(badges or [self.badge]), **{**ASKED, **how})
        return self

    def judge(self) -> Verdict:
        """The presentation's own checks, then those of what it holds."""
        library: dict[str, bytes | None] = {}
        while addresses := wanted_presented(self.document, library):
            library |= {address: self.world.pages.get(address) for address in addresses}
        judged = judge_presented(self.document, library, now=self.now, **ASKED)
        return Verdict(
            (*judged.presentation.checks, *(one for verdict in judged.credentials for one in verdict.checks))
        )


def unshown(reason: str) -> Finding:
    return "proof", "presentation-not-signed", reason


def without(member: str) -> Callable[[Presented], None]:
    def shown(presented: Presented) -> None:
        del presented.document[member]

    return shown


def by_the_issuer(presented: Presented) -> None:
    """With a proof for assertions, as the issuer makes them."""
    presented.cut("proof").sign()


def revoked(presented: Presented) -> None:
    presented.list("revocation", INDEX)


def own_word(presented: Presented) -> None:
    """A badge that nobody signed."""
    presented.show({name: value for name, value in presented.badge.items() if name != "proof"})


def raised(presented: Presented) -> None:
    """The badge was altered before the holder signed."""
    presented.badge["name"] = "Otra"
    presented.show()


def added(presented: Presented) -> None:
    presented.document["verifiableCredential"].append(presented.world.badge())


PRESENTED = Table(
    "presented",
    Presented,
    Presented.judge,
    (
        case("another-challenge", lambda p: p.show(challenge="u5"), unshown("proof-challenge-wrong")),
        case("another-domain", lambda p: p.show(domain="evil.example.com"), unshown("proof-domain-wrong")),
        case("expired", lambda p: p.show(expires="2026-11-23T13:59:59Z"), unshown("proof-expired")),
        case("for-assertions", lambda p: p.show(proofPurpose="assertionMethod"), unshown("proof-purpose-wrong")),
        case("no-proof", without("proof"), unshown("proof-missing")),
        case("challenge-rewritten", lambda p: p.show(challenge="u5").put("proof/challenge", ASKED["challenge"]),
             unshown("proof-signature-wrong")),
        case("badge-added", added, unshown("proof-signature-wrong")),
        case("badge-taken-out", without("verifiableCredential"), unshown("proof-signature-wrong")),
        case("by-another-holder", lambda p: p.show(signer=key(8)), ("holder", "holder-differs", "")),
        case("holder-replaced", lambda p: p.put("holder", "did:example:x"), unshown("proof-signature-wrong"),
             ("holder", "holder-differs", ""), why="the signature covers the holder, whose key it then is not"),
        case("for-the-issuer", by_the_issuer, unshown("proof-purpose-wrong"), ("holder", "holder-differs", ""),
             why="the issuer's key is not the holder's, and was not used for authentication"),
        case("holder-malformed", lambda p: p.put("holder", 5), broken("holder-malformed")),
        case("no-presentation", lambda p: p.put("type", ["VerifiableCredential"]), broken("type-not-named")),
        case("badge-as-text", lambda p: p.put("verifiableCredential", ["x"]), broken("credentials-malformed")),
        case("too-many", lambda p: p.put("verifiableCredential", [p.badge] * 51), broken("credentials-too-many")),
        case("badge-revoked", revoked, listed("list-revoked")),
        case("badge-altered", raised, unsigned("proof-signature-wrong")),
        case("badge-unsigned", own_word, unsigned("proof-missing")),
        case("holder-is-the-subject", lambda p: p.show(holder=HOLDER_DID)),
    ),
)  # fmt: skip

TABLES = (PRESENTED,)
