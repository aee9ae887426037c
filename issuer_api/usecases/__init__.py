"""What the node does, one verb a file. Each takes the `Node` first, and is safe to do again.

Knows the domain and its ports. Knows no HTTP, no tables and no ACA-Py.
"""
