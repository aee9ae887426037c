"""Runs anvil, a development EVM node, out of tests/tools (`npm ci --ignore-scripts` there)."""

import os
import re
import subprocess
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

BINARY = Path(__file__).parents[2] / "tools" / "node_modules" / ".bin" / "anvil"
CHAIN = "eip155:31337"
# The first accounts of anvil's own published mnemonic: funded on every anvil, and worth nothing.
FUNDED = (
    "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
)


@contextmanager
def running_anvil() -> Iterator[str]:
    """The RPC URL of a fresh anvil. Skips where it is not installed; with CI=true in the environment, fails."""
    if not BINARY.exists():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"anvil is not installed: {BINARY}")
    command = [str(BINARY), "--port", "0", "--slots-in-an-epoch", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            listening = (re.search(r"Listening on (\S+)", line) for line in process.stdout)
            url = "http://" + next(found for found in listening if found)[1]
            reader = threading.Thread(target=deque, args=(process.stdout, 0))  # unread, a full pipe would stop it
            reader.start()
            yield url
        finally:
            process.kill()
            reader.join()


def ask(url: str, method: str, *params: Any) -> Any:
    """A JSON-RPC call of anvil's own."""
    call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    answer = httpx.post(url, json=call, timeout=60).raise_for_status().json()
    assert "error" not in answer, answer
    return answer["result"]
