"""Where the judges are lax. Each test pins what a judge does say, for the day when it says otherwise.

`docs/judges.md` tells the same in words.
"""

from tests.e2e.judges.conftest import Judge
from tests.e2e.judges.outsiders import Json, Outsider, moment, status_list
from tests.e2e.judges.panel import Panel
from tests.e2e.judges.published import Published


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
    opinion = panel.judge("digitalbazaar", credential=published.badges["revoked"])
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


def test_both_are_content_with_one_good_proof_of_two(judge: Judge, published: Published) -> None:
    """VC Data Integrity 1.0, section 4.5: a set of proofs holds where each of them does."""
    badge = published.badges["good"]
    other = published.sign(badge | {"name": "Otra insignia"})
    assert judge(badge | {"proof": [badge["proof"], other["proof"]]}).accepted


def test_both_read_an_index_as_far_as_it_goes(judge: Judge, published: Published) -> None:
    badge = published.badges["good"]
    entries = [entry | {"statusListIndex": f"{entry['statusListIndex']}x"} for entry in badge["credentialStatus"]]
    assert judge(published.sign(badge | {"credentialStatus": entries})).accepted


def test_dcc_logs_no_signature_where_a_date_is_wrong(panel: Panel, published: Published) -> None:
    """Of a badge before its time the one step in its log is the registry's, and that is valid."""
    early = published.sign(published.badges["good"] | {"validFrom": moment(days=2)})
    opinion = panel.judge("dcc", credential=early)
    assert set(opinion.told["steps"]) == {"registered_issuer"}
    assert opinion.because('is before "validFrom"')


def test_only_the_dcc_fetches_a_context_that_it_does_not_know(judge: Judge, published: Published) -> None:
    """What a word on the badge means, and whether it is signed, is then up to whoever answers at an address."""
    url = "https://contexto.example.edu/v1"
    badge = published.badges["good"]
    praised = badge | {"@context": [*badge["@context"], url], "mencion": "con honores"}
    opinion = judge(praised, {url: {"body": {"@context": {"mencion": "@index"}}}})
    assert opinion.accepted is (judge.name == "dcc")
    assert (url in opinion.fetched) is (judge.name == "dcc")


def test_both_take_words_that_an_inline_context_hides_from_the_proof(judge: Judge, published: Published) -> None:
    """JSON-LD drops an `@index` on the way to the graph that is signed. It is read by whoever reads the JSON."""
    badge = published.badges["good"]
    praised = badge | {"@context": [*badge["@context"], {"mencion": "@index"}], "mencion": "con honores"}
    assert judge(praised).accepted
