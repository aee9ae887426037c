"""Decodes a list that inflates to gigabytes in a process of its own, and says what memory that took."""

import json
import subprocess
import sys
import zlib
from base64 import urlsafe_b64encode
from pathlib import Path

_ROOT = Path(__file__).parents[3]
_READ = """
import importlib, json, resource, sys, tracemalloc
from revocation.errors import StatusListError
bomb = sys.stdin.read()
decode = importlib.import_module(sys.argv[1]).decode
space = 512 * 1024 * 1024
resource.setrlimit(resource.RLIMIT_AS, (space, space))
tracemalloc.start()
try:
    decode(bomb)
    code = None
except StatusListError as exc:
    code = exc.code
print(json.dumps([tracemalloc.get_traced_memory()[1], code]))
"""


def peak_of_decoding(module: str, *, wbits: int, gibibytes: int, prefix: str = "") -> tuple[int, str | None]:
    """Bytes allocated at most, and the code it was refused with, under an address space of half a gibibyte."""
    bomb = prefix + urlsafe_b64encode(_zeros(gibibytes * 1024, wbits)).rstrip(b"=").decode()
    asked = [sys.executable, "-c", _READ, module]
    done = subprocess.run(asked, input=bomb, capture_output=True, text=True, check=True, cwd=_ROOT, timeout=120)
    peak, code = json.loads(done.stdout)
    return int(peak), code


def _zeros(mebibytes: int, wbits: int) -> bytes:
    """What a full flush ends is the same again and again; the end of it all is never reached."""
    compressor, zeros = zlib.compressobj(9, zlib.DEFLATED, wbits), bytes(16 * 1024 * 1024)
    first, next_one = (compressor.compress(zeros) + compressor.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + next_one * (mebibytes // 16 - 1)
