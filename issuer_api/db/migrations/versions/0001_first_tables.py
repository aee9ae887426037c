"""The first tables of the node, and those of its job queue."""

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checkpoint",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("prev", sa.LargeBinary(), nullable=False),
        sa.Column("prev_block", sa.BigInteger(), nullable=False),
        sa.Column("leaves", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("transaction", sa.LargeBinary(), nullable=True),
        sa.Column("block_number", sa.BigInteger(), nullable=True),
        sa.Column("block_hash", sa.LargeBinary(), nullable=True),
        sa.Column("block_timestamp", sa.BigInteger(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("chain", "contract", "issuer", "seq"),
    )
    op.create_index(
        "one_unfinished_checkpoint",
        "checkpoint",
        ["chain", "contract", "issuer"],
        unique=True,
        postgresql_where=sa.text("state <> 'FINAL'"),
    )
    op.create_table(
        "design",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("elements", JSONB(), nullable=False),
        sa.Column(
            "state", sa.Enum("draft", "approved", name="designstate", native_enum=False, length=32), nullable=False
        ),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("approver", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_design_state", "design", ["state"], unique=False)
    op.create_table(
        "did_version",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "institution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("did", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("anchor_address", sa.String(), nullable=False),
        sa.Column("start_block", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("schema_id", sa.String(), nullable=True),
        sa.Column("cred_def_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "learner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_table(
        "proof_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy", JSONB(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked", "verified", "refused", "unknown", "declined", name="proofstate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("pres_ex_id", sa.String(), nullable=True),
        sa.Column("invitation", JSONB(), nullable=True),
        sa.Column("invitation_url", sa.String(), nullable=True),
        sa.Column("verdict", JSONB(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_proof_request_pres_ex_id", "proof_request", ["pres_ex_id"], unique=False)
    op.create_index("ix_proof_request_state", "proof_request", ["state"], unique=False)
    op.create_table(
        "published_resource",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("resource_type", sa.String(), nullable=False),
        sa.Column("content", JSONB(), nullable=False),
        sa.Column("document", JSONB(), nullable=False),
        sa.Column("rev_reg_id", sa.String(), nullable=True),
        sa.Column("timestamp", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
        sa.UniqueConstraint("rev_reg_id", "timestamp"),
    )
    op.create_index("ix_published_resource_rev_reg_id", "published_resource", ["rev_reg_id"], unique=False)
    op.create_table(
        "tails_file",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "token",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("secret_sha256", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
        sa.UniqueConstraint("secret_sha256"),
    )
    op.create_table(
        "batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("design_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state", sa.Enum("checked", "issuing", name="batchstate", native_enum=False, length=32), nullable=False
        ),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("total_rows", sa.Integer(), nullable=False),
        sa.Column("accepted", JSONB(), nullable=False),
        sa.Column("rejected", JSONB(), nullable=False),
        sa.Column("submitted_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["design_id"],
            ["design.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("idempotency_key"),
    )
    op.create_index("ix_batch_design_id", "batch", ["design_id"], unique=False)
    op.create_index("ix_batch_state", "batch", ["state"], unique=False)
    op.create_table(
        "checkpoint_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("checkpoint_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"],
            ["checkpoint.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("checkpoint_id", "position"),
    )
    op.create_table(
        "checkpoint_transaction",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("checkpoint_id", sa.BigInteger(), nullable=False),
        sa.Column("nonce", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"],
            ["checkpoint.id"],
        ),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index(
        "ix_checkpoint_transaction_checkpoint_id", "checkpoint_transaction", ["checkpoint_id"], unique=False
    )
    op.create_table(
        "leaf",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("checkpoint_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"],
            ["checkpoint.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("checkpoint_id", "position"),
        sa.UniqueConstraint("hash"),
    )
    op.create_table(
        "credential",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("leaf_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("attributes", JSONB(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "invited",
                "connected",
                "offering",
                "offered",
                "issued",
                "accepted",
                "declined",
                "cancelled",
                name="credentialstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("invitation", JSONB(), nullable=True),
        sa.Column("invitation_url", sa.String(), nullable=True),
        sa.Column("invitation_msg_id", sa.String(), nullable=True),
        sa.Column("former_invitations", JSONB(), nullable=False),
        sa.Column("connection_id", sa.String(), nullable=True),
        sa.Column("cred_ex_id", sa.String(), nullable=True),
        sa.Column("rev_reg_id", sa.String(), nullable=True),
        sa.Column("cred_rev_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batch.id"],
        ),
        sa.ForeignKeyConstraint(
            ["leaf_id"],
            ["leaf.id"],
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("batch_id", "learner_id"),
        sa.UniqueConstraint("rev_reg_id", "cred_rev_id"),
    )
    op.create_index("ix_credential_batch_id", "credential", ["batch_id"], unique=False)
    op.create_index("ix_credential_connection_id", "credential", ["connection_id"], unique=False)
    op.create_index("ix_credential_cred_ex_id", "credential", ["cred_ex_id"], unique=False)
    op.create_index("ix_credential_invitation_msg_id", "credential", ["invitation_msg_id"], unique=False)
    op.create_index("ix_credential_leaf_id", "credential", ["leaf_id"], unique=True)
    op.create_index("ix_credential_learner_id", "credential", ["learner_id"], unique=False)
    op.create_index("ix_credential_rev_reg_id", "credential", ["rev_reg_id"], unique=False)
    op.create_index("ix_credential_state", "credential", ["state"], unique=False)
    op.create_table(
        "revocation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "issued-in-error",
                "academic-misconduct",
                "superseded",
                "holder-request",
                "key-compromise",
                name="reason",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum("wanted", "published", name="revocationstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["credential_id"],
            ["credential.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_revocation_credential_id", "revocation", ["credential_id"], unique=True)
    op.create_index("ix_revocation_reason", "revocation", ["reason"], unique=False)
    op.create_index("ix_revocation_state", "revocation", ["state"], unique=False)

    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))


def downgrade() -> None:
    raise NotImplementedError("these are the first tables: there is nothing to go back to")
