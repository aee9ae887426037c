"""A status list in the forms that anybody may fetch: JSON with a Data Integrity proof, and JWTs.

>>> sign_lists(node.signer, "did:web:salud.example.edu", {"revocation": (url, bits)}, now)["revocation"].jwt
'eyJ0eXAiOiJ2Yytqd3Qi…'
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from issuer_api.domain.ports import Signer
from issuer_api.domain.status_list import TOKEN, list_credential, token_claims


@dataclass(frozen=True, slots=True)
class SignedList:
    """`document` is JSON text, None for a token; `jwt` is compact."""

    document: str | None
    jwt: str


def sign_lists(
    signer: Signer, issuer: str, lists: Mapping[str, tuple[str, bytes]], valid_from: int
) -> dict[str, SignedList]:
    """Lists of one issuer, as purpose → (URL, uncompressed list), all valid from one moment (Unix seconds).

    The JWT of a credential is that of VC-JOSE-COSE section 3.1.1: the credential itself, without an embedded proof.
    """
    key, created = f"{issuer}#key-1", datetime.fromtimestamp(valid_from, UTC)
    plain = {
        purpose: list_credential(url, issuer, purpose, bits, valid_from)
        for purpose, (url, bits) in lists.items()
        if purpose != TOKEN
    }
    secured = signer.secure(list(plain.values()), verification_method=key, created=created)
    signed = {
        purpose: SignedList(
            json.dumps(document, ensure_ascii=False, separators=(",", ":")),
            signer.jws({"typ": "vc+jwt", "cty": "vc", "kid": key}, plain[purpose]),
        )
        for purpose, document in zip(plain, secured, strict=True)
    }
    if TOKEN in lists:
        url, packed = lists[TOKEN]
        claims = token_claims(url, issuer, packed, valid_from)
        signed[TOKEN] = SignedList(None, signer.jws({"typ": "statuslist+jwt", "kid": key}, claims))
    return signed
