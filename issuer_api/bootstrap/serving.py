"""Long-running parts as threads that start, are ready, and stop: the API, the worker.

with serving(app, "127.0.0.1", 8010), working(parts, tasks):
    ...
"""

import asyncio
import socket
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI

LOOPBACK = "127.0.0.1,::1"


class PortTakenError(Exception):
    """The message says which port, what for, and which setting moves it."""


def listen(host: str, port: int) -> socket.socket:
    """A bound socket for the API. Raises PortTakenError."""
    # The protocol is named so that asyncio sets TCP_NODELAY: without it a kept connection waits 40 ms for each answer.
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind((host, port))
    except OSError as exc:
        server.close()
        raise PortTakenError(
            f"Port {port} on {host}, needed for the API, cannot be used ({exc.strerror}). "
            "End what uses it, or set MOCHILA_API_PORT."
        ) from exc
    return server


def server_of(app: FastAPI, proxies: str = LOOPBACK) -> uvicorn.Server:
    """No access log: it would hold who asked for what. `proxies`: whose word counts on who a client is."""
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, forwarded_allow_ips=proxies
    )
    return uvicorn.Server(config)


@contextmanager
def serving(app: FastAPI, host: str, port: int, proxies: str = LOOPBACK) -> Iterator[None]:
    """The API answers inside, and has finished what it was answering when it is left."""
    listening = listen(host, port)
    server = server_of(app, proxies)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="api", daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    if not server.started:
        raise RuntimeError("the API ended while it was starting; its log says why")
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=15)


@contextmanager
def running(work: Coroutine[Any, Any, None]) -> Iterator[None]:
    """This coroutine runs inside, in a thread and loop of its own, and is cancelled when it is left."""
    loop = asyncio.new_event_loop()
    task = loop.create_task(work)

    def run() -> None:
        try:
            loop.run_until_complete(task)
        except asyncio.CancelledError:
            return
        finally:
            loop.close()

    thread = threading.Thread(target=run, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        if not loop.is_closed():
            loop.call_soon_threadsafe(task.cancel)
        thread.join(timeout=30)
