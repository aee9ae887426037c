"""A verifier's policy as a YAML file: which institutions it accepts, and what must be true of the microcredential.

issuers:
  - did:webvh:QmS…:salud.example.edu
endorsers:                      # whose word on other institutions counts
  - did:web:ministerio.example.gov
endorsements: 1                 # how many of them must vouch for one
predicates:
  - ects_x100 >= 300
  - eqf_level >= 6
  - completed_dateint > 20250101
"""

import re
from pathlib import Path
from typing import Any

import typer
import yaml

from verification.criteria import NUMBERS
from verification.errors import PolicyError
from verification.policy import Policy

_CRITERION = re.compile(r"(\w+)\s*(>=|<=|>|<)\s*(-?\d+)")


def read_policy(file: Path) -> Policy:
    """Raises typer.BadParameter, which says what is wrong with the file."""
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
        if not isinstance(found, dict):
            raise PolicyError(
                "policy-malformed", "the file must hold `issuers`, `endorsers`, `predicates`, or several of them"
            )
        asked = found.get("predicates")
        listed = (
            [criterion(one) if isinstance(one, str) else one for one in asked] if isinstance(asked, list) else asked
        )
        policy = Policy.from_json(found | ({"predicates": listed} if "predicates" in found else {}))
    except (OSError, UnicodeDecodeError) as exc:
        raise typer.BadParameter(f"{file} cannot be read as text: {type(exc).__name__}", param_hint="--policy") from exc
    except PolicyError as exc:
        raise typer.BadParameter(f"{file}: {exc}", param_hint="--policy") from exc
    except (yaml.YAMLError, ValueError, RecursionError) as exc:  # as 2025-13-01, which is to YAML a day
        raise typer.BadParameter(f"{file} is not YAML: {_first_line(exc)}", param_hint="--policy") from exc
    if unknown := sorted({one.name for one in policy.predicates} - set(NUMBERS)):
        raise typer.BadParameter(
            f"{file}: no such attribute: {', '.join(unknown)}. There are: {', '.join(NUMBERS)}", param_hint="--policy"
        )
    return policy


def criterion(text: str) -> dict[str, Any]:
    """From `NAME>=NUMBER` to a predicate as JSON. Raises typer.BadParameter."""
    found = _CRITERION.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter(f"{text!r} is not of the form NAME>=NUMBER (or >, <=, <).")
    return {"name": found[1], "op": found[2], "value": int(found[3])}


def _first_line(exc: Exception) -> str:
    return str(exc).partition("\n")[0]
