"""Which network and which key the settings name."""

import json
import secrets
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account
from pydantic import ValidationError

from anchoring.errors import WrongChain
from anchoring.fees import GWEI
from anchoring.networks import NETWORKS, find_network
from issuer_api.adapters.anchor_key import FileAnchorKey
from issuer_api.adapters.secret_files import SecretFileError, make_secret
from issuer_api.bootstrap.chain import anchor_key, deploy_contract, fee_policy
from issuer_api.domain.errors import Invalid, NotFound
from issuer_api.settings import Settings

URLS = tuple(f"https://rpc-{n}.example/{secrets.token_hex(4)}" for n in range(3))


def made(tmp_path: Path, **values: Any) -> Settings:
    return Settings(data=tmp_path, **values)


def test_ready_made_networks_need_no_more_than_their_name(tmp_path: Path) -> None:
    assert set(NETWORKS) == {"embedded", "anvil", "hoodi", "amoy", "chiado", "base-sepolia"}
    for name in set(NETWORKS) - {"embedded"}:
        network = made(tmp_path, chain=name).network
        assert network == find_network(network.chain)
        assert network.nodes
    assert made(tmp_path).network.embedded


def test_any_other_network_is_described_by_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCHILA_CHAIN", "eip155:11155420")
    monkeypatch.setenv("MOCHILA_RPC_URLS", " ".join(URLS))
    monkeypatch.setenv("MOCHILA_RPC_QUORUM", "2")
    monkeypatch.setenv("MOCHILA_FINALITY", "64")
    monkeypatch.setenv("MOCHILA_FEE_CAP_GWEI", "7")
    settings = made(tmp_path)
    network = settings.network
    assert (network.nodes, network.quorum, network.finality) == (URLS, 2, 64)
    assert fee_policy(settings).cap == 7 * GWEI
    assert URLS[0] not in f"{settings} {network}"


def test_urls_of_ones_own_must_all_agree_unless_it_is_said(tmp_path: Path) -> None:
    network = made(tmp_path, chain="hoodi", rpc_urls=URLS).network
    assert (network.chain, network.quorum, network.rpc_urls) == ("eip155:560048", 3, URLS)


@pytest.mark.parametrize(("urls", "quorum"), [(URLS, 1), (URLS, 4), (URLS[:2], 1), ((), 1), ((), None)])
def test_less_than_more_than_half_is_no_quorum(tmp_path: Path, urls: tuple[str, ...], quorum: int | None) -> None:
    network = made(tmp_path, chain="eip155:1", rpc_urls=urls, rpc_quorum=quorum).network
    with pytest.raises(WrongChain, match="no quorum") as caught:
        assert network.nodes
    assert "https" not in str(caught.value)


@pytest.mark.parametrize("name", ["mainnet", "eip155:", "eip155:0", "1", "solana:x", "eip155:1/x"])
def test_a_name_that_is_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongChain, match="hoodi"):
        assert made(tmp_path, chain=name).network


@pytest.mark.parametrize("value", ["0", "-1", "soon"])
def test_a_finality_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("MOCHILA_FINALITY", value)
    with pytest.raises(ValidationError):
        made(tmp_path)


def test_the_embedded_chain_needs_no_contract(tmp_path: Path) -> None:
    with pytest.raises(WrongChain, match="from the first block"):
        deploy_contract(find_network("embedded"), FileAnchorKey.create(tmp_path / "anchor"))


SECRET = bytes.fromhex("d9" * 32)
ADDRESS = Account.from_key(SECRET).address


def keystore(tmp_path: Path, **changes: Any) -> Path:
    file = tmp_path / "keystore.json"
    file.write_text(json.dumps(Account.encrypt(SECRET, "correct horse", kdf="pbkdf2", iterations=1000) | changes))
    return file


def test_the_nodes_own_file_is_the_default(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        anchor_key(made(tmp_path), tmp_path)
    assert FileAnchorKey.create(tmp_path / "anchor").address == anchor_key(made(tmp_path), tmp_path).address


def test_a_keystore_is_opened_by_a_secret_file(tmp_path: Path) -> None:
    settings = made(tmp_path, anchor_keystore_file=keystore(tmp_path))
    with pytest.raises(SecretFileError, match="anchor-password"):
        anchor_key(settings, tmp_path)
    make_secret(settings.secret("anchor-password"), "correct horse")
    assert anchor_key(settings, tmp_path).address == ADDRESS


@pytest.mark.parametrize(
    ("password", "changes", "code"),
    [
        ("wrong horse", {}, "key-locked"),
        ("correct horse", {"version": 1}, "key-malformed"),
        ("correct horse", {"version": None}, "key-malformed"),
        ("correct horse", {"crypto": {}}, "key-malformed"),
        ("correct horse", {"crypto": None}, "key-malformed"),
    ],
)
def test_a_keystore_that_does_not_open(tmp_path: Path, password: str, changes: dict[str, Any], code: str) -> None:
    settings = made(tmp_path, anchor_keystore_file=keystore(tmp_path, **changes))
    make_secret(settings.secret("anchor-password"), password)
    with pytest.raises(Invalid) as caught:
        anchor_key(settings, tmp_path)
    assert caught.value.code == code
    assert password not in str(caught.value)


def test_a_keystore_that_is_none(tmp_path: Path) -> None:
    settings = made(tmp_path, anchor_keystore_file=tmp_path / "keystore.json")
    make_secret(settings.secret("anchor-password"), "x")
    with pytest.raises(NotFound):
        anchor_key(settings, tmp_path)
    for text in (b"", b"[]", b"\xff", b"{}"):
        (tmp_path / "keystore.json").write_bytes(text)
        with pytest.raises(Invalid):
            anchor_key(settings, tmp_path)


@pytest.mark.parametrize("prefix", ["", "0x"])
def test_an_environment_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prefix: str) -> None:
    monkeypatch.setenv("MOCHILA_ANCHOR_KEY", prefix + SECRET.hex())
    settings = made(tmp_path)
    assert anchor_key(settings, tmp_path).address == ADDRESS
    assert SECRET.hex() not in repr(settings)


@pytest.mark.parametrize("text", ["0x", "x", SECRET.hex()[:-1], SECRET.hex() + "00", "00" * 32])
def test_an_environment_variable_that_is_no_key(tmp_path: Path, text: str) -> None:
    with pytest.raises(Invalid) as caught:
        anchor_key(made(tmp_path, anchor_key=text), tmp_path)
    assert SECRET.hex()[:-1] not in str(caught.value)


def test_an_external_signer_needs_an_address(tmp_path: Path) -> None:
    url = "http://127.0.0.1:9000"
    settings = made(tmp_path, anchor_signer_url=url, anchor_signer_address=ADDRESS)
    assert anchor_key(settings, tmp_path).address == ADDRESS
    with pytest.raises(Invalid, match="EIP-55"):
        anchor_key(made(tmp_path, anchor_signer_url=url), tmp_path)


def test_two_keys_are_one_too_many(tmp_path: Path) -> None:
    settings = made(tmp_path, anchor_key=SECRET.hex(), anchor_keystore_file=keystore(tmp_path))
    with pytest.raises(Invalid, match="MOCHILA_ANCHOR_KEYSTORE_FILE and MOCHILA_ANCHOR_KEY"):
        anchor_key(settings, tmp_path)
