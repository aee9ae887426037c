"""Judges an AnonCreds presentation by what its verifier demanded (protocol step V5).

    >>> newest = {rev_reg_id: 1795449863}
    >>> facts = PresentationFacts.read(request, presentation, verified=True, newest_lists=newest)
    >>> judge_presentation(policy, facts, now).sentences("es")

The agent checks the cryptography and says `verified`. That is not enough: wallets choose what to answer with.
ACA-Py reads an interval with from == to (all that a stock wallet takes) as one from the beginning of time, so a
revoked holder's proof against an older list comes back verified: the list used is held against the newest one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from verification.did_id import did_of
from verification.errors import AnswerError, VerificationError
from verification.outcome import Outcome
from verification.policy import Predicate, ProofPolicy
from verification.stamps import END_OF_TIME, stamp
from verification.verdict import Check, Verdict

FUTURE_SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Identifier:
    """A credential that the presentation rests on. Times in unix seconds.

    `timestamp` names the revocation list it was proven against; `newest_list` the newest one that the verifier
    found published for `rev_reg_id` when it judged, None where it did not look.
    """

    schema_id: str
    cred_def_id: str
    rev_reg_id: str | None = None
    timestamp: int | None = None
    newest_list: int | None = None


@dataclass(frozen=True, slots=True)
class PresentationFacts:
    """What was presented, without any value. `verified`: the agent's word on it, None where it said none."""

    verified: bool | None
    identifiers: tuple[Identifier, ...]
    predicates: tuple[Predicate, ...]
    revealed: tuple[str, ...] = ()
    self_attested: tuple[str, ...] = ()

    @classmethod
    def read(
        cls,
        request: Mapping[str, Any],
        presentation: Mapping[str, Any],
        *,
        verified: bool | None,
        newest_lists: Mapping[str, int],
    ) -> "PresentationFacts":
        """From the AnonCreds request that was sent and its answer; raises AnswerError (answer-malformed)."""
        try:
            proof = presentation["requested_proof"]
            asked = request.get("requested_attributes", {})
            groups = proof.get("revealed_attr_groups", {}).values()
            return cls(
                verified,
                tuple(_identifier(item, newest_lists) for item in presentation["identifiers"]),
                tuple(_predicate(request["requested_predicates"][key]) for key in proof.get("predicates", {})),
                (
                    *(asked[key]["name"] for key in proof.get("revealed_attrs", {})),
                    *(name for group in groups for name in dict.keys(group["values"])),
                ),
                tuple(asked[key]["name"] for key in proof.get("self_attested_attrs", {})),
            )
        except (KeyError, TypeError, AttributeError, ValueError) as exc:
            raise AnswerError("answer-malformed", "the presentation does not answer its request") from exc


def judge_presentation(policy: ProofPolicy, facts: PresentationFacts, now: datetime) -> Verdict:
    """The verdict at `now`: authentic, issuer, status, criteria, disclosure.

    What a presentation that is not known to be authentic says in its own favour is unknown; what it says
    against itself still counts.
    """
    checks = (
        *_issuer(policy, facts),
        *_status(policy, facts, now),
        *_criteria(policy, facts),
        _disclosure(policy, facts),
    )
    if facts.verified is not True:
        checks = tuple(
            Check.of(check.name, f"{check.name}-unproven") if check.outcome is Outcome.PASSED else check
            for check in checks
        )
    return Verdict((_authentic(facts.verified), *checks))


def _authentic(verified: bool | None) -> Check:
    codes = {True: "authentic", False: "not-authentic", None: "authenticity-unchecked"}
    return Check.of("authentic", codes[verified])


def _issuer(policy: ProofPolicy, facts: PresentationFacts) -> Iterable[Check]:
    if not facts.identifiers:
        yield Check.of("issuer", "issuer-unnamed")
    for cred_def_id in dict.fromkeys(item.cred_def_id for item in facts.identifiers):
        issuer = _issuer_of(cred_def_id)
        if policy.issuers and issuer not in policy.issuers:
            yield Check.of("issuer", "issuer-not-accepted", issuer=issuer)
        elif policy.cred_defs and cred_def_id not in policy.cred_defs:
            yield Check.of("issuer", "kind-not-accepted", cred_def=cred_def_id)
        elif policy.issuers or policy.cred_defs:
            yield Check.of("issuer", "issuer-accepted", issuer=issuer)
        else:
            yield Check.of("issuer", "issuer-unrecognised", issuer=issuer)


def _status(policy: ProofPolicy, facts: PresentationFacts, now: datetime) -> Iterable[Check]:
    """A list is the last word until a newer one is published; then it was the last word until that time."""
    for item in facts.identifiers:
        if item.rev_reg_id is None or item.timestamp is None:
            yield Check.of("status", "status-not-shown")
            continue
        shown = datetime.fromtimestamp(item.timestamp, UTC)
        if shown > now + FUTURE_SKEW:
            yield Check.of("status", "status-in-the-future", as_of=stamp(shown))
            continue
        as_of = shown
        if item.newest_list is not None:
            superseded = item.newest_list > item.timestamp
            as_of = datetime.fromtimestamp(item.newest_list, UTC) if superseded else now
        fresh = now - as_of <= timedelta(seconds=policy.fresh_within)
        yield Check.of("status", "in-force" if fresh else "status-stale", as_of=stamp(as_of))


def _criteria(policy: ProofPolicy, facts: PresentationFacts) -> Iterable[Check]:
    """All of it of one credential: the credits of one and the level of another are not what was asked."""
    if len(facts.identifiers) > 1:
        yield Check.of("criteria", "several-credentials", count=len(facts.identifiers))
    missing = [item for item in policy.predicates if item not in facts.predicates]
    if missing:
        yield Check.of("criteria", "criteria-not-met", criteria=_dumped(missing))
    elif policy.predicates:
        yield Check.of("criteria", "criteria-met", criteria=_dumped(policy.predicates))


def _disclosure(policy: ProofPolicy, facts: PresentationFacts) -> Check:
    asked, shown = set(policy.reveal), {*facts.revealed, *facts.self_attested}
    if extra := shown - asked:
        return Check.of("disclosure", "disclosed-too-much", names=sorted(extra))
    if facts.self_attested:
        return Check.of("disclosure", "self-attested", names=sorted(facts.self_attested))
    if withheld := asked - shown:
        return Check.of("disclosure", "not-disclosed", names=sorted(withheld))
    if not asked:
        return Check.of("disclosure", "nothing-disclosed")
    return Check.of("disclosure", "disclosed-as-asked", names=sorted(asked))


def _dumped(predicates: Iterable[Predicate]) -> list[dict[str, Any]]:
    return [predicate.model_dump() for predicate in predicates]


def _issuer_of(cred_def_id: str) -> str:
    try:
        return did_of(cred_def_id)
    except VerificationError:
        return cred_def_id


def _identifier(item: Mapping[str, Any], newest_lists: Mapping[str, int]) -> Identifier:
    rev_reg_id, timestamp = item.get("rev_reg_id"), item.get("timestamp")
    if not all(isinstance(name, str) for name in (item["schema_id"], item["cred_def_id"], rev_reg_id or "")):
        raise ValueError("not a name")
    if timestamp is not None and not (isinstance(timestamp, int) and 0 <= timestamp < END_OF_TIME):
        raise ValueError("not a time")
    newest = newest_lists.get(rev_reg_id) if rev_reg_id else None
    return Identifier(item["schema_id"], item["cred_def_id"], rev_reg_id, timestamp, newest)


def _predicate(asked: Mapping[str, Any]) -> Predicate:
    return Predicate(name=asked["name"], op=asked["p_type"], value=asked["p_value"])
