"""All that knows ACA-Py: starts it, speaks its Admin API, reads its webhooks, extends it by a plugin.

Knows DIDComm exchanges, AnonCreds objects and revocation registries by their identifiers.
Does not know learners, batches, anchoring, nor who may ask for what: whoever calls it has decided.

    errors.py   one tree of errors          launch.py    starts and supervises one ACA-Py process
    admin.py    client of the Admin API     models.py    what its answers say
    webhooks.py typed webhook payloads      plugin/      runs inside ACA-Py; alone imports acapy_agent
"""
