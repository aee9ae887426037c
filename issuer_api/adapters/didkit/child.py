"""The process that holds didkit: one request on standard input, one answer on standard output, and it is gone.

    {"key": JWK, "credential": {…}, "options": {…}}  →  {"made": "…"} or {"error": "didkit"}

Run by its path: it imports nothing of this project. It leaves no core file, for the key would be in it, and it ends
without the interpreter's own ending, which the library does not survive.
"""

import asyncio
import json
import os
import resource
import sys

SECONDS = 20  # of processor time
BYTES = 2 * 2**30  # of address space


def main() -> None:
    """Never returns."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    request = json.load(sys.stdin.buffer)
    answer = asyncio.run(_answer(request))
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)


async def _answer(request: dict[str, object]) -> dict[str, str]:
    import didkit

    parts = [json.dumps(request[name]) for name in ("credential", "options", "key")]
    try:
        return {"made": await didkit.issue_credential(*parts)}
    except Exception:  # noqa: BLE001 - the library's own kind is not one that a type checker can see
        return {"error": "didkit"}  # its messages may repeat the credential


if __name__ == "__main__":
    main()
