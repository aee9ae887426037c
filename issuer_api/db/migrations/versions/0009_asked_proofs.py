"""Proof requests that anybody may make: how long they last, who opened them, what was signed."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "public_ask",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("short", sa.String(), nullable=False),
        sa.Column("asker", sa.String(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("short"),
    )
    op.create_index("ix_public_ask_asker", "public_ask", ["asker"], unique=False)


def downgrade() -> None:
    op.drop_table("public_ask")
