"""Tracks with known contents: colours, flashes and tones, sealed as the recorder does, with marks of the time."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from recordings.film.script import Script, Shot
from recordings.finishing import Finished, finish
from recordings.frame import Frame, Mark
from recordings.playback.timeline import Timeline, timeline
from recordings.segment import Segment, SegmentId
from recordings.vault.spool import SpoolWriter
from recordings.webm import PICTURE_CLOCK, SPEECH_CLOCK
from rooms.channel import JOINT
from rooms.ids import RoomId, SeatId, StayId
from rooms.participant import MediaKind

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEY = b"k" * 32
SIZE = (160, 90)
COLOURS = {"red": (76, 85, 255), "green": (150, 44, 21), "blue": (29, 255, 107), "white": (235, 128, 128)}
"""Luminance and both colours."""
PER_SECOND = 20


@dataclass(frozen=True)
class Take:
    segment: Segment
    finished: Finished
    key: bytes


@functools.cache
def plain(colour: str, seconds: float, flash: float | None = None) -> tuple[Frame, ...]:
    """Pictures of one colour, white for a tenth of a second once."""
    encoder = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = *SIZE, "yuv420p"
    encoder.time_base, encoder.gop_size = Fraction(1, PER_SECOND), PER_SECOND
    encoder.bit_rate, encoder.thread_count = 300_000, 1
    encoder.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}
    packets = []
    for number in range(round(seconds * PER_SECOND)):
        lit = flash is not None and flash <= number / PER_SECOND < flash + 0.1
        frame = av.VideoFrame(*SIZE, "yuv420p")
        for plane, value in zip(frame.planes, COLOURS["white" if lit else colour], strict=True):
            plane.update(bytes([value]) * plane.buffer_size)
        frame.pts = number
        packets += encoder.encode(frame)
    packets += encoder.encode(None)
    step = PICTURE_CLOCK // PER_SECOND
    return tuple(
        Frame(number * step, packet.is_keyframe, bytes(packet)) for number, packet in enumerate(packets)
    )


@functools.cache
def tone(frequency: int, seconds: float, begin: float = 0.0, end: float = math.inf) -> tuple[Frame, ...]:
    """Opus, in which a tone sounds between two moments."""
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = SPEECH_CLOCK, "stereo", "s16"
    encoder.time_base = Fraction(1, SPEECH_CLOCK)
    time = np.arange(round(seconds * 50) * 960) / SPEECH_CLOCK
    wave = np.sin(2 * np.pi * frequency * time) * 8000 * ((time >= begin) & (time < end))
    samples = np.repeat(wave.astype(np.int16), 2)
    packets = []
    for number in range(len(samples) // 1920):
        piece = samples[number * 1920 : (number + 1) * 1920].reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(piece, format="s16", layout="stereo")
        frame.sample_rate, frame.pts = SPEECH_CLOCK, number * 960
        packets += encoder.encode(frame)
    return tuple(Frame(number * 960, True, bytes(packet)) for number, packet in enumerate(packets))


def take(
    folder: Path,
    name: str,
    frames: Sequence[Frame],
    kind: MediaKind,
    at: float,
    seat: str | None = None,
    ppm: float = 0.0,
) -> Take:
    """In `folder` under its name, captured from `at` seconds after BEGAN on, by a device that runs so much faster."""
    began = BEGAN + timedelta(seconds=at)
    ids = SegmentId(name), RoomId("room"), SeatId(seat or name), StayId("stay"), StayId("recording")
    segment = Segment(*ids, JOINT, kind, began, "folder")
    rate = PICTURE_CLOCK if segment.pictures else SPEECH_CLOCK
    spool = folder / f"{name}.spool"
    key = name.encode().ljust(32, b"k")
    with spool.open("wb") as file:
        writer = SpoolWriter(key, file.write)
        for number, frame in enumerate(frames):
            if number % 50 == 0:
                since = frame.at / rate / (1 + ppm * 1e-6)
                wall = round((began.timestamp() + since) * 1_000_000)
                writer.mark(Mark(frame.at, wall, told=number > 0))
                writer.mark(Mark(frame.at, wall + 10_000, told=False))
                writer.seal()
            writer.add(frame)
        writer.seal()
    done = finish(spool, folder / name, key, pictures=segment.pictures)
    spool.unlink()
    return Take(segment, done, key)


def script(*takes: Take, size: tuple[int, int] = (320, 180)) -> Script:
    line: Timeline = timeline((one.segment, one.finished) for one in takes)
    shots = tuple(Shot(line.lane(one.segment.id), one.key, one.finished.length) for one in takes)
    return Script(shots, line.seconds, *size)
