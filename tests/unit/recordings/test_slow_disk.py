"""A disk that is slow to settle what has ended keeps nobody from writing what has begun."""

import os
import stat
import threading
from pathlib import Path

import pytest

from tests.unit.recordings.recorded import Remembered, is_so, recording, says, taken


async def test_what_begins_is_written_while_the_disk_still_settles_what_has_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled, settling, fsync = threading.Event(), threading.Event(), os.fsync

    def slow(file: int) -> None:
        if stat.S_ISREG(os.fstat(file).st_mode):
            settling.set()
            settled.wait(20)
        fsync(file)

    spools = tmp_path / "recordings" / "spool"
    index = Remembered()
    async with recording(tmp_path, index) as recorder:
        monkeypatch.setattr("recordings.finisher.os.fsync", slow)
        before = taken(recorder, "worker")
        says(before)
        before.close()  # a move: what they say goes on in another file
        await is_so(settling.is_set)
        after = taken(recorder, "employer")
        says(after)
        spool = spools / f"{after.segment.id}.spool"
        await is_so(lambda: spool.exists() and spool.stat().st_size)
        settled.set()
        await index.has(1)
