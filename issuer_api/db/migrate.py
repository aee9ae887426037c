"""Bring a database to the tables that this version of the node needs.

upgrade("postgresql+psycopg://…", secret)
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

_LOCK = 0x6D6F6368696C61  # "mochila": one process migrates at a time


def upgrade(url: str, number_secret: bytes) -> None:
    """Apply what is missing, in one transaction; up to date already: nothing happens.

    `number_secret`: what learners' numbers are kept under (`domain.record.number_mac`).
    """
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        config.attributes["number_secret"] = number_secret
        command.upgrade(config, "head")
