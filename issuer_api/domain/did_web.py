"""The did:web that stands beside a did:webvh: the same keys under a name that every badge verifier can resolve.

    >>> parallel_document(history.current)["id"]
    'did:web:salud.example.edu'

did:webvh 1.0, "Publishing a Parallel did:web DID". It has no history and no proof: whoever wants those follows its
`alsoKnownAs` to the did:webvh, which names the did:web in turn.
"""

import json
from collections.abc import Mapping
from typing import Any

from verification.did_id import parse_did


def did_web_of(did: str) -> str:
    """The did:web of a did:webvh; raises DidLogError (did-malformed)."""
    return did.replace(f"did:webvh:{parse_did(did).scid}:", "did:web:")


def parallel_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document of the did:web, from that of the did:webvh. The steps are numbered as in the specification."""
    did = str(document["id"])
    services = [*document.get("service", []), *_implicit(document)]  # 2
    text = json.dumps({**document, "service": services}, ensure_ascii=False)
    found: dict[str, Any] = json.loads(text.replace(f"did:webvh:{parse_did(did).scid}:", "did:web:"))  # 3
    names = dict.fromkeys([*found.pop("alsoKnownAs", []), did])  # 4
    names.pop(found["id"], None)  # 5
    return {**found, "alsoKnownAs": list(names)}


def _implicit(document: Mapping[str, Any]) -> list[dict[str, str]]:
    """The services that every did:webvh has without saying so; those that the document does not say."""
    did = str(document["id"])
    base = parse_did(did).base_url
    said = {str(service.get("id")).removeprefix(did) for service in document.get("service", [])}
    files = {"id": f"{did}#files", "type": "relativeRef", "serviceEndpoint": f"{base}/"}
    whois = {"id": f"{did}#whois", "type": "LinkedVerifiablePresentation", "serviceEndpoint": f"{base}/whois.vp"}
    return [service for service in (files, whois) if service["id"].removeprefix(did) not in said]
