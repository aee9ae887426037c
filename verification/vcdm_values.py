"""The values of which credentials and presentations are made: URLs, times, types, contexts, texts in a language.

    >>> time_stamp("2026-11-23T12:00:00Z", "valid-from-malformed").year
    2026

Each function takes one JSON value and raises `CredentialError` with the code it names where the value is not what the
W3C Verifiable Credentials Data Model says it must be (sections are those of version 2.0).
"""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from verification.errors import CredentialError, JsonLdError
from verification.known_contexts import context

MAX_ITEMS = 1000  # of one list
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x20<>\"{}|\\^`\x7f]+")
_WEB = re.compile(r"https?://[^/?#@]+([/?#].*)?", re.IGNORECASE | re.DOTALL)
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT)(\d\d)(:\d\d:\d\d)(\.\d+)?(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_VOCABULARY = "@vocab"  # gives every term a meaning that has none
_LANGUAGE_MEMBERS = frozenset({"@value", "@language", "@direction"})


def url(value: Any, code: str) -> str:
    """One absolute URL (section 4.4)."""
    if not isinstance(value, str) or not _URL.fullmatch(value):
        raise CredentialError(code, "the value is not one URL")
    if value[:4].lower() == "http" and not _WEB.fullmatch(value):
        raise CredentialError(code, "the value is not one URL")
    return value


def url_or_object(value: Any, code: str) -> str:
    """A URL, or an object with an `id` that is one (sections 4.7 and 4.13); the URL."""
    return url(value.get("id") if isinstance(value, dict) else value, code)


def objects(value: Any, code: str) -> list[dict[str, Any]]:
    """One object, or a list of at least one."""
    listed = value if isinstance(value, list) else [value]
    found = [item for item in listed if isinstance(item, dict)]
    if not found or len(found) != len(listed) or len(found) > MAX_ITEMS:
        raise CredentialError(code, "the value is neither an object nor a list of objects")
    return found


def time_stamp(value: Any, code: str) -> datetime:
    """An xsd:dateTimeStamp (section 4.9): date, time and zone. Years outside 0001-9999 are not read."""
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise CredentialError(code, "the value is not a date, a time and a time zone")
    day, hour, rest, fraction, zone = match.groups()
    midnight = hour == "24" and rest == ":00:00" and not (fraction or "").strip(".0")
    try:
        read = datetime.fromisoformat(f"{day}{'00' if midnight else hour}{rest}{(fraction or '')[:7]}{zone}")
        return (read + timedelta(days=midnight)).astimezone(UTC)
    except (ValueError, OverflowError) as exc:
        raise CredentialError(code, "the value names no moment") from exc


def types(value: Any, terms: Mapping[str, str | None], code: str) -> tuple[str, ...]:
    """One or more terms or absolute URLs, none twice (section 4.5); `terms` are those that the contexts define."""
    listed = value if isinstance(value, list) else [value]
    found = tuple(item for item in listed if isinstance(item, str) and item)
    if not found or len(found) != len(listed) or len(set(found)) != len(found):
        raise CredentialError(code, "the type is not one or more names, each once")
    for name in found:
        if not _URL.fullmatch(name) and not terms.get(name) and not terms.get(_VOCABULARY):
            raise CredentialError("type-unmapped", "a type is neither a URL nor a term of the document's contexts")
    return found


def contexts(value: Any, base: str) -> dict[str, str | None]:
    """An ordered set that begins with `base` (section 4.3); the terms that it defines, each with its IRI.

    Codes: context-missing, context-malformed, context-order-wrong, context-repeated, context-unknown,
    context-redefines.
    """
    if value is None:
        raise CredentialError("context-missing", "there is no @context")
    if not isinstance(value, list) or not all(isinstance(item, str | dict) for item in value):
        raise CredentialError("context-malformed", "@context is not a list of URLs and objects")
    if not value or value[0] != base:
        raise CredentialError("context-order-wrong", f"@context does not begin with {base}")
    named = [item for item in value if isinstance(item, str)]
    if len(set(named)) != len(named):
        raise CredentialError("context-repeated", "@context names a URL twice")
    terms = _terms(_definitions(base))
    known = frozenset(name for address in named for name in _names(address))
    for item in value[1:]:
        _add(terms, known, item)
    return terms


def language_value(value: Any, code: str) -> None:
    """A string, or one or several {"@value", "@language"?, "@direction"?} (section 11.1)."""
    if isinstance(value, str):
        return
    for item in objects(value, code):
        direction, language = item.get("@direction", "ltr"), item.get("@language", "und")
        if not isinstance(item.get("@value"), str) or not item.keys() <= _LANGUAGE_MEMBERS:
            raise CredentialError(code, "a text has members other than @value, @language and @direction, or no @value")
        if direction not in ("ltr", "rtl") or not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
            raise CredentialError(code, "a text's @language is no language tag, or its @direction not ltr or rtl")


def _add(terms: dict[str, str | None], named: Collection[str], item: Any) -> None:
    """A context of the document's own may add terms, and may not say anew what another context says, at any depth."""
    if isinstance(item, str):
        terms.update(_terms(_definitions(item)))
        return
    for name, iri in _terms([item]).items():
        if name in terms or name in named:
            raise CredentialError("context-redefines", "an inline context gives a known term another meaning")
        if iri is not None:
            url(iri, "context-malformed")
        terms[name] = iri


def _definitions(address: str) -> list[dict[str, Any]]:
    url(address, "context-malformed")
    try:
        found = context(address).get("@context")
    except JsonLdError as exc:
        raise CredentialError(exc.code, str(exc)) from exc
    return [item for item in (found if isinstance(found, list) else [found]) if isinstance(item, dict)]


@cache
def _names(address: str) -> frozenset[str]:
    """Every name that a known context gives a meaning to, at any depth."""
    return frozenset(_deep(_definitions(address)))


def _deep(value: Any) -> Iterator[str]:
    for name, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        if isinstance(name, str) and not name.startswith("@"):
            yield name
        yield from _deep(inner)


def _terms(definitions: list[dict[str, Any]]) -> dict[str, str | None]:
    return dict(pair for definition in definitions for pair in _pairs(definition))


def _pairs(definition: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    for name, meaning in definition.items():
        iri = meaning.get("@id") if isinstance(meaning, dict) else meaning
        if name == _VOCABULARY or not name.startswith("@"):
            yield name, iri if isinstance(iri, str) else None
