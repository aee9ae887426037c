"""Proofs of heads, and logs that go on from one another."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NOW = sa.text("clock_timestamp()")


def upgrade() -> None:
    op.create_table(
        "head_proof",
        sa.Column("checkpoint_id", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.Column("block_hash", sa.LargeBinary(), nullable=False),
        sa.Column("proof", JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.ForeignKeyConstraint(["checkpoint_id"], ["checkpoint.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("checkpoint_id"),
    )
    op.create_table(
        "anchor_move",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        *(
            sa.Column(f"{which}_{part}", sa.String(), nullable=False)
            for which in ("old", "new")
            for part in ("chain", "contract", "issuer")
        ),
        sa.Column("start_block", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=True),
        sa.Column("end_block", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("new_chain", "new_contract", "new_issuer"),
    )
    unfinished = sa.text("state <> 'DONE'")
    op.create_index("one_unfinished_move", "anchor_move", [sa.text("(true)")], unique=True, postgresql_where=unfinished)


def downgrade() -> None:
    op.drop_table("anchor_move")
    op.drop_table("head_proof")
