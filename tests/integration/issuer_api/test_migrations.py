"""The migrations make the tables that the program declares, from one first to one last."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlmodel import SQLModel

import issuer_api.db
from issuer_api.db import anchoring, tables
from issuer_api.db.migrate import upgrade

DECLARED = (anchoring, tables)


def test_there_is_one_chain_of_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(issuer_api.db.__file__).parent / "migrations"))
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def test_the_tables_are_those_that_are_declared(database_url: str) -> None:
    upgrade(database_url, b"x" * 32)
    engine = create_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _is_ours})
        differences = compare_metadata(context, SQLModel.metadata)
    engine.dispose()
    assert differences == []


def _is_ours(_: object, name: str, kind: str, reflected: bool, __: object) -> bool:
    return not (reflected and kind == "table" and name.startswith("procrastinate"))
