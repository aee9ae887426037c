"""Errors of the plugin.

PluginError
├── Misconfigured    ACA-Py must not start
├── NodeRefused      the node answered an upload with an error; `status` and its own words
├── NotThere         nothing is published under this identifier
└── Unreadable       it did not arrive, or it arrived and does not verify
"""


class PluginError(Exception):
    """Root of the plugin's errors."""


class Misconfigured(PluginError):  # noqa: N818 - the names read as sentences
    """The environment lacks something; the message names it and shows no secret."""


class NodeRefused(PluginError):  # noqa: N818
    """The node said no to an upload, or did not answer (`status` 0)."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"the node refused ({status}): {reason}" if status else f"the node: {reason}")
        self.status = status


class NotThere(PluginError):  # noqa: N818
    """Nothing is published there."""


class Unreadable(PluginError):  # noqa: N818
    """Not fetched, or fetched and not what its identifier says."""
