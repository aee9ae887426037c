"""The committed bytecode is the one of the committed source."""

import json
from pathlib import Path

import anchoring.contracts
from anchoring import abi
from anchoring.contracts.build import compiled
from anchoring.log import MAX_ENTRIES

FOLDER = Path(anchoring.contracts.__file__).parent


def test_the_source_compiles_to_what_is_committed() -> None:
    assert json.loads((FOLDER / "anchor_log.json").read_text()) == json.loads(json.dumps(compiled()))


def test_the_program_and_the_contract_agree_on_how_much_fits() -> None:
    assert f"MAX_ITEMS: constant(uint256) = {MAX_ENTRIES}\n" in (FOLDER / "anchor_log.vy").read_text()


def test_nobody_is_above_the_issuer() -> None:
    functions = json.loads((FOLDER / "anchor_log.json").read_text())["abi"]
    assert {item["name"] for item in functions if item["type"] == "function"} == {
        "append",
        "append_many",
        "heads",
    }
    assert b"\xff" not in abi.RUNTIME[-1:]
