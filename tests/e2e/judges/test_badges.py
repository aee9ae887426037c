"""Six cases of a badge, before two judges from npm and before this project's own verifier."""

from collections.abc import Callable

import pytest

from tests.e2e.judges import words
from tests.e2e.judges.conftest import Judge
from tests.e2e.judges.outsiders import Json, Outsider, moment, secured
from tests.e2e.judges.published import Published

SCHEMAS = "https://purl.imsglobal.org/spec/ob/v3p0/schema/"  # verifier-core asks there; nobody answers here


# 1 · valid


@pytest.mark.parametrize("state", ["good", "reinstated"])
def test_valid_badge_is_accepted(judge: Judge, published: Published, state: str) -> None:
    opinion = judge(published.badges[state])
    assert opinion.accepted, opinion
    assert [url for url in opinion.missing if not url.startswith(SCHEMAS)] == []
    lists = {entry["statusListCredential"] for entry in published.badges[state]["credentialStatus"]}
    assert lists < set(opinion.fetched)


def test_badge_of_the_verifiable_history_is_read_by_our_verifier_alone(judge: Judge, published: Published) -> None:
    """The form of the issuer that a design may choose. It is no default, because no judge from npm resolves it."""
    badge = _no_status(published.badges["good"])
    issued = badge | {"issuer": badge["issuer"] | {"id": published.webvh}}
    opinion = judge(secured(published.signer, issued, f"{published.webvh}#key-1"))
    assert opinion.accepted is (judge.name == "ours"), opinion


# 2 · revoked, suspended


@pytest.mark.parametrize(("state", "said"), [("revoked", words.REVOKED), ("suspended", words.SUSPENDED)])
def test_badge_taken_back_is_refused_for_that_alone(
    judge: Judge, published: Published, state: str, said: dict[str, str]
) -> None:
    opinion = judge(published.badges[state])
    assert opinion.because(said[judge.name]), opinion
    assert len(opinion.reasons) == 1


# 3 · expired


def test_expired_badge_is_refused(judge: Judge, published: Published) -> None:
    expired = published.sign(published.badges["good"] | {"validFrom": moment(days=-30), "validUntil": moment(days=-1)})
    opinion = judge(expired)
    assert opinion.because(words.EXPIRED[judge.name]), opinion


def test_badge_before_its_time_is_refused(judge: Judge, published: Published) -> None:
    opinion = judge(published.sign(published.badges["good"] | {"validFrom": moment(days=2)}))
    assert opinion.because(words.TOO_EARLY[judge.name]), opinion


# 4 · tampered


def _renamed_achievement(badge: Json) -> Json:
    subject = badge["credentialSubject"]
    return badge | {"credentialSubject": subject | {"achievement": subject["achievement"] | {"name": "Medicina"}}}


def _other_learner(badge: Json) -> Json:
    return badge | {"credentialSubject": badge["credentialSubject"] | {"id": "did:example:somebody-else"}}


def _renamed_issuer(badge: Json) -> Json:
    return badge | {"issuer": badge["issuer"] | {"name": "Universidad Real"}}


def _for_ever(badge: Json) -> Json:
    return badge | {"validUntil": "2099-12-31T00:00:00Z"}


def _no_status(badge: Json) -> Json:
    return {name: value for name, value in badge.items() if name != "credentialStatus"}


def _other_index(badge: Json) -> Json:
    entries = [entry | {"statusListIndex": "0"} for entry in badge["credentialStatus"]]
    return badge | {"credentialStatus": entries}


@pytest.mark.parametrize(
    "tamper", [_renamed_achievement, _other_learner, _renamed_issuer, _for_ever, _no_status, _other_index]
)
def test_tampered_badge_is_refused(judge: Judge, published: Published, tamper: Callable[[Json], Json]) -> None:
    opinion = judge(tamper(published.badges["revoked"]))
    assert opinion.because(words.BAD_SIGNATURE[judge.name]), opinion


# 5 · wrong issuer: an honest key of another institution


def test_badge_in_our_name_signed_by_another_institution_is_refused(judge: Judge, published: Published) -> None:
    other = Outsider()
    opinion = judge(other.secure(published.badges["good"]), other.served())
    assert opinion.because(words.NOT_ITS_KEY[judge.name]), opinion


def test_badge_of_ours_in_the_name_of_another_institution_is_refused(judge: Judge, published: Published) -> None:
    other = Outsider()
    badge = published.badges["good"]
    opinion = judge(published.sign(badge | {"issuer": badge["issuer"] | {"id": other.did}}), other.served())
    assert opinion.because(words.NOT_ITS_KEY[judge.name]), opinion


# 6 · forged issuer: a key, a DID document or a profile made to look like ours


def test_badge_signed_with_a_made_up_key_under_our_keys_name_is_refused(judge: Judge, published: Published) -> None:
    forger = Outsider()
    opinion = judge(forger.secure(published.badges["good"], published.key_id))
    assert opinion.because(words.BAD_SIGNATURE[judge.name]), opinion


def test_key_of_a_forger_that_is_said_to_be_ours_is_refused(judge: Judge, published: Published) -> None:
    forger = Outsider()
    opinion = judge(forger.secure(published.badges["good"]), forger.served(controller=published.did))
    assert opinion.because(words.CLAIMED_KEY[judge.name]), opinion


def test_did_document_of_ours_at_a_forgers_host_is_refused(judge: Judge, published: Published) -> None:
    forger = Outsider()
    (url,) = forger.served()
    document = forger.did_document(published.did) | {"id": published.did}
    opinion = judge(forger.secure(published.badges["good"]), {url: {"body": document}})
    assert opinion.because(words.OTHERS_DOCUMENT[judge.name]), opinion


def test_forger_in_our_clothes_is_who_it_says_and_on_nobodys_list(judge: Judge, published: Published) -> None:
    """Our name and profile under a DID of the forger's own. The proof is good; whom to trust is not the proof's matter.

    The DCC's registry does not know it. Ours says that no history vouches for its key.
    """
    forger = Outsider()
    badge = published.badges["good"]
    forged = forger.secure(_no_status(badge) | {"issuer": badge["issuer"] | {"id": forger.did}})
    opinion = judge(forged, forger.served())
    if judge.name == "dcc":
        assert opinion.reasons == ["registered_issuer"]
        assert opinion.told["steps"]["valid_signature"] is True
    else:
        assert opinion.accepted  # by whoever asks no further
    if judge.name == "ours":
        assert opinion.told["issuer"] == "issuer-key-on-web"
        assert judge(badge).told["issuer"] == "issuer-key-in-history"
