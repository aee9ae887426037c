"""Writes an institution's did:webvh log, one line at a time (did:webvh 1.0, "Create" and "Update").

    >>> did, line = create_log("salud.example.edu", parts, signer=first, next_key_hash=h2, now=clock())
    >>> line2 = update_log([line], parts, signer=second, next_key_hash=h3, now=clock())

Each line is signed by the update key that the line before committed to (pre-rotation), so that a stolen
update key cannot write the next one. Each line is read back with the verifier's own eyes before it is given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from issuer_api.adapters.signer import FileSigner
from verification.did_id import parse_did
from verification.did_parameters import METHOD
from verification.did_webvh import PLACEHOLDER, read_log, scid_of, version_id_of
from verification.encoding import canonical, did_key_url
from verification.errors import DidLogError
from verification.stamps import stamp
from verification.strict_json import loads

_CONTEXT = (
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
    "https://w3id.org/security/suites/secp256k1recovery-2020/v2",
)


@dataclass(frozen=True, slots=True)
class AnchorBinding:
    """Who anchors for the DID and where: CAIP-2 chain, EVM address, the log's contract, its first and last block."""

    chain: str
    address: str
    contract: str
    start_block: int
    end_block: int | None = None  # of a log that the institution has left


@dataclass(frozen=True, slots=True)
class DocumentParts:
    """What the institution puts into its DID document. `assertion_keys`: fragment ("key-1") to Multikey."""

    assertion_keys: Mapping[str, str]
    anchor: AnchorBinding
    also_known_as: tuple[str, ...] = ()
    former: tuple[AnchorBinding, ...] = ()  # logs that were left, oldest first: their receipts still count
    endorsements: str | None = None  # where the endorsements that it was given are shown


def create_log(
    host: str, parts: DocumentParts, *, signer: FileSigner, next_key_hash: str, now: datetime
) -> tuple[str, str]:
    """The new DID and the first line of its log, without a line end.

    `host` is a plain DNS name; raises `DidLogError` (did-malformed) for a port, an IP address or a path.
    """
    parameters = {"method": METHOD, "scid": PLACEHOLDER, **_keys(signer, next_key_hash)}
    draft = {
        "versionId": PLACEHOLDER,
        "versionTime": stamp(now),
        "parameters": parameters,
        "state": did_document(f"did:webvh:{PLACEHOLDER}:{host}", parts),
    }
    scid = scid_of(draft, PLACEHOLDER)
    did = f"did:webvh:{scid}:{host}"
    if parse_did(did).host != host:
        raise DidLogError("did-malformed", f"{host!r} is not a plain host name")
    entry = loads(canonical(draft).decode().replace(PLACEHOLDER, scid))
    line = _signed(entry, version_id_of(entry, 1, scid), signer, now)
    read_log(line.encode(), now=now)
    return did, line


def update_log(
    log: Sequence[str], parts: DocumentParts, *, signer: FileSigner, next_key_hash: str, now: datetime
) -> str:
    """The next line of `log` (its lines so far), without a line end.

    `signer` must hold the key that the last line committed to; otherwise `DidLogError` (pre-rotation-broken).
    """
    history = read_log(_bytes(log), now=now)
    last = history.versions[-1]
    moment = max(now, last.time + timedelta(seconds=1))
    entry = {
        "versionTime": stamp(moment),
        "parameters": _keys(signer, next_key_hash),
        "state": did_document(history.did, parts),
    }
    line = _signed(entry, version_id_of(entry, len(history.versions) + 1, last.id), signer, moment)
    read_log(_bytes([*log, line]), now=now)
    return line


def did_document(did: str, parts: DocumentParts) -> dict[str, Any]:
    """The DID document: keys for assertions, the address that anchors, the log it anchors to, who vouches for it."""
    anchors = (*parts.former, parts.anchor)
    assertion = [f"{did}#{fragment}" for fragment in parts.assertion_keys]
    keys = [
        {"id": f"{did}#{fragment}", "type": "Multikey", "controller": did, "publicKeyMultibase": multikey}
        for fragment, multikey in parts.assertion_keys.items()
    ]
    anchor_keys = [_anchor_key(did, number, anchor) for number, anchor in enumerate(anchors, start=1)]
    return {
        "@context": list(_CONTEXT),
        "id": did,
        "controller": did,
        **({"alsoKnownAs": list(parts.also_known_as)} if parts.also_known_as else {}),
        "verificationMethod": [*keys, *anchor_keys],
        "authentication": assertion,
        "assertionMethod": assertion,
        "capabilityInvocation": [anchor_keys[-1]["id"]],
        "service": [*_anchor_logs(did, anchors), *_endorsements(did, parts.endorsements)],
    }


def _anchor_key(did: str, number: int, anchor: AnchorBinding) -> dict[str, Any]:
    return {
        "id": f"{did}#anchor-{number}",
        "type": "EcdsaSecp256k1RecoveryMethod2020",
        "controller": did,
        "blockchainAccountId": f"{anchor.chain}:{anchor.address}",
    }


def _anchor_logs(did: str, anchors: Sequence[AnchorBinding]) -> list[dict[str, Any]]:
    return [_anchor_log(did, number, anchor) for number, anchor in enumerate(anchors, start=1)]


def _endorsements(did: str, page: str | None) -> list[dict[str, Any]]:
    """DIF Linked Verifiable Presentation 1.0."""
    named = {"id": f"{did}#endorsements", "type": "LinkedVerifiablePresentation", "serviceEndpoint": page}
    return [named] if page else []


def _anchor_log(did: str, number: int, anchor: AnchorBinding) -> dict[str, Any]:
    end = {} if anchor.end_block is None else {"endBlock": anchor.end_block}
    log = {
        "chain": anchor.chain,
        "contract": anchor.contract,
        "account": f"{anchor.chain}:{anchor.address}",
        "startBlock": anchor.start_block,
        **end,
    }
    return {"id": f"{did}#anchor-log-{number}", "type": "AnchorLog", "serviceEndpoint": log}


def _keys(signer: FileSigner, next_key_hash: str) -> dict[str, list[str]]:
    return {"updateKeys": [signer.multikey], "nextKeyHashes": [next_key_hash]}


def _signed(entry: Mapping[str, Any], version_id: str, signer: FileSigner, created: datetime) -> str:
    unsigned = {**entry, "versionId": version_id}
    signed = signer.attest(unsigned, verification_method=did_key_url(signer.multikey), created=created)
    return canonical({**signed, "proof": [signed["proof"]]}).decode()


def _bytes(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
