"""What was recorded becomes a file that plays, and its seal tells of any change."""

import errno
import hashlib
from pathlib import Path

import av
import pytest

from recordings import finishing
from recordings.finishing import finish
from recordings.frame import Frame
from recordings.vault.cipher import Damaged
from recordings.vault.sealed import SealedReader
from recordings.vault.spool import SpoolWriter
from recordings.webm import NotWritten
from tests.unit.recordings.media import pictures, speech

KEY = b"k" * 32


def spooled(folder: Path, frames: list[Frame], per_record: int = 50) -> Path:
    path = folder / "one.spool"
    with path.open("wb") as file:
        writer = SpoolWriter(KEY, file.write)
        for number, frame in enumerate(frames, start=1):
            writer.add(frame)
            if number % per_record == 0:
                writer.seal()
        writer.seal()
    return path


def plain(path: Path) -> bytes:
    stored = path.read_bytes()
    return b"".join(SealedReader(KEY, lambda at, size: stored[at : at + size], len(stored)).chunks())


@pytest.mark.parametrize("kind", ["speech", "pictures"])
def test_a_spool_becomes_a_file_that_plays_with_the_digests_of_both_forms(kind: str, tmp_path: Path) -> None:
    frames = speech(2) if kind == "speech" else pictures(2)
    sealed = tmp_path / "one.sealed"
    done = finish(spooled(tmp_path, frames), sealed, KEY, pictures=kind == "pictures")
    assert (done.length, done.digest) == (
        len(sealed.read_bytes()),
        hashlib.sha256(sealed.read_bytes()).digest(),
    )
    assert (done.plain_length, done.plain_digest) == (
        len(plain(sealed)),
        hashlib.sha256(plain(sealed)).digest(),
    )
    assert (done.frames, done.torn) == (len(frames), False)
    assert 1900 < done.milliseconds < 2000
    (tmp_path / "out.webm").write_bytes(plain(sealed))
    with av.open(str(tmp_path / "out.webm")) as file:
        found = [bytes(packet) for packet in file.demux(file.streams[0]) if packet.size]
    assert found == [frame.data for frame in frames]


def test_what_a_kill_left_is_finished_without_the_torn_end(tmp_path: Path) -> None:
    frames = speech(3)
    spool = spooled(tmp_path, frames)
    spool.write_bytes(spool.read_bytes()[:-10])
    done = finish(spool, tmp_path / "one.sealed", KEY, pictures=False)
    assert (done.frames, done.torn) == (100, True)


def test_a_full_disk_leaves_the_spool_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = spooled(tmp_path, speech(1))

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(finishing.os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        finish(spool, tmp_path / "one.sealed", KEY, pictures=False)
    assert [path.name for path in tmp_path.iterdir()] == ["one.spool"]


def test_a_changed_spool_is_told_and_kept(tmp_path: Path) -> None:
    spool = spooled(tmp_path, speech(2))
    stored = bytearray(spool.read_bytes())
    stored[100] ^= 1
    spool.write_bytes(stored)
    with pytest.raises(Damaged):
        finish(spool, tmp_path / "one.sealed", KEY, pictures=False)
    assert [path.name for path in tmp_path.iterdir()] == ["one.spool"]


def test_a_spool_without_a_frame_and_pictures_without_a_key_frame_make_no_file(tmp_path: Path) -> None:
    for frames in ([], pictures(1)[1:]):
        with pytest.raises(NotWritten):
            finish(spooled(tmp_path, frames), tmp_path / "one.sealed", KEY, pictures=True)


def test_a_first_picture_that_tells_no_size_costs_no_more_than_itself(tmp_path: Path) -> None:
    frames = pictures(2)
    odd = Frame(0, True, b"\x00" + bytes(20))
    later = [Frame(frame.at + 9000, frame.key, frame.data) for frame in frames]
    sealed = tmp_path / "one.sealed"
    done = finish(spooled(tmp_path, [odd, *later]), sealed, KEY, pictures=True)
    assert done.frames == len(frames)
    (tmp_path / "out.webm").write_bytes(plain(sealed))
    with av.open(str(tmp_path / "out.webm")) as file:
        found = [packet for packet in file.demux(file.streams[0]) if packet.size]
    assert [bytes(packet) for packet in found] == [frame.data for frame in frames]
    assert float(found[0].pts * found[0].time_base) == pytest.approx(0.1)  # where its place says


def test_done_again_after_a_kill_it_is_the_same_file(tmp_path: Path) -> None:
    spool, sealed = spooled(tmp_path, speech(1)), tmp_path / "one.sealed"
    first = finish(spool, sealed, KEY, pictures=False)
    assert finish(spool, sealed, KEY, pictures=False) == first


def test_a_finished_file_that_was_changed_is_not_taken_for_done(tmp_path: Path) -> None:
    spool, sealed = spooled(tmp_path, speech(1)), tmp_path / "one.sealed"
    finish(spool, sealed, KEY, pictures=False)
    stored = bytearray(sealed.read_bytes())
    stored[-1] ^= 1
    sealed.write_bytes(stored)
    with pytest.raises(Damaged):
        finish(spool, sealed, KEY, pictures=False)
