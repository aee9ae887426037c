"""Networks by name or CAIP-2 id, and from a network to its ledger.

    hoodi = find_network("hoodi")                                     # as networks.toml has it
    other = find_network("eip155:11155420", rpc_urls=[a, b, c], quorum=2, finality=64)
    ledger = open_ledger(hoodi, contract="0x…")
    ledger = open_ledger(find_network("embedded"), path=Path("var/chain.sqlite"))

An RPC URL may carry a provider's key: it is in no message and no repr.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from anchoring.checkpoint import EMBEDDED_CHAIN
from anchoring.errors import WrongChain
from anchoring.ledger import Finality, Ledger

_CAIP2 = re.compile(r"eip155:[1-9][0-9]{0,31}")
_POLL = 12.0  # of a network of which nothing is said: as Ethereum
_FEE_CAP = 200


@dataclass(frozen=True, slots=True)
class Network:
    """One EVM network, and how far its RPC nodes are believed. See `networks.toml` for what each field says."""

    name: str
    chain: str
    label: str
    finality: Finality
    quorum: int
    poll: float
    fee_cap: int
    rpc_urls: tuple[str, ...] = field(repr=False)

    @property
    def embedded(self) -> bool:
        """Whether it is the chain of one operator in this process."""
        return self.chain == EMBEDDED_CHAIN

    @property
    def nodes(self) -> tuple[str, ...]:
        """The RPC URLs, if a quorum can come of them; raises WrongChain otherwise."""
        if not len(self.rpc_urls) < 2 * self.quorum <= 2 * len(self.rpc_urls):
            raise WrongChain(
                f"{self.name}: {self.quorum} of {len(self.rpc_urls)} RPC nodes is no quorum: it takes more than half"
            )
        return self.rpc_urls


def _read() -> dict[str, Network]:
    found: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("networks.toml").read_text())
    return {name: Network(name=name, rpc_urls=tuple(entry.pop("rpc_urls")), **entry) for name, entry in found.items()}


NETWORKS = _read()


def find_network(
    name: str, *, rpc_urls: Sequence[str] = (), quorum: int | None = None, finality: Finality | None = None
) -> Network:
    """A ready-made network by name or CAIP-2 id, or any other by its id; what is given takes its entry's place.

    Without a `quorum`, URLs of one's own must all agree. Raises WrongChain for a name that is none.
    """
    network = NETWORKS.get(name) or next((n for n in NETWORKS.values() if n.chain == name), None)
    if network is None:
        if not _CAIP2.fullmatch(name):
            raise WrongChain(
                f"{name} is no network's name ({', '.join(NETWORKS)}) and no CAIP-2 id such as eip155:560048"
            )
        network = Network(name, name, name, "finalized", 0, _POLL, _FEE_CAP, ())
    if rpc_urls:
        network = replace(network, rpc_urls=tuple(rpc_urls), quorum=len(rpc_urls))
    return replace(
        network,
        quorum=network.quorum if quorum is None else quorum,
        finality=network.finality if finality is None else finality,
    )


def open_ledger(
    network: Network, *, path: Path | None = None, contract: str | None = None, read_only: bool = False
) -> Ledger:
    """The ledger of a network: the embedded one by its path, any other by the address of the contract.

    `read_only` matters to the embedded chain, whose file has one writer. Raises WrongChain where a node or the
    contract is not what it should be, or too little was said to find it; LedgerUnavailable; WriterBusy.
    """
    if network.embedded:
        from anchoring.embedded import EmbeddedLedger  # py-evm is for those who run a chain themselves

        if path is None:
            raise WrongChain("the embedded chain needs the path of its file")
        return EmbeddedLedger.read(path) if read_only else EmbeddedLedger.open(path)
    from anchoring.evm import EvmLedger  # and web3 for those who do not
    from anchoring.quorum import QuorumLedger

    if contract is None:
        raise WrongChain(f"{network.chain} needs the address of the contract: `mochila anchor deploy` makes one")
    if len(network.nodes) == 1:
        return EvmLedger.connect(network.chain, network.nodes[0], contract, network.finality, network.label)
    return QuorumLedger.connect(network, contract)
