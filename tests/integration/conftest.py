"""One PostgreSQL for the whole run, and an empty database for each test that asks for one."""

import socket
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from issuer_api.adapters.postgres import EmbeddedPostgres


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A running embedded PostgreSQL in a folder of its own."""
    server = make_server(tmp_path_factory.mktemp("postgres"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def database_url(postgres: EmbeddedPostgres) -> str:
    """`postgresql+psycopg://…` of a fresh, empty database."""
    name = f"test_{uuid4().hex}"
    postgres.create_database(name)
    return postgres.url(name)


def make_server(folder: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(folder / "data", free_port(), folder / "password")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
