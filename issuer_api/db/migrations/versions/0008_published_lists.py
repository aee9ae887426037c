"""A published list is kept as the very text that was signed; what is wanted of a list is found without its blanks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("published_list", "document")
    op.add_column("published_list", sa.Column("document", sa.String(), nullable=True))
    op.create_index(
        "ix_status_entry_set",
        "status_entry",
        ["list_id"],
        unique=False,
        postgresql_where=sa.text("revoked OR suspended OR refresh"),
    )


def downgrade() -> None:
    op.drop_index("ix_status_entry_set", "status_entry")
    op.drop_column("published_list", "document")
    op.add_column("published_list", sa.Column("document", JSONB(), nullable=True))
