"""One target under atheris: python -m tests.fuzz.one NAME [what libFuzzer takes]. `__main__` starts these."""

import sys
from random import Random

import atheris

with atheris.instrument_imports(include=["verification", "anchoring", "revocation", "issuer_api"]):
    from tests.fuzz.targets import TARGETS
from tests.fuzz.mutations import mutated


def _mutated(data: bytes, most: int, seed: int) -> bytes:
    """Half of what is tried is spoilt with a mind to JSON, half as libFuzzer does it."""
    chance = Random(seed)
    if chance.random() < 0.5:
        return mutated(data, chance, most=most)
    changed: bytes = atheris.Mutate(data, most)
    return changed


def main(name: str, arguments: list[str]) -> None:
    """Does not come back: libFuzzer ends the process."""
    target = TARGETS[name]
    for seed in target.seeds():
        target(seed)  # what is made once is made before time is measured
    atheris.Setup([name, *arguments, f"-max_len={target.most}"], target, custom_mutator=_mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
