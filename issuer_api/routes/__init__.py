"""The node's HTTP API, one file a resource.

Public: what the world may read, and claims. Private: by API token. Internal: for the node's own agent, by
secret. Knows requests and responses; every decision is a use case's.
"""
