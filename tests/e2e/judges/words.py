"""What each judge calls a refusal, in its own words: a word that says more where the judge says more."""

REVOKED = {"digitalbazaar": "revocation", "dcc": "revocation_status", "ours": "list-revoked"}
SUSPENDED = {"digitalbazaar": "suspension", "dcc": "suspension_status", "ours": "list-suspended"}
EXPIRED = {"digitalbazaar": 'is after "validUntil"', "dcc": "expiration", "ours": "validity-over"}
TOO_EARLY = {"digitalbazaar": 'is before "validFrom"', "dcc": 'is before "validFrom"', "ours": "validity-not-begun"}
BAD_SIGNATURE = {"digitalbazaar": "Invalid signature", "dcc": "invalid_signature", "ours": "proof-signature-wrong"}
NOT_ITS_KEY = {
    "digitalbazaar": "Credential issuer must match the verification method controller",
    "dcc": "invalid_signature",
    "ours": "key-of-another",
}
CLAIMED_KEY = {
    "digitalbazaar": "not authorized by controller",
    "dcc": "invalid_signature",
    "ours": "key-of-another",
}
OTHERS_DOCUMENT = {"digitalbazaar": "not found", "dcc": "invalid_signature", "ours": "key-of-another"}

BAD_LIST = {
    "digitalbazaar": '"BitstringStatusListCredential" not verified',
    "dcc": "status_list_signature_error",
    "ours": "proof-signature-wrong",
}
LIST_BY_ANOTHERS_KEY = BAD_LIST | {"ours": "key-of-another"}
EXPIRED_LIST = {"digitalbazaar": 'is after "validUntil"', "dcc": "status_list_expired", "ours": "list-stale"}
OTHER_PURPOSE = {
    "digitalbazaar": "does not match the status purpose",
    "dcc": "revocation_status: status_list_error",
    "ours": "list-of-another",
}
NO_LIST = {"digitalbazaar": "NotFound", "dcc": "status_list_not_found", "ours": "list-unread"}
