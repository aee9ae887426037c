"""Verifications in bulk, and the webhooks that tell of what is done."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_STATE = sa.Enum("waiting", "running", "finished", name="bulkstate", native_enum=False, length=32)


def upgrade() -> None:
    op.create_table(
        "bulk",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("policy", JSONB(), nullable=True),
        sa.Column("state", _STATE, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("total", "passed", "failed", "unknown", "tries")),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_bulk_state", "bulk", ["state"], unique=False)
    op.create_table(
        "bulk_row",
        sa.Column("bulk_id", sa.Uuid(), sa.ForeignKey("bulk.id", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("judged", sa.Boolean(), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("bulk_id", "position"),
    )
    op.create_index("ix_bulk_row_due", "bulk_row", ["bulk_id", "position"], postgresql_where=sa.text("NOT judged"))


def downgrade() -> None:
    for table in ("bulk_row", "bulk"):
        op.drop_table(table)
