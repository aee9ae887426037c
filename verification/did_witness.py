"""Witnesses of a did:webvh log: whose approval an entry needs, and whether it has it (did:webvh 1.0, "DID Witnesses").

    >>> witnesses = Witnesses.parse({"threshold": 1, "witnesses": [{"id": "did:key:z6Mk…"}]})
    >>> check_witnessed([("1-Qm…", witnesses), ("2-Qm…", witnesses)], did_witness_json)      # or DidLogError

A witness signs `{"versionId": …}`, and so approves that entry and all before it: of each its newest good proof is
enough. That text names no DID, so a proof counts only where its versionId is one of this very log.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from verification import strict_json
from verification.data_integrity import check_proof
from verification.encoding import did_key_url, from_ed25519_multikey, multikey_of_did_key
from verification.errors import DidLogError, EncodingError, ProofError, StrictJsonError

MAX_CHECKED = 256
"""Signatures that are checked of one file; the proofs after these count for nothing."""


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Of the witnesses with these Ed25519 Multikeys, `threshold` must approve. Without any: nobody is asked."""

    threshold: int = 0
    keys: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, given: Any) -> "Witnesses":
        """The `witness` parameter, `{}` for none; raises `DidLogError` (parameters-malformed)."""
        if given == {}:
            return NOBODY
        if not isinstance(given, dict) or given.keys() != {"threshold", "witnesses"}:
            raise _malformed("it has 'threshold' and 'witnesses', or nothing")
        threshold, listed = given["threshold"], given["witnesses"]
        if not isinstance(listed, list):
            raise _malformed("'witnesses' is not a list")
        keys = frozenset(_multikey(witness) for witness in listed)
        if len(keys) != len(listed):
            raise _malformed("a witness is named twice")
        if not isinstance(threshold, int) or isinstance(threshold, bool) or not 1 <= threshold <= len(keys):
            raise _malformed("'threshold' is not a number from one to that of the witnesses")
        return cls(threshold, keys)


NOBODY = Witnesses()


def wants_witnesses(jsonl: bytes) -> bool:
    """Whether any entry of a did.jsonl names witnesses, so that did-witness.json must be fetched. Never raises: a log
    that cannot be read wants nothing."""
    try:
        return any(_names_witnesses(strict_json.loads_object(line)) for line in jsonl.split(b"\n"))
    except StrictJsonError:
        return False


def check_witnessed(entries: Sequence[tuple[str, Witnesses]], proofs: bytes) -> None:
    """Hold every entry of a log to its witnesses.

    `entries`: the versionIds of a log that was checked already, oldest first, each with the witnesses active for it.
    `proofs`: a did-witness.json, at most `strict_json.MAX_BYTES`. A proof of an unknown version, by anybody else, or
    that does not hold, is passed over. Raises `DidLogError` (witness-proofs-malformed, witnesses-missing).
    """
    newest = _approvals(entries, proofs)
    for place, (version_id, witnesses) in enumerate(entries):
        count = sum(key in witnesses.keys and newest[key] >= place for key in newest)
        if count < witnesses.threshold:
            message = f"{count} witnesses approve {version_id}, and {witnesses.threshold} are needed"
            raise DidLogError("witnesses-missing", message)


def _names_witnesses(entry: Mapping[str, Any]) -> bool:
    parameters = entry.get("parameters")
    return isinstance(parameters, dict) and bool(parameters.get("witness"))


def _approvals(entries: Sequence[tuple[str, Witnesses]], proofs: bytes) -> dict[str, int]:
    """By Multikey of a witness the place of the newest entry that it approved. At most MAX_CHECKED."""
    places = {version_id: place for place, (version_id, _) in enumerate(entries)}
    methods = {did_key_url(key): key for witnesses in {named for _, named in entries} for key in witnesses.keys}
    known = [one for one in _read(proofs) if one[0] in places and _method(one[1]) in methods]
    newest: dict[str, int] = {}
    checked = 0
    for version_id, proof in sorted(known, key=lambda one: places[one[0]], reverse=True):
        key = methods[_method(proof)]
        if key in newest:
            continue
        if checked == MAX_CHECKED:
            break
        checked += 1
        with suppress(ProofError):
            check_proof({"versionId": version_id}, proof, from_ed25519_multikey(key))
            newest[key] = places[version_id]
    return newest


def _read(proofs: bytes) -> list[tuple[str, Mapping[str, Any]]]:
    """Each proof with the versionId that it is said to be for."""
    try:
        listed = strict_json.loads(proofs)
    except StrictJsonError as exc:
        raise DidLogError("witness-proofs-malformed", f"the witness proofs are not JSON: {exc}") from exc
    if not isinstance(listed, list) or not all(_is_entry(entry) for entry in listed):
        raise DidLogError("witness-proofs-malformed", "the witness proofs are no list of a versionId and its proofs")
    return [(entry["versionId"], proof) for entry in listed for proof in entry.get("proof", [])]


def _is_entry(entry: Any) -> bool:
    """`{versionId, proof: [{…}, …]}`, where `proof` may be missing."""
    if not isinstance(entry, dict) or not isinstance(entry.get("versionId"), str):
        return False
    proofs = entry.get("proof", [])
    return isinstance(proofs, list) and all(isinstance(proof, dict) for proof in proofs)


def _method(proof: Mapping[str, Any]) -> str:
    return str(proof.get("verificationMethod"))


def _multikey(witness: Any) -> str:
    if not isinstance(witness, dict) or witness.keys() != {"id"} or not isinstance(witness["id"], str):
        raise _malformed("a witness is not an object with an 'id' alone")
    try:
        return multikey_of_did_key(f"{witness['id']}#{witness['id'].removeprefix('did:key:')}")
    except EncodingError as exc:
        raise _malformed("a witness is not the did:key of an Ed25519 key") from exc


def _malformed(message: str) -> DidLogError:
    return DidLogError("parameters-malformed", f"the parameter 'witness': {message}")
