"""Engines with faults, for the transcriber's process: it imports them by their names."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from recordings.transcription.engine import Detector, Engine, Samples
from recordings.transcription.level import LevelDetector


class Counting:
    """Its words are how many seconds it heard."""

    name = "counting"

    def text(self, samples: Samples) -> str:
        return f"{len(samples) / 16_000:.1f}"


class Slow(Counting):
    """Takes longer than people speak."""

    name = "slow"

    def __init__(self) -> None:
        self._warm = False

    def text(self, samples: Samples) -> str:
        if self._warm:
            time.sleep(2.5)
        self._warm = True
        return super().text(samples)


class Poisoned(Counting):
    """Ends its process over anything but the canary."""

    name = "poisoned"

    def __init__(self) -> None:
        self._warm = False

    def text(self, samples: Samples) -> str:
        if self._warm:
            os.abort()
        self._warm = True
        return super().text(samples)


class Raising(Counting):
    """Fails over anything but the canary."""

    name = "raising"

    def __init__(self) -> None:
        self._warm = False

    def text(self, samples: Samples) -> str:
        if self._warm:
            b"\xff".decode()
        self._warm = True
        return super().text(samples)


def counting(folder: Path) -> tuple[Engine, Callable[[], Detector]]:
    return Counting(), LevelDetector


def slow(folder: Path) -> tuple[Engine, Callable[[], Detector]]:
    return Slow(), LevelDetector


def poisoned(folder: Path) -> tuple[Engine, Callable[[], Detector]]:
    return Poisoned(), LevelDetector


def raising(folder: Path) -> tuple[Engine, Callable[[], Detector]]:
    return Raising(), LevelDetector


def exits(folder: Path) -> tuple[Engine, Callable[[], Detector]]:
    """As native code does over a bad model."""
    os._exit(255)
