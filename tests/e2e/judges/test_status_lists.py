"""The Bitstring Status Lists that the node published, by themselves and as what decides over a badge."""

import pytest

from tests.e2e.judges import words
from tests.e2e.judges.conftest import Judge
from tests.e2e.judges.outsiders import Outsider, moment, status_list
from tests.e2e.judges.published import PURPOSES, Published


@pytest.mark.parametrize("purpose", PURPOSES)
def test_each_list_is_a_credential_that_holds_by_itself(judge: Judge, published: Published, purpose: str) -> None:
    opinion = judge(published.list_of("good", purpose)[1])
    assert opinion.accepted, opinion


def test_tampered_list_decides_nothing(judge: Judge, published: Published) -> None:
    url, real = published.list_of("revoked", "revocation")
    subject = real["credentialSubject"] | {"encodedList": status_list(url, "", "")["credentialSubject"]["encodedList"]}
    opinion = judge(published.badges["revoked"], {url: {"body": real | {"credentialSubject": subject}}})
    assert opinion.because(words.BAD_LIST[judge.name]), opinion


def test_list_in_our_name_with_anothers_key_decides_nothing(judge: Judge, published: Published) -> None:
    other = Outsider()
    url, _ = published.list_of("revoked", "revocation")
    forged = other.secure(status_list(url, published.did, "revocation"))
    opinion = judge(published.badges["revoked"], other.served() | {url: {"body": forged}})
    assert opinion.because(words.LIST_BY_ANOTHERS_KEY[judge.name]), opinion


def test_expired_list_decides_nothing(judge: Judge, published: Published) -> None:
    url, _ = published.list_of("good", "revocation")
    old = status_list(url, published.did, "revocation") | {"validFrom": moment(days=-9), "validUntil": moment(days=-2)}
    opinion = judge(published.badges["good"], {url: {"body": published.sign(old)}})
    assert opinion.because(words.EXPIRED_LIST[judge.name]), opinion


def test_list_of_another_purpose_decides_nothing(judge: Judge, published: Published) -> None:
    url, _ = published.list_of("revoked", "revocation")
    _, other = published.list_of("revoked", "refresh")
    opinion = judge(published.badges["revoked"], {url: {"body": other}})
    assert opinion.because(words.OTHER_PURPOSE[judge.name]), opinion


def test_list_that_cannot_be_had_decides_nothing(judge: Judge, published: Published) -> None:
    gone = "https://salud.example.edu/status/nadie/revocation"
    (entry, *_) = published.badges["good"]["credentialStatus"]
    badge = published.badges["good"] | {"credentialStatus": [entry | {"id": f"{gone}#1", "statusListCredential": gone}]}
    opinion = judge(published.sign(badge))
    assert opinion.because(words.NO_LIST[judge.name]), opinion
    assert gone in (*opinion.missing, *opinion.fetched), "it was asked for"
