"""All that a chain has to say about a receipt, in a form that needs no chain any more. Pure.

    >>> logs = (LogEvidence(log=log, links=links, proof=proof),)

One log, or several that go on from one another (`anchoring.lineage`), the receipt's own first.
"""

from typing import Annotated

from pydantic import Field

from anchoring.lineage import Link
from anchoring.log import Log, Value
from anchoring.storage_proof import HeadProof


class LogEvidence(Value):
    """A log from its first append on, and a proof of a head that these links lead to."""

    log: Log
    links: Annotated[tuple[Link, ...], Field(min_length=1)]
    proof: HeadProof | None
