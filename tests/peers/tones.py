"""Tones as Opus, made once for each frequency, and which frequency a run of packets carries."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy
from aiortc.codecs.opus import OpusDecoder, OpusEncoder
from aiortc.jitterbuffer import JitterFrame
from av import AudioFrame

RATE = 48_000
SAMPLES = 960
"""Of a packet: 20 ms."""
FREQUENCIES = (440, 620, 880, 1240, 1760, 2480, 3520, 5000)
"""Hz. No two are harmonics of each other's neighbours, so that a mixture is told apart."""
_FLOOR = 0.02
"""Of full scale: fainter is what a decoder makes of nothing."""


@functools.cache
def tone(frequency: int, packets: int = 50) -> tuple[bytes, ...]:
    """A second of a tone in Opus packets; to be repeated."""
    encoder = OpusEncoder()
    time = numpy.arange(packets * SAMPLES) / RATE
    wave = (numpy.sin(2 * numpy.pi * frequency * time) * 12_000).astype(numpy.int16)
    payloads = []
    for index in range(packets):
        piece = numpy.repeat(wave[index * SAMPLES : (index + 1) * SAMPLES], 2)
        frame = AudioFrame.from_ndarray(piece.reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, index * SAMPLES, Fraction(1, RATE)
        payloads += encoder.encode(frame)[0]
    return tuple(payloads)


def heard(payloads: Sequence[bytes], among: Iterable[int] = FREQUENCIES) -> set[int]:
    """Which of the frequencies these Opus payloads, one stream in order, carry."""
    decoder = OpusDecoder()
    pieces = []
    for index, payload in enumerate(payloads):
        for frame in decoder.decode(JitterFrame(data=payload, timestamp=index * SAMPLES)):
            assert isinstance(frame, AudioFrame)
            pieces.append(frame.to_ndarray()[0, ::2])
    if not pieces:
        return set()
    wave = numpy.concatenate(pieces).astype(float) / 32_768
    time = numpy.arange(len(wave)) / RATE
    return {
        frequency
        for frequency in among
        if 2 * abs(numpy.dot(wave, numpy.exp(-2j * numpy.pi * frequency * time))) / len(wave) > _FLOOR
    }
