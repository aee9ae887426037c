"""A badge whose content, proof or dates were tampered with."""

from datetime import timedelta

from tests.unit.verification.conftest import NOW, key
from tests.unit.verification.matrix.case import Table, broken, case, unsigned
from tests.unit.verification.matrix.issued import Shown
from tests.unit.verification.signed_world import HOLDER_DID, LATER
from verification.data_integrity import JCS
from verification.encoding import did_key_url, multibase
from verification.vcdm import V1_CONTEXT

WRONG = unsigned("proof-signature-wrong")
OTHER = "did:web:otra.example.edu"
GRADE = "credentialSubject/result/0/value"


def doubled(shown: Shown) -> None:
    """A second proof, by nobody: of a set every proof must hold."""
    proof = shown.document["proof"]
    shown.document["proof"] = [proof, {**proof, "created": "2026-11-23T13:00:01Z"}]


def chained(shown: Shown) -> None:
    shown.document["proof"]["previousProof"] = "urn:uuid:00000000-0000-0000-0000-000000000000"


def redefined(shown: Shown) -> None:
    shown.document["@context"].append({"achievement": "https://example.org/#nothing"})


TAMPERED = Table(
    "tampered",
    Shown,
    Shown.judge,
    (
        case("grade-raised", lambda s: s.put(GRADE, "100"), WRONG),
        case("other-subject", lambda s: s.put("credentialSubject/id", HOLDER_DID), WRONG),
        case("name-hash-swapped", lambda s: s.put("credentialSubject/identifier/0/identityHash", "sha256$00"), WRONG),
        case("achievement-renamed", lambda s: s.put("credentialSubject/achievement/name", "Otra"), WRONG),
        case("issuer-renamed", lambda s: s.put("issuer/name", "Otra Universidad"), WRONG),
        case("issuer-replaced", lambda s: s.put("issuer/id", OTHER), unsigned("key-of-another"),
             ("status", "list-elsewhere", ""), why="proof and lists are the true issuer's, and this one is named"),
        case("begins-earlier", lambda s: s.put("validFrom", "2020-01-01T00:00:00Z"), WRONG),
        case("ends-later", lambda s: s.put("validUntil", "2036-01-01T00:00:00Z"), WRONG),
        case("status-removed", lambda s: s.cut("credentialStatus"), WRONG),
        case("result-removed", lambda s: s.cut("credentialSubject/result"), WRONG),
        case("type-added", lambda s: s.put("type", [*s.document["type"], "https://example.org/Master"]), WRONG),
        case("signature-changed", lambda s: s.put("proof/proofValue", multibase(bytes(64))), WRONG),
        case("created-changed", lambda s: s.put("proof/created", "2026-11-23T13:00:01Z"), WRONG),
        case("proof-removed", lambda s: s.cut("proof"), unsigned("proof-missing")),
        case("proof-doubled", doubled, WRONG),
        case("chain-without-its-link", chained, unsigned("proof-chain-broken")),
        case("signature-cut", lambda s: s.put("proof/proofValue", "z22222"), unsigned("proof-malformed")),
        case("signed-by-a-stranger", lambda s: s.by(key(666)).sign(), WRONG),
    ),
)  # fmt: skip

PROOFS = Table(
    "proofs",
    Shown,
    Shown.judge,
    (
        case("for-authentication", lambda s: s.prove(proofPurpose="authentication"), unsigned("proof-purpose-wrong")),
        case("expired", lambda s: s.prove(expires="2026-11-23T13:59:59Z"), unsigned("proof-expired")),
        case("for-a-domain", lambda s: s.prove(domain="empleo.example.com"), unsigned("proof-member-unchecked")),
        case("for-a-challenge", lambda s: s.prove(challenge="u1"), unsigned("proof-member-unchecked")),
        case("suite-unknown", lambda s: s.put("proof/cryptosuite", "bbs-2023"), unsigned("proof-suite-unknown")),
        case("type-unknown", lambda s: s.put("proof/type", "RsaSignature2018"), unsigned("proof-suite-unknown")),
        case("other-context-in-proof", lambda s: s.put("proof/@context", [V1_CONTEXT]),
             unsigned("proof-context-wrong")),
        case("no-method", lambda s: s.cut("proof/verificationMethod"), unsigned("proof-malformed")),
        case("made-tomorrow", lambda s: s.sign(at=LATER + timedelta(minutes=6)), unsigned("proof-in-the-future")),
        case("made-before-the-did", lambda s: s.sign(at=NOW - timedelta(days=1)), unsigned("did-not-yet-created")),
        case("key-of-another", lambda s: s.sign(method=did_key_url(key(100).multikey)), unsigned("key-of-another")),
    ),
)  # fmt: skip

DATES = Table(
    "dates",
    Shown,
    Shown.judge,
    (
        case("not-begun", lambda s: s.put("validFrom", "2026-11-23T14:00:01Z").sign(),
             ("validity", "validity-not-begun", "")),
        case("over", lambda s: s.put("validUntil", "2026-11-23T13:59:59Z").sign(), ("validity", "validity-over", "")),
        case("reversed", lambda s: s.put("validUntil", "2026-11-22T12:00:00Z").sign(), broken("validity-reversed")),
        case("no-date", lambda s: s.put("validFrom", "ayer"), broken("valid-from-malformed")),
        case("no-zone", lambda s: s.put("validUntil", "2027-01-01T00:00:00"), broken("valid-until-malformed")),
        case("date-of-1.1", lambda s: s.put("issuanceDate", "2026-11-23T12:00:00Z"),
             broken("member-of-another-version")),
    ),
)  # fmt: skip

FORM = Table(
    "form",
    Shown,
    Shown.judge,
    (
        case("not-an-object", lambda s: setattr(s, "document", []), broken("credential-not-an-object")),
        case("no-context", lambda s: s.cut("@context"), broken("context-missing")),
        case("context-unknown", lambda s: s.put("@context/1", "https://example.org/ctx"), broken("context-unknown")),
        case("context-first", lambda s: s.document["@context"].reverse(), broken("context-order-wrong")),
        case("context-twice", lambda s: s.put("@context/1", s.document["@context"][0]), broken("context-repeated")),
        case("context-mixed", lambda s: s.put("@context/1", V1_CONTEXT), broken("context-mixed")),
        case("context-redefines", redefined, broken("context-redefines")),
        case("term-undefined", lambda s: s.put("credentialSubject/honours", "summa"), unsigned("term-undefined")),
        case("null-value", lambda s: s.put("credentialSubject/activityEndDate", None), unsigned("value-dropped")),
        case("type-missing", lambda s: s.cut("type"), broken("type-missing")),
        case("type-unmapped", lambda s: s.put("type/1", "Insignia"), broken("type-unmapped")),
        case("not-a-credential", lambda s: s.put("type", ["OpenBadgeCredential"]), broken("type-not-named")),
        case("id-no-url", lambda s: s.put("id", "5"), broken("id-malformed")),
        case("issuer-missing", lambda s: s.cut("issuer"), broken("issuer-missing")),
        case("issuer-number", lambda s: s.put("issuer", 5), broken("issuer-malformed")),
        case("subject-missing", lambda s: s.cut("credentialSubject"), broken("subject-missing")),
        case("subject-empty", lambda s: s.put("credentialSubject", {}), broken("subject-empty")),
        case("subject-text", lambda s: s.put("credentialSubject", "Begoña"), broken("subject-malformed")),
        case("subject-id-no-url", lambda s: s.put("credentialSubject/id", "Ana"), broken("subject-id-malformed")),
        case("name-number", lambda s: s.put("name", 5), broken("name-malformed")),
        case("proof-untyped", lambda s: s.cut("proof/type"), broken("proof-untyped")),
        case("proof-text", lambda s: s.put("proof", "z2"), broken("proof-malformed")),
        case("status-untyped", lambda s: s.cut("credentialStatus/0/type"), broken("status-untyped")),
        case("index-number", lambda s: s.put("credentialStatus/0/statusListIndex", 5),
             broken("status-index-malformed")),
        case("index-negative", lambda s: s.put("credentialStatus/0/statusListIndex", "-1"),
             broken("status-index-malformed")),
        case("schema-untyped", lambda s: s.put("credentialSchema", {"id": "urn:x:1"}), broken("schema-untyped")),
        case("no-digest", lambda s: s.put("relatedResource", [{"id": "urn:x:1"}]),
             broken("related-resource-no-digest")),
        case("no-achievement", lambda s: s.cut("credentialSubject/achievement").sign(),
             ("achievement", "badge-malformed", "achievement-missing")),
        case("no-criteria", lambda s: s.cut("credentialSubject/achievement/criteria").sign(),
             ("achievement", "badge-malformed", "achievement-criteria-malformed")),
        case("no-description", lambda s: s.cut("credentialSubject/achievement/description").sign(),
             ("achievement", "badge-malformed", "achievement-malformed")),
        case("no-achievement-subject", lambda s: s.cut("credentialSubject/type").sign(suite=JCS),
             ("achievement", "badge-malformed", "badge-subject-malformed")),
    ),
)  # fmt: skip

TABLES = (TAMPERED, PROOFS, DATES, FORM)
