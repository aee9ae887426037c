"""What a learner without a wallet leaves with (protocol step I5): the signed badge, as a file of whichever kind.

    claimed_download(node, token, Form.PDF, "es")     # the learner, by the claim link's token
    download(node, credential_id, Form.PNG)           # the institution's people

Every file but the European export and the bundle carries the same signed badge. Nothing is given out of a credential
that was withdrawn: whoever got it before learns of that from its status.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from issuer_api.domain.award import Award, award_again
from issuer_api.domain.badge import badge_file
from issuer_api.domain.baking import bake_png, bake_svg, credential_text
from issuer_api.domain.credential import Credential, CredentialState
from issuer_api.domain.elm import elm_credential, uploadable
from issuer_api.domain.errors import Conflict, NotFound
from issuer_api.domain.ports import Work
from issuer_api.domain.status import Standing
from issuer_api.domain.summary import Language
from issuer_api.usecases.bundles import credential_bundle
from issuer_api.usecases.claim import read_token, share_link
from issuer_api.usecases.legacy import legacy_badge
from issuer_api.usecases.node import Node, institution_of, there
from issuer_api.usecases.records import contents_of

Badge = Mapping[str, Any]


class Form(StrEnum):
    """`elm`: the European Learning Model. `bundle`: the wallet's credential, or the badge, with all evidence.
    `legacy` and `legacy-jwt`: VCDM 1.1 for tools that read no newer (docs/adr/0019)."""

    JSON_LD = "json-ld"
    PNG = "png"
    SVG = "svg"
    PDF = "pdf"
    ELM = "elm"
    BUNDLE = "bundle"
    LEGACY = "legacy"
    LEGACY_JWT = "legacy-jwt"


@dataclass(frozen=True, slots=True)
class Download:
    """A file to be saved under `filename` (ASCII)."""

    body: bytes
    media_type: str
    filename: str


class Held(NamedTuple):
    """A credential with what was awarded, its signed badge, and the link that shows it."""

    credential: Credential
    award: Award
    badge: Badge
    link: str


def claimed_download(node: Node, token: str, form: Form, lang: Language | None = None) -> Download:
    """The file for whoever has the claim link. Raises NotFound (unknown-claim) and what `download` raises."""
    return download(node, read_token(node.claim_secret, token), form, lang)


def claimed_badge(node: Node, token: str) -> Held:
    """What whoever has the claim link may take. Raises as `claimed_download`."""
    credential_id = read_token(node.claim_secret, token)
    with node.store() as work:
        held = held_badge(node, work, credential_id)
    _refuse_withdrawn(held.credential)
    return held


def download(node: Node, credential_id: UUID, form: Form, lang: Language | None = None) -> Download:
    """The file, in the design's language unless said otherwise.

    Raises NotFound (not-found, erased, no-badge), Conflict (withdrawn), Invalid (not-printable) and, for a bundle, what
    `credential_bundle` raises.
    """
    with node.store() as work:
        held = held_badge(node, work, credential_id)
    _refuse_withdrawn(held.credential)
    made = _FORMS[form]
    body = made.body(node, held, lang or held.award.elements.language)
    return Download(body, made.media_type, f"{_slug(held.award)}{made.ending}")


def held_badge(node: Node, work: Work, credential_id: UUID) -> Held:
    """What the node keeps of one credential's badge. Raises NotFound (not-found, erased, no-badge)."""
    credential = there(work.credentials.get(credential_id), "credential")
    contents = contents_of(work, credential)
    if contents.badge is None:
        raise NotFound("no-badge", "This credential was issued without an Open Badge: it is for wallets alone.")
    batch = there(work.batches.get(credential.batch_id), "batch")
    design = there(work.designs.get(batch.design_id), "design")
    institution = institution_of(work)
    award = award_again(
        contents.attributes,
        credential_id=credential.id,
        design_id=design.id,
        elements=design.read(),
        issued=datetime.fromisoformat(contents.badge["validFrom"]),
        host=institution.host,
        did=institution.did,
    )
    return Held(credential, award, contents.badge, share_link(node, institution.host, credential.id))


def _refuse_withdrawn(credential: Credential) -> None:
    if credential.standing is Standing.REVOKED or credential.state is CredentialState.CANCELLED:
        raise Conflict("withdrawn", "The institution withdrew this credential: it is not given out any more.")


def _json(_: Node, held: Held, __: Language) -> bytes:
    return badge_file(held.badge)


def _png(node: Node, held: Held, lang: Language) -> bytes:
    return bake_png(node.drawings.badge_png(held.award, lang), held.badge)


def _svg(node: Node, held: Held, lang: Language) -> bytes:
    return bake_svg(node.drawings.badge_svg(held.award, lang), held.badge).encode()


def _pdf(node: Node, held: Held, lang: Language) -> bytes:
    text = credential_text(held.badge)
    return node.drawings.certificate(held.award, lang, link=held.link, credential=text, made=node.clock())


def _elm(node: Node, held: Held, lang: Language) -> bytes:
    picture = node.drawings.badge_png(held.award, lang)
    return json.dumps(uploadable(elm_credential(held.award, picture=picture)), ensure_ascii=False, indent=2).encode()


def _bundle(node: Node, held: Held, _: Language) -> bytes:
    return json.dumps(credential_bundle(node, held.credential.id), ensure_ascii=False).encode()


def _legacy(node: Node, held: Held, _: Language) -> bytes:
    return json.dumps(legacy_badge(node, held.badge, "ldp"), ensure_ascii=False, indent=2).encode()


def _legacy_jwt(node: Node, held: Held, _: Language) -> bytes:
    return str(legacy_badge(node, held.badge, "jwt")).encode()


class _Made(NamedTuple):
    """How a form is made, and what it is called."""

    body: Callable[[Node, Held, Language], bytes]
    media_type: str
    ending: str


_FORMS: Mapping[Form, _Made] = {
    Form.JSON_LD: _Made(_json, "application/ld+json", ".json"),
    Form.PNG: _Made(_png, "image/png", ".png"),
    Form.SVG: _Made(_svg, "image/svg+xml", ".svg"),
    Form.PDF: _Made(_pdf, "application/pdf", ".pdf"),
    Form.ELM: _Made(_elm, "application/json", ".elm.json"),
    Form.BUNDLE: _Made(_bundle, "application/json", ".bundle.json"),
    Form.LEGACY: _Made(_legacy, "application/ld+json", ".legacy.json"),
    Form.LEGACY_JWT: _Made(_legacy_jwt, "application/jwt", ".legacy.jwt"),
}


def _slug(award: Award) -> str:
    """The title in plain letters, and never the learner's name: a file's name ends up in logs and mail."""
    plain = unicodedata.normalize("NFKD", award.elements.title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-") or "microcredential"
