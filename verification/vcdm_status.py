"""The entries of `credentialStatus` that a program can read (W3C Bitstring Status List v1.0, section 2.1).

    >>> check_entry(badge["credentialStatus"][0])          # None, or CredentialError

An entry of another type says nothing here: whoever judges it says that it could not be checked.
"""

import re
from collections.abc import Mapping
from typing import Any

from verification.errors import CredentialError
from verification.vcdm_values import objects, url

BITSTRING = "BitstringStatusListEntry"
_INDEX = re.compile(r"0|[1-9][0-9]{0,15}")
_MESSAGE = re.compile(r"0x[0-9a-fA-F]+")


def check_entry(entry: Mapping[str, Any]) -> None:
    """The MUSTs for an entry. Codes: status-purpose-malformed, status-index-malformed, status-list-malformed,
    status-id-is-list, status-size-malformed, status-message-malformed, status-reference-malformed."""
    if entry.get("type") not in (BITSTRING, [BITSTRING]):
        return
    if not isinstance(entry.get("statusPurpose"), str) or not entry["statusPurpose"]:
        raise CredentialError("status-purpose-malformed", "a status entry's purpose is not a text")
    if not isinstance(entry.get("statusListIndex"), str) or not _INDEX.fullmatch(entry["statusListIndex"]):
        raise CredentialError("status-index-malformed", "a status entry's index is not a number written as a text")
    listed = url(entry.get("statusListCredential"), "status-list-malformed")
    if entry.get("id") == listed:
        raise CredentialError("status-id-is-list", "a status entry's id is the address of its list")
    _check_messages(entry, _size(entry))
    if "statusReference" in entry:
        references = entry["statusReference"]
        for reference in references if isinstance(references, list) and references else [references]:
            url(reference, "status-reference-malformed")


def _size(entry: Mapping[str, Any]) -> int:
    size = entry.get("statusSize", 1)
    if isinstance(size, bool) or not isinstance(size, int) or not 1 <= size <= 16:
        raise CredentialError("status-size-malformed", "a status entry's size is not a small number of bits")
    return size


def _check_messages(entry: Mapping[str, Any], size: int) -> None:
    if "statusMessage" not in entry and size == 1 and entry["statusPurpose"] != "message":
        return
    messages = objects(entry.get("statusMessage"), "status-message-malformed")
    values = [item.get("status") for item in messages]
    texts = [value for value in values if isinstance(value, str) and _MESSAGE.fullmatch(value)]
    whole = len(texts) == len(messages) == len(set(texts)) == 2**size
    if not whole or not all(isinstance(item.get("message"), str) for item in messages):
        raise CredentialError("status-message-malformed", "a status entry does not say what each of its values means")
