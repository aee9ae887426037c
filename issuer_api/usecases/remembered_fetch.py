"""A `Fetch` that remembers what it read, for as short as a status may be stale and as much as memory is given.

fetch = RememberedFetch(desk.fetch)
fetch(url), fetch(url)          # asked once; what could not be had is remembered too
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from issuer_api.domain.ports import Fetch

SECONDS = 60.0
BYTES = 32 * 2**20
_EACH = 256  # what an entry takes beside its body


class RememberedFetch:
    """See `issuer_api.domain.ports.Fetch`. Threads may share one."""

    def __init__(
        self,
        fetch: Fetch,
        *,
        seconds: float = SECONDS,
        size: int = BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch, self._seconds, self._size, self._clock = fetch, seconds, size, clock
        self._known: OrderedDict[str, tuple[float, bytes | None]] = OrderedDict()
        self._held = 0
        self._lock = threading.Lock()

    def __call__(self, url: str) -> bytes | None:
        """The body; None for whatever cannot be had."""
        with self._lock:
            until, body = self._known.get(url, (0.0, None))
            if until > self._clock():
                self._known.move_to_end(url)
                return body
        body = self._fetch(url)
        with self._lock:
            self._drop(url)
            self._known[url] = (self._clock() + self._seconds, body)
            self._held += _weight(url, body)
            while self._held > self._size:
                self._drop(next(iter(self._known)))
        return body

    def _drop(self, url: str) -> None:
        if found := self._known.pop(url, None):
            self._held -= _weight(url, found[1])


def _weight(url: str, body: bytes | None) -> int:
    return _EACH + len(url) + len(body or b"")
