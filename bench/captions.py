"""Captions: how long after the end of a sentence its words are there, with three who speak at once on one core.

The model is the tests', or the one that YUNTIAO_SPEECH_MODEL names. That of the tests is a hundred times faster than
one for production, so the figures are taken a second time with an engine that takes a tenth of what it hears, as those
do.
"""

from __future__ import annotations

import asyncio
import os
import time
from array import array
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import psutil

from bench.report import Figure, Target, note, percentile
from recordings.transcription.engine import RATE, Detector, Engine, Load, Samples
from recordings.transcription.engines import sherpa
from recordings.transcription.transcriber import Model, Transcriber
from recordings.transcription.voice_queue import VoiceQueue
from rooms.channel import JOINT
from rooms.ids import TRANSCRIBER, ChannelId, RoomId, SeatId, StayId
from rooms.participant import MediaKind
from rooms.policy import Dictation
from rooms.utterance import Utterance, Voice
from tests.speech import MODEL, PERIOD, SENTENCES, opus_of, samples_of

VOICES: Final = 3
WITHIN: Final = 2.0
"""Seconds."""
SHARE: Final = 0.1
"""Of the length of what it hears an engine for production takes, on one core."""
AUDIBLE: Final = 600
"""Of 32768: what is softer ends a sentence."""


class Heavy:
    """The tests' model, as slow as one for production."""

    name = "heavy"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def text(self, samples: Samples) -> str:
        until = time.process_time() + SHARE * len(samples) / RATE
        text = self._engine.text(samples)
        while time.process_time() < until:
            self._engine.text(samples)
        return text


def heavy(folder: Path) -> tuple[Engine, Callable[[], Detector]]:
    """See Load."""
    engine, detector = sherpa.load(folder)
    return Heavy(engine), detector


@dataclass
class Stopwatch:
    """A register that takes the time."""

    ends: dict[str, list[float]] = field(default_factory=dict)
    """When each sentence of a seat ends."""
    late: list[float] = field(default_factory=list)
    partials: int = 0

    async def utter(self, room: RoomId, channel: ChannelId, utterance: Utterance) -> bool:
        now = time.monotonic()
        ended = max((end for end in self.ends[utterance.seat] if end <= now), default=now)
        self.late.append(now - ended)
        return True

    def partial(self, room: RoomId, voice: Voice, id: str, began: datetime, text: str) -> None:
        self.partials += 1


async def captions_figures() -> AsyncIterator[Figure]:
    """Once with the model as it is, once with what production costs."""
    folder = Path(os.environ.get("YUNTIAO_SPEECH_MODEL", "") or MODEL)
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        for name, load in (("captions", sherpa.load), ("captions_heavy", heavy)):
            stopwatch, cpu, own = await _run(load, folder)
            note(f"{name}: {len(stopwatch.late)} sentences, {stopwatch.partials} unfinished shown")
            yield Figure(
                f"{name}_final_worst", "seconds after the sentence", [max(stopwatch.late)], Target(WITHIN)
            )
            yield Figure(f"{name}_final_p50", "seconds after the sentence", [percentile(stopwatch.late, 0.5)])
            yield Figure(f"{name}_cpu", "CPU seconds a speaker-hour, of its process", [cpu])
            yield Figure(f"{name}_cpu_service", "CPU seconds a speaker-hour, of the service", [own])
    finally:
        os.sched_setaffinity(0, before)


async def _run(load: Load, folder: Path) -> tuple[Stopwatch, float, float]:
    stopwatch = Stopwatch()
    transcriber = Transcriber(Model(load, folder), stopwatch)
    transcriber.start()
    for number in range(1, len(SENTENCES) + 1):
        opus_of(number)
    await _within(60, lambda: transcriber.ready)
    assert transcriber.ready is not None
    process = psutil.Process(transcriber.ready.process)
    began, own, wall = _spent(process), time.process_time(), time.monotonic()
    await asyncio.gather(*(_speaks(transcriber, stopwatch, place) for place in range(VOICES)))
    await _within(30, lambda: len(stopwatch.late) >= VOICES * len(SENTENCES))
    hours = VOICES * (time.monotonic() - wall) / 3600
    figures = (_spent(process) - began) / hours, (time.process_time() - own) / hours
    await transcriber.close()
    return stopwatch, *figures


def _spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


async def _speaks(transcriber: Transcriber, stopwatch: Stopwatch, place: int) -> None:
    """All sentences one after the other, beginning with another one than the others do."""
    seat = SeatId(f"speaker-{place}")
    stopwatch.ends[seat] = []
    stay, recording = StayId("stay"), StayId("recording")
    route = Dictation(seat, stay, TRANSCRIBER, recording, MediaKind.AUDIO, JOINT, (seat,))
    queue: VoiceQueue = transcriber.open(RoomId("room"), route, time.monotonic())
    due, count = time.monotonic(), 0
    for turn in range(len(SENTENCES)):
        number = (turn + 3 * place) % len(SENTENCES) + 1
        stopwatch.ends[seat].append(due + _length(number))
        for payload in opus_of(number):
            queue.take(count, 960 * count, False, payload, due)
            count, due = count + 1, due + PERIOD
            await asyncio.sleep(max(0.0, due - time.monotonic()))


async def _within(seconds: float, so: Callable[[], object]) -> None:
    """Waits until it is so, or as long as that."""
    until = time.monotonic() + seconds
    while not so() and time.monotonic() < until:  # noqa: ASYNC110 - what is measured tells nobody
        await asyncio.sleep(0.05)


def _length(number: int) -> float:
    """Seconds until a sentence has been said."""
    sound = array("h", samples_of(number))
    return max(index for index, sample in enumerate(sound) if abs(sample) > AUDIBLE) / RATE
