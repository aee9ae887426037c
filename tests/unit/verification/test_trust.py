"""Who vouches for an issuer: only those who were named, each once, and only while their word holds."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.verification.conftest import key
from tests.unit.verification.matrix.cases_did import WITNESSES, approved
from tests.unit.verification.matrix.issued import Shown
from tests.unit.verification.signed_world import INDEX, LATER, World
from verification.errors import PolicyError
from verification.file import judge_file, read_file, wanted_by
from verification.gather import gather
from verification.policy import Policy, ProofPolicy
from verification.vcdm import V2_CONTEXT
from verification.verdict import Check, Outcome

OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
PAGE = "https://salud.example.edu/endorsements.json"
MINISTRY_LIST = "https://ministerio.example.gov/status/0123456789abcdef/revocation"
Json = dict[str, Any]


class Region:
    """salud.example.edu issues; a ministry and an agency may vouch for it."""

    def __init__(self) -> None:
        self.issuer = World()
        self.ministry, self.agency = World(host="ministerio.example.gov"), World(host="agencia.example.org")
        self.policy = Policy(endorsers=(self.ministry.did_web, self.agency.did_webvh))
        web = self.issuer.web()
        name = {"id": f"{web['id']}#endorsements", "type": "LinkedVerifiablePresentation", "serviceEndpoint": PAGE}
        self.issuer.put_web({**web, "service": [*web["service"], name]})

    def show(self, *endorsements: Json) -> None:
        page = {"@context": [V2_CONTEXT], "type": ["VerifiablePresentation"]}
        self.issuer.pages[PAGE] = json.dumps({**page, "verifiableCredential": list(endorsements)}).encode()

    def endorse(self, by: World, **changes: Any) -> Json:
        return by.badge(**self.said(**changes))

    def said(self, **changes: Any) -> Json:
        subject = {"id": self.issuer.did_web, "type": ["EndorsementSubject"], "endorsementComment": "Acreditada."}
        types = ["VerifiableCredential", "EndorsementCredential"]
        return {"@context": [V2_CONTEXT, OB], "type": types, "credentialSubject": subject, **changes}

    def judge(self, policy: Policy | None = None, *, away: tuple[str, ...] = (), of: Json | None = None) -> Check:
        pages = self.agency.pages | self.ministry.pages | self.issuer.pages
        known = {address: body for address, body in pages.items() if address not in away}
        handed_in, asked = read_file(json.dumps(of or self.issuer.badge()).encode()), policy or self.policy
        library = gather(lambda found: wanted_by(handed_in, found, asked, now=LATER), known.get)
        return judge_file(handed_in, library, now=LATER, policy=asked).checks[-1]


@pytest.fixture
def region() -> Region:
    return Region()


def test_one_whom_the_verifier_accepts_vouches(region: Region) -> None:
    region.show(region.endorse(region.ministry))
    check = region.judge()
    assert (check.code, check.detail["endorsers"]) == ("issuer-vouched", [region.ministry.did_web])
    assert region.ministry.did_web in check.sentence("es")


def test_an_accepted_issuer_needs_nobody(region: Region) -> None:
    accepted = region.policy.model_copy(update={"issuers": (region.issuer.did_web,)})
    assert region.judge(accepted).code == "issuer-accepted"


BROKEN: dict[str, Callable[[Region], Json]] = {
    "expired": lambda r: r.endorse(r.ministry, validUntil="2026-11-23T13:30:00Z"),
    "not-begun": lambda r: r.endorse(r.ministry, validFrom="2027-11-23T13:30:00Z"),
    "of-another": lambda r: r.endorse(
        r.ministry, credentialSubject={"id": r.agency.did_web, "type": ["EndorsementSubject"]}
    ),
    "forged": lambda r: {**r.endorse(r.ministry), "name": "Altered"},
    "by-a-stranger": lambda r: World(host="otra.example.edu").badge(**r.said()),
    "by-another-key": lambda r: World(host="ministerio.example.gov", signer=key(666)).badge(**r.said()),
    "by-itself": lambda r: r.endorse(r.issuer),
    "no-endorsement": lambda r: r.endorse(r.ministry, type=["VerifiableCredential"]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_does_not_hold_vouches_for_nobody(region: Region, name: str) -> None:
    region.show(BROKEN[name](region))
    everybody = region.policy.model_copy(update={"endorsers": (*region.policy.endorsers, region.issuer.did_web)})
    check = region.judge(everybody)
    assert (check.code, check.outcome) == ("issuer-not-vouched", Outcome.FAILED)


def test_a_withdrawn_endorsement_vouches_for_nobody(region: Region) -> None:
    region.show(region.endorse(region.ministry))
    region.ministry.put_list((INDEX,))
    assert region.judge().code == "issuer-not-vouched"


def test_nobody_counts_twice_under_two_names(region: Region) -> None:
    both = (region.ministry.did_web, region.ministry.did_webvh, region.agency.did_web)
    two = Policy(endorsers=both, endorsements=2)
    named = region.ministry.did_webvh
    again = region.ministry.sign(
        region.ministry.credential(**region.said(issuer=named, credentialStatus=[])), method=f"{named}#key-1"
    )
    region.show(region.endorse(region.ministry), region.endorse(region.ministry, id="urn:uuid:2"), again)
    assert region.judge(two).code == "issuer-not-vouched"
    region.show(region.endorse(region.ministry), region.endorse(region.agency))
    assert region.judge(two).code == "issuer-vouched"


@pytest.mark.parametrize("away", [PAGE, MINISTRY_LIST, "https://ministerio.example.gov/.well-known/did.json"])
def test_what_cannot_be_read_is_not_known(region: Region, away: str) -> None:
    region.show(region.endorse(region.ministry))
    check = region.judge(away=(away,))
    assert (check.code, check.outcome) == ("issuer-vouching-unchecked", Outcome.UNKNOWN)


def test_what_cannot_be_read_does_not_matter_where_it_would_not_suffice(region: Region) -> None:
    region.show(region.endorse(region.ministry))
    two = region.policy.model_copy(update={"endorsements": 2})
    assert region.judge(two, away=(MINISTRY_LIST,)).code == "issuer-not-vouched"


@pytest.mark.parametrize("page", [b"", b"[]", b'{"type": "VerifiablePresentation"}', b"\xff"])
def test_a_page_that_is_no_presentation_says_nothing(region: Region, page: bytes) -> None:
    region.issuer.pages[PAGE] = page
    assert region.judge().code == "issuer-not-vouched"


def test_a_history_that_wants_witnesses_says_who_vouches(region: Region) -> None:
    def linked(entry: Json) -> None:
        name = {"id": "#endorsements", "type": "LinkedVerifiablePresentation", "serviceEndpoint": PAGE}
        entry["state"] = {**entry["state"], "service": [*entry["state"]["service"], name]}

    shown = approved(Shown().entry(linked), key(9), entry=2)
    did = shown.world.did_webvh
    shown.put("issuer/id", did).sign(method=f"{did}#key-1")
    region.issuer = shown.world
    subject = {"id": did, "type": ["EndorsementSubject"]}
    region.show(region.endorse(region.ministry, credentialSubject=subject))
    assert region.judge(of=shown.document).code == "issuer-vouched"
    assert region.judge(of=shown.document, away=(WITNESSES,)).code != "issuer-vouched"


def test_more_endorsements_than_endorsers_cannot_be_asked_for() -> None:
    with pytest.raises(PolicyError, match="2 endorsements are asked for, of 1 endorsers"):
        Policy.from_json({"endorsers": ["did:web:a", "did:web:a"], "endorsements": 2})
    with pytest.raises(PolicyError, match="name the issuers"):
        ProofPolicy.from_json({"reveal": ["title"], "endorsers": ["did:web:a"]})
