"""The institution's DID log, and its did:web document, made of the log's newest line whenever somebody asks."""

import json
from typing import Any

from issuer_api.domain.did_web import parallel_document
from issuer_api.domain.ports import Work
from issuer_api.usecases.node import Node, there


def read_did_web(node: Node) -> dict[str, Any]:
    """The document; raises NotFound before the institution is founded."""
    with node.store() as work:
        lines = log_lines(work)
    return parallel_document(json.loads(there(lines or None, "DID document")[-1])["state"])


def log_lines(work: Work) -> list[str]:
    """The log as published, oldest line first; none before the institution is founded."""
    return [version.line for version in sorted(work.did_versions.find(), key=lambda version: version.number)]
