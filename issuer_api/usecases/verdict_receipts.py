"""A signed record for who had something verified (docs/protocol.md, V12): made with the verdict, and not kept here.

receipt = make_receipt(node, verdict, at=now, kind="credential", handed_in=data)     # a compact JWS
draw_receipt(node, receipt, "es")                                                    # a PDF with it attached
"""

from datetime import datetime

from issuer_api.domain.errors import Invalid
from issuer_api.domain.summary import Language
from issuer_api.usecases.desk import reader
from issuer_api.usecases.node import Node, institution_of
from verification.credential import judge_credential, wanted
from verification.errors import VerificationError
from verification.gather import gather
from verification.policy import Policy
from verification.vc_jwt import read_jwt
from verification.vcdm import issuer_of
from verification.verdict import Outcome, Verdict
from verification.verification_receipt import is_receipt, read_receipt, receipt_claims


def make_receipt(
    node: Node,
    verdict: Verdict,
    *,
    at: datetime,
    kind: str,
    subject: str | None = None,
    title: str | None = None,
    handed_in: bytes | None = None,
    policy: Policy | None = None,
) -> str:
    """A compact JWS by key-1. See `verification.verification_receipt` for what is in it."""
    with node.store() as work:
        did = institution_of(work).did
    claims = receipt_claims(
        issuer=did,
        at=at,
        kind=kind,
        verdict=verdict,
        subject=subject,
        title=title,
        handed_in=handed_in,
        policy=policy,
    )
    return node.signer.jws({"typ": "vc+jwt", "cty": "vc", "kid": f"{did}#key-1"}, claims)


def draw_receipt(node: Node, receipt: str, lang: Language) -> bytes:
    """A PDF. Raises Invalid (receipt-not-ours): this node draws what it signed itself, and nothing else."""
    with node.store() as work:
        institution = institution_of(work)
    try:
        document = read_jwt(receipt).document
        ours = is_receipt(document) and issuer_of(document) == institution.did
        found = read_receipt(document) if ours and _is_signed(node, receipt) else None
    except VerificationError:
        found = None
    if found is None:
        raise Invalid("receipt-not-ours", "This is no receipt that this institution signed. Check it on /verify.")
    return node.drawings.receipt(
        found, lang, receipt=receipt, institution=institution.name, did=institution.did, host=institution.host
    )


def _is_signed(node: Node, receipt: str) -> bool:
    library = gather(lambda known: wanted(receipt, known, statuses=False), reader(node, lambda _: None))
    return judge_credential(receipt, library, now=node.clock(), kinds=("proof",)).outcome is Outcome.PASSED
