"""What others have left is finished."""

import os
from pathlib import Path

import pytest

from recordings.segment import Segment, SegmentId
from recordings.spooling import Spooling
from tests.unit.recordings.recorded import Remembered, recording
from tests.unit.recordings.spooled import EPOCH, KEY, arrived, segment


class Adopting(Remembered):
    """It reads every label."""

    async def read(self, segment_id: SegmentId, label: bytes) -> tuple[Segment, bytes]:
        return segment(), KEY


async def test_one_spool_that_cannot_be_opened_keeps_nobody_from_finishing_the_others(tmp_path: Path) -> None:
    spools = tmp_path / "recordings" / "spool"
    spools.mkdir(parents=True)
    (spools / "another.spool").mkdir()  # refused, as one of somebody else's, or on a bad sector
    left_behind(spools)
    index = Adopting()
    async with recording(tmp_path, index):
        await index.has(1)


async def test_one_spool_that_cannot_be_read_keeps_nobody_from_finishing_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spools = tmp_path / "recordings" / "spool"
    spools.mkdir(parents=True)
    (spools / "another.spool").touch()  # without a header: it is to go
    left_behind(spools)
    unlink = Path.unlink

    def refused(path: Path, missing_ok: bool = False) -> None:
        if path.stem == "another":
            raise PermissionError(13, "Permission denied")
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refused)
    index = Adopting()
    async with recording(tmp_path, index):
        await index.has(1)


def left_behind(spools: Path) -> None:
    file = os.open(spools / "segment.spool", os.O_RDWR | os.O_CREAT)
    Spooling(segment(), KEY, file, EPOCH, b"label").take(arrived(*range(50)))
    os.close(file)
