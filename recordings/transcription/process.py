"""What runs in the transcriber's process: of low priority, on one core, gone with the service."""

import os
import time
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Final

from recordings.beside import stand_beside
from recordings.transcription.engine import RATE, Detector, Engine, Load, Samples
from recordings.transcription.line import Line
from recordings.transcription.model import checked
from recordings.transcription.phrases import Phrase, Phrases
from recordings.transcription.work import Batch, LineId, Portion, Ready, Result

NICE: Final = 10
CANARY: Final = 10
"""Seconds of sound that a model must be able to take at the start."""
PARTIAL_EVERY: Final = 1.0
"""Seconds of speech between two looks at what is not finished, at the least; and a third of the whole: each look is at
all of it."""
PARTIAL_WITHIN: Final = 0.3
"""Seconds that such a look may take."""


class Transcribing:
    """The voices of one process and its engine."""

    def __init__(self, engine: Engine, detector: Callable[[], Detector], pace: float) -> None:
        """`pace`: seconds that the engine took for a second of speech."""
        self._engine, self._detector = engine, detector
        self._lines: dict[LineId, Line] = {}
        self._pace = pace
        """The same, lately."""

    def text(self, samples: Samples) -> str:
        """All of it at once."""
        return self._engine.text(samples)

    def work(self, batch: Batch) -> Result:
        """What can be said now of what has come."""
        result = Result()
        for portion in batch.portions:
            line = self._lines.get(portion.line)
            if line is None:
                line = self._lines[portion.line] = Line(portion.line, Phrases(self._detector()))
            self._follow(line, portion, result)
            result.settled[line.id] = line.settled
            if portion.gone:
                del self._lines[line.id]
        if batch.partials and not any(words.final for words in result.words):
            self._tell_partly(result)
        return result

    def _follow(self, line: Line, portion: Portion, result: Result) -> None:
        ended = []
        for heard in portion.packets:
            ended += line.take(heard)
        if portion.clock is not None:
            line.clock(*portion.clock)
        if portion.over:
            ended += line.flush()
        for phrase in ended:
            result.words.append(line.words(phrase, self._understood(phrase), final=True))

    def _tell_partly(self, result: Result) -> None:
        """Of the one that has waited longest, and only if that is soon done: what ends meanwhile has to wait for it."""
        due = [line for line in self._lines.values() if line.since_told >= _interval(line.phrases.seconds)]
        line = max(due, key=lambda one: one.since_told, default=None)
        phrase = None if line is None else line.phrases.so_far()
        if line is None or phrase is None or self._pace * line.phrases.seconds > PARTIAL_WITHIN:
            return
        result.words.append(line.words(phrase, self._understood(phrase), final=False))

    def _understood(self, phrase: Phrase) -> str:
        began = time.monotonic()
        text = self._engine.text(phrase.samples)
        pace = (time.monotonic() - began) * RATE / len(phrase.samples)
        self._pace += (pace - self._pace) / 4
        return text


def _interval(seconds: float) -> float:
    return max(PARTIAL_EVERY, seconds / 3)


_transcribing: Transcribing | None = None


def begin() -> None:
    """Of the new process."""
    stand_beside(NICE)


def prepare(load: Load, folder: Path, digest: str) -> Ready:
    """Loads the model and has it put something into words; raises ModelFault."""
    global _transcribing
    found = checked(folder, digest)
    began = time.monotonic()
    engine, detector = load(folder)
    loaded = time.monotonic()
    engine.text(_canary())
    told = Ready(
        engine=engine.name,
        model=found,
        detector=type(detector()).__name__.lower(),
        process=os.getpid(),
        load_seconds=loaded - began,
        canary_seconds=time.monotonic() - loaded,
    )
    _transcribing = Transcribing(engine, detector, told.canary_seconds / CANARY)
    return told


def _canary() -> Samples:
    """A rough tone: nothing is said in it, and every part of a model is run by it."""
    return array("f", [((number * 7919) % 160 - 80) / 800 for number in range(CANARY * RATE)])


def work(batch: Batch) -> Result:
    """See Transcribing."""
    assert _transcribing is not None, "prepared first"
    return _transcribing.work(batch)


def put_into_words(samples: Samples) -> str:
    """All of it at once."""
    assert _transcribing is not None, "prepared first"
    return _transcribing.text(samples)
