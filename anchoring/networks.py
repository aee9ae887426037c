"""From a network's name to its ledger.

ledger = open_ledger(EMBEDDED_CHAIN, path=Path("var/chain.sqlite"))
ledger = open_ledger("eip155:560048", rpc_url=url, contract="0x…")
"""

from pathlib import Path

from anchoring.checkpoint import EMBEDDED_CHAIN
from anchoring.errors import WrongChain
from anchoring.ledger import Ledger


def open_ledger(
    chain: str,
    *,
    path: Path | None = None,
    rpc_url: str | None = None,
    contract: str | None = None,
    read_only: bool = False,
) -> Ledger:
    """The ledger of a CAIP-2 chain: the embedded one by its path, any other by RPC URL and contract.

    `read_only` matters to the embedded chain, whose file has one writer. Raises WrongChain where the node or
    the contract is not what it should be, or too little was said to find it; LedgerUnavailable; WriterBusy.
    """
    if chain == EMBEDDED_CHAIN:
        from anchoring.embedded import EmbeddedLedger  # py-evm is for those who run a chain themselves

        if path is None:
            raise WrongChain("the embedded chain needs the path of its file")
        return EmbeddedLedger.read(path) if read_only else EmbeddedLedger.open(path)
    from anchoring.evm import EvmLedger  # and web3 for those who do not

    if rpc_url is None or contract is None:
        raise WrongChain(f"{chain} needs an RPC URL and the address of the contract")
    return EvmLedger.connect(chain, rpc_url, contract)
