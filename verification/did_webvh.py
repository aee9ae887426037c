"""A did:webvh log read from its bytes: every hash, key and date of it checked (did:webvh 1.0).

    >>> history = read_log(jsonl, now=datetime.now(UTC))
    >>> history.key(f"{history.did}#key-1", "assertionMethod")      # 32 bytes, or DidLogError

A log is accepted whole or refused whole. `history.did` is the DID that the log proves; the caller compares
it with the DID it asked for. Steps are those of the specification's "Read (Resolve)".
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from verification import strict_json
from verification.data_integrity import check_proof
from verification.did_history import DidHistory, Version
from verification.did_id import parse_did
from verification.did_parameters import active_witnesses, first_parameters, next_parameters, signing_keys
from verification.did_witness import check_witnessed
from verification.encoding import canonical, from_ed25519_multikey, multihash_base58, multikey_of_did_key
from verification.errors import DidLogError, EncodingError, ProofError, StrictJsonError

PLACEHOLDER = "{SCID}"
FUTURE_SKEW = timedelta(minutes=5)
_MEMBERS = frozenset({"versionId", "versionTime", "parameters", "state", "proof"})
_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")


def read_log(jsonl: bytes, *, now: datetime, witness_proofs: bytes | None = None) -> DidHistory:
    """Check a whole did.jsonl; raises `DidLogError`.

    `now` is an aware time: no entry may be more than five minutes after it. `witness_proofs` is the did-witness.json
    beside the log; a log that is sound but for lack of it raises witnesses-required. Codes: log-empty, log-malformed,
    did-malformed, did-moved, entry-hash-wrong, scid-wrong, time-malformed, time-not-increasing, time-in-the-future,
    proof-unauthorised, proof-… of `data_integrity`, those of `did_parameters` and of `did_witness`.
    """
    versions: list[Version] = []
    for line in _lines(jsonl):
        try:
            versions.append(_read_entry(_entry(line), versions[-1] if versions else None))
        except (StrictJsonError, EncodingError, ProofError) as exc:
            raise DidLogError(exc.code, f"entry {len(versions) + 1}: {exc}") from exc
    if versions[-1].time > now + FUTURE_SKEW:
        raise DidLogError("time-in-the-future", "the newest entry is dated in the future")
    _check_witnesses(versions, witness_proofs)
    return DidHistory(tuple(versions))


def scid_of(entry: Mapping[str, Any], scid: str) -> str:
    """The SCID that entry 1 gives rise to, whose text holds `scid` (or the placeholder itself) throughout."""
    preliminary = {**_unsigned(entry), "versionId": PLACEHOLDER}
    text = canonical(preliminary).decode().replace(scid, PLACEHOLDER)
    return multihash_base58(canonical(strict_json.loads(text)))


def version_id_of(entry: Mapping[str, Any], number: int, predecessor: str) -> str:
    """The versionId of an entry: '{number}-{hash}', chained to the versionId before (or to the SCID)."""
    return f"{number}-{multihash_base58(canonical({**_unsigned(entry), 'versionId': predecessor}))}"


def parse_time(value: Any) -> datetime:
    """A versionTime: ISO 8601 in UTC, ending in Z (time-malformed)."""
    try:
        if isinstance(value, str) and _UTC.fullmatch(value):
            return datetime.fromisoformat(value)
    except ValueError:
        pass
    raise DidLogError("time-malformed", "a versionTime is not an ISO 8601 time in UTC")


def _unsigned(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name != "proof"}


def _lines(jsonl: bytes) -> list[bytes]:
    lines = jsonl.removesuffix(b"\n").split(b"\n")
    if len(jsonl) > strict_json.MAX_BYTES:
        raise DidLogError("log-malformed", f"the log is larger than {strict_json.MAX_BYTES} bytes")
    if not lines[0]:
        raise DidLogError("log-empty", "the log has no entry")
    return lines


def _entry(line: bytes) -> dict[str, Any]:
    entry = strict_json.loads_object(line)
    if entry.keys() != _MEMBERS:
        raise DidLogError("log-malformed", f"an entry has exactly the members {sorted(_MEMBERS)}")
    if not isinstance(entry["state"], dict):
        raise DidLogError("log-malformed", "an entry's state is not a DID document")
    return entry


def _read_entry(entry: dict[str, Any], before: Version | None) -> Version:
    earlier = before.parameters if before else None
    parameters = next_parameters(earlier, entry["parameters"]) if earlier else first_parameters(entry["parameters"])
    witnesses = active_witnesses(earlier, parameters)
    version = Version(entry["versionId"], parse_time(entry["versionTime"]), entry["state"], parameters, witnesses)
    _check_chain(entry, version, before)
    _check_time(version, before)
    _check_id(version, before)
    _check_proofs(entry, signing_keys(earlier, parameters))
    return version


def _check_chain(entry: Mapping[str, Any], version: Version, before: Version | None) -> None:
    scid = version.parameters.scid
    if before is None and scid_of(entry, scid) != scid:
        raise DidLogError("scid-wrong", "the SCID is not the hash of the first entry")
    number = 1 if before is None else int(before.id.partition("-")[0]) + 1
    predecessor = scid if before is None else before.id
    if version.id != version_id_of(entry, number, predecessor):
        raise DidLogError("entry-hash-wrong", f"entry {number} is not what its versionId says")


def _check_time(version: Version, before: Version | None) -> None:
    if before and version.time <= before.time:
        raise DidLogError("time-not-increasing", "an entry is not dated after the one before it")


def _check_id(version: Version, before: Version | None) -> None:
    did = version.document.get("id")
    if parse_did(did).scid != version.parameters.scid:
        raise DidLogError("did-moved", "the document's id does not carry the log's SCID")
    if before is None or did == before.document["id"]:
        return
    known_as = version.document.get("alsoKnownAs")
    if not before.parameters.portable or not isinstance(known_as, list) or before.document["id"] not in known_as:
        raise DidLogError("did-moved", "the DID changed without being portable, or without naming its old id")


def _check_proofs(entry: Mapping[str, Any], authorised: tuple[str, ...]) -> None:
    proofs = entry["proof"]
    if not isinstance(proofs, list) or not proofs or not all(isinstance(proof, dict) for proof in proofs):
        raise ProofError("proof-missing", "an entry carries a list of proofs, and at least one")
    for proof in proofs:
        multikey = multikey_of_did_key(proof.get("verificationMethod"))
        if multikey not in authorised:
            raise ProofError("proof-unauthorised", "signed by a key that may not update this DID")
        check_proof(entry, proof, from_ed25519_multikey(multikey))


def _check_witnesses(versions: Sequence[Version], proofs: bytes | None) -> None:
    if not any(version.witnesses.threshold for version in versions):
        return
    if proofs is None:
        raise DidLogError("witnesses-required", "the log wants witnesses, and no witness proofs were given")
    check_witnessed([(version.id, version.witnesses) for version in versions], proofs)
