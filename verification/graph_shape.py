"""What two JSON-LD documents must share to have the same graph but for some texts.

    >>> shape({"@context": "https://a.example", "type": "Badge", "name": "Ana"})[1]
    ['Ana']

The shape holds everything that decides how JSON-LD is read: member names in their order, @context, types, whatever
stands under a keyword, numbers, true and false. What is left are the texts, in the order in which they come. Which of
those may vary, and how, is for `graph_template` to find out. No two different documents have the same shape and texts.
"""

from collections.abc import Mapping
from typing import Any

from verification.known_contexts import type_aliases

MAX_TEXTS = 2_000
Shape = tuple[Any, ...]
_TEXT, _OPEN, _CLOSE, _ITEMS, _END = range(5)


class Odd(Exception):  # noqa: N818 - no error: the caller has another way
    """The document has no shape: it is no plain JSON, or too large for one."""


def shape(document: Mapping[str, Any]) -> tuple[Shape, list[str]]:
    """The document's shape and its texts; raises `Odd`."""
    tokens: list[Any] = []
    texts: list[str] = []
    if type(document) is not dict:
        raise Odd
    try:
        _members(document, tokens, texts, type_aliases())
    except RecursionError as exc:
        raise Odd from exc
    if len(texts) > MAX_TEXTS:
        raise Odd
    return tuple(tokens), texts


def with_texts(document: Any, texts: list[str]) -> Any:
    """A document of the same shape with these texts, which are taken from the end of the list."""
    if isinstance(document, dict):
        aliases = type_aliases()
        return {
            name: value if name in aliases or name.startswith("@") else with_texts(value, texts)
            for name, value in document.items()
        }
    if isinstance(document, list):
        return [with_texts(value, texts) for value in document]
    return texts.pop() if isinstance(document, str) else document


def _members(members: dict[Any, Any], tokens: list[Any], texts: list[str], aliases: frozenset[str]) -> None:
    """Each member: its name, and then either _TEXT, an object, an array, or a pair of type and spelling."""
    tokens.append(_OPEN)
    for name, value in members.items():
        if type(name) is not str:
            raise Odd
        tokens.append(name)
        if type(value) is str and name not in aliases and name[:1] != "@":
            tokens.append(_TEXT)
            texts.append(value)
        elif name in aliases or name[:1] == "@":
            tokens.append(("fixed", _spelling(value)))
        else:
            _value(value, tokens, texts, aliases)
    tokens.append(_CLOSE)


def _value(value: Any, tokens: list[Any], texts: list[str], aliases: frozenset[str]) -> None:
    kind = type(value)
    if kind is str:
        tokens.append(_TEXT)
        texts.append(value)
    elif kind is dict:
        _members(value, tokens, texts, aliases)
    elif kind is list:
        tokens.append(_ITEMS)
        for item in value:
            _value(item, tokens, texts, aliases)
        tokens.append(_END)
    else:
        tokens.append(("scalar", _spelling(value)))


def _spelling(value: Any) -> str:
    """`repr` tells plain JSON values apart (1 from 1.0 from True); of anything else there is no telling."""
    if not _plain(value):
        raise Odd
    return repr(value)


def _plain(value: Any) -> bool:
    kind = type(value)
    if kind is list:
        return all(_plain(item) for item in value)
    if kind is dict:
        return all(type(name) is str and _plain(item) for name, item in value.items())
    return kind in (str, int, float, bool, type(None))
