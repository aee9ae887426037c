"""Three RPC nodes, each behind a proxy of its own: what two say alike is believed, and nothing else."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest

from anchoring.errors import NonceTooLow, NoQuorum, Unfunded, WouldRevert, WrongChain
from anchoring.evm import EvmLedger
from anchoring.fees import GWEI
from anchoring.ledger import check_receipt_on_chain, transaction_hash
from anchoring.log import genesis
from anchoring.networks import Network, find_network, open_ledger
from anchoring.prover import Prover
from anchoring.quorum import QuorumLedger
from anchoring.storage_proof import proven_head
from tests.integration.anchoring.anvil import CHAIN, ask
from tests.integration.anchoring.rpc_proxy import Fault, RpcProxy, rpc_proxy
from tests.unit.anchoring.keys import MemoryKey
from tests.unit.anchoring.ledger_rules import LedgerRules, entry, following
from tests.unit.anchoring.values import DID


@pytest.fixture
def proxies(rpc_url: str) -> Iterator[list[RpcProxy]]:
    with ExitStack() as stack:
        yield [stack.enter_context(rpc_proxy(rpc_url)) for _ in range(3)]


@pytest.fixture
def network(proxies: list[RpcProxy]) -> Network:
    return find_network(CHAIN, rpc_urls=[proxy.url for proxy in proxies], quorum=2)


@pytest.fixture
def contract(rpc_url: str, stranger: MemoryKey) -> str:
    return EvmLedger.deploy(CHAIN, rpc_url, stranger).contract


@pytest.fixture
def ledger(network: Network, contract: str) -> Iterator[QuorumLedger]:
    ledger = QuorumLedger.connect(network, contract)
    yield ledger
    ledger.close()


class TestThree(LedgerRules):
    """All of them honest: a ledger like any other."""


def spoil_root(block: dict[str, Any] | None) -> dict[str, Any] | None:
    return block and block | {"stateRoot": "0x" + "66" * 32}


def spoil_hash(block: dict[str, Any] | None) -> dict[str, Any] | None:
    return block and block | {"hash": "0x" + "66" * 32}


def far_ahead(block: dict[str, Any] | None) -> dict[str, Any] | None:
    return block and block | {"number": "0xffffff"}


LIES: list[tuple[str, Callable[[Any], Any]]] = [
    ("eth_call", lambda _: "0x" + "66" * 32),
    ("eth_getBlockByNumber", spoil_root),
    ("eth_getBlockByNumber", spoil_hash),
    ("eth_getBlockByNumber", far_ahead),
    ("eth_getBlockByNumber", lambda _: None),
    ("eth_getBlockByHash", far_ahead),
    ("eth_getTransactionCount", lambda _: "0x63"),
    ("eth_getTransactionReceipt", lambda _: None),
    ("eth_getTransactionReceipt", lambda receipt: receipt and receipt | {"status": "0x0"}),
    ("eth_getTransactionReceipt", lambda receipt: receipt and receipt | {"logs": []}),
    ("eth_getBalance", lambda _: "0x0"),
    ("eth_getLogs", lambda _: []),
    ("eth_maxPriorityFeePerGas", lambda _: hex(10**6 * GWEI)),
    ("eth_estimateGas", lambda _: hex(29_000_000)),
    ("eth_sendRawTransaction", lambda _: "0x" + "66" * 32),
]


@pytest.mark.parametrize(("method", "change"), LIES, ids=[f"{n}-{method}" for n, (method, _) in enumerate(LIES)])
@pytest.mark.parametrize("liar", [0, 2])
def test_one_that_lies_is_outvoted(
    ledger: QuorumLedger,
    key: MemoryKey,
    proxies: list[RpcProxy],
    rpc_url: str,
    method: str,
    change: Callable[[Any], Any],
    liar: int,
) -> None:
    proxies[liar].lie(method, change)
    rules = LedgerRules()
    draft = ledger.prepare(following(ledger, key.address, genesis(DID)))
    assert draft["nonce"] == 0
    assert draft["maxPriorityFeePerGas"] <= GWEI
    assert draft["gas"] < 100_000
    anchor = rules.anchored(ledger, key, genesis(DID))
    ask(rpc_url, "anvil_mine", "0x3")
    assert ledger.head(key.address) == anchor.head
    assert ledger.find(anchor.transaction, key.address) == anchor
    assert ledger.anchors_in(key.address, anchor.block.number) == (anchor,)
    assert ledger.account(key.address).nonce == 1
    assert ledger.finalized() >= anchor.block.number
    assert ledger.latest().number < 100


def test_a_proof_of_the_head_is_taken_from_whoever_has_one(
    ledger: QuorumLedger, key: MemoryKey, proxies: list[RpcProxy]
) -> None:
    anchor = LedgerRules().anchored(ledger, key, genesis(DID))
    proxies[0].lie("eth_getProof", lambda proof: proof | {"accountProof": proof["accountProof"][:-1]})
    proxies[1].spoil(Fault.LIMITED, "eth_getProof", 9)
    assert isinstance(ledger, Prover)
    number = anchor.block.number
    proven = proven_head(anchor.append.log, ledger.prove(key.address, number))
    assert (proven.head, proven.header.hash) == (anchor.head, anchor.block.hash)
    assert ledger.newest_in(key.address, 0, number) == number
    proxies[2].down = True
    with pytest.raises(NoQuorum):
        ledger.prove(key.address, number)


def test_one_that_is_down_is_not_missed_and_two_are(
    ledger: QuorumLedger, key: MemoryKey, proxies: list[RpcProxy]
) -> None:
    proxies[0].down = True
    anchor = LedgerRules().anchored(ledger, key, genesis(DID))
    proxies[2].down = True
    for question in (
        ledger.latest,
        ledger.finalized,
        lambda: ledger.head(key.address),
        lambda: ledger.account(key.address),
        lambda: ledger.find(anchor.transaction, key.address),
        lambda: ledger.prepare(following(ledger, key.address, entry(), after=anchor)),
    ):
        with pytest.raises(NoQuorum) as caught:
            question()
        assert "http" not in str(caught.value)
    proxies[0].honest()
    assert ledger.head(key.address) == anchor.head


def test_two_that_say_different_things_are_not_believed(
    ledger: QuorumLedger, key: MemoryKey, proxies: list[RpcProxy]
) -> None:
    proxies[0].lie("eth_call", lambda _: "0x" + "66" * 32)
    proxies[1].lie("eth_call", lambda _: "0x" + "77" * 32)
    with pytest.raises(NoQuorum):
        ledger.head(key.address)


def test_one_that_is_behind_does_not_hold_the_others_back(
    ledger: QuorumLedger, key: MemoryKey, proxies: list[RpcProxy], rpc_url: str
) -> None:
    old = ask(rpc_url, "eth_getBlockByNumber", "latest", False)
    proxies[1].lie(
        "eth_getBlockByNumber",
        lambda block: block if block and int(block["number"], 16) <= int(old["number"], 16) else old,
    )
    anchor = LedgerRules().anchored(ledger, key, genesis(DID))
    assert ledger.latest() == anchor.block
    assert ledger.head(key.address) == anchor.head
    proxies[0].down = True  # the two that are left have the old block in common
    assert ledger.latest().number == int(old["number"], 16)
    assert ledger.head(key.address) == bytes(32)


def test_what_is_written_goes_to_all_and_one_that_takes_it_is_enough(
    ledger: QuorumLedger, key: MemoryKey, proxies: list[RpcProxy]
) -> None:
    raw = key.sign(ledger.prepare(following(ledger, key.address, genesis(DID))))
    proxies[0].spoil(Fault.DROPPED, "eth_sendRawTransaction")
    proxies[1].spoil(Fault.LIMITED, "eth_sendRawTransaction")
    ledger.send(raw)
    assert [proxy.calls["eth_sendRawTransaction"] for proxy in proxies] == [1, 1, 1]
    assert ledger.find(transaction_hash(raw), key.address)
    with pytest.raises(NonceTooLow):
        ledger.send(raw)


def test_what_nobody_takes_is_refused_for_the_reason_that_two_give(
    ledger: QuorumLedger, key: MemoryKey, proxies: list[RpcProxy]
) -> None:
    fields = ledger.prepare(following(ledger, key.address, genesis(DID)))
    proxies[1].down = True
    with pytest.raises(Unfunded):
        ledger.send(MemoryKey().sign(fields))
    with pytest.raises(Unfunded):
        ledger.prepare(following(ledger, MemoryKey().address, genesis(DID)))
    with pytest.raises(WouldRevert):
        ledger.prepare(following(ledger, key.address, genesis(DID)).model_copy(update={"prev": b"\x01" * 32}))
    proxies[2].down = True
    with pytest.raises(NoQuorum):
        ledger.send(MemoryKey().sign(fields))


def test_finality_by_depth(network: Network, contract: str, key: MemoryKey, rpc_url: str) -> None:
    ledger = open_ledger(replace(network, finality=5), contract=contract)
    receipt = LedgerRules().receipt(ledger, key)
    ask(rpc_url, "anvil_mine", "0x4")
    assert not check_receipt_on_chain(receipt, ledger).final
    ask(rpc_url, "anvil_mine", "0x1")
    assert check_receipt_on_chain(receipt, ledger).final
    assert ledger.finalized() == ledger.latest().number - 5
    ledger.close()


def test_one_of_another_chain_is_not_started_with(network: Network, contract: str, proxies: list[RpcProxy]) -> None:
    proxies[2].lie("eth_chainId", lambda _: "0x1")
    with pytest.raises(WrongChain, match="eip155:1,"):
        open_ledger(network, contract=contract)
    proxies[2].honest()
    proxies[0].lie("eth_getCode", lambda _: "0x60")
    with pytest.raises(WrongChain, match="not the AnchorLog"):
        open_ledger(network, contract=contract)


def test_one_that_is_down_at_the_start_is_used_once_it_is_up(
    network: Network, contract: str, key: MemoryKey, proxies: list[RpcProxy]
) -> None:
    proxies[0].down = True
    ledger = open_ledger(network, contract=contract)
    proxies[0].honest()
    proxies[1].down = True
    assert ledger.head(key.address) == bytes(32)
    ledger.close()
    proxies[2].down = True
    with pytest.raises(NoQuorum):
        open_ledger(network, contract=contract)


def test_a_token_in_an_url_is_in_no_error(contract: str, unused_tcp_port: int) -> None:
    token = secrets.token_hex(16)
    urls = [f"http://127.0.0.1:{unused_tcp_port}/{n}/{token}" for n in range(3)]
    with pytest.raises(NoQuorum) as caught:
        open_ledger(find_network(CHAIN, rpc_urls=urls, quorum=2), contract=contract)
    assert token not in repr(caught.value)
