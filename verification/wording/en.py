"""What the verdict says in English. Keys are codes; `verification.outcome` says what each stands for."""

from collections.abc import Mapping

SUMMARIES: Mapping[str, str] = {
    "passed": "Everything that was checked is in order.",
    "failed": "It cannot be accepted: at least one check failed.",
    "unknown": "Not everything could be checked: what is known is not enough to accept it or to refuse it.",
}

LINES: Mapping[str, Mapping[str, str]] = {
    "authentic": {
        "passed": "Authentic",
        "failed": "Not authentic",
        "unknown": "Authenticity not known",
    },
    "issuer": {
        "passed": "Issuer identified",
        "failed": "Issuer refused",
        "unknown": "Issuer not recognised",
    },
    "status": {
        "passed": "In force",
        "failed": "Not in force",
        "unknown": "Whether it is in force is not known",
    },
    "criteria": {
        "passed": "Meets your criteria",
        "failed": "Does not meet your criteria",
        "unknown": "Criteria not checked",
    },
}
NOTHING_ASKED = "Nothing was asked for here."

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
    "issuer-vouched": ("It was issued by {issuer}. Vouched for, among those that are accepted, by: {endorsers}."),
    "issuer-not-vouched": (
        "It was issued by {issuer}, which is not among the accepted institutions, and too few of the accepted "
        "endorsers vouch for it."
    ),
    "issuer-vouching-unchecked": (
        "It was issued by {issuer}. Who vouches for it could not be checked: not all of its endorsements could be read."
    ),
    "kind-not-accepted": "It is another kind of credential than the one asked for.",
    "issuer-recognised-here": "It was issued by {issuer}, an institution that is recognised here.",
    "issuer-vouched-here": "It was issued by {issuer}. This institution vouches for it.",
    "issuer-unrecognised-here": (
        "It was issued by {issuer}. Whether it is recognised could not be checked: "
        "it is not known here, and nobody said which institutions are accepted."
    ),
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
    "criteria-not-said": (
        "Whether it meets what was asked could not be checked: it does not say everything; missing: {criteria}."
    ),
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
    "log-checkpoint-signed": "A history of {size} anchors is signed with the key of {issuer}.",
    "log-checkpoint-forged": (
        "The checkpoint of {issuer} does not hold: it is not signed as it should be, or was altered."
    ),
    "witnessed": "Witnesses that you trust saw the same history of {size} anchors as of {as_of}: {names}.",
    "witnessed-too-little": (
        "Whether everybody is shown the same history could not be checked: of the witnesses that you trust, "
        "{count} saw it, and {needed} are needed."
    ),
    "witnesses-unnamed": (
        "Whether everybody is shown the same history could not be checked: nobody said which witnesses are trusted."
    ),
    "log-of-issuer": "It was anchored by {issuer}, as its own DID document says.",
    "log-of-another": ("It was not anchored by {issuer}: its DID document names another log or another account."),
    "did-log-whole": (
        "The DID log of {issuer} is whole: {count} versions, each signed with the key that the one before announced."
    ),
    "credential-signed": "The credential is signed by {issuer}, unaltered.",
    "log-and-did": (
        "The DID of {issuer} names this log on the chain {chain}, and the log's first entry names that DID: each "
        "vouches for the other."
    ),
    "receipt-in-log": (
        "What the receipt proves is in the institution's log, which was replayed whole: {count} appends."
    ),
    "log-goes-on": "The log on the chain {chain} goes on from the one on {former}, from where that one ended.",
    "head-proven": (
        "The state of the chain {chain} in block {block} holds that log: the block's own header proves it."
    ),
    "block-trusted": (
        "All of it rests on block {block} of the chain {chain}, of {time}, the one you said you trust: nobody "
        "else has to be believed. Nothing is known of what came after."
    ),
    "block-trusted-embedded": (
        "All of it rests on block {block} of the institution's embedded chain, of {time}, the one you said you "
        "trust. That chain proves nothing to others. Nothing is known of what came after."
    ),
    "block-on-chain": (
        "All of it rests on block {block} of the chain {chain}, of {time}: the chain, asked just now, has it, and"
        " it is final. Nothing is known of what came after."
    ),
    "block-on-embedded-chain": (
        "All of it rests on block {block} of the institution's embedded chain, of {time}, which has it. That "
        "chain proves nothing to others. Nothing is known of what came after."
    ),
    "kept-in-force": (
        "It was not revoked as of {as_of}: no newer list had been anchored by then than the one in the file, "
        "which says it was fetched on {fetched}. Nothing is known of what came after."
    ),
    "kept-in-force-unanchored": (
        "It was not revoked as of {as_of}, by a list that the institution signed and has not anchored yet, which "
        "the file says it fetched on {fetched}. Nothing is known of what came after."
    ),
    "bundle-malformed": (
        "The file is no complete bundle of evidence: it is cut off, damaged, or something else ({where})."
    ),
    "did-log-broken": "The DID log does not hold: it was altered, cut or reordered.",
    "did-log-of-another": "The DID log is that of {issuer}, who did not issue the credential.",
    "did-log-cut": "The DID log of {issuer} lacks versions that the institution anchored.",
    "credential-not-signed": "The credential does not bear a valid signature of {issuer}, or was altered.",
    "credential-malformed": "The credential in the file is not well formed.",
    "log-not-in-force": "Block {block} is outside the blocks in which that log counts, by the DID of {issuer}.",
    "genesis-of-another": "The log's first entry does not name {issuer}: the log is another's.",
    "log-gap": "The anchoring log lacks appends, or they are in another order.",
    "log-after-end": "The anchoring log goes on after the append that ended it.",
    "receipt-not-in-log": "What the receipt says is not in the institution's log.",
    "log-does-not-go-on": (
        "The log on the chain {chain} does not say that it goes on from the one on {former}, or not from where "
        "that one ended."
    ),
    "header-broken": "The block header of the chain {chain} is no block header.",
    "contract-of-another": "The proof of the chain {chain} leads to a contract that is not the anchoring contract.",
    "state-unproven": (
        "The proof does not lead from the block header of the chain {chain} to the institution's log: the header "
        "was changed, or the proof is of another place."
    ),
    "head-differs": (
        "The log in the file is not the one that the chain {chain} holds: something is missing, added or changed."
    ),
    "head-stale": "The proof is of block {block}, before what the receipt says.",
    "block-of-another": (
        "The file rests on no block that you said you trust, but on {block} of the chain {chain}: {hash}."
    ),
    "kept-revoked": "It is revoked: the institution's list of {as_of} says so.",
    "kept-suspended": "It is suspended: the institution's list of {as_of} says so.",
    "status-list-broken": (
        "The revocation list in the file does not bear the institution's signature, or was altered."
    ),
    "status-list-of-another": "The revocation list in the file is not this credential's.",
    "credential-format-unknown": "The credential could not be checked: this program does not know its format.",
    "head-not-shown": "Whether the chain holds that log could not be checked: the file brings no proof.",
    "block-unvouched": (
        "Whether there is a block {block} of the chain {chain}, of {time}, could not be checked: whoever gave you"
        " this file has to be believed. Ask an explorer or a node that you trust for that block; if its hash is "
        "{hash}, say so, and nothing has to be believed. Nothing is known of what came after."
    ),
    "status-not-kept": "Whether it is revoked could not be checked: the file brings no revocation list.",
    "status-list-superseded": (
        "Whether it is still in force could not be checked: the file brings the list of {as_of}, and a newer one "
        "was anchored after it."
    ),
    "trail-whole": (
        "The log on the chain {chain} is whole: {count} appends up to block {block}, each following the one "
        "before, and they lead to the state that the chain holds."
    ),
    "trail-head-differs": (
        "The appends found on the chain {chain} do not lead to the state that it holds: one is missing after "
        "number {seq}, or cannot be read."
    ),
    "trail-gap": ("There is a gap in the log on the chain {chain}: append {seq} does not follow the one it should."),
    "trail-doubled": ("The log on the chain {chain} contradicts itself: two appends have the number {seq}."),
    "trail-misled": ("Append {seq} of the log on the chain {chain} tells wrongly where the one before it is."),
    "trail-begins-twice": ("The log on the chain {chain} begins a second time at append {seq}."),
    "trail-after-end": ("The log on the chain {chain} goes on, with append {seq}, after it had ended."),
    "trail-rolled-back": (
        "Append {seq}, which was seen before, is not on the chain {chain} any more: it was rolled back."
    ),
    "trail-rewritten": (
        "Append {seq} on the chain {chain} is not the one that was seen before: some were shown one thing and "
        "others another."
    ),
    "trail-empty": ("The log on the chain {chain} could not be checked: it has no appends."),
    "structure-sound": ("It is written as the standard says."),
    "presentation-signed": ("The presentation is signed by {issuer} and answers what was asked."),
    "issuer-key-itself": ("It is signed by {issuer}: a key that stands for itself, with no institution behind it."),
    "issuer-key-on-web": ("The signing key belongs to {issuer}, as its website says today."),
    "issuer-key-in-history": (
        "The signing key belonged to {issuer} when it says it signed, as its verifiable history shows."
    ),
    "validity-running": ("It is within its period of validity."),
    "list-not-revoked": ("It is not revoked, by the status list of {as_of}."),
    "list-not-suspended": ("It is not suspended, by the status list of {as_of}."),
    "list-not-refreshed": ("There is no newer version of it, by the status list of {as_of}."),
    "list-refreshed": ("There is a newer version of this credential, by the status list of {as_of}."),
    "badge-sound": ("It says what was achieved and what it took."),
    "structure-broken": ("It is not written as the standard says: it is no credential that can be accepted."),
    "presentation-not-signed": (
        "The presentation carries no valid signature of {issuer}, does not answer what was asked, or was altered."
    ),
    "badge-absent": "There is no credential inside the file.",
    "badge-doubled": "There is more than one credential inside the file: it cannot be told which one counts.",
    "badge-too-large": "The file is too large to be a credential.",
    "badge-file-unknown": "The file is neither a credential, nor a PNG or SVG image, nor a PDF.",
    "badge-file-broken": "The file is damaged, incomplete, or made in a way that is not read.",
    "badge-compressed": "The credential is compressed inside the image, which the standard does not allow.",
    "badge-not-json": "What is inside the file is not written as a credential.",
    "file-not-judged": "This file could not be checked: it was not judged.",
    "validity-not-begun": ("It is not valid yet: it will be from {time} on."),
    "validity-over": ("It has expired: it was valid until {time}."),
    "list-revoked": ("It is revoked, by the status list of {as_of}."),
    "list-suspended": ("It is suspended, by the status list of {as_of}."),
    "list-broken": (
        "The status list that it names is not valid: it is not signed as it should be, was altered, or "
        "does not cover it."
    ),
    "list-of-another": ("The status list that it names is of another institution."),
    "badge-malformed": ("It does not say, as Open Badges demands, what was achieved or what it took."),
    "credential-signature-unchecked": ("The signature could not be checked: the keys of {issuer} could not be read."),
    "presentation-signature-unchecked": (
        "Who signed the presentation could not be checked: the keys of {issuer} could not be read."
    ),
    "issuer-key-history-unseen": (
        "The signing key is the one that {issuer} shows on its website today; it could not be checked "
        "against its verifiable history."
    ),
    "list-kind-unknown": ("Its status could not be checked: it is told in a way that this program does not know."),
    "list-purpose-unknown": (
        "One of its statuses could not be checked: this program does not know what that list is for."
    ),
    "list-elsewhere": (
        "Its status could not be checked: the list is not on a server of who issued it, and no other is asked."
    ),
    "list-unread": ("Its status could not be checked: the list could not be read."),
    "list-stale": (
        "Its status today could not be checked: the list there is dates from {as_of} and is not in force now."
    ),
    "holder-differs": "The presentation is not signed by who is said to present it: {issuer}.",
    "list-valid": ("It is neither revoked nor suspended, according to the status list of {as_of}."),
    "list-anchored": (
        "The status list is the last one that the institution had anchored by {as_of}: the same for everybody."
    ),
    "lists-agree": ("The two status lists do not contradict each other."),
    "versions-anchored": (
        "The institution shows the {count} versions of the status list that it had anchored by {as_of}, and "
        "none is missing."
    ),
    "list-rolled-back": (
        "The status list is older than the last one anchored by {as_of}, and no kept copy explains that: it "
        "was rolled back."
    ),
    "list-two-faced": (
        "The institution signed two status lists that cannot belong to one history, the later of {as_of}: "
        "it showed one thing to some and another to others."
    ),
    "versions-differ": (
        "Version {seq} of the status list is not the one that was anchored: some were shown one thing and "
        "others another."
    ),
    "list-status-unknown": (
        "Whether it holds could not be checked: the list of {as_of} gives it a status that only its "
        "institution understands."
    ),
    "list-superseded": (
        "Whether the status list is the current one could not be checked: by {as_of} a newer one had been "
        "anchored. Fetch it again."
    ),
    "list-anchor-pending": (
        "Whether the status list is the same for everybody could not be checked yet: it is newer than what "
        "was anchored by {as_of}."
    ),
    "list-anchor-unasked": (
        "It could not be checked with the chain whether the status list is the newest: "
        "the institution does not say where it anchors, or the chain does not answer."
    ),
    "list-not-anchored": (
        "Whether the status list is the same for everybody could not be checked: it is not among what was "
        "anchored by {as_of}."
    ),
}
