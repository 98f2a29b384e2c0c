"""The sound: everybody's voice, each where it stands on the timeline, mixed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

import av
from av.audio.resampler import AudioResampler
from av.filter import Graph

from recordings.film.footage import Footage
from recordings.webm import SPEECH_CLOCK

SAMPLES: Final = 960
"""Of a block: 20 ms, as a packet of Opus."""
BLOCK: Final = SAMPLES / SPEECH_CLOCK
"""Seconds."""
SILENCE: Final = bytes(2 * SAMPLES)
_TOLERANCE: Final = 16
"""Samples by which a block of the track may differ from 20 ms before it is something else than drift."""


class Voice:
    """Of one track, block by block: 16 bit samples, one channel. Every method raises Unusable."""

    def __init__(self, footage: Footage) -> None:
        self._lane = footage.shot.lane
        self._decoded = self._samples(footage)
        self._ahead: deque[tuple[int, bytes]] = deque()
        """Where each piece begins, counted in samples of the track."""
        self._ended = False

    def block(self, number: int) -> bytes:
        """Of the timeline; numbers never go back. What drifts is put right by single samples, which nobody hears."""
        begin, end = self._place(number * BLOCK), self._place((number + 1) * BLOCK)
        wanted = end - begin
        if wanted <= 0:
            return SILENCE
        if wanted > SAMPLES + _TOLERANCE:
            begin, wanted = end - SAMPLES, SAMPLES
        taken = self._taken(begin, end)
        if wanted < SAMPLES - _TOLERANCE:
            return (SILENCE + taken)[-len(SILENCE) :]  # it begins here
        return (taken + taken[-2:] * _TOLERANCE)[: len(SILENCE)]

    def _place(self, moment: float) -> int:
        lane = self._lane
        if moment >= lane.end:
            return round((lane.knots[-1][0] + moment - lane.end) * SPEECH_CLOCK)
        return round((lane.track(moment) or 0.0) * SPEECH_CLOCK)

    def _taken(self, begin: int, end: int) -> bytes:
        while not self._ended and (not self._ahead or self._ahead[-1][0] < end):
            piece = next(self._decoded, None)
            if piece is None:
                self._ended = True
            else:
                self._ahead.append(piece)
        while self._ahead and self._ahead[0][0] + len(self._ahead[0][1]) // 2 <= begin:
            self._ahead.popleft()
        taken = bytearray(2 * (end - begin))
        for at, octets in self._ahead:
            first, last = max(at, begin), min(at + len(octets) // 2, end)
            if first < last:
                taken[2 * (first - begin) : 2 * (last - begin)] = octets[2 * (first - at) : 2 * (last - at)]
        return bytes(taken)

    def _samples(self, footage: Footage) -> Iterator[tuple[int, bytes]]:
        resampler = AudioResampler("s16", "mono", SPEECH_CLOCK)
        for at, frame in footage.frames(av.AudioFrame):
            place = round(at * SPEECH_CLOCK)
            frame.pts = None  # times are ours: the resampler would fill what is missing
            for part in resampler.resample(frame):
                yield place, bytes(part.planes[0])[: 2 * part.samples]
                place += part.samples


class Mixer:
    """Several voices into one, as loud as each was; too loud together, they are held below the limit."""

    def __init__(self, voices: int) -> None:
        """How many there are at most at once."""
        self._graph = graph = Graph()
        self._inputs = [
            graph.add_abuffer(
                format="s16", sample_rate=SPEECH_CLOCK, layout="mono", time_base=Fraction(1, SPEECH_CLOCK)
            )
            for _ in range(max(1, voices))
        ]
        mix = graph.add("amix", f"inputs={len(self._inputs)}:normalize=0")
        for number, voice in enumerate(self._inputs):
            voice.link_to(mix, 0, number)
        limit = graph.add("alimiter", "limit=0.95:level=0:latency=1")
        shape = graph.add("aformat", f"sample_fmts=fltp:sample_rates={SPEECH_CLOCK}:channel_layouts=mono")
        self._sink: Any = graph.add("abuffersink")
        mix.link_to(limit)
        limit.link_to(shape)
        shape.link_to(self._sink)
        graph.configure()

    def mix(self, number: int, blocks: Sequence[bytes]) -> Iterator[av.AudioFrame]:
        """What is ready by these blocks of 20 ms."""
        for place, voice in enumerate(self._inputs):
            frame = av.AudioFrame("s16", "mono", SAMPLES)
            frame.planes[0].update(blocks[place] if place < len(blocks) else SILENCE)
            frame.sample_rate, frame.time_base = SPEECH_CLOCK, Fraction(1, SPEECH_CLOCK)
            frame.pts = number * SAMPLES
            voice.push(frame)
        while True:
            try:
                yield self._sink.pull()
            except (av.BlockingIOError, av.EOFError):
                return
