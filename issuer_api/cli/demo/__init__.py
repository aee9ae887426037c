"""mochila demo: a whole node and its learners' wallets, from nothing to a revoked credential and a checked receipt."""
