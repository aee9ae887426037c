"""Errors of the agent.

AgentError
├── AgentUnreachable    no answer: not running, refused connection, timed out; may be tried again
├── AgentRefused        it answered and said no; `status` and `reason` are its own words
├── AgentNotReady       running, and what was asked for is not there yet; may be tried again
├── AgentNotStarted     the process did not come up; the message says what is missing
│   └── PortTaken       somebody else listens on a port that the agent needs
└── MalformedPayload    a webhook or an answer that is not of the agreed form
"""


class AgentError(Exception):
    """Root: catch this to catch everything that the agent room raises."""


class AgentUnreachable(AgentError):  # noqa: N818 - the names read as sentences
    """Nothing answered."""


class AgentRefused(AgentError):  # noqa: N818
    """ACA-Py answered with an error status."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"the agent refused ({status}): {reason}")
        self.status = status
        self.reason = reason


class AgentNotReady(AgentError):  # noqa: N818
    """The thing waited for did not happen in time."""


class AgentNotStarted(AgentError):  # noqa: N818
    """The agent's process could not be started, or ended while starting."""


class PortTaken(AgentNotStarted):
    """A port that the agent needs is in use."""

    def __init__(self, port: int, purpose: str) -> None:
        super().__init__(f"port {port}, needed for the agent's {purpose}, is already taken")
        self.port = port


class MalformedPayload(AgentError):  # noqa: N818
    """Input from ACA-Py that is not of the agreed form."""
