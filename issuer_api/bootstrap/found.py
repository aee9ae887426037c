"""Founds the institution (protocol steps F1 and F2): its keys, its log on the chain, its did:webvh. Done once.

The keys are written first, the DID is made from them, and DID and first log line are kept in one transaction:
killed anywhere, the next start goes on with the same keys.
"""

from contextlib import suppress
from pathlib import Path

from anchoring.ledger import Ledger
from issuer_api.adapters.anchor_key import FileAnchorKey
from issuer_api.adapters.did_webvh import AnchorBinding, DocumentParts, create_log
from issuer_api.adapters.signer import FileSigner
from issuer_api.bootstrap.chain import anchor_key
from issuer_api.domain.endorsement import endorsements_url
from issuer_api.domain.errors import Conflict
from issuer_api.domain.institution import DidVersion, Institution
from issuer_api.domain.ports import Clock, Store
from issuer_api.settings import Settings
from verification.encoding import next_key_hash


def make_keys(folder: Path) -> None:
    """Assertion key, first and next update key, keys of log and witness, anchoring key: each where it is not there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("key-1", "update-1", "update-2", "log", "witness"):
        with suppress(Conflict):
            FileSigner.create(folder / name)
    with suppress(Conflict):
        FileAnchorKey.create(folder / "anchor")


def found(settings: Settings, store: Store, clock: Clock, keys: Path, ledger: Ledger) -> Institution:
    """The institution, new or as it was. Raises Conflict where the settings name another host than its DID."""
    with store() as work:
        work.wait_for("found")
        if there := work.institutions.get(1):
            if there.host != settings.host:
                raise Conflict(
                    "other-host",
                    f"This node is {there.did}; MOCHILA_HOST says {settings.host}. A DID never changes its host.",
                )
            return there
        now = clock()
        binding = AnchorBinding(
            chain=ledger.chain,
            address=anchor_key(settings, keys).address,
            contract=ledger.contract,
            start_block=ledger.latest().number,
        )
        key_1 = FileSigner.load(keys / "key-1").multikey
        parts = DocumentParts(
            {"key-1": key_1},
            binding,
            also_known_as=(f"did:web:{settings.host}",),
            endorsements=endorsements_url(settings.host),
        )
        did, line = create_log(
            settings.host,
            parts,
            signer=FileSigner.load(keys / "update-1"),
            next_key_hash=next_key_hash(FileSigner.load(keys / "update-2").multikey),
            now=now,
        )
        work.did_versions.add(DidVersion(number=1, line=line, created_at=now))
        return work.institutions.add(
            Institution(
                did=did,
                host=settings.host,
                name=settings.institution,
                country=settings.country,
                chain=binding.chain,
                contract=binding.contract,
                anchor_address=binding.address,
                start_block=binding.start_block,
                created_at=now,
            )
        )
