"""What recording costs: CPU time for an hour of one track, by what it is spent on."""

from __future__ import annotations

import io
import os
import random
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench.report import Figure, Target
from recordings.assembly import Packet
from recordings.finishing import finish
from recordings.frame import Frame
from recordings.segment import Segment, SegmentId
from recordings.spooling import Spooling
from recordings.tape import Arrived
from recordings.vault.sealed import SealedWriter
from recordings.webm import PICTURE_CLOCK, SPEECH_CLOCK, WebM
from rooms.channel import JOINT
from rooms.ids import RoomId, SeatId, StayId
from rooms.participant import MediaKind

RUNS: Final = 3
MINUTES: Final = 10
"""Of media in a run; the figures are for an hour."""
HOUR: Final = 60 / MINUTES
PACKETS, PICTURES = 50, 20
"""A second."""
SPEECH_OCTETS, PICTURE_OCTETS = 80, 3000
"""32 kbit/s and 480 kbit/s."""
ROUND: Final = 0.25
"""Seconds of media that the recorder writes at once."""
KEY: Final = bytes(32)
_KEY_FRAME: Final = b"\x10\x02\x00\x9d\x01\x2a\x80\x02\x68\x01"
_SPEECH: Final = b"\x78"
"""A packet of 20 ms, one frame, not silk (RFC 6716 section 3.1)."""
_DESCRIPTOR: Final = b"\x10"


async def recording_figures() -> AsyncIterator[Figure]:
    """For speech and for pictures: muxing, sealing, and all that is done from the packet to the finished file."""
    for kind in (MediaKind.AUDIO, MediaKind.CAMERA):
        frames, name = _frames(kind), "speech" if kind is MediaKind.AUDIO else "pictures"
        yield _figure(
            f"recording_muxing_{name}", lambda frames=frames, kind=kind: _mux(frames, kind), Target(2)
        )
        yield _figure(f"recording_sealing_{name}", lambda frames=frames: _seal(frames))
        yield _figure(f"recording_whole_{name}", lambda frames=frames, kind=kind: _whole(frames, kind))


def _figure(name: str, work: Callable[[], object], target: Target | None = None) -> Figure:
    runs = []
    for _ in range(RUNS):
        began = time.process_time()
        work()
        runs.append((time.process_time() - began) * HOUR)
    return Figure(name, "CPU seconds a track-hour", runs, target)


def _frames(kind: MediaKind) -> list[Frame]:
    rng = random.Random(1)
    if kind is MediaKind.AUDIO:
        step = SPEECH_CLOCK // PACKETS
        count = 60 * MINUTES * PACKETS
        return [Frame(at * step, True, _SPEECH + rng.randbytes(SPEECH_OCTETS - 1)) for at in range(count)]
    step, frames = PICTURE_CLOCK // PICTURES, []
    for number in range(60 * MINUTES * PICTURES):
        key = number % (10 * PICTURES) == 0
        head = _KEY_FRAME if key else b"\x11"
        frames.append(Frame(number * step, key, head + rng.randbytes(PICTURE_OCTETS - len(head))))
    return frames


class _Nowhere(io.RawIOBase):
    """A file of which only the length is kept."""

    def __init__(self) -> None:
        self._at = self._size = 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + (0, self._at, self._size)[whence]
        return self._at

    def write(self, data: object, /) -> int:
        count = len(memoryview(data))  # type: ignore[arg-type]
        self._at += count
        self._size = max(self._size, self._at)
        return count


def _size(kind: MediaKind) -> tuple[int, int] | None:
    return None if kind is MediaKind.AUDIO else (640, 360)


def _mux(frames: list[Frame], kind: MediaKind) -> None:
    with WebM(_Nowhere(), _size(kind)) as made:
        for frame in frames:
            made.write(frame)


def _seal(frames: list[Frame]) -> None:
    writer = SealedWriter(KEY, lambda _offset, _octets: None)
    for frame in frames:
        writer.write(frame.data)
    writer.finish()


def _whole(frames: list[Frame], kind: MediaKind) -> None:
    with tempfile.TemporaryDirectory() as folder:
        spool = Path(folder, "spool")
        file = os.open(spool, os.O_RDWR | os.O_CREAT)
        ids = SegmentId("s"), RoomId("r"), SeatId("s"), StayId("s"), StayId("r")
        spooling = Spooling(Segment(*ids, JOINT, kind, datetime.now(UTC), ""), KEY, file, 0.0)
        rate = SPEECH_CLOCK if kind is MediaKind.AUDIO else PICTURE_CLOCK
        inputs, written = [], 0.0
        for number, frame in enumerate(frames):
            at = frame.at / rate
            payload = frame.data if kind is MediaKind.AUDIO else _DESCRIPTOR + frame.data
            inputs.append(Arrived(Packet(number, frame.at & 0xFFFFFFFF, True, payload), at))
            if at - written > ROUND:
                spooling.take(inputs)
                inputs, written = [], at
        spooling.take(inputs)
        spooling.end()
        os.close(file)
        finish(spool, Path(folder, "sealed"), KEY, pictures=kind is not MediaKind.AUDIO)
