"""What a checked did:webvh log says: its versions, its documents, its keys at a time.

Built by `verification.did_webvh.read_log` alone, which is what makes its contents trustworthy.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from verification.did_parameters import Parameters
from verification.did_witness import Witnesses
from verification.encoding import from_ed25519_multikey
from verification.errors import DidLogError, EncodingError

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    """One entry of the log: `id` is its versionId, `time` its versionTime (UTC), `witnesses` those it needed."""

    id: str
    time: datetime
    document: Document
    parameters: Parameters
    witnesses: Witnesses


@dataclass(frozen=True, slots=True)
class DidHistory:
    """The versions of one DID, oldest first; at least one."""

    versions: tuple[Version, ...]

    @property
    def did(self) -> str:
        """The DID as its newest document names it."""
        return str(self.versions[-1].document["id"])

    @property
    def current(self) -> Document:
        """The newest document."""
        return self.versions[-1].document

    @property
    def deactivated(self) -> bool:
        """Whether the newest entry has ended the DID."""
        return self.versions[-1].parameters.deactivated

    def at(self, time: datetime) -> Document:
        """The document in force at `time`; raises `DidLogError` (did-not-yet-created)."""
        return self._version_at(time).document

    def key(self, method_id: str, purpose: str, at: datetime | None = None) -> bytes:
        """The 32-byte Ed25519 key of a verification method that may be used for `purpose`.

        `at` is the time it had to be in force; None asks for now, and a deactivated DID has no key now.
        Codes: did-deactivated, did-not-yet-created, key-not-in-log, key-rotated-out, key-purpose-wrong,
        key-type-unknown, key-of-another.
        """
        version = self.versions[-1] if at is None else self._version_at(at)
        if version.parameters.deactivated:
            raise DidLogError("did-deactivated", "the issuer has deactivated its DID")
        method = _method(version.document, method_id)
        if method is None:
            if any(_method(older.document, method_id) for older in self.versions):
                raise DidLogError("key-rotated-out", "the key is in the log, but not in force")
            raise DidLogError("key-not-in-log", "the key was never in the issuer's log")
        if method_id not in _purpose_ids(version.document, purpose):
            raise DidLogError("key-purpose-wrong", f"the key may not be used for {purpose}")
        return _public_key(method, str(version.document["id"]))

    def _version_at(self, time: datetime) -> Version:
        for version in reversed(self.versions):
            if version.time <= time:
                return version
        raise DidLogError("did-not-yet-created", "the DID did not exist at that time")


def _method(document: Document, method_id: str) -> Mapping[str, Any] | None:
    for method in _methods(document):
        if _absolute(document, method.get("id")) == method_id:
            return method
    return None


def _methods(document: Document) -> Iterator[Mapping[str, Any]]:
    """Every verification method, those embedded under a purpose included."""
    lists = ("verificationMethod", "assertionMethod", "authentication")
    for item in (item for name in lists for item in _list(document, name)):
        if isinstance(item, dict):
            yield item


def _purpose_ids(document: Document, purpose: str) -> list[str | None]:
    items = _list(document, purpose)
    return [_absolute(document, item.get("id") if isinstance(item, dict) else item) for item in items]


def _list(document: Document, name: str) -> list[Any]:
    value = document.get(name, [])
    return value if isinstance(value, list) else []


def _absolute(document: Document, reference: object) -> str | None:
    if not isinstance(reference, str):
        return None
    return f"{document['id']}{reference}" if reference.startswith("#") else reference


def _public_key(method: Mapping[str, Any], did: str) -> bytes:
    if method.get("controller", did) != did:
        raise DidLogError("key-of-another", "the key is controlled by another DID")
    if method.get("type") not in ("Multikey", "Ed25519VerificationKey2020"):
        raise DidLogError("key-type-unknown", "only Ed25519 Multikeys are used for proofs")
    try:
        return from_ed25519_multikey(method.get("publicKeyMultibase"))
    except EncodingError as exc:
        raise DidLogError("key-type-unknown", f"the key is not an Ed25519 Multikey: {exc}") from exc
