"""The one error tree of this room.

RevocationError       an index or a list that cannot be
└── StatusListError   a status list, or an index of one, is not well formed; `code` names the reason
"""


class RevocationError(Exception):
    """Root: an index or a list that cannot be. The message says which."""


class StatusListError(RevocationError):
    """A Bitstring or Token Status List that is refused. `code` is kebab-case and stable; the message is for logs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
