"""`mochila anchor deploy`: a contract on a network that has none, from the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

from anchoring.networks import find_network, open_ledger
from tests.integration.anchoring.anvil import CHAIN, FUNDED, ask
from tests.integration.anchoring.rpc_proxy import rpc_proxy
from tests.unit.anchoring.keys import MemoryKey


def mochila(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from issuer_api.cli import main; main()", "anchor", *arguments]
    environment = {**os.environ, "MOCHILA_DATA": str(folder), "COLUMNS": "200", **variables}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_a_contract_is_put_on_a_network(rpc_url: str, tmp_path: Path) -> None:
    with rpc_proxy(rpc_url) as silent, rpc_proxy(rpc_url) as other:
        silent.down = True
        urls = [silent.url, other.url, rpc_url]
        made = mochila(
            tmp_path,
            *("deploy", "--network", CHAIN, "--json"),
            MOCHILA_RPC_URLS=" ".join(urls),
            MOCHILA_RPC_QUORUM="2",
            MOCHILA_ANCHOR_KEY=FUNDED[0],
        )
        assert made.returncode == 0, made.stderr
        answer = json.loads(made.stdout)
        assert (answer["chain"], answer["start_block"]) == (CHAIN, 1)
        ledger = open_ledger(find_network(CHAIN, rpc_urls=urls, quorum=2), contract=answer["contract"])
        assert ledger.head(MemoryKey().address) == bytes(32)
        ledger.close()


def test_an_account_without_funds_is_told_so(rpc_url: str, tmp_path: Path) -> None:
    address = mochila(tmp_path, "account").stdout.strip()
    assert mochila(tmp_path, "account").stdout.strip() == address
    refused = mochila(tmp_path, "deploy", "--network", "anvil", MOCHILA_RPC_URLS=rpc_url)
    assert refused.returncode == 1
    assert "nsufficient funds" in refused.stderr or "exceeds allowance" in refused.stderr
    assert "Traceback" not in refused.stderr
    ask(rpc_url, "anvil_setBalance", address, hex(10**18))
    assert mochila(tmp_path, "deploy", "--network", "anvil", MOCHILA_RPC_URLS=rpc_url).returncode == 0


def test_another_chain_is_refused(rpc_url: str, tmp_path: Path) -> None:
    refused = mochila(tmp_path, "deploy", "--network", "hoodi", MOCHILA_RPC_URLS=rpc_url, MOCHILA_ANCHOR_KEY=FUNDED[0])
    assert refused.returncode == 1
    assert "eip155:31337, not eip155:560048" in refused.stderr


def test_the_networks_are_shown(tmp_path: Path) -> None:
    shown = mochila(tmp_path, "networks").stdout
    for name in ("embedded", "anvil", "hoodi", "amoy", "chiado", "base-sepolia"):
        assert name in shown
