"""Checkpoints have padding and a schedule."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("checkpoint", sa.Column("padding", sa.Integer(), nullable=False, server_default="0"))
    op.alter_column("checkpoint", "padding", server_default=None)
    op.add_column("checkpoint", sa.Column("padding_seed", sa.LargeBinary(), nullable=True))
    op.create_table(
        "checkpoint_time",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checkpoint_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["checkpoint_id"], ["checkpoint.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("at"),
    )
    op.create_index("ix_checkpoint_time_checkpoint_id", "checkpoint_time", ["checkpoint_id"], unique=False)


def downgrade() -> None:
    op.drop_table("checkpoint_time")
    op.drop_column("checkpoint", "padding_seed")
    op.drop_column("checkpoint", "padding")
