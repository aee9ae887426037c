"""Signs in the older profile, VCDM 1.1, with the library didkit: Ed25519Signature2020 and VC-JWT.

    issuer = DidkitIssuer(seed)
    issuer.issue(credential, "jwt", created=clock())         # see issuer_api.domain.ports.LegacyIssuer

The library lives in a process of its own (`child`), because it can abort the interpreter that holds it. One process
signs one credential: what it leaves behind, or breaks, ends with it. The key goes to it by its standard input, never
by an argument or the environment. Knows nothing of badges, learners or statuses.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from nacl.signing import SigningKey

from issuer_api.domain.errors import Invalid, Unavailable
from revocation.packed import base64url
from verification import strict_json
from verification.encoding import did_key_url, ed25519_multikey
from verification.errors import StrictJsonError
from verification.stamps import stamp

MAX_BYTES = 1024 * 1024
SECONDS = 20.0
CHILD = Path(__file__).with_name("child.py")
_TRIES = 2


class DidkitIssuer:
    """Threads may share one: nothing is kept between calls."""

    def __init__(self, seed: bytes, *, child: Path = CHILD, seconds: float = SECONDS) -> None:
        public = bytes(SigningKey(seed).verify_key)
        self.method = did_key_url(ed25519_multikey(public))
        self.did = self.method.partition("#")[0]
        self._jwk = {"kty": "OKP", "crv": "Ed25519", "x": base64url(public), "d": base64url(seed)}
        self._child = child
        self._seconds = seconds

    def __repr__(self) -> str:
        return f"DidkitIssuer({self.did})"

    def issue(
        self, credential: Mapping[str, Any], form: Literal["ldp", "jwt"], *, created: datetime
    ) -> dict[str, Any] | str:
        """See LegacyIssuer."""
        options = {"proofFormat": form, "verificationMethod": self.method}
        if form == "ldp":
            moment = stamp(created)
            options |= {"type": "Ed25519Signature2020", "proofPurpose": "assertionMethod", "created": moment}
        answer = self._ask({"key": self._jwk, "credential": credential, "options": options})
        if "error" in answer:
            raise Invalid("legacy-refused", "The library of the older profile does not sign this credential.")
        made = answer["made"]
        return made if form == "jwt" else strict_json.loads_object(made)

    def _ask(self, request: Mapping[str, Any]) -> dict[str, str]:
        """Another process where one dies: the library breaks now and then, and signs at the next try."""
        sent = json.dumps(request, ensure_ascii=False).encode()
        for _ in range(_TRIES):
            if answer := _read(self._run(sent)):
                return answer
        raise Unavailable("legacy-unavailable", "The library of the older profile ended without an answer. Try again.")

    def _run(self, sent: bytes) -> bytes:
        """What the child said, at most MAX_BYTES and one; it is killed when its time is over."""
        command = [sys.executable, "-I", str(self._child)]
        with subprocess.Popen(  # noqa: S603 - our own file, no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
        ) as process:
            assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018
            alarm = threading.Timer(self._seconds, process.kill)
            alarm.start()
            try:
                process.stdin.write(sent)
                process.stdin.close()
                return process.stdout.read(MAX_BYTES + 1)
            except BrokenPipeError:
                return b""
            finally:
                alarm.cancel()
                process.kill()


def _read(said: bytes) -> dict[str, str] | None:
    """A whole answer, or None: it died, its time was over, or it said too much."""
    try:
        answer = strict_json.loads_object(said, limit=MAX_BYTES)
    except StrictJsonError:
        return None
    whole = answer.keys() in ({"made"}, {"error"}) and all(isinstance(value, str) for value in answer.values())
    return answer if whole else None
