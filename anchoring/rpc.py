"""Talks to one JSON-RPC node by web3, and turns whatever goes wrong into this package's errors.

    web3 = connected("eip155:560048", rpc_url)
    with answering():
        web3.eth.get_block("latest")

An RPC URL may carry a key of the provider's: it is in no message, and no error keeps the one that had it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from requests import RequestException
from web3 import HTTPProvider, Web3
from web3.exceptions import (
    BlockNotFound,
    ContractLogicError,
    ProviderConnectionError,
    TransactionNotFound,
    Web3Exception,
    Web3RPCError,
)
from web3.middleware import ExtraDataToPOAMiddleware

from anchoring.errors import (
    AnchoringError,
    LedgerRefused,
    LedgerUnavailable,
    NonceTooLow,
    Underpriced,
    Unfunded,
    WouldRevert,
    WrongChain,
)

_TIMEOUT = 20  # seconds for one answer
_KNOWN = ("already known", "alreadyknown", "known transaction", "already imported")
_REFUSALS: list[tuple[type[LedgerRefused], tuple[str, ...]]] = [  # as geth, Nethermind, Besu, Erigon, anvil say it
    (NonceTooLow, ("nonce too low", "oldnonce", "nonce is too low")),
    (Underpriced, ("underpriced", "less than block base fee", "feetoolow", "gas price below", "fee too low")),
    (Unfunded, ("insufficient funds", "insufficientfunds", "gas required exceeds allowance", "upfront cost exceeds")),
    (WouldRevert, ("execution reverted", "vm execution error")),
]


def connected(chain: str, rpc_url: str) -> Web3:
    """A connection to a node that serves this chain. Raises WrongChain, LedgerUnavailable."""
    provider = HTTPProvider(rpc_url, request_kwargs={"timeout": _TIMEOUT}, exception_retry_configuration=None)
    web3 = Web3(provider)
    web3.middleware_onion.inject(ExtraDataToPOAMiddleware, layer=0)  # some networks write long extra data
    with answering():
        found = f"eip155:{web3.eth.chain_id}"
    if found != chain:
        raise WrongChain(f"the RPC node serves {found}, not {chain}")
    return web3


@contextmanager
def answering() -> Iterator[None]:
    """Turns what web3 and requests raise into this package's errors, leaving the URL behind."""
    try:
        yield
    except AnchoringError:
        raise
    except ContractLogicError:
        raise WouldRevert("the contract would refuse: the log's head is another one") from None
    except (BlockNotFound, TransactionNotFound, ProviderConnectionError):
        raise LedgerUnavailable("the RPC node does not have what it was asked for") from None
    except Web3RPCError as exc:
        raise _refusal(exc) from None
    except (RequestException, OSError) as exc:
        raise LedgerUnavailable(f"no answer from the RPC node: {type(exc).__name__}") from None
    except (Web3Exception, ValueError, KeyError, TypeError, AttributeError) as exc:
        raise LedgerUnavailable(f"a broken answer from the RPC node: {type(exc).__name__}") from None


def is_known(exc: Web3RPCError) -> bool:
    """Whether the node only says that it already has the transaction."""
    return _says(exc, _KNOWN)


def _says(exc: Web3RPCError, phrases: tuple[str, ...]) -> bool:
    message = str(exc).lower()
    return any(phrase in message for phrase in phrases)


def _refusal(exc: Web3RPCError) -> LedgerRefused:
    refusal = next((error for error, phrases in _REFUSALS if _says(exc, phrases)), LedgerRefused)
    return refusal(f"the RPC node refuses: {_message(exc)}")


def _message(exc: Web3RPCError) -> str:
    error = (exc.rpc_response or {}).get("error")
    return str(error.get("message", ""))[:200] if isinstance(error, dict) else "it does not say why"
