"""The learner without a wallet: badges taken by the claim link, read back from their files, and judged.

What judges is `mochila verify`: it reads the file, and fetches what it needs as any employer's computer would.
"""

from pathlib import Path

from issuer_api.cli.demo.cast import Cast, Json, StoryBroken, step
from issuer_api.cli.machine import say
from issuer_api.cli.verify import judge_badge
from verification.verdict import Outcome, Verdict

FORMS = {"json-ld": "badge.json", "png": "badge.png", "svg": "badge.svg", "pdf": "badge.pdf"}


def take_badges(cast: Cast, credential: Json, folder: Path) -> None:
    step(5, "A learner without a wallet leaves with the badge")
    folder.mkdir(mode=0o700)
    token = credential["claim_link"].partition("#")[2]
    for form, name in FORMS.items():
        file = folder / name
        file.write_bytes(cast.officer.file("/claims/download", {"token": token, "form": form}))
        cast.badges.append(_judge(cast, file, Outcome.PASSED))
        say(f"{file}: {cast.badges[-1].summary('en')}")


def judge_again(cast: Cast, folder: Path) -> None:
    """The same files, once the credential is revoked."""
    for name in FORMS.values():
        cast.badges.append(_judge(cast, folder / name, Outcome.FAILED))
    for check in cast.badges[-1].checks:
        if check.outcome is Outcome.FAILED:
            say(f"the badge that was taken before: {check.sentence('en')}")


def _judge(cast: Cast, file: Path, expected: Outcome) -> Verdict:
    verdict = judge_badge(file.read_bytes(), cast.fetch)
    if verdict.outcome is not expected:
        raise StoryBroken("unexpected-verdict", f"{file.name}: {verdict.summary('en')} It should be {expected}.")
    return verdict
