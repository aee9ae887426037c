"""The parsers by name: what hands bytes to each, the errors that it may refuse them with, and whole inputs.

>>> TARGETS["json"](b"{")          # refused, and that is well
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import typer

from anchoring.errors import AnchoringError
from issuer_api.domain.gradebook import GradebookError
from revocation.errors import StatusListError
from tests.fuzz import documents, judging, rooms, seeds
from verification import errors
from verification.errors import StrictJsonError

type Refusals = tuple[type[Exception], ...]


@dataclass(frozen=True, slots=True)
class Target:
    """`refusals` are all that may come out of `run` but nothing; `most`: bytes of an input, at most."""

    name: str
    run: Callable[[bytes], None]
    refusals: Refusals
    seeds: seeds.Seeds
    most: int = 65_536

    def __call__(self, data: bytes) -> None:
        with suppress(*self.refusals):
            self.run(data)


_OF_RESOURCES = (StrictJsonError, errors.EncodingError, errors.ResourceError, errors.ProofError, errors.DidLogError)
_ALL = (
    Target("json", documents.json_text, (StrictJsonError,), seeds.json_texts),
    Target("identifiers", documents.identifiers, (), seeds.texts, 1024),
    Target("address", documents.address, (), seeds.addresses, 1024),
    Target("hosts", documents.hosts, (errors.HostMapError,), seeds.hosts, 4096),
    Target("jwt", documents.jwt, (errors.ProofError, errors.CredentialError), seeds.jwts),
    Target("png", documents.image, (errors.BakedError,), seeds.images),
    Target("svg", documents.badge, (errors.BakedError,), seeds.drawings),
    Target("pdf", documents.badge, (errors.BakedError,), seeds.pdfs),
    Target("picture", documents.picture, (), seeds.pictures),
    Target("told", documents.self_description, (StrictJsonError,), seeds.credentials),
    Target("graph", documents.graph, (StrictJsonError, errors.JsonLdError), seeds.graphs),
    Target("quads", documents.quads, (errors.JsonLdError,), seeds.quads, 24),
    Target("did-log", documents.did_log, (errors.DidLogError,), seeds.logs),
    Target("did-witness", documents.witness_proofs, (errors.DidLogError,), seeds.witness_proofs),
    Target("did-document", documents.did_document, (errors.DidDocumentError,), seeds.documents),
    Target("resource", documents.resource, _OF_RESOURCES, seeds.resources),
    Target("policy", documents.policy, (StrictJsonError, errors.PolicyError), seeds.policies, 16_384),
    Target("policy-file", documents.policy_file, (typer.BadParameter,), seeds.policies, 16_384),
    Target("credential", judging.credential, (StrictJsonError,), seeds.credentials),
    Target("presentation", judging.presentation, (StrictJsonError,), seeds.presented),
    Target("page", judging.page, (), seeds.pages),
    Target("bundle", judging.bundle, (errors.EvidenceError,), seeds.bundles, 131_072),
    Target("file", judging.file, (), seeds.files, 131_072),
    Target("answer", judging.answer, (StrictJsonError, errors.AnswerError), seeds.answers),
    Target("bits", rooms.bits, (), seeds.bits),
    Target("token-list", rooms.token_list, (StrictJsonError, StatusListError), seeds.token_lists),
    Target("receipt", rooms.receipt, (StrictJsonError, AnchoringError), seeds.receipts),
    Target("note", rooms.note, (AnchoringError,), seeds.notes),
    Target("header", rooms.header, (AnchoringError,), seeds.headers, 4096),
    Target("head-proof", rooms.head_proof, (StrictJsonError, AnchoringError), seeds.proofs),
    Target("trie", rooms.trie, (AnchoringError,), seeds.nodes, 4096),
    Target("gradebook", rooms.gradebook, (GradebookError,), seeds.gradebooks),
    Target("sheet", rooms.sheet, (GradebookError,), seeds.sheets),
)
TARGETS = {target.name: target for target in _ALL}
