"""Sounds to be told apart, and a detector that is told."""

import math
import random
from array import array

from recordings.transcription.engine import FRAME, RATE, Samples


def silence(seconds: float) -> Samples:
    return array("f", bytes(4 * round(seconds * RATE)))


def noise(seconds: float, level: float, seed: int = 1) -> Samples:
    """`level`: dB below full scale."""
    chosen, loud = random.Random(seed), 10 ** (level / 20)
    return array("f", [chosen.gauss(0, loud) for _ in range(round(seconds * RATE))])


def tone(seconds: float, level: float = -20) -> Samples:
    loud = 10 ** (level / 20) * math.sqrt(2)
    return array("f", [loud * math.sin(number / 9) for number in range(round(seconds * RATE))])


def together(*sounds: Samples) -> Samples:
    whole = array("f")
    for sound in sounds:
        whole.extend(sound)
    return whole


def mixed(one: Samples, other: Samples) -> Samples:
    return array("f", [first + second for first, second in zip(one, other, strict=True)])


def frames(sound: Samples) -> list[Samples]:
    return [sound[start : start + FRAME] for start in range(0, len(sound) - FRAME + 1, FRAME)]


class Loud:
    """Speech is what is not nothing."""

    def __init__(self) -> None:
        self.resets = 0

    def voiced(self, frame: Samples) -> bool:
        return max(frame) > 0.01

    def reset(self) -> None:
        self.resets += 1
