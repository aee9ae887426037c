"""A credential's states: whatever news comes, in whatever order and however often, it only moves forward."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer_api.domain.credential import FIRST_LOOK, LAST_LOOK, Credential, CredentialState

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ORDER = list(CredentialState)
ENDED = (CredentialState.DECLINED, CredentialState.CANCELLED)
ISSUED = (CredentialState.ISSUED, CredentialState.ACCEPTED)
NEWS = st.lists(st.sampled_from(ORDER), max_size=20)


def planned() -> Credential:
    return Credential(
        batch_id=uuid4(),
        learner_id=uuid4(),
        leaf_id=uuid4(),
        row=2,
        sealed=None,
        created_at=NOW,
        changed_at=NOW,
        look_at=NOW,
    )


def after(news: list[CredentialState]) -> Credential:
    credential = planned()
    for seconds, state in enumerate(news, start=1):
        credential.advance(state, NOW + timedelta(seconds=seconds))
    return credential


@given(NEWS)
def test_it_only_moves_forward_and_says_when_it_did(news: list[CredentialState]) -> None:
    credential = planned()
    for seconds, state in enumerate(news, start=1):
        before, moment = credential.state, NOW + timedelta(seconds=seconds)
        moved = credential.advance(state, moment)
        assert moved == (credential.state is not before)
        assert credential.state is (state if moved else before)
        assert ORDER.index(credential.state) >= ORDER.index(before)
        if moved:
            assert credential.changed_at == moment
            assert credential.look_at == moment + FIRST_LOOK
        if before in ENDED:
            assert not moved
        if before in ISSUED:
            assert credential.state in ISSUED, "what was issued is never told to have been declined"


@given(NEWS)
def test_news_told_twice_changes_nothing_more(news: list[CredentialState]) -> None:
    doubled = [state for state in news for _ in range(2)]
    assert after(doubled).state is after(news).state


@given(st.permutations([*ORDER[1:7], *ORDER[1:7]]))
def test_without_an_end_the_order_of_news_makes_no_difference(news: list[CredentialState]) -> None:
    assert after(news).state is CredentialState.ACCEPTED


@given(NEWS)
def test_it_has_an_issue_date_exactly_when_it_was_issued(news: list[CredentialState]) -> None:
    credential = after(news)
    assert (credential.issued_at is not None) == (credential.state in ISSUED)
    assert (credential.accepted_at is not None) == (credential.state is CredentialState.ACCEPTED)
    if credential.issued_at and credential.accepted_at:
        assert credential.issued_at <= credential.accepted_at


@pytest.mark.parametrize("state", ISSUED)
@pytest.mark.parametrize("end", ENDED)
def test_what_was_issued_does_not_end(state: CredentialState, end: CredentialState) -> None:
    credential = after([state])
    assert not credential.advance(end, NOW)
    assert credential.state is state


@given(st.integers(1, 200))
def test_it_is_looked_at_ever_more_seldom_and_at_least_daily(times: int) -> None:
    credential, waits = planned(), []
    for _ in range(times):
        credential.look_later(NOW)
        waits.append(credential.look_at - NOW)
    assert waits == sorted(waits)
    assert FIRST_LOOK < waits[0] <= waits[-1] <= LAST_LOOK
    credential.advance(CredentialState.INVITED, NOW)
    assert (credential.looks, credential.look_at) == (0, NOW + FIRST_LOOK)
