"""Judges an anchoring receipt by what a chain says where the receipt points to (protocol step V6).

    >>> receipt = Receipt.from_json(strict_json.loads(text))
    >>> judge_receipt(receipt, sighting, digest=digest, issuer=history).outcome

The receipt, the document's digest and the issuer's DID log are checked offline; the caller asks the chain
and brings its `Sighting`, or None where it could not or did not ask.
"""

from anchoring.checkpoint import EMBEDDED_CHAIN, Receipt, Sighting
from anchoring.errors import MalformedReceipt
from verification.binding import binding_of
from verification.did_history import DidHistory
from verification.stamps import stamp_of
from verification.verdict import Check, Verdict


def judge_receipt(
    receipt: Receipt,
    sighting: Sighting | None,
    *,
    digest: bytes | None = None,
    issuer: DidHistory | None = None,
) -> Verdict:
    """Checks: receipt, document, issuer, chain, finality.

    `digest` (32 bytes) is what the receipt should be for, `issuer` the log of the DID that should have
    anchored it; a question left out is not asked, and its check is not in the verdict.
    """
    checks = [receipt_check(receipt)]
    if digest is not None:
        checks.append(document_check(receipt, digest))
    if issuer is not None:
        code = "log-of-issuer" if binding_of(issuer.current, receipt.anchor.append.log) else "log-of-another"
        checks.append(Check.of("issuer", code, issuer=issuer.did))
    return Verdict((*checks, _chain(receipt, sighting), _finality(receipt, sighting)))


def receipt_check(receipt: Receipt) -> Check:
    """Whether the receipt leads from its digest to what was anchored."""
    return Check.of("receipt", "receipt-whole" if _holds(receipt) else "receipt-broken")


def document_check(receipt: Receipt, digest: bytes) -> Check:
    """Whether the receipt is for a document of this digest."""
    return Check.of("document", "document-same" if receipt.leaf.digest == digest else "document-differs")


def _holds(receipt: Receipt) -> bool:
    try:
        return receipt.holds
    except MalformedReceipt:
        return False


def _chain(receipt: Receipt, sighting: Sighting | None) -> Check:
    chain, block = receipt.anchor.append.log.chain, receipt.anchor.block
    time = stamp_of(block.timestamp)
    if sighting is None:
        return Check.of("chain", "chain-unseen", chain=chain)
    if sighting.anchor is None:
        return Check.of("chain", "not-on-chain", chain=chain, block=block.number)
    if sighting.anchor != receipt.anchor:
        return Check.of("chain", "anchor-differs", chain=chain, block=block.number)
    code = "on-embedded-chain" if chain == EMBEDDED_CHAIN else "on-chain"
    return Check.of("chain", code, chain=chain, block=block.number, time=time)


def _finality(receipt: Receipt, sighting: Sighting | None) -> Check:
    block = receipt.anchor.block.number
    if sighting is None or sighting.anchor != receipt.anchor:
        return Check.of("finality", "finality-unseen", block=block)
    return Check.of("finality", "block-final" if sighting.final else "block-not-final", block=block)
