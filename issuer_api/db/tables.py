"""A table for each stored thing of the domain: the same class, made a table. The columns are the domain's fields."""

from sqlalchemy import UniqueConstraint

from issuer_api.domain import batch, credential, design, institution, proof, witness


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
    __table_args__ = (UniqueConstraint("batch_id", "learner_id"), UniqueConstraint("rev_reg_id", "cred_rev_id"))


class RevocationRow(credential.Revocation, table=True):
    __tablename__ = "revocation"


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
