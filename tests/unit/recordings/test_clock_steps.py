"""A clock that is set while something is recorded puts no track apart from another."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from datetime import timedelta
from pathlib import Path

import pytest

from recordings.playback.timeline import timeline
from recordings.recorder import Recorder
from recordings.storage import Folder
from rooms.channel import JOINT
from rooms.ids import RECORDER, RoomId, SeatId, StayId
from rooms.participant import MediaKind
from rooms.policy import Take
from tests.unit.recordings.recorded import Remembered, recording, taken


@pytest.mark.parametrize("step", [-7200.0, 3600.0])
async def test_tracks_before_and_after_a_step_of_the_clock_are_as_far_apart_as_they_were(
    tmp_path: Path, step: float
) -> None:
    wall = itertools.chain([1_700_000_000.0], itertools.repeat(1_700_000_000.0 + step))
    index = Remembered()
    recorder = Recorder(
        tmp_path / "recordings", index, Folder(tmp_path / "kept" / "kept"), lambda: next(wall)
    )
    await recorder.start()
    try:
        now = time.monotonic()
        for number, began in enumerate((now, now + 5)):
            take = Take(SeatId(f"seat{number}"), StayId("s"), RECORDER, StayId("r"), MediaKind.AUDIO, JOINT)
            tape = recorder.open(RoomId("room"), take, began)
            for packet in range(50):
                at = began + packet * 0.02
                tape.clock(packet * 960, at)
                tape.take(packet, packet * 960, False, b"\x78speech", at + 0.01)
            tape.close()
        async with asyncio.timeout(20):
            await index.has(2)
    finally:
        with contextlib.suppress(TimeoutError):
            await recorder.close()
    (one, _), (other, _) = sorted(index.finished.values(), key=lambda kept: kept[0].began)
    assert other.began - one.began == timedelta(seconds=5)
    line = timeline(index.finished.values())
    assert line.lane(other.id).begin - line.lane(one.id).begin == pytest.approx(5, abs=0.001)


async def test_a_recording_stands_where_the_clock_is_when_it_begins_though_it_was_set_after_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recordings.recorder.EPOCHS", 2)
    clock = 1_700_000_000.0
    async with recording(tmp_path, Remembered(), lambda: clock) as recorder:
        first = taken(recorder, recording="first").segment
        clock += 3600
        second = taken(recorder, recording="second").segment
        again = taken(recorder, "employer", "first").segment
        taken(recorder, recording="third")
        still = taken(recorder, "mediator", "first").segment
    assert second.began - first.began >= timedelta(hours=1)
    assert first.began <= again.began <= still.began < first.began + timedelta(minutes=1)
