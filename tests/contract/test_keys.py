"""What every adapter to a key-encryption key must do: server.storage.keys.Keys."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server.storage.keys import FileKeys, Keys, KeysUnavailable, rewrapped, signed_by
from server.storage.sealing import Unreadable


@pytest.fixture(params=[None, "一个很长的口令"], ids=["plain", "passphrase"])
def passphrase(request: pytest.FixtureRequest) -> str | None:
    return request.param


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "keys.json"


@pytest.fixture
def keys(path: Path, passphrase: str | None) -> Keys:
    return FileKeys.open(path, passphrase)


def test_what_is_wrapped_is_unwrapped_in_its_context_only(keys: Keys) -> None:
    wrapped = keys.wrap(b"k" * 32, b"case 1")
    assert b"k" * 32 not in wrapped
    assert keys.unwrap(wrapped, b"case 1") == b"k" * 32
    with pytest.raises(Unreadable):
        keys.unwrap(wrapped, b"case 2")
    with pytest.raises(Unreadable):
        keys.unwrap(b"", b"case 1")


def test_a_signature_is_verified_by_the_public_key(keys: Keys) -> None:
    signature = keys.sign(b"head")
    assert signed_by(keys.public_key, signature, b"head")
    assert not signed_by(keys.public_key, signature, b"another head")
    assert not signed_by(bytes(32), signature, b"head")
    assert not signed_by(b"", b"", b"head")


def test_keyed_hashes_differ_by_purpose(keys: Keys) -> None:
    assert keys.keyed_hash("codes", b"123456") == keys.keyed_hash("codes", b"123456")
    assert keys.keyed_hash("codes", b"123456") != keys.keyed_hash("origin", b"123456")


def test_the_next_process_has_the_same_keys(keys: Keys, path: Path, passphrase: str | None) -> None:
    again = FileKeys.open(path, passphrase)
    assert again.key_id == keys.key_id
    assert again.public_key == keys.public_key
    assert again.unwrap(keys.wrap(b"k" * 32, b""), b"") == b"k" * 32
    assert again.keyed_hash("codes", b"1") == keys.keyed_hash("codes", b"1")


def test_only_the_owner_can_read_the_file(keys: Keys, path: Path, passphrase: str | None) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in path.parent.iterdir()] == ["keys.json"]
    path.chmod(0o640)
    with pytest.raises(KeysUnavailable, match="chmod"):
        FileKeys.open(path, passphrase)


def test_a_wrong_passphrase_opens_nothing(path: Path) -> None:
    FileKeys.open(path, "richtig")
    for wrong in ("falsch", None):
        with pytest.raises(KeysUnavailable, match="passphrase"):
            FileKeys.open(path, wrong)


def test_a_passphrase_for_a_file_without_one_is_a_mistake(path: Path) -> None:
    FileKeys.open(path)
    with pytest.raises(KeysUnavailable, match="no passphrase"):
        FileKeys.open(path, "richtig")


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"v": 1}', '{"v": 1, "id": "x", "root": "%"}', '{"v": 2}']
)
def test_a_damaged_file_is_neither_used_nor_replaced(path: Path, content: str) -> None:
    FileKeys.open(path)
    path.write_text(content)
    with pytest.raises(KeysUnavailable):
        FileKeys.open(path)
    assert path.read_text() == content


def test_those_who_make_the_file_at_once_get_the_same_keys(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: FileKeys.open(path), range(8)))
    assert len({keys.public_key for keys in made}) == 1
    assert [found.name for found in path.parent.iterdir()] == ["keys.json"]


def test_a_folder_that_cannot_be_written_is_named_as_the_reason(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(KeysUnavailable, match=os.strerror(errno.EEXIST)):
        FileKeys.open(tmp_path / "data" / "keys.json")


def test_a_copy_under_another_passphrase_holds_the_same_keys(
    keys: Keys, path: Path, passphrase: str | None
) -> None:
    copy = path.with_name("copy.json")
    for other in (None, "ein anderes"):
        copy.write_bytes(rewrapped(path.read_bytes(), passphrase, other))
        copy.chmod(0o600)
        opened = FileKeys.open(copy, other)
        assert (opened.key_id, opened.public_key) == (keys.key_id, keys.public_key)
        with pytest.raises(KeysUnavailable):
            FileKeys.open(copy, "falsch")
    with pytest.raises(KeysUnavailable):
        rewrapped(path.read_bytes(), "falsch", None)
    for damaged in (b"", b"[]", b'{"v": 2}'):
        with pytest.raises(KeysUnavailable):
            rewrapped(damaged, passphrase, None)
