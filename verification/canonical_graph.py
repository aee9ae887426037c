"""The canonical N-Quads text of a JSON-LD document: what an RDF proof is made over.

>>> canonical_graph({"@context": "https://www.w3.org/ns/credentials/v2", "name": "Salud"})
'_:c14n0 <https://schema.org/name> "Salud" .\\n'
"""

from collections.abc import Mapping
from typing import Any

from verification.json_ld import to_quads
from verification.rdf_canon import canonicalize


def canonical_graph(document: Mapping[str, Any]) -> str:
    """RDFC-1.0 (SHA-256) of the document's dataset; raises JsonLdError as `to_quads` and `canonicalize` do."""
    return canonicalize(to_quads(document)).text
