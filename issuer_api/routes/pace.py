"""How often one client may ask for what costs much and needs no token, and how many are served at once.

    @router.post("/verifications", dependencies=[Depends(paced("judge"))])
    async with turns_of(request):
        …

Whose address it is, the server says: behind a proxy that is trusted (MOCHILA_TRUSTED_PROXIES) it is the one that the
proxy names. Addresses are kept in memory alone, and no longer than it takes until they make no difference.
"""

import asyncio
import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from fastapi import Request

from issuer_api.domain.errors import Unavailable
from issuer_api.routes.problem import TooMany

CLIENTS = 10_000


class Buckets:
    """A token bucket for each client: `burst` at once, then one every `seconds`. Threads may share it."""

    def __init__(
        self, burst: int, seconds: float, *, clock: Callable[[], float] = time.monotonic, clients: int = CLIENTS
    ) -> None:
        self._burst, self._seconds, self._clock, self._clients = burst, seconds, clock, clients
        self._full_at: OrderedDict[str, float] = OrderedDict()  # when each bucket will be full again
        self._lock = threading.Lock()

    def take(self, client: str) -> float:
        """0 where the client may go on; else the seconds after which it may."""
        with self._lock:
            now = self._clock()
            full_at = max(self._full_at.get(client, now), now) + self._seconds
            wait = full_at - now - self._burst * self._seconds
            if wait > 1e-9:
                return wait
            self._full_at[client] = full_at
            self._full_at.move_to_end(client)
            if len(self._full_at) > self._clients:
                self._full_at.popitem(last=False)
            return 0.0


class Turns:
    """So many at once; who waits longer than `patience` seconds is sent away."""

    def __init__(self, count: int, patience: float = 20.0) -> None:
        self._free, self._patience = asyncio.Semaphore(count), patience

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Raises Unavailable (busy)."""
        try:
            await asyncio.wait_for(self._free.acquire(), self._patience)
        except TimeoutError:
            raise Unavailable("busy", "Too many are asking at once. Try again in a moment.", retry_after=10) from None
        try:
            yield
        finally:
            self._free.release()


def _buckets() -> dict[str, Buckets]:
    return {"judge": Buckets(30, 2.0), "scan": Buckets(60, 0.25), "ask": Buckets(20, 6.0)}


@dataclass(frozen=True, slots=True)
class Pace:
    """What an application allows. `judge`, `scan`, `ask`: a credential, a camera's picture, a request for a proof."""

    buckets: Mapping[str, Buckets] = field(default_factory=_buckets)
    turns: Turns = field(default_factory=lambda: Turns(4))


def paced(kind: str) -> Callable[[Request], None]:
    """A dependency that raises TooMany (429, with Retry-After)."""

    def check(request: Request) -> None:
        pace: Pace = request.app.state.pace
        if wait := pace.buckets[kind].take(client_of(request)):
            seconds = math.ceil(wait)
            raise TooMany(
                "too-many-requests", f"Too many requests from your network. Wait {seconds} s.", retry_after=seconds
            )

    return check


def turns_of(request: Request) -> Turns:
    """Of this application."""
    pace: Pace = request.app.state.pace
    return pace.turns


def client_of(request: Request) -> str:
    """One name for whoever holds an IPv4 address or an IPv6 network of 64 bits."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host[:64]
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.IPv6Network((address, 64), strict=False))
    return str(address)
