"""One truth about what holds, lists for Open Badges, and learners' records sealed under a key each."""

import json
import secrets
from typing import Any

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy.dialects.postgresql import JSONB

from issuer_api.domain.record import number_mac, seal

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _records()
    _badges()
    _changes()
    _lists()


def _records() -> None:
    op.create_table(
        "record_key",
        sa.Column("learner_id", sa.Uuid(), sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("learner_id"),
    )
    op.add_column("learner", sa.Column("number_mac", sa.String(), nullable=True))
    op.add_column("learner", sa.Column("sealed", sa.LargeBinary(), nullable=True))
    op.add_column("credential", sa.Column("sealed", sa.LargeBinary(), nullable=True))
    _seal_what_is_there()
    for name in ("number", "given_name", "family_name", "email"):
        op.drop_column("learner", name)
    op.create_unique_constraint("learner_number_mac_key", "learner", ["number_mac"])
    op.drop_column("credential", "attributes")
    op.add_column("batch", sa.Column("accepted_rows", sa.Integer(), nullable=True))
    op.execute("UPDATE batch SET accepted_rows = jsonb_array_length(accepted)")
    op.execute("UPDATE batch SET accepted = '[]' WHERE state = 'issuing'")
    op.alter_column("batch", "accepted_rows", nullable=False)


def _seal_what_is_there() -> None:
    connection = op.get_bind()
    learners = connection.execute(sa.text("SELECT id, number, given_name, family_name, email FROM learner")).all()
    if not learners:
        return
    secret: bytes = context.config.attributes["number_secret"]
    keys = {learner.id: secrets.token_bytes(32) for learner in learners}
    for learner in learners:
        person = {name: getattr(learner, name) for name in ("number", "given_name", "family_name", "email")}
        connection.execute(
            sa.text("UPDATE learner SET number_mac = :mac, sealed = :sealed WHERE id = :id"),
            {"mac": number_mac(secret, learner.number), "sealed": seal(keys[learner.id], person), "id": learner.id},
        )
        connection.execute(
            sa.text("INSERT INTO record_key (learner_id, key) VALUES (:id, :key)"),
            {"id": learner.id, "key": keys[learner.id]},
        )
    for row in connection.execute(sa.text("SELECT id, learner_id, attributes FROM credential")).all():
        contents = {"attributes": _object(row.attributes), "badge": None}
        connection.execute(
            sa.text("UPDATE credential SET sealed = :sealed WHERE id = :id"),
            {"sealed": seal(keys[row.learner_id], contents), "id": row.id},
        )


def _object(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _badges() -> None:
    standing = sa.Enum("valid", "suspended", "revoked", name="standing", native_enum=False, length=32)
    op.add_column("credential", sa.Column("standing", standing, nullable=False, server_default="valid"))
    op.alter_column("credential", "standing", server_default=None)
    op.create_index("ix_credential_standing", "credential", ["standing"], unique=False)
    op.add_column("credential", sa.Column("badge_leaf_id", sa.Uuid(), sa.ForeignKey("leaf.id"), nullable=True))
    op.create_index("ix_credential_badge_leaf_id", "credential", ["badge_leaf_id"], unique=True)
    op.add_column("credential", sa.Column("supersedes", sa.Uuid(), sa.ForeignKey("credential.id"), nullable=True))
    op.create_index("ix_credential_supersedes", "credential", ["supersedes"], unique=True)
    op.add_column("credential", sa.Column("status_list_id", sa.String(), nullable=True))
    op.add_column("credential", sa.Column("status_index", sa.Integer(), nullable=True))
    op.create_unique_constraint(None, "credential", ["status_list_id", "status_index"])
    op.drop_constraint("credential_batch_id_learner_id_key", "credential")
    op.create_unique_constraint(
        None, "credential", ["batch_id", "learner_id", "supersedes"], postgresql_nulls_not_distinct=True
    )


def _changes() -> None:
    op.rename_table("revocation", "status_change")
    for name in ("reason", "state"):
        op.execute(f"ALTER INDEX ix_revocation_{name} RENAME TO ix_status_change_{name}")
    op.drop_index("ix_revocation_credential_id", "status_change")
    op.create_index("ix_status_change_credential_id", "status_change", ["credential_id"], unique=False)
    act = sa.Enum("revoke", "suspend", "reinstate", name="act", native_enum=False, length=32)
    op.add_column("status_change", sa.Column("act", act, nullable=False, server_default="revoke"))
    op.alter_column("status_change", "act", server_default=None)
    op.create_index("ix_status_change_act", "status_change", ["act"], unique=False)
    op.execute("UPDATE credential SET standing = 'revoked' WHERE id IN (SELECT credential_id FROM status_change)")


def _lists() -> None:
    op.create_table(
        "status_entry",
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.Column("refresh", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("list_id", "index"),
    )
    op.execute(
        "INSERT INTO status_entry SELECT rev_reg_id, cred_rev_id, standing = 'revoked', false, false FROM credential "
        "WHERE rev_reg_id IS NOT NULL AND cred_rev_id IS NOT NULL"
    )
    op.create_table(
        "status_list",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "status_list_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.String(), sa.ForeignKey("status_list.id"), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("bits", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("list_id", "purpose", "number"),
    )
    op.create_index("ix_status_list_version_list_id", "status_list_version", ["list_id"], unique=False)
    op.create_table(
        "published_list",
        sa.Column("list_id", sa.String(), sa.ForeignKey("status_list.id"), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", JSONB(), nullable=True),
        sa.Column("jwt", sa.String(), nullable=False),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("list_id", "purpose"),
    )


def downgrade() -> None:
    raise NotImplementedError("what is sealed stays sealed: there is no way back")
