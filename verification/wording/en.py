"""What the verdict says in English. Keys are codes; `verification.outcome` says what each stands for."""

from collections.abc import Mapping

SUMMARIES: Mapping[str, str] = {
    "passed": "Everything that was checked is in order.",
    "failed": "It cannot be accepted: at least one check failed.",
    "unknown": "Not everything could be checked: what is known is not enough to accept it or to refuse it.",
}

SENTENCES: Mapping[str, str] = {
    "authentic": "The proof is authentic: it comes from a credential signed by its issuer, unaltered.",
    "not-authentic": (
        "The proof does not hold: it was altered, does not show what was asked, or its credential is revoked."
    ),
    "authenticity-unchecked": "Whether the proof is authentic could not be checked.",
    "issuer-accepted": "It was issued by {issuer}, an institution accepted by whoever asked for the proof.",
    "issuer-not-accepted": (
        "It was issued by {issuer}, which is not among the institutions accepted by whoever asked for it."
    ),
    "kind-not-accepted": "It is another kind of credential than the one asked for.",
    "issuer-unrecognised": (
        "It was issued by {issuer}. Whether it is recognised could not be checked: nobody said which "
        "institutions are accepted."
    ),
    "issuer-unnamed": "Who issued it could not be checked: the proof rests on no credential.",
    "issuer-unproven": ("Who issued it could not be checked, because the proof is not known to be authentic."),
    "in-force": "It was not revoked as of {as_of}. Nothing is known of what came after.",
    "status-stale": (
        "Whether it is still in force could not be checked: all that is known is that it was not revoked as of {as_of}."
    ),
    "status-not-shown": "Whether it is revoked could not be checked: the proof says nothing about it.",
    "status-in-the-future": ("The proof says that it was not revoked at a time that has not come yet: {as_of}."),
    "status-unproven": ("Whether it is revoked could not be checked, because the proof is not known to be authentic."),
    "criteria-met": "It meets what was asked: {criteria}.",
    "criteria-not-met": "It does not show all that was asked; missing: {criteria}.",
    "several-credentials": ("What was asked had to be shown by one single credential, and the proof joins {count}."),
    "criteria-unproven": (
        "Whether it meets what was asked could not be checked, because the proof is not known to be authentic."
    ),
    "nothing-disclosed": "It disclosed no attribute: it only proved what was asked.",
    "disclosed-as-asked": "It disclosed only what was asked: {names}.",
    "disclosed-too-much": "It disclosed what nobody had asked for: {names}.",
    "not-disclosed": "It did not disclose what was asked: {names}.",
    "self-attested": "Some of it is the holder's own word, not signed by the institution: {names}.",
    "disclosure-unproven": (
        "Whether it disclosed only what was asked could not be checked, because the proof is not known to be authentic."
    ),
    "receipt-whole": "The receipt is whole: it leads from the document's fingerprint to what was anchored.",
    "receipt-broken": (
        "The receipt does not hold: it does not lead from the document's fingerprint to what was anchored."
    ),
    "document-same": "The receipt is for this document.",
    "document-differs": "The receipt is for another document, or this one was changed.",
    "on-chain": "It is anchored on the chain {chain}, in block {block}, since {time}.",
    "on-embedded-chain": (
        "It is anchored on the node's embedded chain, in block {block}, since {time}. That chain "
        "proves nothing to others."
    ),
    "not-on-chain": "The chain {chain} has no such anchor in block {block}.",
    "anchor-differs": "What the chain {chain} holds in block {block} is not what the receipt says.",
    "chain-unseen": "The anchor could not be checked: the chain {chain} was not asked, or did not answer.",
    "block-final": "Block {block} is final.",
    "block-not-final": (
        "Whether the anchor is there for good could not be checked: block {block} could still be undone."
    ),
    "finality-unseen": "Whether block {block} is final could not be checked.",
    "log-of-issuer": "It was anchored by {issuer}, as its own DID document says.",
    "log-of-another": ("It was not anchored by {issuer}: its DID document names another log or another account."),
}
