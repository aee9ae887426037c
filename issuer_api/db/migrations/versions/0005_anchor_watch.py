"""What the worker saw of the chain, and what went wrong."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "anchor_watch",
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("latest_block", sa.BigInteger(), nullable=True),
        sa.Column("final_block", sa.BigInteger(), nullable=True),
        sa.Column("head", sa.LargeBinary(), nullable=True),
        sa.Column("balance", sa.Numeric(78, 0), nullable=True),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.Column("trouble_detail", sa.String(), nullable=True),
        sa.Column("trouble_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("chain", "contract", "issuer"),
    )


def downgrade() -> None:
    op.drop_table("anchor_watch")
