"""The contract `anchor_log.vy`, its compiled form `anchor_log.json`, and how the one is made from the other.

Knows the Vyper source. Does not know who calls the contract or what a digest is of.
"""
