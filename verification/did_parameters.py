"""The `parameters` of a did:webvh log entry: what is allowed, and what is in force afterwards.

did:webvh 1.0, "did:webvh DID Method Parameters". Anything that version does not define is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from verification.did_witness import NOBODY, Witnesses
from verification.encoding import next_key_hash
from verification.errors import DidLogError

METHOD = "did:webvh:1.0"


@dataclass(frozen=True, slots=True)
class Parameters:
    """What is in force after an entry."""

    scid: str
    update_keys: tuple[str, ...]
    next_key_hashes: tuple[str, ...] = ()
    portable: bool = False
    deactivated: bool = False
    witnesses: Witnesses = NOBODY


def first_parameters(given: Any) -> Parameters:
    """The parameters of entry 1 (parameters-malformed, method-unsupported)."""
    values = _checked(given)
    if values.get("method") != METHOD:
        raise DidLogError("method-unsupported", f"only {METHOD} is read")
    if "scid" not in values or not values.get("updateKeys"):
        raise _malformed("the first entry needs 'scid' and 'updateKeys'")
    return _apply(Parameters(scid=values["scid"], update_keys=()), values)


def next_parameters(before: Parameters, given: Any) -> Parameters:
    """The parameters of a later entry, pre-rotation included (pre-rotation-broken)."""
    values = _checked(given)
    if before.deactivated:
        raise DidLogError("entry-after-deactivation", "the log goes on after the DID was deactivated")
    if "scid" in values:
        raise _malformed("'scid' belongs to the first entry alone")
    if values.get("portable") and not before.portable:
        raise _malformed("'portable' can only be set in the first entry")
    if before.next_key_hashes:
        _check_pre_rotation(before, values)
    return _apply(before, values)


def signing_keys(before: Parameters | None, after: Parameters) -> tuple[str, ...]:
    """The Multikeys that may sign an entry (did:webvh 1.0, "Authorized Keys")."""
    return after.update_keys if before is None or before.next_key_hashes else before.update_keys


def active_witnesses(before: Parameters | None, after: Parameters) -> Witnesses:
    """Who must approve an entry: the witnesses there were before it, even where it names others or none; where there
    were none, those that it names (did:webvh 1.0, "Witness Lists" and the parameter `witness`)."""
    return before.witnesses if before and before.witnesses.threshold else after.witnesses


def _check_pre_rotation(before: Parameters, values: Mapping[str, Any]) -> None:
    if "updateKeys" not in values or "nextKeyHashes" not in values:
        raise DidLogError("pre-rotation-broken", "under pre-rotation every entry names its keys and the next ones")
    if not values["updateKeys"] or not all(
        next_key_hash(key) in before.next_key_hashes for key in values["updateKeys"]
    ):
        raise DidLogError("pre-rotation-broken", "an update key was not committed to by the entry before")


def _apply(before: Parameters, values: Mapping[str, Any]) -> Parameters:
    return replace(
        before,
        update_keys=tuple(values.get("updateKeys", before.update_keys)),
        next_key_hashes=tuple(values.get("nextKeyHashes", before.next_key_hashes)),
        portable=values.get("portable", before.portable),
        deactivated=values.get("deactivated", before.deactivated),
        witnesses=Witnesses.parse(values["witness"]) if "witness" in values else before.witnesses,
    )


def _checked(given: Any) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise _malformed("'parameters' is not an object")
    for name, value in given.items():
        if name not in _ALLOWED or not _ALLOWED[name](value):
            raise _malformed(f"{name!r} is not a parameter of {METHOD}, or its value is not allowed")
    if given.get("method", METHOD) != METHOD:
        raise DidLogError("method-unsupported", f"only {METHOD} is read")
    return given


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item.isascii() for item in value)


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


_ALLOWED: dict[str, Callable[[Any], bool]] = {
    "method": lambda value: isinstance(value, str),
    "scid": lambda value: isinstance(value, str) and bool(value),
    "updateKeys": _texts,
    "nextKeyHashes": _texts,
    "witness": lambda value: isinstance(value, dict),
    "watchers": _texts,
    "portable": _flag,
    "deactivated": _flag,
    "ttl": lambda value: isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 2**31,
}


def _malformed(message: str) -> DidLogError:
    return DidLogError("parameters-malformed", message)
