import json

import pytest

from agent.errors import AgentError, MalformedPayload
from agent.webhooks import (
    ConnectionEvent,
    CredentialEvent,
    CredentialIndexEvent,
    PresentationEvent,
    RevocationNoticeEvent,
    parse,
)


def test_each_topic() -> None:
    connection = parse(
        "connections",
        {"connection_id": "c", "state": "active", "rfc23_state": "completed", "invitation_msg_id": "i", "x": 1},
    )
    assert isinstance(connection, ConnectionEvent)
    assert connection.completed
    assert connection.invitation_msg_id == "i"
    credential = parse("issue_credential_v2_0", b'{"cred_ex_id": "e", "state": "request-received"}')
    assert credential == CredentialEvent(cred_ex_id="e", state="request-received")
    index = parse("issue_credential_v2_0_anoncreds", {"cred_ex_id": "e", "rev_reg_id": "r", "cred_rev_id": "7"})
    assert index == CredentialIndexEvent(cred_ex_id="e", rev_reg_id="r", cred_rev_id=7)
    proof = parse("present_proof_v2_0", {"pres_ex_id": "p", "state": "done", "verified": "false"})
    assert proof == PresentationEvent(pres_ex_id="p", state="done", verified=False)
    notice = {"revocation_format": "indy-anoncreds", "credential_id": "r::7", "comment": "duplicate"}
    assert parse("revocation-notification-v2", notice) == RevocationNoticeEvent(**notice)


def test_unknown_topic_is_none_whatever_it_says() -> None:
    assert parse("problem_report", b"not json") is None


@pytest.mark.parametrize(
    "body",
    [b"", b"not json", b"[]", b"null", b"\xff\xfe", b"{}", b'{"cred_ex_id": 3, "state": "done"}', "[" * 100_000],
)
def test_malformed_is_one_error(body: bytes | str) -> None:
    with pytest.raises(MalformedPayload) as error:
        parse("issue_credential_v2_0", body)
    assert isinstance(error.value, AgentError)


def test_error_names_members_and_no_values() -> None:
    body = json.dumps({"cred_ex_id": {"given_name": "Lucía"}, "state": "done"})
    with pytest.raises(MalformedPayload, match="cred_ex_id") as error:
        parse("issue_credential_v2_0", body)
    assert "Lucía" not in str(error.value)
