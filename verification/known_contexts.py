"""The JSON-LD contexts that documents here may name, kept as files.

    >>> context("https://www.w3.org/ns/credentials/v2")["@context"]["@protected"]
    True

`contexts/contexts.toml` lists them with source, licence and SHA-256, and a file that is not what the list says stops
the program. A context that is not listed is refused, never fetched: what a term means must not depend on who answers
at an address today (VC-DATA-INTEGRITY sections 2.4 and 4.6).
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from verification.errors import JsonLdError

_FOLDER = Path(__file__).parent / "contexts"


def context(url: str) -> dict[str, Any]:
    """The context document of this address, not to be changed; raises JsonLdError (context-unknown)."""
    try:
        return _documents()[url]
    except KeyError:
        raise JsonLdError("context-unknown", "the document names a JSON-LD context that is not known here") from None


def known() -> frozenset[str]:
    """The addresses of all contexts kept here."""
    return frozenset(_documents())


@cache
def defined_terms() -> frozenset[str]:
    """Every name that any known context gives a meaning to, at any depth: more than the terms, never fewer."""
    return frozenset(name for document in _documents().values() for name, _ in _members(document))


@cache
def type_aliases() -> frozenset[str]:
    """The member names that mean `@type` in some known context, and `@type` itself."""
    found = {name for document in _documents().values() for name, value in _members(document) if _means_type(value)}
    return frozenset({"@type", *found})


@cache
def _documents() -> Mapping[str, dict[str, Any]]:
    listed = tomllib.loads((_FOLDER / "contexts.toml").read_text(encoding="utf-8"))["context"]
    return {entry["url"]: _read(entry["file"], entry["sha256"]) for entry in listed}


def _read(name: str, digest: str) -> dict[str, Any]:
    data = (_FOLDER / name).read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise JsonLdError("context-altered", f"verification/contexts/{name} is not the file that contexts.toml lists")
    document: dict[str, Any] = json.loads(data)
    return document


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _members(child)


def _means_type(definition: Any) -> bool:
    return definition == "@type" or (isinstance(definition, dict) and definition.get("@id") == "@type")
