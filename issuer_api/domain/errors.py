"""The one error tree of the node. Each says what, where and how to mend it; HTTP dresses it at the edge.

NodeError
├── NotFound      there is no such thing
├── Invalid       the input cannot be used as it is
├── Conflict      it would contradict what already holds
├── Forbidden     the caller may not do this
└── Unavailable   a part that is needed does not answer; trying again may help
"""


class NodeError(Exception):
    """Root. `code` is kebab-case and stable; `detail` is a sentence for a person; `extra` is data for a program."""

    def __init__(self, code: str, detail: str, **extra: object) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.extra = extra


class NotFound(NodeError):  # noqa: N818 - the tree reads better without a suffix on every name
    """There is no such thing here."""


class Invalid(NodeError):  # noqa: N818
    """The input cannot be used as it is."""


class Conflict(NodeError):  # noqa: N818
    """It would contradict what already holds."""


class Forbidden(NodeError):  # noqa: N818
    """The caller may not do this."""


class Unavailable(NodeError):  # noqa: N818
    """A part that is needed does not answer."""
