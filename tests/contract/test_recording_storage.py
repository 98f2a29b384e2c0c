"""The storage of finished recordings: a folder and a bucket keep the same promises."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from recordings.storage import Folder, Storage, StorageUnavailable, at
from tests.servers.bucket import Served, bucket

LARGE = os.urandom(12 * 1024 * 1024)
"""More than goes to S3 in one part."""


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with bucket() as running:
        yield running


@pytest.fixture(params=["folder", "s3"])
def storage(
    request: pytest.FixtureRequest, served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Storage:
    if request.param == "folder":
        return Folder(tmp_path / "kept")
    for name, value in served.environment().items():
        monkeypatch.setenv(name, value)
    return at(served.url())


def written(folder: Path, octets: bytes) -> Path:
    path = folder / "sealed"
    path.write_bytes(octets)
    return path


@pytest.mark.parametrize("octets", [b"sealed", LARGE], ids=["small", "large"])
async def test_what_is_put_is_read_in_whole_and_in_part(
    storage: Storage, tmp_path: Path, octets: bytes
) -> None:
    await storage.put("one", written(tmp_path, octets))
    assert await storage.measure("one") == (len(octets), hashlib.sha256(octets).digest())
    assert await storage.read("one", 2, 3) == octets[2:5]
    assert await storage.read("one", len(octets) - 2, 2) == octets[-2:]


async def test_put_again_it_is_the_same(storage: Storage, tmp_path: Path) -> None:
    for _ in range(2):
        await storage.put("one", written(tmp_path, b"sealed"))
    assert (await storage.measure("one"))[0] == 6


async def test_what_is_not_there_cannot_be_read_and_is_deleted_already(storage: Storage) -> None:
    with pytest.raises(StorageUnavailable):
        await storage.read("nothing", 0, 1)
    with pytest.raises(StorageUnavailable):
        await storage.measure("nothing")
    await storage.delete("nothing")


async def test_what_is_deleted_is_gone(storage: Storage, tmp_path: Path) -> None:
    await storage.put("one", written(tmp_path, b"sealed"))
    await storage.put("other", written(tmp_path, b"another"))
    await storage.delete("one")
    with pytest.raises(StorageUnavailable):
        await storage.measure("one")
    assert (await storage.measure("other"))[0] == 7


async def test_a_file_that_is_not_there_is_not_put(storage: Storage, tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable):
        await storage.put("one", tmp_path / "gone")
