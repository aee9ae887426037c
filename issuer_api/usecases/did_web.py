"""The institution's did:web document, made of the newest line of its DID log whenever somebody asks."""

import json
from typing import Any

from issuer_api.domain.did_web import parallel_document
from issuer_api.usecases.node import Node, there


def read_did_web(node: Node) -> dict[str, Any]:
    """The document; raises NotFound before the institution is founded."""
    with node.store() as work:
        newest = max(work.did_versions.find(), key=lambda version: version.number, default=None)
    return parallel_document(json.loads(there(newest, "DID document").line)["state"])
