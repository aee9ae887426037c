"""Alembic's entry: runs on the connection that `issuer_api.db.migrate` opened."""

from alembic import context
from sqlmodel import SQLModel

from issuer_api.db import anchoring, tables

__all__ = ["anchoring", "tables"]  # imported for the tables that they declare

context.configure(connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata)
with context.begin_transaction():
    context.run_migrations()
