"""What every ledger must do, whatever chain is behind it: run on the embedded chain and on anvil."""

import secrets
from time import sleep
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from anchoring import abi
from anchoring.checkpoint import Leaf, Receipt
from anchoring.errors import LedgerRefused, MalformedReceipt, NonceTooLow, Reverted, WouldRevert, WrongChain
from anchoring.ledger import AnchorKey, Ledger, check_receipt_on_chain, find_genesis, transaction_hash
from anchoring.log import MAX_ENTRIES, NOTHING, Anchor, Append, Entry, Kind, Log, genesis
from anchoring.merkle import Tree
from tests.unit.anchoring.values import DID


def entry(kind: Kind = Kind.REVOCATION_LIST) -> Entry:
    return Entry(kind=kind, subject=secrets.token_bytes(32), digest=secrets.token_bytes(32))


def following(ledger: Ledger, issuer: str, *entries: Entry, after: Anchor | None = None) -> Append:
    """An append that follows `after`, or begins the log."""
    return Append(
        log=Log(chain=ledger.chain, contract=ledger.contract, issuer=issuer),
        seq=after.append.seq + 1 if after else 0,
        prev=after.head if after else NOTHING,
        prev_block=after.block.number if after else 0,
        entries=entries,
    )


class LedgerRules:
    """Subclasses give `ledger`, `key` and `stranger` (accounts that can pay and wrote nothing yet)."""

    def sent(self, ledger: Ledger, key: AnchorKey, append: Append) -> bytes:
        """Signs and sends; returns the transaction's hash."""
        return self.sent_raw(ledger, key.sign(ledger.prepare(append)))

    def sent_raw(self, ledger: Ledger, raw: bytes) -> bytes:
        ledger.send(raw)
        return transaction_hash(raw)

    def anchored(self, ledger: Ledger, key: AnchorKey, *entries: Entry, after: Anchor | None = None) -> Anchor:
        append = following(ledger, key.address, *entries, after=after)
        anchor = self.found(ledger, self.sent(ledger, key, append), key)
        assert anchor.append == append
        return anchor

    def found(self, ledger: Ledger, transaction: bytes, key: AnchorKey) -> Anchor:
        """Where it is, once it is in a block: some chains answer before that."""
        for _ in range(200):
            if anchor := ledger.find(transaction, key.address):
                return anchor
            sleep(0.05)
        raise TimeoutError("no block took the transaction")

    def raw_call(self, ledger: Ledger, key: AnchorKey, data: bytes) -> bytes:
        """A signed transaction that calls the contract with these bytes, however bad."""
        fields: dict[str, Any] = ledger.prepare(following(ledger, key.address, entry()))
        return key.sign({**fields, "data": data, "gas": 1_000_000})

    def test_an_empty_log(self, ledger: Ledger, key: AnchorKey) -> None:
        assert ledger.head(key.address) == NOTHING
        assert ledger.find(secrets.token_bytes(32), key.address) is None
        assert ledger.anchors_in(key.address, ledger.latest().number + 1000) == ()

    @pytest.mark.parametrize("count", [1, 2, MAX_ENTRIES])
    def test_the_head_is_what_this_program_says(self, ledger: Ledger, key: AnchorKey, count: int) -> None:
        first = self.anchored(ledger, key, genesis(DID))
        assert ledger.head(key.address) == first.head
        second = self.anchored(ledger, key, *(entry() for _ in range(count)), after=first)
        assert ledger.head(key.address) == second.head
        assert second.block.number > first.block.number
        assert ledger.latest().number >= second.block.number

    def test_one_entry_or_many_make_the_same_head(self, ledger: Ledger, key: AnchorKey) -> None:
        append = following(ledger, key.address, entry())
        items = [(item.kind, item.subject, item.digest) for item in append.entries]
        types = ["bytes32", "uint64", "uint64", "(uint8,bytes32,bytes32)[]"]
        data = abi.selector("append_many") + encode(types, [NOTHING, 0, 0, items])
        self.found(ledger, self.sent_raw(ledger, self.raw_call(ledger, key, data)), key)
        assert ledger.head(key.address) == append.head(ledger.latest().timestamp)

    def test_an_append_that_follows_another_head_is_refused(self, ledger: Ledger, key: AnchorKey) -> None:
        first = self.anchored(ledger, key, genesis(DID))
        with pytest.raises(WouldRevert):
            ledger.prepare(first.append)
        assert ledger.head(key.address) == first.head

    def test_the_same_append_twice_happens_once(self, ledger: Ledger, key: AnchorKey) -> None:
        append = following(ledger, key.address, genesis(DID), entry())
        transaction = ledger.prepare(append)
        self.found(ledger, self.sent_raw(ledger, key.sign(transaction)), key)
        again = key.sign({**transaction, "nonce": transaction["nonce"] + 1})
        head = ledger.head(key.address)
        with pytest.raises(Reverted):
            self.found(ledger, self.sent_raw(ledger, again), key)
        assert ledger.head(key.address) == head

    def test_the_same_bytes_twice_are_one_transaction(self, ledger: Ledger, key: AnchorKey) -> None:
        raw = key.sign(ledger.prepare(following(ledger, key.address, genesis(DID))))
        anchor = self.found(ledger, self.sent_raw(ledger, raw), key)
        with pytest.raises(NonceTooLow):
            ledger.send(raw)
        assert ledger.head(key.address) == anchor.head

    def test_what_is_no_transaction_is_refused(self, ledger: Ledger) -> None:
        for bad in (b"\x02", b"\x02\xc0", b"nonsense" * 9):
            with pytest.raises(LedgerRefused):
                ledger.send(bad)

    def test_a_stranger_writes_his_own_log_alone(self, ledger: Ledger, key: AnchorKey, stranger: AnchorKey) -> None:
        mine = self.anchored(ledger, key, genesis(DID))
        theirs = following(ledger, stranger.address, entry(), after=mine)
        with pytest.raises(WouldRevert):
            ledger.prepare(theirs)
        other = self.anchored(ledger, stranger, genesis("did:example:stranger"))
        assert (ledger.head(key.address), ledger.head(stranger.address)) == (mine.head, other.head)
        assert mine not in ledger.anchors_in(stranger.address, mine.block.number)
        assert ledger.find(other.transaction, key.address) is None

    @pytest.mark.parametrize("count", [0, MAX_ENTRIES + 1])
    def test_nothing_and_too_much_are_refused(self, ledger: Ledger, key: AnchorKey, count: int) -> None:
        items = [(Kind.STATUS_LIST, bytes(32), bytes(32))] * count
        types = ["bytes32", "uint64", "uint64", "(uint8,bytes32,bytes32)[]"]
        data = abi.selector("append_many") + encode(types, [NOTHING, 0, 0, items])
        with pytest.raises(Reverted):
            self.found(ledger, self.sent_raw(ledger, self.raw_call(ledger, key, data)), key)
        assert ledger.head(key.address) == NOTHING

    def test_a_transaction_of_another_chain_is_refused(self, ledger: Ledger, key: AnchorKey) -> None:
        transaction = ledger.prepare(following(ledger, key.address, genesis(DID)))
        with pytest.raises(LedgerRefused):
            ledger.send(key.sign({**transaction, "chainId": transaction["chainId"] + 1}))

    def test_the_log_is_read_back_to_its_genesis(self, ledger: Ledger, key: AnchorKey) -> None:
        first = anchor = self.anchored(ledger, key, genesis(DID))
        for _ in range(3):
            anchor = self.anchored(ledger, key, entry(), entry(), after=anchor)
            assert ledger.anchors_in(key.address, anchor.block.number) == (anchor,)
        assert find_genesis(ledger, anchor) == first
        assert first.append.entries == (genesis(DID),)
        broken = anchor.append.model_copy(update={"prev": keccak(b"")})
        assert find_genesis(ledger, anchor.model_copy(update={"append": broken})) is None

    def receipt(self, ledger: Ledger, key: AnchorKey) -> Receipt:
        leaves = [Leaf.of(bytes([n]) * 32) for n in range(7)]
        tree = Tree([leaf.hash for leaf in leaves])
        root = Entry(kind=Kind.CHECKPOINT, subject=NOTHING, digest=tree.root)
        anchor = self.anchored(ledger, key, genesis(DID), root, entry())
        return Receipt(leaf=leaves[4], index=4, size=7, path=tree.path(4), anchor=anchor)

    def test_a_receipt_is_seen(self, ledger: Ledger, key: AnchorKey) -> None:
        receipt = Receipt.from_json(self.receipt(ledger, key).to_json())
        sighting = check_receipt_on_chain(receipt, ledger)
        assert receipt.holds
        assert sighting.anchor == receipt.anchor
        assert sighting.latest.number >= receipt.anchor.block.number

    def test_a_forged_receipt_is_not_seen(self, ledger: Ledger, key: AnchorKey, stranger: AnchorKey) -> None:
        receipt = self.receipt(ledger, key)
        value = receipt.to_json()
        anchor, append = value["anchor"], value["anchor"]["append"]
        other, number = "0x" + secrets.token_bytes(32).hex(), anchor["block"]["number"]
        forgeries = [
            (append["entries"][1], "digest", other),
            (append["entries"][2], "subject", other),
            (append, "seq", 1),
            (append, "prev", other),
            (append, "entries", append["entries"][:2]),
            (append["log"], "issuer", stranger.address),
            (anchor["block"], "timestamp", anchor["block"]["timestamp"] + 1),
            (anchor["block"], "hash", other),
            (anchor["block"], "number", number - 1),
            (anchor["block"], "number", number + 1000),
            (anchor, "transaction", other),
        ]
        for where, name, wrong in forgeries:
            right, where[name] = where[name], wrong
            sighting = check_receipt_on_chain(Receipt.from_json(value), ledger)
            assert (sighting.anchor, sighting.final) == (None, False), name
            where[name] = right
        assert check_receipt_on_chain(Receipt.from_json(value), ledger).anchor

    def test_a_receipt_of_another_chain_or_contract_is_not_for_this_ledger(
        self, ledger: Ledger, key: AnchorKey
    ) -> None:
        receipt = self.receipt(ledger, key)
        for change in ({"chain": "eip155:1"}, {"contract": key.address}):
            value = receipt.to_json()
            value["anchor"]["append"]["log"] |= change
            with pytest.raises(WrongChain):
                check_receipt_on_chain(Receipt.from_json(value), ledger)

    def test_a_receipt_without_its_path_is_malformed(self, ledger: Ledger, key: AnchorKey) -> None:
        receipt = self.receipt(ledger, key)
        with pytest.raises(MalformedReceipt):
            assert receipt.model_copy(update={"path": receipt.path[:-1]}).holds
