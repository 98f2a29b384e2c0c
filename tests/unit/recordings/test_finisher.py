"""What has ended becomes a file, or stays until it can."""

import shutil
from pathlib import Path

import pytest

from tests.unit.recordings.recorded import Remembered, is_so, recording, says, taken


async def test_while_a_folder_is_away_nothing_is_finished_and_nothing_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("recordings.finisher.AGAIN_AFTER", 0.1)
    index = Remembered()
    async with recording(tmp_path, index) as recorder:
        tape = taken(recorder)
        spool = tmp_path / "recordings" / "spool" / f"{tape.segment.id}.spool"
        says(tape, 50)
        await is_so(lambda: spool.exists() and spool.stat().st_size)
        sealed = tmp_path / "recordings" / "sealed"
        sealed.rmdir()
        tape.close()
        await is_so(lambda: "cannot be finished now" in caplog.text)
        assert spool.exists()
        sealed.mkdir()
        await index.has(1)
    assert not index.forgotten


async def test_a_spool_that_is_gone_from_its_folder_is_nothing_and_one_of_a_folder_that_is_away_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("recordings.finisher.AGAIN_AFTER", 0.1)
    index = Remembered()
    async with recording(tmp_path, index) as recorder:
        gone, waits = taken(recorder, "worker"), taken(recorder, "employer")
        spools = tmp_path / "recordings" / "spool"
        await is_so(lambda: len(list(spools.iterdir())) == 2)
        says(gone)
        says(waits)
        (spools / f"{gone.segment.id}.spool").unlink()
        gone.close()
        await is_so(lambda: index.forgotten == {gone.segment.id})
        shutil.move(spools, tmp_path / "away")
        waits.close()
        await is_so(lambda: f"{waits.segment.id} cannot be finished now" in caplog.text)
        shutil.move(tmp_path / "away", spools)
        await index.has(1)
    assert index.forgotten == {gone.segment.id}
