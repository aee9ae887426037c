"""The Bitstring Status Lists that the node published, by themselves and as what decides over a badge."""

import pytest

from tests.e2e.judges.conftest import Judge
from tests.e2e.judges.outsiders import Json, Outsider, moment, status_list
from tests.e2e.judges.panel import Panel
from tests.e2e.judges.published import PURPOSES, Published

# What each judge calls a list that it does not believe.
_BAD_LIST = {
    "digitalbazaar": '"BitstringStatusListCredential" not verified',
    "dcc": "status_list_signature_error",
}
_OTHER_PURPOSE = {"digitalbazaar": "does not match the status purpose", "dcc": "revocation_status: status_list_error"}


@pytest.mark.parametrize("purpose", PURPOSES)
def test_each_list_is_a_credential_that_holds_by_itself(judge: Judge, published: Published, purpose: str) -> None:
    opinion = judge(published.status_list(purpose))
    assert opinion.accepted, opinion


def test_tampered_list_decides_nothing(judge: Judge, published: Published) -> None:
    url, real = published.list_of("revoked", "revocation")
    subject = real["credentialSubject"] | {"encodedList": status_list(url, "", "")["credentialSubject"]["encodedList"]}
    opinion = judge(published.badges["revoked"], {url: {"body": real | {"credentialSubject": subject}}})
    assert opinion.because(_BAD_LIST[judge.name]), opinion


def test_list_in_our_name_with_anothers_key_decides_nothing(judge: Judge, published: Published) -> None:
    other = Outsider()
    url, _ = published.list_of("revoked", "revocation")
    forged = other.secure(status_list(url, published.did, "revocation"))
    opinion = judge(published.badges["revoked"], other.served() | {url: {"body": forged}})
    assert opinion.because(_BAD_LIST[judge.name]), opinion


def test_expired_list_decides_nothing(judge: Judge, published: Published) -> None:
    url, _ = published.list_of("good", "revocation")
    old = status_list(url, published.did, "revocation") | {"validFrom": moment(days=-9), "validUntil": moment(days=-2)}
    opinion = judge(published.badges["good"], {url: {"body": published.sign(old)}})
    assert opinion.because("validUntil") or opinion.because("status_list_expired"), opinion


def test_list_of_another_purpose_decides_nothing(judge: Judge, published: Published) -> None:
    url, _ = published.list_of("revoked", "revocation")
    _, other = published.list_of("revoked", "refresh")
    opinion = judge(published.badges["revoked"], {url: {"body": other}})
    assert opinion.because(_OTHER_PURPOSE[judge.name]), opinion


def test_list_that_cannot_be_had_decides_nothing(judge: Judge, published: Published) -> None:
    gone = "https://nadie.example.edu/status/1/revocation"
    (entry, *_) = published.badges["good"]["credentialStatus"]
    badge = published.badges["good"] | {"credentialStatus": [entry | {"id": f"{gone}#1", "statusListCredential": gone}]}
    opinion = judge(published.sign(badge))
    assert opinion.because("NotFound"), opinion
    assert gone in opinion.missing


# Where they are lax: each of these pins what the judge does say, for the day when it says otherwise.


def test_only_the_dcc_takes_a_list_by_somebody_else(judge: Judge, published: Published) -> None:
    """verifier-core does not compare the issuers of badge and list: whoever holds the address of the list decides."""
    other = Outsider()
    url, _ = published.list_of("revoked", "revocation")
    forged = other.secure(status_list(url, other.did, "revocation"))
    opinion = judge(published.badges["revoked"], other.served() | {url: {"body": forged}})
    if judge.name == "dcc":
        assert opinion.accepted
    else:
        assert opinion.because("Issuers of the status list credential and verifiable credential do not match")


def test_both_take_a_list_that_was_rolled_back(judge: Judge, published: Published) -> None:
    """Signed by the node and not yet expired is all they can see. That it is not the newest, the anchored log shows."""
    url, _ = published.list_of("revoked", "revocation")
    earlier = published.sign(status_list(url, published.did, "revocation") | {"validUntil": moment(days=1)})
    assert judge(published.badges["revoked"], {url: {"body": earlier}}).accepted


def test_digitalbazaar_says_verified_of_a_revoked_badge(panel: Panel, published: Published) -> None:
    """Its `verified` means that the status could be read. Whoever uses it must look at the bits as well."""
    opinion = panel.judge("digitalbazaar", credential=published.badges["revoked"], served=published.served)
    assert opinion.told["verified"] is True
    assert {"purpose": "revocation", "set": True} in opinion.told["statuses"]


def test_only_the_dcc_refuses_a_badge_that_is_to_be_refreshed(judge: Judge, published: Published) -> None:
    """Any bit that is set counts against a badge with verifier-core, whatever its purpose."""
    badge = published.badges["good"]
    (index,) = {entry["statusListIndex"] for entry in badge["credentialStatus"]}
    url, _ = published.list_of("good", "refresh")
    renew = published.sign(status_list(url, published.did, "refresh", {int(index)}))
    opinion = judge(badge, {url: {"body": renew}})
    assert opinion.accepted if judge.name == "digitalbazaar" else opinion.reasons == ["refresh_status"]


def test_expiry_of_a_minute_ago_is_within_the_clock_skew_of_digitalbazaar(judge: Judge, published: Published) -> None:
    badge: Json = published.badges["good"] | {"validFrom": moment(days=-30), "validUntil": moment(minutes=-1)}
    assert judge(published.sign(badge)).accepted is (judge.name == "digitalbazaar")
