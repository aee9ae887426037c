"""This project's own verifier on the same bench: the same badge, the same addresses, an opinion of the same form.

A verdict that is unknown is no acceptance.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from tests.e2e.judges.panel import Opinion
from verification.credential import judge_credential, wanted
from verification.outcome import Outcome

type Fetch = Callable[[str], bytes | None]


def judge(badge: Mapping[str, Any], served: Mapping[str, Any], fetch: Fetch) -> Opinion:
    """`served` answers addresses as in ``judge.mjs``; `fetch` answers the others, None where nobody does."""
    library: dict[str, bytes | None] = {}
    while addresses := wanted(badge, library):
        library |= {url: _body(served[url]) if url in served else fetch(url) for url in addresses}
    verdict = judge_credential(badge, library, now=datetime.now(UTC))
    against = [check for check in verdict.checks if check.outcome is not Outcome.PASSED]
    return Opinion(
        accepted=verdict.outcome is Outcome.PASSED,
        reasons=[f"{check.name}: {check.detail.get('reason', check.code)}" for check in against],
        told={check.name: check.code for check in verdict.checks},
        fetched=[url for url, body in library.items() if body is not None],
        missing=[url for url, body in library.items() if body is None],
    )


def _body(answer: Mapping[str, Any]) -> bytes:
    body = answer["body"]
    return (body if isinstance(body, str) else json.dumps(body)).encode()
