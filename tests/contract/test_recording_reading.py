"""Parts of a finished file out of a folder and out of a bucket: right, few, and never what was not written."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from recordings.playback.reading import AT_ONCE, KEPT, Reader
from recordings.storage import Folder, Storage, StorageUnavailable, at
from recordings.vault.cipher import TAG, Damaged
from recordings.vault.sealed import CHUNK, HEADER, SealedWriter
from tests.servers.bucket import Served, bucket

KEY = b"k" * 32
CONTENT = os.urandom(40 * CHUNK + 1234)


class Counted:
    """A storage of which is known what was asked."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self.asked: list[tuple[int, int]] = []
        self.put, self.measure, self.delete = storage.put, storage.measure, storage.delete

    async def read(self, name: str, offset: int, size: int) -> bytes:
        self.asked.append((offset, size))
        return await self._storage.read(name, offset, size)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with bucket() as running:
        yield running


@pytest.fixture(params=["folder", "s3"])
def storage(
    request: pytest.FixtureRequest, served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Counted:
    if request.param == "folder":
        return Counted(Folder(tmp_path / "recordings" / "kept"))
    for name, value in served.environment().items():
        monkeypatch.setenv(name, value)
    return Counted(at(served.url()))


def sealed(content: bytes) -> bytearray:
    stored = bytearray(HEADER + len(content) + TAG * (len(content) // CHUNK + 1))

    def keep(at: int, octets: bytes) -> None:
        stored[at : at + len(octets)] = octets

    writer = SealedWriter(KEY, keep)
    writer.write(content)
    writer.finish()
    return stored


async def kept(storage: Storage, folder: Path, octets: bytes) -> None:
    path = folder / "waiting"
    path.write_bytes(octets)
    await storage.put("one", path)


async def test_any_part_is_what_was_written(storage: Counted, tmp_path: Path) -> None:
    stored = sealed(CONTENT)
    await kept(storage, tmp_path, stored)
    reader = Reader(storage, "one", KEY, len(stored))
    assert await reader.size() == len(CONTENT)
    assert await reader.read(0, len(CONTENT) + 5) == CONTENT
    rng = random.Random(3)
    edges = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, len(CONTENT) - 1, len(CONTENT), len(CONTENT) + 9]
    for _ in range(150):
        start = rng.choice(edges) if rng.random() < 0.5 else rng.randrange(len(CONTENT))
        end = start + rng.choice([0, 1, 10, CHUNK, 3 * CHUNK])
        assert await reader.read(start, end) == CONTENT[start:end]


async def test_a_little_is_fetched_for_a_little_and_nothing_twice_in_a_row(
    storage: Counted, tmp_path: Path
) -> None:
    stored = sealed(CONTENT)
    await kept(storage, tmp_path, stored)
    reader = Reader(storage, "one", KEY, len(stored))
    for _ in range(3):
        assert await reader.read(5 * CHUNK + 10, 5 * CHUNK + 20) == CONTENT[5 * CHUNK + 10 : 5 * CHUNK + 20]
    assert storage.asked == [(0, HEADER), (HEADER + 5 * (CHUNK + TAG), CHUNK + TAG)]
    storage.asked.clear()
    await reader.read(0, len(CONTENT))
    assert len(storage.asked) <= 8
    assert max(size for _, size in storage.asked) <= AT_ONCE * (CHUNK + TAG)
    assert len(reader._kept) <= KEPT


async def test_who_stops_reading_has_fetched_no_more_than_came_next(storage: Counted, tmp_path: Path) -> None:
    stored = sealed(CONTENT)
    await kept(storage, tmp_path, stored)
    reader = Reader(storage, "one", KEY, len(stored))
    async for _ in reader.pieces(0, len(CONTENT)):
        break
    assert sum(size for _, size in storage.asked) <= HEADER + CHUNK + TAG


@pytest.mark.parametrize("how", ["changed", "cut", "cut at a chunk", "longer", "swapped", "another key"])
async def test_what_was_changed_is_never_given(storage: Counted, tmp_path: Path, how: str) -> None:
    stored = sealed(CONTENT)
    length, key, whole = len(stored), KEY, CHUNK + TAG
    match how:
        case "changed":
            stored[HEADER + 7 * whole + 5] ^= 1
        case "cut":
            del stored[-10:]
        case "cut at a chunk":
            del stored[HEADER + 7 * whole :]
        case "longer":
            length += 100
            stored += bytes(100)
        case "swapped":
            one, other = (slice(HEADER + n * whole, HEADER + (n + 1) * whole) for n in (3, 4))
            stored[one], stored[other] = stored[other], stored[one]
        case _:
            key = b"x" * 32
    await kept(storage, tmp_path, stored)
    reader = Reader(storage, "one", key, length)
    given = bytearray()

    async def read() -> None:
        async for piece in reader.pieces(0, len(CONTENT)):
            given.extend(piece)

    with pytest.raises((Damaged, StorageUnavailable)):
        await read()
    assert CONTENT.startswith(given)
    if how == "changed":
        assert await reader.read(8 * CHUNK, 9 * CHUNK) == CONTENT[8 * CHUNK : 9 * CHUNK]


async def test_what_is_not_there_is_said(storage: Counted) -> None:
    with pytest.raises(StorageUnavailable):
        await Reader(storage, "nothing", KEY, 1000).size()
