"""A table for each stored thing of the domain: the same class, made a table. The columns are the domain's fields."""

from sqlalchemy import Index, UniqueConstraint, text

from issuer_api.domain import (
    ask,
    batch,
    bulk,
    credential,
    design,
    endorsement,
    erasure,
    institution,
    proof,
    record,
    status,
    webhook,
    witness,
)


class InstitutionRow(institution.Institution, table=True):
    __tablename__ = "institution"


class DidVersionRow(institution.DidVersion, table=True):
    __tablename__ = "did_version"


class PublishedResourceRow(institution.PublishedResource, table=True):
    __tablename__ = "published_resource"
    __table_args__ = (UniqueConstraint("rev_reg_id", "timestamp"),)


class TailsFileRow(institution.TailsFile, table=True):
    __tablename__ = "tails_file"


class TokenRow(institution.Token, table=True):
    __tablename__ = "token"


class DesignRow(design.Design, table=True):
    __tablename__ = "design"


class BatchRow(batch.Batch, table=True):
    __tablename__ = "batch"


class LearnerRow(batch.Learner, table=True):
    __tablename__ = "learner"


class CredentialRow(credential.Credential, table=True):
    __tablename__ = "credential"
    __table_args__ = (
        UniqueConstraint("batch_id", "learner_id", "supersedes", postgresql_nulls_not_distinct=True),
        UniqueConstraint("rev_reg_id", "cred_rev_id"),
        UniqueConstraint("status_list_id", "status_index"),
    )


class RecordKeyRow(record.RecordKey, table=True):
    __tablename__ = "record_key"


class ErasureRow(erasure.Erasure, table=True):
    __tablename__ = "erasure"


class StatusChangeRow(status.StatusChange, table=True):
    __tablename__ = "status_change"


class StatusListRow(status.StatusList, table=True):
    __tablename__ = "status_list"


class StatusEntryRow(status.StatusEntry, table=True):
    __tablename__ = "status_entry"
    __table_args__ = (
        Index("ix_status_entry_set", "list_id", postgresql_where=text("revoked OR suspended OR refresh")),
    )


class StatusListVersionRow(status.StatusListVersion, table=True):
    __tablename__ = "status_list_version"
    __table_args__ = (UniqueConstraint("list_id", "purpose", "number"),)


class PublishedListRow(status.PublishedList, table=True):
    __tablename__ = "published_list"


class ProofRequestRow(proof.ProofRequest, table=True):
    __tablename__ = "proof_request"


class LogLeafRow(witness.LogLeaf, table=True):
    __tablename__ = "log_leaf"


class SignedHeadRow(witness.SignedHead, table=True):
    __tablename__ = "signed_head"


class PeerRow(witness.Peer, table=True):
    __tablename__ = "peer"


class RememberedRow(witness.Remembered, table=True):
    __tablename__ = "remembered"


class ContradictionRow(witness.Contradiction, table=True):
    __tablename__ = "contradiction"
    __table_args__ = (UniqueConstraint("origin", "size"),)


class PublicAskRow(ask.PublicAsk, table=True):
    __tablename__ = "public_ask"


class BulkTable(bulk.Bulk, table=True):
    __tablename__ = "bulk"


class BulkRowTable(bulk.BulkRow, table=True):
    __tablename__ = "bulk_row"
    __table_args__ = (Index("ix_bulk_row_due", "bulk_id", "position", postgresql_where=text("NOT judged")),)


class WebhookRow(webhook.Webhook, table=True):
    __tablename__ = "webhook"


class DeliveryRow(webhook.Delivery, table=True):
    __tablename__ = "delivery"


class EndorsementRow(endorsement.Endorsement, table=True):
    __tablename__ = "endorsement"


class ReceivedEndorsementRow(endorsement.ReceivedEndorsement, table=True):
    __tablename__ = "received_endorsement"
