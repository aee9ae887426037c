"""The node's ports, made real: the agent, the signer, the DID log, secret files, the embedded PostgreSQL.

Each knows one thing of the world. None decides anything.
"""
