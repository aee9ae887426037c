"""Where judges are lax. Each test pins what each of them does say, for the day when it says otherwise.

`docs/judges.md` tells the same in words. This project's own verifier is asked as well.
"""

from tests.e2e.judges.conftest import Judge
from tests.e2e.judges.outsiders import Json, Outsider, moment, status_list
from tests.e2e.judges.panel import Panel
from tests.e2e.judges.published import Published


def test_dcc_takes_a_list_by_somebody_else(judge: Judge, published: Published) -> None:
    """verifier-core does not compare the issuers of badge and list: whoever holds the address of the list decides."""
    other = Outsider()
    url, _ = published.list_of("revoked", "revocation")
    forged = other.secure(status_list(url, other.did, "revocation"))
    opinion = judge(published.badges["revoked"], other.served() | {url: {"body": forged}})
    assert opinion.accepted is (judge.name == "dcc")


def test_a_list_that_was_rolled_back_looks_good_by_itself(judge: Judge, published: Published) -> None:
    """Signed by the issuer and not yet expired is all there is to see. That it is not the newest, its anchors show."""
    url, _ = published.list_of("revoked", "revocation")
    earlier = published.sign(status_list(url, published.did, "revocation") | {"validUntil": moment(days=1)})
    assert judge(published.badges["revoked"], {url: {"body": earlier}}).accepted


def test_digitalbazaar_says_verified_of_a_revoked_badge(panel: Panel, published: Published) -> None:
    """Its `verified` means that the status could be read. Whoever uses it must look at the bits as well."""
    opinion = panel.judge("digitalbazaar", credential=published.badges["revoked"])
    assert opinion.told["verified"] is True
    assert {"purpose": "revocation", "set": True} in opinion.told["statuses"]


def test_dcc_refuses_a_badge_that_is_to_be_refreshed(judge: Judge, published: Published) -> None:
    """Any bit that is set counts against a badge with verifier-core, whatever its purpose."""
    badge = published.badges["good"]
    (index,) = {entry["statusListIndex"] for entry in badge["credentialStatus"]}
    url, _ = published.list_of("good", "refresh")
    renew = published.sign(status_list(url, published.did, "refresh", {int(index)}))
    opinion = judge(badge, {url: {"body": renew}})
    assert opinion.reasons == ["refresh_status"] if judge.name == "dcc" else opinion.accepted


def test_digitalbazaar_takes_what_expired_a_minute_ago(judge: Judge, published: Published) -> None:
    """It allows clocks to differ by five minutes."""
    badge: Json = published.badges["good"] | {"validFrom": moment(days=-30), "validUntil": moment(minutes=-1)}
    assert judge(published.sign(badge)).accepted is (judge.name == "digitalbazaar")


def test_npms_judges_are_content_with_one_good_proof_of_two(judge: Judge, published: Published) -> None:
    """VC Data Integrity 1.0, section 4.5: a set of proofs holds where each of them does."""
    badge = published.badges["good"]
    other = published.sign(badge | {"name": "Otra insignia"})
    assert judge(badge | {"proof": [badge["proof"], other["proof"]]}).accepted is (judge.name != "ours")


def test_npms_judges_read_an_index_as_far_as_it_goes(judge: Judge, published: Published) -> None:
    badge = published.badges["good"]
    entries = [entry | {"statusListIndex": f"{entry['statusListIndex']}x"} for entry in badge["credentialStatus"]]
    assert judge(published.sign(badge | {"credentialStatus": entries})).accepted is (judge.name != "ours")


def test_dcc_logs_no_signature_where_a_date_is_wrong(panel: Panel, published: Published) -> None:
    """Of a badge before its time the one step in its log is the registry's, and that is valid."""
    early = published.sign(published.badges["good"] | {"validFrom": moment(days=2)})
    opinion = panel.judge("dcc", credential=early)
    assert set(opinion.told["steps"]) == {"registered_issuer"}
    assert opinion.because('is before "validFrom"')


def test_dcc_fetches_a_context_that_it_does_not_know(judge: Judge, published: Published) -> None:
    """What a word on the badge means, and whether it is signed, is then up to whoever answers at an address."""
    url = "https://contexto.example.edu/v1"
    badge = published.badges["good"]
    praised = badge | {"@context": [*badge["@context"], url], "mencion": "con honores"}
    opinion = judge(praised, {url: {"body": {"@context": {"mencion": "@index"}}}})
    assert opinion.accepted is (judge.name == "dcc")
    assert (url in opinion.fetched) is (judge.name == "dcc")


def test_npms_judges_take_words_that_an_inline_context_hides_from_the_proof(judge: Judge, published: Published) -> None:
    """JSON-LD drops an `@index` on the way to the graph that is signed. It is read by whoever reads the JSON."""
    badge = published.badges["good"]
    praised = badge | {"@context": [*badge["@context"], {"mencion": "@index"}], "mencion": "con honores"}
    assert judge(praised).accepted is (judge.name != "ours")
