"""Sentences that were spoken once, as Opus, and how far words are from them."""

import functools
import wave
from pathlib import Path

import av

MODEL = Path(__file__).parent / "data" / "asr-tiny"
"""A speech model for tests, with eight sentences and what is said in them."""
SENTENCES = tuple((MODEL / "sentences.txt").read_text("utf-8").split())
PERIOD = 0.02
"""Seconds of a packet."""
SILENCE = 1.0
"""Seconds that follow each sentence."""


def samples_of(number: int) -> bytes:
    """A sentence, from 1, and the silence after it: 16 kHz, mono, 16 bit."""
    with wave.open(str(MODEL / f"s{number}.wav"), "rb") as file:
        return file.readframes(file.getnframes()) + bytes(int(2 * 16_000 * SILENCE))


@functools.cache
def opus_of(number: int) -> tuple[bytes, ...]:
    """The same in packets, as a browser sends them."""
    encoder = av.AudioCodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48_000, "mono", av.AudioFormat("s16")
    resampler = av.AudioResampler(format="s16", layout="mono", rate=48_000, frame_size=960)
    sound = samples_of(number)
    frame = av.AudioFrame(format="s16", layout="mono", samples=len(sound) // 2)
    frame.sample_rate = 16_000
    frame.planes[0].update(sound)
    packets: list[bytes] = []
    for part in resampler.resample(frame):
        if part.samples == 960:
            part.pts = None
            packets += [bytes(packet) for packet in encoder.encode(part)]
    return tuple(packets)


def errors(said: str, understood: str) -> int:
    """Characters that have to be changed, put in or taken out (Levenshtein)."""
    row = list(range(len(understood) + 1))
    for index, one in enumerate(said, 1):
        before, row[0] = row[0], index
        for place, other in enumerate(understood, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (one != other))
    return row[-1]


def error_rate(pairs: list[tuple[str, str]]) -> float:
    """Of all that was said, what of it was understood wrongly."""
    return sum(errors(said, understood) for said, understood in pairs) / sum(len(said) for said, _ in pairs)
