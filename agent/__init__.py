"""All that knows ACA-Py: starts it, speaks its Admin API, reads its webhooks, extends it by a plugin.

Knows DIDComm exchanges, AnonCreds objects and revocation registries by their identifiers.
Does not know learners, batches, anchoring, nor who may ask for what: whoever calls it has decided.

    config.py    what one process is told      launch.py   starts and supervises it
    admin.py     issuer's and verifier's client   wallet.py   a learner's wallet (demos, tests)
    models.py    what ACA-Py answers           webhooks.py what it tells by itself
    transport.py one HTTP call                 errors.py   one tree of errors
    plugin/      runs inside ACA-Py; alone imports acapy_agent
"""
