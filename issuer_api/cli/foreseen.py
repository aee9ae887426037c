"""The errors whose own words are meant for the person at the terminal."""

from sqlalchemy.exc import OperationalError

from agent.errors import AgentError
from anchoring.errors import AnchoringError
from issuer_api.adapters.postgres import PostgresError
from issuer_api.adapters.secret_files import SecretFileError
from issuer_api.bootstrap.folder import FolderInUseError
from issuer_api.bootstrap.serving import PortTakenError
from issuer_api.cli.client import ApiError
from issuer_api.domain.errors import NodeError

__all__ = ["FORESEEN", "OperationalError"]

FORESEEN = (
    ApiError,
    NodeError,
    SecretFileError,
    PostgresError,
    PortTakenError,
    FolderInUseError,
    AgentError,
    AnchoringError,
)
