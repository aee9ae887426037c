"""What a verifier demands, of a credential in a file or of a presentation.

    >>> level = Predicate(name="eqf_level", op=">=", value=6)
    >>> policy = ProofPolicy(predicates=(level,), issuers=("did:webvh:QmS…:salud.example.edu",))

A value, written in JSON where it is kept; it is what the answer is judged by, not what the wallet was sent.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from verification.errors import PolicyError

Name = Annotated[str, Field(min_length=1, max_length=100)]
Int32 = Annotated[int, Field(strict=True, ge=-(2**31), lt=2**31)]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Predicate(_Value):
    """`name` `op` `value`, over 32-bit integers: the only comparisons that AnonCreds can prove."""

    name: Name
    op: Literal[">=", ">", "<=", "<"]
    value: Int32


class Policy(_Value):
    """What must hold of one credential, whichever form it comes in.

    `issuers`: DIDs whose word is accepted; empty where the verifier has named none, and then the issuer is
    shown but not judged. `endorsers`: DIDs whose word on an issuer that is not among `issuers` is accepted, where at
    least `endorsements` of them vouch for it (`verification.trust`).
    """

    predicates: Annotated[tuple[Predicate, ...], Field(max_length=50)] = ()
    issuers: Annotated[tuple[str, ...], Field(max_length=200)] = ()
    endorsers: Annotated[tuple[str, ...], Field(max_length=200)] = ()
    endorsements: Annotated[int, Field(strict=True, ge=1, le=20)] = 1

    @property
    def names_issuers(self) -> bool:
        """Whether it says whose credentials are accepted."""
        return bool(self.issuers or self.endorsers)

    @model_validator(mode="after")
    def _can_be_vouched(self) -> Self:
        if self.endorsements > max(1, len(set(self.endorsers))):
            raise ValueError(f"{self.endorsements} endorsements are asked for, of {len(set(self.endorsers))} endorsers")
        return self

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return self.model_dump(mode="json")

    @classmethod
    def from_json(cls, value: object) -> Self:
        """From a JSON object; raises `PolicyError` (policy-malformed)."""
        try:
            return cls.model_validate(value)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False, include_context=False)[0]
            where = ".".join(str(part) for part in first["loc"]) or "policy"
            raise PolicyError("policy-malformed", f"{where}: {first['msg']}") from None


class ProofPolicy(Policy):
    """Everything that must hold of one AnonCreds presentation. Times in seconds.

    `cred_defs`: credential definitions that are accepted; empty for any.
    `fresh_within`: how long ago the credential may last have been known not to be revoked.
    """

    reveal: Annotated[tuple[Name, ...], Field(max_length=50)] = ()
    cred_defs: Annotated[tuple[str, ...], Field(max_length=200)] = ()
    fresh_within: Annotated[int, Field(strict=True, ge=1)] = 3600

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.predicates and not self.reveal:
            raise ValueError("ask for at least one predicate or one attribute")
        if self.endorsers:
            raise ValueError("endorsers are judged of a credential in a file; of a wallet's proof name the issuers")
        return self
