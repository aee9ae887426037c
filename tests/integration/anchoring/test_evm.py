"""The web3 ledger against anvil: the rules of every ledger, then finality, refusals and reorganizations."""

import secrets
import traceback

import pytest

from anchoring.checkpoint import EMBEDDED_CHAIN
from anchoring.errors import LedgerUnavailable, NonceTooLow, Unfunded, WrongChain
from anchoring.evm import EvmLedger
from anchoring.ledger import check_receipt_on_chain, transaction_hash
from anchoring.log import genesis
from anchoring.networks import find_network, open_ledger
from tests.integration.anchoring.anvil import CHAIN, ask
from tests.unit.anchoring.keys import MemoryKey
from tests.unit.anchoring.ledger_rules import LedgerRules, entry, following
from tests.unit.anchoring.values import DID


class TestAnvil(LedgerRules):
    def test_a_block_is_final_later(self, ledger: EvmLedger, key: MemoryKey, rpc_url: str) -> None:
        receipt = self.receipt(ledger, key)
        assert check_receipt_on_chain(receipt, ledger).final is False
        ask(rpc_url, "anvil_mine", "0x3")
        assert ledger.finalized() >= receipt.anchor.block.number
        assert check_receipt_on_chain(receipt, ledger).final is True

    def test_a_reorganization_takes_it_back(self, ledger: EvmLedger, key: MemoryKey, rpc_url: str) -> None:
        receipt = self.receipt(ledger, key)
        ask(rpc_url, "anvil_reorg", 1, [])
        assert check_receipt_on_chain(receipt, ledger).anchor is None
        assert ledger.head(key.address) == bytes(32)

    def test_what_the_network_already_has_is_no_error(self, ledger: EvmLedger, key: MemoryKey, rpc_url: str) -> None:
        ask(rpc_url, "evm_setAutomine", False)
        raw = key.sign(ledger.prepare(following(ledger, key.address, genesis(DID))))
        ledger.send(raw)
        ledger.send(raw)
        assert ledger.find(transaction_hash(raw), key.address) is None
        ask(rpc_url, "anvil_mine", "0x1")
        assert ledger.find(transaction_hash(raw), key.address)
        with pytest.raises(NonceTooLow):
            ledger.send(raw)

    def test_an_account_that_cannot_pay(self, ledger: EvmLedger, key: MemoryKey) -> None:
        poor = MemoryKey()
        with pytest.raises(Unfunded):
            ledger.prepare(following(ledger, poor.address, genesis(DID)))
        fields = ledger.prepare(following(ledger, key.address, genesis(DID)))
        with pytest.raises(Unfunded):
            ledger.send(poor.sign({**fields, "nonce": 0}))

    def test_gas_is_what_was_measured(self, ledger: EvmLedger, key: MemoryKey, rpc_url: str) -> None:
        """One slot an issuer for ever: the second append is a rewrite, cheaper than the first."""
        first = self.anchored(ledger, key, entry())
        second = self.anchored(ledger, key, entry(), after=first)
        used = [
            int(ask(rpc_url, "eth_getTransactionReceipt", "0x" + anchor.transaction.hex())["gasUsed"], 16)
            for anchor in (first, second)
        ]
        assert used[0] < 50_000
        assert used[1] < 32_400  # 27 a credential in a checkpoint of 1,200

    def test_another_chain_or_contract_is_refused(self, ledger: EvmLedger, key: MemoryKey, rpc_url: str) -> None:
        opened = open_ledger(find_network(CHAIN, rpc_urls=[rpc_url]), contract=ledger.contract)
        assert (opened.head(key.address), opened.label) == (bytes(32), find_network("anvil").label)
        for chain, contract in ((EMBEDDED_CHAIN, ledger.contract), (CHAIN, key.address)):
            with pytest.raises(WrongChain):
                EvmLedger.connect(chain, rpc_url, contract)


def test_a_chain_that_is_gone_is_unavailable_and_its_url_is_not_told(unused_tcp_port: int) -> None:
    token = secrets.token_hex(16)
    with pytest.raises(LedgerUnavailable) as caught:
        EvmLedger.connect(CHAIN, f"http://127.0.0.1:{unused_tcp_port}/v3/{token}", MemoryKey().address)
    assert token not in "".join(traceback.format_exception(caught.value))
