"""The node's face: what a credential officer, a learner, an employer and the agent talk to.

Knows designs, batches, learners, credentials, revocations and proof requests. Does not know how a
proof is judged (`verification`), how a digest reaches a chain (`anchoring`), which bits differ
(`revocation`), or how ACA-Py works inside (`agent`).
"""
