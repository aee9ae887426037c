"""Flips bits. Knows registries, status lists, indexes, what is wanted and what is published; knows no people, no
reasons, no credentials, no agent and no database. It says what differs and asks a `Publisher` until nothing does.

Anybody can read a status list: `bitstring` and `token_status_list` are pure, and `verification` uses them too.
"""
