"""Flips bits. Knows registries, indexes, what is wanted and what is published; knows no people, no reasons,
no credentials, no agent and no database. It says what differs and asks a `Publisher` until nothing does.
"""
