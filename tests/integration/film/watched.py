"""A film as a viewer has it: colours at places, tones at times."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from recordings.film.script import Film
from recordings.vault.sealed import SealedReader
from tests.integration.film.takes import COLOURS

RATE = 48_000
BLACK = (16, 128, 128)


@dataclass(frozen=True)
class Watched:
    times: list[float]
    pictures: list[np.ndarray]
    """Luminance and both colours of each, as planes one below the other (yuv420p)."""
    sound: np.ndarray
    """From -1 to 1, one channel."""
    codecs: tuple[str, str]
    width: int
    height: int

    def colour(self, at: float, x: float, y: float) -> str:
        """What is shown at a place, given in shares of width and height."""
        near = min(range(len(self.times)), key=lambda number: abs(self.times[number] - at))
        return self._named(self.pictures[near], x, y)

    def changes(self, x: float, y: float) -> list[tuple[float, str]]:
        """When which colour appears at a place."""
        found: list[tuple[float, str]] = []
        for at, picture in zip(self.times, self.pictures, strict=True):
            name = self._named(picture, x, y)
            if not found or found[-1][1] != name:
                found.append((at, name))
        return found

    def heard(self, begin: float, end: float) -> set[int]:
        """Frequencies in a part, in steps of 20 Hz."""
        piece = self.sound[round(begin * RATE) : round(end * RATE)]
        spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)))) * 4 / len(piece)
        loud = np.fft.rfftfreq(len(piece), 1 / RATE)[spectrum > 0.03]
        return {round(frequency / 20) * 20 for frequency in loud}

    def beeps(self, frequency: int) -> float:
        """When that tone begins, to 5 ms."""
        step = RATE // 200
        time = np.arange(2 * step) / RATE
        probe = np.exp(-2j * np.pi * frequency * time)
        for begin in range(0, len(self.sound) - len(time), step):
            if abs(np.dot(self.sound[begin : begin + len(time)], probe)) / len(time) > 0.04:
                return (begin + step) / RATE
        raise AssertionError("it never sounds")

    def _named(self, picture: np.ndarray, x: float, y: float) -> str:
        column, row = int(x * self.width), int(y * self.height)
        half = self.width // 2
        flat = picture.reshape(-1)
        colour = self.width * self.height + row // 2 * half + column // 2
        values = int(picture[row, column]), int(flat[colour]), int(flat[colour + half * (self.height // 2)])
        known = COLOURS | {"black": BLACK}
        return min(known, key=lambda name: sum(abs(a - b) for a, b in zip(known[name], values, strict=True)))


def watched(path: Path, key: bytes, film: Film) -> Watched:
    stored = path.read_bytes()
    reader = SealedReader(key, lambda at, size: stored[at : at + size], film.length)
    octets = b"".join(reader.chunks())
    with av.open(io.BytesIO(octets)) as file:
        frames = [(frame.time, frame.to_ndarray(format="yuv420p")) for frame in file.decode(video=0)]
        codecs = file.streams.video[0].codec_context.name, file.streams.audio[0].codec_context.name
        size = file.streams.video[0].width, file.streams.video[0].height
    with av.open(io.BytesIO(octets)) as file:
        sound = np.zeros(0)
        for frame in file.decode(audio=0):
            begin = round(frame.time * RATE)
            sound = np.concatenate(
                [sound[:begin], np.zeros(max(0, begin - len(sound))), frame.to_ndarray()[0]]
            )
    return Watched([at for at, _ in frames], [picture for _, picture in frames], sound, codecs, *size)


def names(folder: Path) -> list[str]:
    """What is in it."""
    return sorted(path.name for path in folder.iterdir())
