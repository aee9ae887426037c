"""Judges what it is shown: DID logs, attested resources, presentations, receipts.

Knows the formats, the cryptography and the rules by which each is accepted or refused.
Does not know where a document came from: it fetches nothing, stores nothing, reads no clock and
knows no database. The caller brings the bytes and the time; the room brings the verdict.

A document that cannot be trusted raises a `VerificationError` whose `code` names the reason.
A question with several answers gives a `Verdict`: a list of checks, each passed, failed or unknown.
"""
