"""What can go wrong in this package.

AnchoringError
├── MalformedReceipt     a receipt that is not one, or a Merkle path that leads nowhere
├── MalformedLog         links of a log that do not follow each other
├── MalformedHeader      bytes that are no block header, or not that block's
├── MalformedProof       a storage proof that does not lead from a header to an issuer's head
│   └── OtherContract    it leads to a contract that is not the AnchorLog
├── MalformedNote        a signed note, a checkpoint or a key that is not one
├── BadNoteSignature     a signed note that its signer did not sign
├── Refused              a witness does not cosign, and says why
├── LedgerUnavailable    no answer from the chain: nothing is known, ask again later
│   └── NoQuorum         too few RPC nodes say the same
├── LedgerRefused        the chain answered no
│   ├── NonceTooLow      the account already used this nonce
│   ├── Underpriced      the fee is below what the network takes
│   ├── Unfunded         the account cannot pay
│   ├── WouldRevert      the contract would refuse: stale head, or nothing to anchor
│   └── Reverted         the contract did refuse: the transaction is in a block and changed nothing
├── WrongChain           another chain, or another contract, than the one that was named
├── HeadMismatch         the chain's head for the issuer is not the one in the journal
├── FeeCapReached        the network asks for more than may be offered
├── SignerFailed         whoever holds the key did not sign
└── WriterBusy           somebody else is writing this log, or this chain's file

Each has a `code` for programs: its name in kebab case.
"""

import re
from typing import ClassVar


class AnchoringError(Exception):
    """Root of this package's errors. Messages name no secret and no RPC address."""

    code: ClassVar[str] = "anchoring-error"

    def __init_subclass__(cls) -> None:
        cls.code = re.sub("(?<!^)(?=[A-Z])", "-", cls.__name__).lower()


class MalformedReceipt(AnchoringError):  # noqa: N818 - the names read as sentences
    """A receipt with a missing, extra or ill-typed member, or a Merkle path of the wrong shape."""


class MalformedLog(AnchoringError):  # noqa: N818
    """Links of a log that are not numbered from 0 on, or whose times go back."""


class MalformedHeader(AnchoringError):  # noqa: N818
    """Bytes that are no block header, or members that do not hash to the block they came with."""


class MalformedProof(AnchoringError):  # noqa: N818
    """A storage proof that does not lead from a header to the issuer's head."""


class OtherContract(MalformedProof):
    """What the proof leads to is not the AnchorLog contract, whose storage alone means something."""


class MalformedNote(AnchoringError):  # noqa: N818
    """Not a signed note, not a checkpoint, or not a verifier key."""


class BadNoteSignature(AnchoringError):  # noqa: N818
    """A line under a note names a known key and does not hold."""


class Refused(AnchoringError):  # noqa: N818
    """A witness' answer in the words of tlog-witness: HTTP status, body, and the body's media type."""

    def __init__(self, status: int, body: str, media_type: str = "text/plain") -> None:
        super().__init__(body.strip())
        self.status, self.body, self.media_type = status, body, media_type


class LedgerUnavailable(AnchoringError):  # noqa: N818
    """No answer, or half of one. The act may or may not have happened."""


class NoQuorum(LedgerUnavailable):
    """The RPC nodes that answered do not agree, or are too few: nothing is believed."""


class LedgerRefused(AnchoringError):  # noqa: N818
    """The chain answered, and the answer was no."""


class NonceTooLow(LedgerRefused):
    """A transaction of this account with this nonce is already in a block."""


class Underpriced(LedgerRefused):
    """The fee is below what the network takes, or below what replaces a waiting transaction."""


class Unfunded(LedgerRefused):
    """The account has too little to pay for the gas."""


class WouldRevert(LedgerRefused):
    """Trying the transaction out, the contract refused it."""


class Reverted(LedgerRefused):
    """The transaction is in a block, failed, and changed nothing but its nonce."""


class WrongChain(AnchoringError):  # noqa: N818
    """The chain or the contract is not the one that was named."""


class HeadMismatch(AnchoringError):  # noqa: N818
    """The node is behind, the chain was rolled back, or somebody else wrote with the issuer's key."""


class FeeCapReached(AnchoringError):  # noqa: N818
    """A transaction waits, and the fee that would move it is above the cap."""


class SignerFailed(AnchoringError):  # noqa: N818
    """No answer from the signer, a refusal, or a signature of something else than was asked."""


class WriterBusy(AnchoringError):  # noqa: N818
    """There is one writer, and it is not this one."""
