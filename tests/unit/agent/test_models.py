from agent.admin import read_presentation
from agent.models import Predicate, ProofDemand

PRESENTATION = {
    "identifiers": [{"schema_id": "s", "cred_def_id": "c", "rev_reg_id": "r", "timestamp": 17}],
    "requested_proof": {"revealed_attrs": {"reveal_0": {"raw": "Salud", "encoded": "1", "sub_proof_index": 0}}},
}


def test_request_asks_for_one_moment() -> None:
    demand = ProofDemand(
        name="credits",
        now=1_795_449_863,
        predicates=(Predicate(name="ects_x100", operator=">=", value=300),),
        reveal=("title",),
        cred_defs=("c1", "c2"),
        schemas=("s",),
    )
    request = demand.to_request("123")
    accepted = [{"cred_def_id": "c1"}, {"cred_def_id": "c2"}, {"schema_id": "s"}]
    assert request["non_revoked"] == {"from": 1_795_449_863, "to": 1_795_449_863}
    assert request["requested_predicates"]["predicate_0"] == {
        "name": "ects_x100",
        "p_type": ">=",
        "p_value": 300,
        "restrictions": accepted,
    }
    assert request["requested_attributes"] == {"reveal_0": {"name": "title", "restrictions": accepted}}


def test_presentation_is_read() -> None:
    exchange = read_presentation(
        {
            "pres_ex_id": "p",
            "state": "done",
            "verified": "true",
            "by_format": {"pres_request": {"anoncreds": {}}, "pres": {"anoncreds": PRESENTATION}},
        }
    )
    assert exchange.verified is True
    assert exchange.settled
    assert (exchange.request, exchange.presentation) == ({}, PRESENTATION)
    assert "Salud" not in repr(exchange)


def test_unanswered_request_has_no_answer() -> None:
    exchange = read_presentation({"pres_ex_id": "p", "state": "request-sent", "by_format": {}})
    assert (exchange.verified, exchange.request, exchange.presentation) == (None, None, None)
    assert not exchange.settled
