"""Runs docker-compose.yml for real, with podman, on a machine without a Docker engine.

Knows containers, networks and the node's public face; imports none of the node's code.
"""
