"""What is offered for gas, and how an offer is raised. Pure.

    >>> offer({"maxFeePerGas": 90, "maxPriorityFeePerGas": 2, "nonce": 7}, cap=50)
    {'maxFeePerGas': 50, 'maxPriorityFeePerGas': 2, 'nonce': 7}

A waiting transaction is replaced by one of the same nonce that offers an eighth more in both fields (EIP-1559): nodes
want a tenth, and refuse less. Fees are in wei for a unit of gas.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from anchoring.errors import FeeCapReached

GWEI = 10**9
_FEE, _TIP = "maxFeePerGas", "maxPriorityFeePerGas"


@dataclass(frozen=True, slots=True)
class FeePolicy:
    """The most that may be offered, and how long a transaction may wait before its offer is raised."""

    cap: int = 200 * GWEI
    patience: timedelta = timedelta(minutes=3)


def offer(draft: dict[str, Any], cap: int) -> dict[str, Any]:
    """The draft with the fees of the day, or the cap: then it waits until the network asks for less."""
    fee = min(draft[_FEE], cap)
    return draft | {_FEE: fee, _TIP: min(draft[_TIP], fee)}


def raised(draft: dict[str, Any], waiting: dict[str, Any], cap: int) -> dict[str, Any]:
    """The draft with fees that replace `waiting`, and those of the day if they are higher. Raises FeeCapReached."""
    least = {name: -(-waiting[name] * 9 // 8) for name in (_FEE, _TIP)}
    if least[_FEE] > cap:
        raise FeeCapReached(
            f"the transaction that waits offers {waiting[_FEE] / GWEI:.3g} gwei, and an eighth more is above the cap"
        )
    return offer(draft | {name: max(draft[name], least[name]) for name in least}, cap)
