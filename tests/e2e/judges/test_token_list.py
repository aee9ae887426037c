"""The IETF Token Status List that the node published, before @sd-jwt: an SD-JWT VC points to it as a badge does."""

import time
from dataclasses import dataclass

import pytest

from tests.e2e.judges.outsiders import Json, Outsider, everybody_valid
from tests.e2e.judges.panel import Opinion, Panel
from tests.e2e.judges.published import Published

LIST_TYPE = "application/statuslist+jwt"
NOT_VALID = "Status is not valid"


@dataclass(frozen=True, slots=True)
class TokenJudge:
    """@sd-jwt, called with the name of a badge whose place in the list an SD-JWT VC of ours takes."""

    panel: Panel
    published: Published

    def __call__(
        self, of: str = "good", *, token: str | None = None, status_list: str | None = None, now: int | None = None
    ) -> Opinion:
        """`token` in place of one of the node's, `status_list` in place of the list that it published."""
        served = {self.published.token_list_url: {"type": LIST_TYPE, "body": status_list}} if status_list else {}
        return self.panel.judge("sd-jwt", token=token or self.referring(of), served=served, now=now)

    def referring(self, of: str, **claims: object) -> str:
        """An SD-JWT VC without disclosures, signed by the node's key, at the place of this badge."""
        place = {"status_list": {"uri": self.published.token_list_url, "idx": self.published.index_of(of)}}
        basic = {"iss": self.published.did, "vct": "https://salud.example.edu/achievements/prueba", "status": place}
        return self.published.jws({"typ": "dc+sd-jwt"}, basic | claims) + "~"


@pytest.fixture
def judge(panel: Panel, published: Published) -> TokenJudge:
    return TokenJudge(panel, published)


# 1 · valid


def test_valid(judge: TokenJudge, published: Published) -> None:
    opinion = judge("good")
    assert opinion.accepted, opinion
    assert published.token_list_url in opinion.fetched
    assert opinion.missing == []


# 2 · revoked, suspended


@pytest.mark.parametrize("state", ["revoked", "suspended"])
def test_taken_back(judge: TokenJudge, state: str) -> None:
    assert judge(state).because(NOT_VALID)


# 3 · expired: the token itself, and the list


def test_expired_token(judge: TokenJudge) -> None:
    opinion = judge(token=judge.referring("good", exp=int(time.time()) - 3600))
    assert opinion.because("JWT is expired"), opinion


def test_expired_list(judge: TokenJudge, published: Published) -> None:
    after = published.token_list["exp"] + 1
    opinion = judge("good", now=after)
    assert opinion.because("Status List JWT verification failed: "), opinion


# 4 · tampered


def test_tampered_token(judge: TokenJudge) -> None:
    revoked, good = judge.referring("revoked").split("."), judge.referring("good").split(".")
    opinion = judge(token=".".join([revoked[0], good[1], revoked[2]]))
    assert opinion.because("Invalid JWT Signature"), opinion


def test_tampered_list(judge: TokenJudge, published: Published, nobody_revoked: Json) -> None:
    header, _, signature = published.token_list_jwt.split(".")
    forged = published.jws({"typ": "statuslist+jwt"}, nobody_revoked).split(".")[1]
    opinion = judge("revoked", status_list=f"{header}.{forged}.{signature}")
    assert opinion.because("Status List JWT verification failed: "), opinion


# 5 · wrong issuer: another institution's key


def test_list_by_another_institution(judge: TokenJudge, nobody_revoked: Json) -> None:
    other = Outsider()
    signed = other.jws({"typ": "statuslist+jwt", "kid": other.key_id}, nobody_revoked | {"iss": other.did})
    opinion = judge("revoked", status_list=signed)
    assert opinion.because("is no key of"), opinion


def test_token_by_another_institution_in_our_name(judge: TokenJudge, published: Published) -> None:
    other = Outsider()
    claims: Json = {"iss": published.did, "vct": "https://salud.example.edu/achievements/prueba"}
    opinion = judge(token=other.jws({"typ": "dc+sd-jwt", "kid": other.key_id}, claims) + "~")
    assert opinion.because("is no key of"), opinion


# 6 · forged issuer: a made-up key under our key's name


def test_list_with_a_made_up_key(judge: TokenJudge, published: Published, nobody_revoked: Json) -> None:
    forger = Outsider()
    opinion = judge(
        "revoked", status_list=forger.jws({"typ": "statuslist+jwt", "kid": published.key_id}, nobody_revoked)
    )
    assert opinion.because("Status List JWT verification failed: "), opinion


# Where it is lax.


@pytest.mark.parametrize(
    "altered", [{"sub": "https://salud.example.edu/status/other/token"}, {"iss": "did:web:otra.example.edu"}]
)
def test_it_asks_neither_whose_list_nor_which(
    judge: TokenJudge, published: Published, nobody_revoked: Json, altered: Json
) -> None:
    """The list's `sub` must be the address that the token names (section 8.3): here any list of ours will do."""
    signed = published.jws({"typ": "statuslist+jwt"}, nobody_revoked | altered)
    assert judge("revoked", status_list=signed).accepted


def test_it_does_not_ask_for_the_type(judge: TokenJudge, published: Published, nobody_revoked: Json) -> None:
    """`typ` must be statuslist+jwt (section 5.1)."""
    assert judge("revoked", status_list=published.jws({"typ": "JWT"}, nobody_revoked)).accepted


@pytest.fixture
def nobody_revoked(published: Published) -> Json:
    """The payload of the node's list, with everybody valid."""
    return published.token_list | {"status_list": everybody_valid()}
