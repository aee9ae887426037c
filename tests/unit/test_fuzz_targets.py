"""Each fuzz target on its seeds and on some spoilt ones: nothing comes out but a refusal, in bounded time and memory.

`make fuzz` does the same for a minute each, and looks for inputs that reach new lines.
"""

import os
import resource
import time
from random import Random

import pytest

from tests.fuzz import seeds
from tests.fuzz.mutations import mutated
from tests.fuzz.targets import TARGETS, Target
from tests.unit.verification.signed_world import LATER
from verification.credential import judge_credential
from verification.credential_presentation import judge_presented
from verification.outcome import Outcome

SEED = int(os.environ.get("MOCHILA_TEST_SEED", "0")) or Random().randrange(2**32)
SECONDS = 0.5  # of each target
EXECUTIONS = 300
SLOWEST = 3.0  # seconds of processor for one input
MEMORY = 512 * 1024  # KiB


@pytest.mark.parametrize("target", TARGETS.values(), ids=list(TARGETS))
def test_nothing_comes_out_but_a_refusal(target: Target) -> None:
    print(f"MOCHILA_TEST_SEED={SEED}")
    chance, whole = Random(f"{SEED}{target.name}"), target.seeds()
    assert whole
    before, until = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time() + SECONDS
    for number in range(EXECUTIONS):
        data = whole[number] if number < len(whole) else mutated(chance.choice(whole), chance, most=target.most)
        begun = time.process_time()
        try:
            target(data)
        except Exception as exc:
            exc.add_note(f"input {data!r}")
            raise
        assert time.process_time() - begun < SLOWEST, data
        if number >= len(whole) and time.process_time() > until:
            break
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEMORY


def test_what_they_begin_with_is_passed() -> None:
    """Or nothing would be shown by what is spoilt."""
    for badge in seeds.badges():
        assert judge_credential(badge, seeds.library(), now=LATER).outcome is Outcome.PASSED
    for presented in seeds.presentations():
        assert judge_presented(presented, seeds.library(), now=LATER).outcome is Outcome.PASSED
