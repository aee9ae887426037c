"""One moment by which everything about a fetch is over: looking the name up, connecting, TLS, head and body.

    with httpcore.ConnectionPool(network_backend=Backend(time.monotonic() + 8.0)) as pool:
        ...

A time limit of httpx and of httpcore is one for each read, so whoever sends a byte now and then is read from for ever.
Here each read may take what is left of the whole.
"""

import ssl
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Any

import httpcore


def within[T](seconds: float, call: Callable[[], T]) -> T:
    """What `call` returns or raises; TimeoutError where it takes longer. For what knows no limit of its own, as
    `getaddrinfo`: it goes on in a thread that nobody waits for."""
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(call())
        except BaseException as exc:  # noqa: BLE001 - raised where the result is waited for
            done.set_exception(exc)

    threading.Thread(target=run, name="mochila-within", daemon=True).start()
    return done.result(seconds)


class Backend(httpcore.NetworkBackend):
    """Connections on which nothing takes longer than until a moment of `time.monotonic`."""

    def __init__(self, until: float) -> None:
        self._until = until
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """As httpcore's own."""
        left = _left(self._until, httpcore.ConnectTimeout)
        return _Stream(self._inner.connect_tcp(host, port, left, local_address, socket_options), self._until)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, until: float) -> None:
        self._inner = inner
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(self._until, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(self._until, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(self._until, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _left(until: float, late: type[httpcore.TimeoutException]) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise late("the time for the whole is over")
    return left
