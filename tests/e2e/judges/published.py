"""What a running node published: badges by its HTTP API, some taken back, and the lists that say so.

    with published_by(live_node) as published:
        published.badges["revoked"], published.list_of("revoked", "revocation")

`sign` is the node's own key, for what the node would have to sign before it could be judged: a badge whose time is up.
"""

import base64
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from issuer_api.adapters.signer import FileSigner
from issuer_api.domain.did_web import did_web_of
from issuer_api.routes.designs import EXAMPLE
from tests.e2e.judges.outsiders import Json, secured
from tests.e2e.node_api import NodeApi, Row
from tests.nodes import LiveNode

PURPOSES = ("revocation", "suspension", "refresh")
_ACTS = {  # what happens to each badge after it was downloaded
    "good": (),
    "revoked": ("revocation",),
    "suspended": ("suspension",),
    "reinstated": ("suspension", "reinstatement"),
}
_REASONS = {"revocation": "issued-in-error", "suspension": "under-review", "reinstatement": "review-ended"}
_IMAGES = {"image/png": "png", "image/svg+xml": "svg"}
_SECONDS = 60  # until a change of standing is published


@dataclass(frozen=True, slots=True)
class Published:
    """`badges` by what became of them, issued by `did`, the did:web that stands beside `webvh`. Lists are fetched from
    the node, anew each time."""

    did: str
    webvh: str
    hosts: Mapping[str, str]
    signer: FileSigner
    badges: Mapping[str, Json] = field(repr=False)
    images: Mapping[str, bytes] = field(repr=False)  # of the good badge, by media type
    _http: httpx.Client = field(repr=False)

    @property
    def key_id(self) -> str:
        return f"{self.did}#key-1"

    def sign(self, document: Json) -> Json:
        """Anew, with the node's own key."""
        return secured(self.signer, document, self.key_id)

    def jws(self, header: Json, payload: Json) -> str:
        """A compact JWS of the node's own key."""
        return self.signer.jws({"kid": self.key_id, **header}, payload)

    def list_of(self, name: str, purpose: str) -> tuple[str, Json]:
        """The address and the document of the list that a badge points to for a purpose."""
        entries = self.badges[name]["credentialStatus"]
        (url,) = [entry["statusListCredential"] for entry in entries if entry["statusPurpose"] == purpose]
        document: Json = json.loads(self._read(url))
        return url, document

    def index_of(self, name: str) -> int:
        """A badge's one place in all its lists."""
        (index,) = {entry["statusListIndex"] for entry in self.badges[name]["credentialStatus"]}
        return int(index)

    @property
    def token_list_url(self) -> str:
        """The IETF Token Status List of the same places."""
        return self.list_of("good", "revocation")[0].rpartition("/")[0] + "/token"

    @property
    def token_list_jwt(self) -> str:
        return self._read(self.token_list_url).decode()

    @property
    def token_list(self) -> Json:
        """Its claims."""
        payload = self.token_list_jwt.split(".")[1]
        claims: Json = json.loads(base64.urlsafe_b64decode(payload + "=="))
        return claims

    def fetch(self, url: str) -> bytes | None:
        """What the node answers at one of its public addresses; None elsewhere, or where it has nothing."""
        for origin, target in self.hosts.items():
            if url.startswith(f"{origin}/"):
                answer = self._http.get(url.replace(origin, target, 1))
                return answer.content if answer.is_success else None
        return None

    def _read(self, url: str) -> bytes:
        body = self.fetch(url)
        assert body is not None, url
        return body


@contextmanager
def published_by(node: LiveNode) -> Iterator[Published]:
    """A small cohort of this node, issued, downloaded as its learners would, and then partly taken back."""
    settings = node.settings
    with (
        NodeApi(settings.node_url, author=node.officer.token, approver=node.approver.token) as api,
        httpx.Client(base_url=settings.node_url, timeout=60, trust_env=False) as http,
    ):
        rows = [Row("Lía", f"Peña {name}", uuid4().hex[:12], "91.00") for name in _ACTS]
        issued = dict(zip(_ACTS, api.issue(api.approved_design(EXAMPLE), rows), strict=True))
        badges = {name: json.loads(_download(http, credential, "json-ld")) for name, credential in issued.items()}
        images = {kind: _download(http, issued["good"], form) for kind, form in _IMAGES.items()}
        for name, acts in _ACTS.items():
            for act in acts:
                _change(node, issued[name]["id"], act)
        signer = FileSigner.load(node.parts.keys / "key-1")
        yield Published(did_web_of(node.did), node.did, node.hosts, signer, badges, images, http)


def _download(http: httpx.Client, credential: Mapping[str, Any], form: str) -> bytes:
    """What the learner gets by the claim link."""
    token = credential["claim_link"].rpartition("#")[2]
    return http.post("/claims/download", json={"token": token, "form": form}).raise_for_status().content


def _change(node: LiveNode, credential_id: str, act: str) -> None:
    """Until every published list shows it."""
    change = node.officer.post(f"/credentials/{credential_id}/{act}", {"reason": _REASONS[act]})
    deadline = time.monotonic() + _SECONDS
    while change["state"] != "published":
        assert time.monotonic() < deadline, change
        time.sleep(0.2)
        (*_, change) = node.officer.get(f"/credentials/{credential_id}/status-changes")
