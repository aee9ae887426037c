"""The one error tree of this room."""


class RevocationError(Exception):
    """Root: an index or a list that cannot be. The message says which."""
