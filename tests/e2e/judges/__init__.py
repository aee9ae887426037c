"""Other people's verifiers, from npm, which judge what a node really published.

with Panel.open(node_program, hosts) as panel:
    panel.judge("digitalbazaar", credential=badge).accepted

They know nothing of this project's code: they resolve did:web, fetch status lists and check proofs as they always do,
over loopback. `docs/judges.md` says what each checks, and where each is lax.
"""
