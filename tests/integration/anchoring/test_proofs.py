"""Headers, storage proofs and the search for appends, as a real node gives them."""

import pytest

from anchoring.errors import LedgerUnavailable, MalformedProof
from anchoring.evm import EvmLedger
from anchoring.evm_proof import newest_in
from anchoring.header import Header
from anchoring.log import Log, genesis
from anchoring.prover import Prover
from anchoring.storage_proof import HeadProof, proven_head
from tests.integration.anchoring.anvil import ask
from tests.unit.anchoring.keys import MemoryKey
from tests.unit.anchoring.ledger_rules import LedgerRules, entry
from tests.unit.anchoring.values import DID


class TestProofs:
    rules = LedgerRules()

    def test_a_head_is_proven_by_a_header(self, ledger: EvmLedger, key: MemoryKey, stranger: MemoryKey) -> None:
        assert isinstance(ledger, Prover)
        first = self.rules.anchored(ledger, key, genesis(DID))
        self.rules.anchored(ledger, stranger, genesis("another"))
        second = self.rules.anchored(ledger, key, entry(), after=first)
        log = Log(chain=ledger.chain, contract=ledger.contract, issuer=key.address)
        for anchor in (first, second):
            proof = HeadProof.model_validate_json(ledger.prove(key.address, anchor.block.number).model_dump_json())
            proven = proven_head(log, proof)
            assert proven.head == anchor.head
            assert proven.header == Header.read(ledger.header(anchor.block.number))
            assert proven.header.hash == anchor.block.hash
            with pytest.raises(MalformedProof):
                proven_head(log.model_copy(update={"issuer": stranger.address}), proof)

    def test_what_the_node_does_not_have(self, ledger: EvmLedger, key: MemoryKey) -> None:
        with pytest.raises(LedgerUnavailable):
            ledger.prove(key.address, 10_000)

    def test_appends_are_found_across_many_blocks(self, ledger: EvmLedger, key: MemoryKey, rpc_url: str) -> None:
        anchor = self.rules.anchored(ledger, key, genesis(DID))
        ask(rpc_url, "anvil_mine", hex(40))
        last, where = ledger.latest().number, (ledger._web3, ledger.contract, key.address)
        for window in (1, 7, 5_000):
            assert newest_in(*where, 0, last, window) == anchor.block.number
            assert newest_in(*where, anchor.block.number + 1, last, window) is None
        assert ledger.newest_in(key.address, 0, last) == anchor.block.number
