"""Tails files, both ways: an issuer's go to the node, a holder's come from wherever they are published.

ACA-Py looks for them at `$HOME/.indy_client/tails/{hash}` and takes whatever is there. It would download
one itself, in place and without the host map; so this fetches it first, checks it, and renames it there.
"""

import asyncio
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any

import base58
from acapy_agent.anoncreds.models.revocation import RevRegDef
from acapy_agent.anoncreds.revocation import revocation as acapy_revocation
from acapy_agent.anoncreds.util import indy_client_dir

from agent.plugin.errors import Misconfigured, NodeRefused, Unreadable
from agent.plugin.node import Web


class TailsFiles:
    """The local tails files. `prefetch`: get each one as soon as its registry is read."""

    def __init__(self, web: Web, *, prefetch: bool) -> None:
        self.prefetch = prefetch
        self._web = web
        self._lock = asyncio.Lock()

    async def ensure(self, rev_reg_def: RevRegDef) -> Path:
        """Path of the checked local file. Raises NotThere or Unreadable."""
        tails_hash = rev_reg_def.value.tails_hash
        path = Path(indy_client_dir("tails", create=True)) / _file_name(tails_hash)
        async with self._lock:
            if not path.is_file():
                await self._fetch(rev_reg_def.value.tails_location, tails_hash, path)
        return path

    async def _fetch(self, url: str, tails_hash: str, path: Path) -> None:
        digest = hashlib.sha256()
        descriptor, partial = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                async for chunk in self._web.chunks(url):
                    digest.update(chunk)
                    file.write(chunk)
            if base58.b58encode(digest.digest()).decode() != tails_hash:
                raise Unreadable(f"the tails file at {url} is not the one that its registry names")
            Path(partial).replace(path)
        finally:
            Path(partial).unlink(missing_ok=True)


def _file_name(tails_hash: str) -> str:
    """The hash comes from elsewhere: it becomes a file name only when it is base58 of 32 bytes."""
    try:
        if len(base58.b58decode(tails_hash)) == 32:
            return tails_hash
    except ValueError:
        pass
    raise Unreadable("a registry names its tails file by something that is no sha256")


def upload_through_node(web: Web) -> None:
    """Make ACA-Py upload through `web`: its own uploader can send no credential but one in the URL."""
    if not hasattr(acapy_revocation, "AnonCredsTailsServer"):
        raise Misconfigured("this ACA-Py uploads tails files in another way than 1.7.0")

    class NodeTailsServer:
        async def upload_tails_file(
            self, context: Any, filename: str, tails_file_path: str, **_retries: Any
        ) -> tuple[bool, str]:
            base = str(context.settings["tails_server_base_url"]).rstrip("/")
            try:
                await web.upload_tails(Path(tails_file_path), filename)
            except NodeRefused as error:
                return False, str(error)
            return True, f"{base}/hash/{filename}"

    acapy_revocation.AnonCredsTailsServer = NodeTailsServer
