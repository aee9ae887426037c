"""The outcome that each code always has. Unknown is not failed, and it is not passed either."""

from enum import StrEnum


class Outcome(StrEnum):
    """How a question was answered."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


_CODES = {
    Outcome.PASSED: (
        "authentic",
        "issuer-accepted",
        "in-force",
        "criteria-met",
        "nothing-disclosed",
        "disclosed-as-asked",
        "receipt-whole",
        "document-same",
        "on-chain",
        "on-embedded-chain",
        "block-final",
        "log-of-issuer",
        "did-log-whole",
        "credential-signed",
        "log-and-did",
        "receipt-in-log",
        "log-goes-on",
        "head-proven",
        "block-trusted",
        "block-trusted-embedded",
        "block-on-chain",
        "block-on-embedded-chain",
        "kept-in-force",
        "kept-in-force-unanchored",
    ),
    Outcome.FAILED: (
        "not-authentic",
        "issuer-not-accepted",
        "kind-not-accepted",
        "status-in-the-future",
        "criteria-not-met",
        "several-credentials",
        "disclosed-too-much",
        "not-disclosed",
        "self-attested",
        "receipt-broken",
        "document-differs",
        "not-on-chain",
        "anchor-differs",
        "log-of-another",
        "bundle-malformed",
        "did-log-broken",
        "did-log-of-another",
        "did-log-cut",
        "credential-not-signed",
        "credential-malformed",
        "log-not-in-force",
        "genesis-of-another",
        "log-gap",
        "log-after-end",
        "receipt-not-in-log",
        "log-does-not-go-on",
        "header-broken",
        "contract-of-another",
        "state-unproven",
        "head-differs",
        "head-stale",
        "block-of-another",
        "kept-revoked",
        "status-list-broken",
        "status-list-of-another",
    ),
    Outcome.UNKNOWN: (
        "authenticity-unchecked",
        "issuer-unrecognised",
        "issuer-unnamed",
        "issuer-unproven",
        "status-stale",
        "status-not-shown",
        "status-unproven",
        "criteria-unproven",
        "disclosure-unproven",
        "chain-unseen",
        "finality-unseen",
        "block-not-final",
        "credential-format-unknown",
        "head-not-shown",
        "block-unvouched",
        "status-not-kept",
        "status-list-superseded",
    ),
}
OUTCOMES = {code: outcome for outcome, codes in _CODES.items() for code in codes}
