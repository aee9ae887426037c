"""Badges in a JWT, and credentials of version 1.1: what is said in the header, in the claims, or by the signature."""

import base64
import json
from typing import Any

from tests.unit.verification.conftest import key
from tests.unit.verification.matrix.case import Table, broken, case, unsigned
from tests.unit.verification.matrix.issued import Json, Shown, listless, older
from tests.unit.verification.signed_world import HOLDER_DID, LATER, SIGNED
from verification.data_integrity import LEGACY
from verification.encoding import did_key_url
from verification.vcdm import V1_CONTEXT

KID = "did:web:salud.example.edu#key-1"
NOW, THEN = int(LATER.timestamp()), int(SIGNED.timestamp())


def token(shown: Shown, header: Json, **claims: Any) -> Shown:
    """Signed by the issuer; None leaves a claim out."""
    payload = {name: value for name, value in {**shown.unsigned, **claims}.items() if value is not None}
    shown.document = shown.world.signer.jws(header, payload)
    return shown


def modern() -> Shown:
    """The same badge, as the payload of a JWT; with the dates, issuer and id as claims as well."""
    return token(listless(), {"typ": "vc+jwt", "kid": KID}, iss="did:web:salud.example.edu", iat=THEN)


def legacy() -> Shown:
    """VC-JWT: a credential of version 1.1 under `vc`."""
    shown = listless()
    inner = {
        "@context": [V1_CONTEXT],
        "type": ["VerifiableCredential"],
        "credentialSubject": {"id": HOLDER_DID},
    }
    claims = {"iss": shown.world.did_web, "nbf": THEN, "sub": HOLDER_DID, "jti": "urn:x:1", "vc": inner}
    shown.document = shown.world.signer.jws({"typ": "JWT", "kid": KID}, claims)
    return shown


def parts(shown: Shown) -> list[Json]:
    return [json.loads(base64.urlsafe_b64decode(part + "==")) for part in shown.document.split(".")[:2]]


def again(shown: Shown, claims: Json | None = None, **header: Any) -> None:
    """Signed anew with these members changed; None leaves one out."""
    head, payload = parts(shown)
    changed = [{**head, **header}, {**payload, **(claims or {})}]
    first, second = ({name: value for name, value in part.items() if value is not None} for part in changed)
    shown.document = shown.world.signer.jws(first, second)


def forged(shown: Shown, claims: Json | None = None, **header: Any) -> None:
    """As `again`, by whoever cannot sign: the old signature stays."""
    head, payload = parts(shown)
    changed = [{**head, **header}, {**payload, **(claims or {})}]
    texts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in changed]
    shown.document = ".".join([*texts, shown.document.rpartition(".")[2]])


def bare(shown: Shown) -> None:
    """No signature at all, and a header that says so."""
    forged(shown, alg="none")
    shown.document = shown.document.rpartition(".")[0] + "."


OVER, EARLY = ("validity", "validity-over", ""), ("validity", "validity-not-begun", "")
DIFFER = broken("jwt-claims-differ")
STRANGER = did_key_url(key(666).multikey)

TOKENS = Table(
    "jwt",
    modern,
    Shown.judge,
    (
        case("alg-none", lambda s: forged(s, alg="none"), broken("jwt-algorithm-refused")),
        case("alg-none-unsigned", bare, broken("jwt-malformed")),
        case("alg-hs256", lambda s: forged(s, alg="HS256"), broken("jwt-algorithm-refused")),
        case("alg-es256", lambda s: forged(s, alg="ES256"), broken("jwt-algorithm-refused")),
        case("payload-changed", lambda s: forged(s, {"name": "Otra"}), unsigned("proof-signature-wrong")),
        case("header-respelt", lambda s: forged(s, cty="vc"), unsigned("proof-signature-wrong")),
        case("by-a-stranger", lambda s: again(s.by(key(666))), unsigned("proof-signature-wrong")),
        case("kid-of-another", lambda s: again(s.by(key(666)), kid=STRANGER), unsigned("key-of-another")),
        case("kid-never-there", lambda s: again(s, kid="#key-9"), unsigned("key-not-in-log")),
        case("kid-for-the-chain", lambda s: again(s, kid="#anchor-1"), unsigned("key-purpose-wrong")),
        case("kid-missing", lambda s: again(s, kid=None), broken("jwt-key-unnamed")),
        case("kid-without-key", lambda s: again(s, kid="did:web:salud.example.edu"), broken("jwt-key-unnamed")),
        case("header-iss-differs", lambda s: again(s, iss=HOLDER_DID), broken("jwt-key-unnamed")),
        case("iss-differs", lambda s: again(s, {"iss": HOLDER_DID}), DIFFER),
        case("jti-differs", lambda s: again(s, {"jti": "urn:x:2"}), DIFFER),
        case("proof-inside", lambda s: again(s, {"proof": {"type": "DataIntegrityProof"}}), DIFFER),
        case("vc-inside", lambda s: again(s, {"vc": {}}), DIFFER),
        case("exp", lambda s: again(s, {"exp": NOW - 1}), OVER),
        case("nbf", lambda s: again(s, {"nbf": NOW + 1}), EARLY),
        case("exp-text", lambda s: again(s, {"exp": "mañana"}), DIFFER),
        case("for-an-audience", lambda s: again(s, {"aud": "empleo.example.com"}), unsigned("proof-member-unchecked")),
        case("for-a-nonce", lambda s: again(s, {"nonce": "u1"}), unsigned("proof-challenge-wrong")),
        case("signed-tomorrow", lambda s: again(s, {"iat": NOW + 400}), unsigned("proof-in-the-future")),
        case("signed-before-the-did", lambda s: again(s, {"iat": THEN - 86_400}), unsigned("did-not-yet-created")),
        case("crit", lambda s: again(s, crit=["exp"]), broken("jwt-header-refused")),
        case("key-in-header", lambda s: again(s, jwk={"kty": "OKP"}), broken("jwt-header-refused")),
        case("of-another-type", lambda s: again(s, typ="statuslist+jwt"), broken("jwt-type-wrong")),
        case("padded", lambda s: setattr(s, "document", s.document.replace(".", "=.", 1)), broken("jwt-malformed")),
        case("term-of-nobody", lambda s: again(s, {"type": ["VerifiableCredential", "Insignia"]}),
             broken("type-unmapped")),
    ),
)  # fmt: skip

VC_JWT = Table(
    "vc-jwt",
    legacy,
    Shown.judge,
    (
        case("iss-replaced", lambda s: forged(s, {"iss": HOLDER_DID}), unsigned("key-of-another")),
        case("sub-replaced", lambda s: again(s, {"sub": "did:example:x"}), DIFFER),
        case("sub-forged", lambda s: forged(s, {"jti": "urn:x:2"}), unsigned("proof-signature-wrong")),
        case("exp", lambda s: again(s, {"exp": NOW - 1}), OVER),
        case("nbf", lambda s: again(s, {"nbf": NOW + 1}), EARLY),
        case("no-nbf", lambda s: again(s, {"nbf": None}), broken("issuance-date-missing")),
        case("no-iss", lambda s: again(s, {"iss": None}), broken("issuer-missing")),
        case("no-vc", lambda s: again(s, {"vc": None}), DIFFER),
    ),
)  # fmt: skip

ED25519 = Table(
    "ed25519-2020",
    older,
    Shown.judge,
    (
        case("subject", lambda s: s.put("credentialSubject/id", "did:example:x"), unsigned("proof-signature-wrong")),
        case("date", lambda s: s.put("issuanceDate", "2026-11-23T12:00:00Z"), unsigned("proof-signature-wrong")),
        case("no-date", lambda s: s.cut("issuanceDate"), broken("issuance-date-missing")),
        case("date-malformed", lambda s: s.put("issuanceDate", "ayer"), broken("issuance-date-malformed")),
        case("date-of-2.0", lambda s: s.put("validFrom", "2026-11-23T12:30:00Z"), broken("member-of-another-version")),
        case("over", lambda s: s.put("expirationDate", "2026-11-23T13:59:59Z").prove(type=LEGACY, cryptosuite=None),
             OVER),
        case("end-malformed", lambda s: s.put("expirationDate", 5), broken("expiration-date-malformed")),
        case("with-a-suite", lambda s: s.put("proof/cryptosuite", "eddsa-rdfc-2022"), unsigned("proof-suite-unknown")),
        case("as-of-2018", lambda s: s.put("proof/type", "Ed25519Signature2018"), unsigned("proof-suite-unknown")),
        case("no-context-of-its-own", lambda s: s.put("@context", [V1_CONTEXT]), unsigned("term-undefined")),
        case("purpose", lambda s: s.prove(type=LEGACY, cryptosuite=None, proofPurpose="authentication"),
             unsigned("proof-purpose-wrong")),
        case("by-a-stranger", lambda s: s.by(key(666)).prove(type=LEGACY, cryptosuite=None),
             unsigned("proof-signature-wrong")),
    ),
)  # fmt: skip

TABLES = (TOKENS, VC_JWT, ED25519)
