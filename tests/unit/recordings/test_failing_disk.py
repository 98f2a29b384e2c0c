"""A disk that does not do what it is asked is told of, for as long as it does not."""

import asyncio
import os
import threading
from pathlib import Path

import pytest

from recordings.recorder import Recorder
from tests.unit.recordings.recorded import ROOM, Remembered, is_so, recording, says, taken, talks


def failing(recorder: Recorder) -> str:
    [track] = recorder.health(ROOM).tracks
    return track.failing


async def test_a_disk_that_does_not_come_back_from_writing_is_told_as_failing_until_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recordings.recorder.STUCK_AFTER", 0.3)
    goes_on, pwrite = threading.Event(), os.pwrite

    def hangs(file: int, octets: bytes, at: int) -> int:
        goes_on.wait(20)
        return pwrite(file, octets, at)

    monkeypatch.setattr("recordings.spooling.os.pwrite", hangs)
    async with recording(tmp_path, Remembered()) as recorder:
        says(taken(recorder))
        assert failing(recorder) == ""
        await is_so(lambda: failing(recorder) == "disk")
        goes_on.set()
        await is_so(lambda: failing(recorder) == "")


async def test_a_disk_that_does_not_confirm_is_told_as_failing_until_it_does_though_it_takes_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recordings.recorder.WRITE_EVERY", 0.02)
    monkeypatch.setattr("recordings.recorder.SYNC_EVERY", 0.2)
    fdatasync, broken = os.fdatasync, True

    def refuses(file: int) -> None:
        if broken:
            raise OSError(5, "Input/output error")
        fdatasync(file)

    monkeypatch.setattr("recordings.recorder.os.fdatasync", refuses)
    async with recording(tmp_path, Remembered()) as recorder:
        tape = taken(recorder)
        talking = asyncio.create_task(talks(tape))
        await is_so(lambda: failing(recorder) == "disk")
        for _ in range(20):  # rounds of the writer, which all succeed
            await asyncio.sleep(0.02)
            assert failing(recorder) == "disk"
        broken = False
        await is_so(lambda: failing(recorder) == "")
        talking.cancel()
