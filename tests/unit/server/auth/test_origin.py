"""What counts as one client address, and that it cannot be read back."""

from pathlib import Path

import pytest

from server.auth.origin import ORIGIN_BYTES, origin
from server.storage.keys import FileKeys


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> FileKeys:
    folder: Path = tmp_path_factory.mktemp("keys")
    return FileKeys.open(folder / "keys.json")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("", "not an address"),
    ],
)
def test_these_are_the_same(keys: FileKeys, one: str, other: str) -> None:
    assert origin(keys, "link", one) == origin(keys, "link", other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("2001:db8:1:2::1", "2001:db8:1:3::1"), ("198.51.100.7", "198.51.100.8"), ("198.51.100.7", "")],
)
def test_these_are_not(keys: FileKeys, one: str, other: str) -> None:
    assert origin(keys, "link", one) != origin(keys, "link", other)


def test_the_same_address_looks_different_on_another_link(keys: FileKeys) -> None:
    assert origin(keys, "one", "198.51.100.7") != origin(keys, "other", "198.51.100.7")
    assert len(origin(keys, "one", "198.51.100.7")) == ORIGIN_BYTES
