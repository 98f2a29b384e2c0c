"""What each person of a journey sends: a tone and a colour of their own, by which a test knows them."""

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

RATE = 48_000
WIDTH, HEIGHT, FRAMES_A_SECOND = 320, 240, 8

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Voice:
    hertz: int  # no tone is a harmonic of another
    colour: Colour


VOICES = {
    "worker": Voice(620, (200, 40, 40)),
    "employer": Voice(1020, (40, 60, 200)),
    "mediator": Voice(1560, (40, 160, 60)),
    "clerk": Voice(2280, (200, 180, 40)),
}
TONES = {person: voice.hertz for person, voice in VOICES.items()}


def person_of(colour: Colour) -> str | None:
    """Whose picture has this colour; None when it is nobody's. Encoding shifts a colour a little."""
    distances = {
        person: max(abs(a - b) for a, b in zip(colour, voice.colour, strict=True))
        for person, voice in VOICES.items()
    }
    nearest = min(distances, key=distances.__getitem__)
    return nearest if distances[nearest] < 45 else None


def write_tone(path: Path, hertz: int) -> None:
    """Two seconds of a tone that loops without a click."""
    samples = 0.3 * np.sin(2 * np.pi * hertz * np.arange(2 * RATE) / RATE)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())


def write_picture(
    path: Path, colour: Colour, size: tuple[int, int] = (WIDTH, HEIGHT), noise: int = 0
) -> None:
    """A second of one colour in Y4M (I420, BT.601), with a light bar moving along the lower edge.

    With `noise` (of 255) beside the middle no encoder gets by with little.
    """
    width, height = size
    chosen = np.random.default_rng(1)
    red, green, blue = (float(part) for part in colour)
    luma = 16 + (65.738 * red + 129.057 * green + 25.064 * blue) / 256
    u = 128 + (-37.945 * red - 74.494 * green + 112.439 * blue) / 256
    v = 128 + (112.439 * red - 94.154 * green - 18.285 * blue) / 256
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F{FRAMES_A_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(FRAMES_A_SECOND):
            plane = np.full((height, width), round(luma), np.uint8)
            if noise:
                edge = plane[:, : width // 3]
                edge += chosen.integers(0, noise, edge.shape, np.uint8)
            left = number * width // FRAMES_A_SECOND
            plane[-20:, left : left + 20] = 235
            chroma = [np.full((height // 2, width // 2), round(part), np.uint8) for part in (u, v)]
            file.write(b"FRAME\n" + plane.tobytes() + b"".join(part.tobytes() for part in chroma))


def write_all(folder: Path) -> None:
    for person, voice in VOICES.items():
        write_tone(folder / f"{person}.wav", voice.hertz)
        write_picture(folder / f"{person}.y4m", voice.colour)
