"""The chain of the settings, and the key that anchors on it.

with opened_ledger(settings) as ledger:
    worker = Worker(ledger, journal, anchor_key(settings, keys))
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from anchoring.errors import LedgerUnavailable, WrongChain
from anchoring.evm import Deployment, deploy
from anchoring.fees import GWEI, FeePolicy
from anchoring.header import Header
from anchoring.ledger import AnchorKey, Ledger
from anchoring.log import Log
from anchoring.networks import Network, find_network, open_ledger
from anchoring.prover import Prover
from issuer_api.adapters.anchor_key import FileAnchorKey, key_of_hex, keystore_key
from issuer_api.adapters.remote_signer import RemoteAnchorKey
from issuer_api.adapters.secret_files import read_secret
from issuer_api.domain.errors import Invalid
from issuer_api.settings import Settings


def anchor_key(settings: Settings, keys: Path) -> AnchorKey:
    """The key that anchors: an external signer's, a keystore's, an environment variable's, or the node's own file's.

    Raises Invalid where more than one of them is named, or the one named is no key; NotFound.
    """
    named = [
        name
        for name in ("anchor_signer_url", "anchor_keystore_file", "anchor_key")
        if getattr(settings, name) is not None
    ]
    if len(named) > 1:
        names = " and ".join(f"MOCHILA_{name.upper()}" for name in named)
        raise Invalid("keys-ambiguous", f"{names} each name an anchoring key: keep one.")
    if settings.anchor_signer_url is not None:
        return RemoteAnchorKey(settings.anchor_signer_url.get_secret_value(), settings.anchor_signer_address or "")
    if settings.anchor_keystore_file is not None:
        return keystore_key(settings.anchor_keystore_file, read_secret(settings.secret("anchor-password")))
    if settings.anchor_key is not None:
        return key_of_hex(settings.anchor_key.get_secret_value())
    return FileAnchorKey.load(keys / "anchor")


def fee_policy(settings: Settings) -> FeePolicy:
    """What the settings let the worker offer for gas, and when it offers more."""
    cap = settings.network.fee_cap if settings.fee_cap_gwei is None else settings.fee_cap_gwei
    return FeePolicy(cap=cap * GWEI, patience=timedelta(seconds=settings.fee_patience_seconds))


def deploy_contract(network: Network, key: AnchorKey) -> Deployment:
    """A new contract on a network, by the first of its RPC nodes that answers, and seen by a quorum of them.

    Raises WrongChain, LedgerUnavailable, Unfunded, SignerFailed.
    """
    if network.embedded:
        raise WrongChain("the embedded chain has its contract from the first block on")
    made = None
    for url in network.nodes:
        with suppress(LedgerUnavailable):
            made = deploy(network.chain, url, key)
            break
    if made is None:
        raise LedgerUnavailable(f"none of the RPC nodes of {network.name} answers")
    open_ledger(network, contract=made.contract).close()
    return made


@contextmanager
def opened_ledger(settings: Settings) -> Iterator[Ledger]:
    """The configured chain, for writing. Raises WrongChain, LedgerUnavailable, WriterBusy."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closing(open_ledger(settings.network, path=chain_file(settings), contract=settings.contract)) as ledger:
        yield ledger


def ledger_to_read(settings: Settings, log: Log) -> AbstractContextManager[Ledger]:
    """The chain of any log, for reading: as the settings describe it, or as `networks.toml` does. Raises as above."""
    network = settings.network if settings.network.chain == log.chain else find_network(log.chain)
    return closing(open_ledger(network, path=chain_file(settings), contract=log.contract, read_only=True))


def block_hash(ledger: Ledger, number: int) -> bytes | None:
    """The hash of that block; None where it is not final, or the chain shows no headers. Raises LedgerUnavailable."""
    if not isinstance(ledger, Prover) or number > ledger.finalized():
        return None
    return Header.read(ledger.header(number)).hash


def chain_file(settings: Settings) -> Path:
    """Where the embedded chain is kept."""
    return settings.data / "chain.sqlite"
