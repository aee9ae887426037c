"""Erasures; a leaf without its digest; tables without the columns that 0006 took out of them."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from issuer_api.domain.gradebook.rejected import without_values

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ASKED_BY = sa.Enum(
    "learner", "representative", "authority", "institution", name="askedby", native_enum=False, length=32
)
_STATE = sa.Enum("wanted", "pending", "done", name="erasurestate", native_enum=False, length=32)


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("asked_by", _ASKED_BY, nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoke", sa.Boolean(), nullable=False),
        sa.Column("state", _STATE, nullable=False),
        sa.Column("destroyed", JSONB(), nullable=False),
        sa.Column("remaining", JSONB(), nullable=False),
        sa.Column("agent_records", JSONB(), nullable=False),
        sa.Column("receipt", JSONB(), nullable=True),
        sa.Column("receipt_leaf_id", sa.Uuid(), sa.ForeignKey("leaf.id"), nullable=True),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    for name, unique in (("learner_id", True), ("asked_by", False), ("state", False), ("receipt_leaf_id", True)):
        op.create_index(f"ix_erasure_{name}", "erasure", [name], unique=unique)
    op.alter_column("leaf", "digest", nullable=True)
    _forget_rejected_values()
    for table in ("learner", "credential"):  # a column that was dropped is in the file until the table is rewritten
        op.execute(f"CLUSTER {table} USING {table}_pkey")


def _forget_rejected_values() -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.text("SELECT id, rejected FROM batch WHERE state = 'issuing'")).all():
        connection.execute(
            sa.text("UPDATE batch SET rejected = CAST(:rejected AS jsonb) WHERE id = :id"),
            {"rejected": json.dumps(without_values(_list(row.rejected))), "id": row.id},
        )


def _list(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def downgrade() -> None:
    raise NotImplementedError("what was erased stays erased: there is no way back")
