"""Issuers and a wallet by the `anoncreds` library alone: real keys, real proofs, no agent.

salud, otra = Issuer("salud.example.edu"), Issuer("otra.example.edu")
wallet = Wallet()
wallet.take(salud, ects_x100="300", eqf_level="6")
answer = wallet.answer(request(predicates), {"p0": 0, "p1": 0})
answer.verified
"""

import secrets
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anoncreds import (
    Credential,
    CredentialDefinition,
    CredentialOffer,
    CredentialRequest,
    CredentialRevocationConfig,
    CredentialRevocationState,
    Presentation,
    PresentationRequest,
    PresentCredentials,
    RevocationRegistryDefinition,
    RevocationStatusList,
    Schema,
    create_link_secret,
)

from tests.unit.verification.conftest import Institution
from verification.encoding import digest_multibase
from verification.policy import Predicate
from verification.presentation import PresentationFacts

NAMES = ("completed_dateint", "ects_x100", "eqf_level", "family_name")
_CAPACITY = 16


class Issuer:
    """One institution's definition and registry. Indexes are given in order, from 1."""

    def __init__(self, host: str, at: int) -> None:
        self.did, self._at = Institution(host=host).did, at
        self.schema_id, self.cred_def_id, self.rev_reg_id = (
            f"{self.did}/resources/{digest_multibase({'kind': kind})}" for kind in ("schema", "definition", "registry")
        )
        self.schema = Schema.create("Microcredential", "1.0", self.did, NAMES)
        self.cred_def, self._private, self._proof = CredentialDefinition.create(
            self.schema_id, self.schema, self.did, "tag", "CL", support_revocation=True
        )
        self.tails = tempfile.TemporaryDirectory()
        self.registry, self._registry_private = RevocationRegistryDefinition.create(
            self.cred_def_id, self.cred_def, self.did, "tag", "CL_ACCUM", _CAPACITY, tails_dir_path=self.tails.name
        )
        self.list = RevocationStatusList.create(
            self.cred_def, self.rev_reg_id, self.registry, self._registry_private, self.did, timestamp=at
        )
        self._given = 0

    def give(self, link_secret: str, values: Mapping[str, str]) -> tuple[Credential, int]:
        """A credential, and its index in the registry."""
        self._given += 1
        offer = CredentialOffer.create(self.schema_id, self.cred_def_id, self._proof)
        asked, metadata = CredentialRequest.create(secrets.token_hex(4), None, self.cred_def, link_secret, "id", offer)
        config = CredentialRevocationConfig(self.registry, self._registry_private, self.list, self._given)
        made = Credential.create(self.cred_def, self._private, offer, asked, values, None, config)
        return made.process(metadata, link_secret, self.cred_def, self.registry), self._given

    def revoke(self, index: int, at: int) -> None:
        self.list = self.list.update(self.cred_def, self.registry, self._registry_private, None, [index], at)
        self._at = at

    def state(self, index: int) -> tuple[CredentialRevocationState, int]:
        """What a wallet proves with that it is not revoked, and as of when."""
        (tails,) = Path(self.tails.name).iterdir()
        return CredentialRevocationState.create(self.registry, self.list, index, str(tails)), self._at


@dataclass(frozen=True)
class Answer:
    """A presentation as JSON, its request, and everything that checking it needs."""

    request: dict[str, Any]
    presentation: Presentation
    issuers: Sequence[Issuer]

    @property
    def verified(self) -> bool:
        """The library's word. A revoked credential gives False, or no presentation at all."""
        found: bool = self.presentation.verify(
            PresentationRequest.load(self.request),
            {one.schema_id: one.schema for one in self.issuers},
            {one.cred_def_id: one.cred_def for one in self.issuers},
            {one.rev_reg_id: one.registry for one in self.issuers},
            [one.list for one in self.issuers],
        )
        return found

    def facts(self) -> PresentationFacts:
        """As the node reads it from its agent."""
        return PresentationFacts.read(
            self.request, self.presentation.to_dict(), verified=self.verified, newest_lists={}
        )


@dataclass
class Wallet:
    """One person's credentials, bound to one link secret."""

    secret: str = field(default_factory=create_link_secret)
    held: list[tuple[Issuer, Credential, int]] = field(default_factory=list)

    def take(self, issuer: Issuer, **values: str) -> None:
        whole = {"completed_dateint": "20260630", "family_name": "Ejemplo"} | values
        credential, index = issuer.give(self.secret, whole)
        self.held.append((issuer, credential, index))

    def answer(self, request: dict[str, Any], chosen: Mapping[str, int]) -> Answer:
        """`chosen`: for each predicate of the request the place of the credential that proves it."""
        presented = PresentCredentials()
        for place in sorted(set(chosen.values())):
            issuer, credential, index = self.held[place]
            state, at = issuer.state(index)
            referents = [name for name, taken in chosen.items() if taken == place]
            presented.add_predicates(credential, *referents, timestamp=at, rev_state=state)
        issuers = list({issuer.did: issuer for issuer, _, _ in self.held}.values())
        made = Presentation.create(
            PresentationRequest.load(request),
            presented,
            {},
            self.secret,
            {one.schema_id: one.schema for one in issuers},
            {one.cred_def_id: one.cred_def for one in issuers},
        )
        return Answer(request, made, issuers)


def request(predicates: Sequence[Predicate], at: int) -> dict[str, Any]:
    """An AnonCreds request for these, not revoked as of any list up to `at` (Unix seconds)."""
    return {
        "name": "prueba",
        "version": "1.0",
        "nonce": str(secrets.randbits(80)),
        "requested_attributes": {},
        "requested_predicates": {
            f"p{place}": {"name": one.name, "p_type": one.op, "p_value": one.value}
            for place, one in enumerate(predicates)
        },
        "non_revoked": {"from": 0, "to": at},
    }
