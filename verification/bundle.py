"""The bundle: one JSON file with all that a verifer needs who asks nobody. Its form, not its truth.

    >>> bundle = read_bundle(Path("bundle.json").read_bytes())
    >>> bundle.receipt.anchor.block.number

Its truth is for `verification.evidence` to judge.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, ValidationError

from anchoring.checkpoint import Receipt
from anchoring.evidence import LogEvidence
from anchoring.log import Value
from verification import strict_json
from verification.errors import EvidenceError, StrictJsonError

MAX_BYTES = 64 * 1024 * 1024  # a log of a hundred thousand appends
Moment = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]


class StatusList(Value):
    """A status list as it was published, and when whoever made the bundle fetched it."""

    fetched: Moment
    document: dict[str, Any]


class Bundle(Value):
    """`logs`: the receipt's log first, then those that go on from it, the one in use last. `status_list` is that of an
    AnonCreds credential, `status_lists` are those of an Open Badge; each format has its own and not the other's."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    type: Literal["MochilaBundle"] = "MochilaBundle"
    version: Literal[1] = 1
    made: Moment
    credential: dict[str, Any]
    did_log: Annotated[tuple[str, ...], Field(min_length=1, alias="didLog")]
    receipt: Receipt
    logs: Annotated[tuple[LogEvidence, ...], Field(min_length=1, max_length=16)]
    status_list: Annotated[StatusList | None, Field(alias="statusList")]
    status_lists: Annotated[tuple[StatusList, ...], Field(alias="statusLists", max_length=8)] = ()

    def to_json(self) -> dict[str, Any]:
        """A JSON object; `statusLists` is left out where there are none."""
        return self.model_dump(mode="json", by_alias=True, exclude=None if self.status_lists else {"status_lists"})

    @classmethod
    def from_json(cls, value: object) -> Self:
        """From a JSON value; raises EvidenceError (bundle-malformed), which names the member."""
        try:
            return cls.model_validate(value)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False, include_context=False)[0]
            where = ".".join(str(part) for part in first["loc"]) or "bundle"
            raise EvidenceError("bundle-malformed", where) from None


def read_bundle(data: bytes) -> Bundle:
    """From a file's bytes; raises EvidenceError (bundle-malformed) for what is cut off or too large."""
    try:
        return Bundle.from_json(strict_json.loads(data, limit=MAX_BYTES))
    except StrictJsonError as exc:
        raise EvidenceError("bundle-malformed", exc.code) from exc
