"""Compiles the contract: `python -m anchoring.contracts.build` writes anchor_log.json. Needs Vyper alone."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def compiled() -> dict[str, Any]:
    """ABI, creation code and runtime code, as anchor_log.json holds them."""
    from vyper import __version__, compile_code  # only the build needs the compiler

    outputs = compile_code((HERE / "anchor_log.vy").read_text(), output_formats=["abi", "bytecode", "bytecode_runtime"])
    return {"compiler": f"vyper {__version__}", **outputs}


if __name__ == "__main__":
    (HERE / "anchor_log.json").write_text(json.dumps(compiled(), indent=2) + "\n")
