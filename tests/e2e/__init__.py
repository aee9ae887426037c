"""A wallet that nobody here wrote, against a running node. Knows the node by its HTTP API alone.

`wallet/` is a stock Credo 0.6.3 holder on Node.js, `credo.py` drives it, `node_api.py` calls the node.
"""
