"""The anchoring key's file."""

from pathlib import Path

import pytest
from eth_account import Account

from issuer_api.adapters.anchor_key import FileAnchorKey
from issuer_api.domain.errors import Conflict, Invalid, NotFound

TRANSACTION = {
    "type": 2,
    "chainId": 31337,
    "nonce": 3,
    "to": "0x5FbDB2315678afecb367f032d93F642f64180aa3",
    "value": 0,
    "data": b"\x01",
    "gas": 50_000,
    "maxFeePerGas": 10,
    "maxPriorityFeePerGas": 1,
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "anchor.key"


def test_it_is_the_same_key_again(path: Path) -> None:
    key = FileAnchorKey.create(path)
    again = FileAnchorKey.load(path)
    assert again.address == key.address
    assert again.sign(TRANSACTION) == key.sign(TRANSACTION)
    assert Account.recover_transaction(key.sign(TRANSACTION)) == key.address


def test_the_file_is_its_owners_alone(path: Path) -> None:
    FileAnchorKey.create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    path.chmod(0o640)
    with pytest.raises(Invalid, match="chmod 600"):
        FileAnchorKey.load(path)


def test_a_key_is_never_overwritten(path: Path) -> None:
    address = FileAnchorKey.create(path).address
    with pytest.raises(Conflict):
        FileAnchorKey.create(path)
    assert FileAnchorKey.load(path).address == address
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_missing_key_is_said(path: Path) -> None:
    with pytest.raises(NotFound):
        FileAnchorKey.load(path)


@pytest.mark.parametrize("content", [b"", b"\x01" * 31, b"\x01" * 33, bytes(32), b"\xff" * 32])
def test_what_is_no_key_is_refused_and_not_repeated(path: Path, content: bytes) -> None:
    path.touch(0o600)
    path.write_bytes(content)
    with pytest.raises(Invalid) as caught:
        FileAnchorKey.load(path)
    assert content.hex() not in str(caught.value) or not content
    assert caught.value.__cause__ is None
