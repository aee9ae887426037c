import pytest

from agent.errors import AgentError, MalformedPayload
from agent.webhooks import Subject, parse


@pytest.mark.parametrize(
    ("topic", "body", "subject"),
    [
        ("connections", b'{"invitation_msg_id": "i", "state": "active"}', Subject("invitation_msg_id", "i")),
        ("issue_credential_v2_0", b'{"connection_id": "c", "cred_ex_id": "e"}', Subject("connection_id", "c")),
        ("present_proof_v2_0", b'{"pres_ex_id": "p", "verified": "false"}', Subject("pres_ex_id", "p")),
    ],
)
def test_each_topic_says_what_it_is_about(topic: str, body: bytes, subject: Subject) -> None:
    assert parse(topic, body) == subject


@pytest.mark.parametrize("body", [b"{}", b'{"connection_id": null}', b'{"connection_id": 3}'])
def test_what_names_nothing_is_about_nothing(body: bytes) -> None:
    assert parse("issue_credential_v2_0", body) is None


def test_unknown_topic_is_none_whatever_it_says() -> None:
    assert parse("problem_report", b"not json") is None


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_malformed_is_one_error(body: bytes) -> None:
    with pytest.raises(MalformedPayload) as error:
        parse("issue_credential_v2_0", body)
    assert isinstance(error.value, AgentError)


def test_error_shows_nothing_of_the_body() -> None:
    with pytest.raises(MalformedPayload) as error:
        parse("connections", '["Lucía"]'.encode())
    assert "Luc" not in str(error.value)
