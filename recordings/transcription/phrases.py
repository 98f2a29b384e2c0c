"""Cuts one voice into what is said between two pauses."""

from array import array
from collections import deque
from dataclasses import dataclass
from typing import Final

from recordings.transcription.engine import FRAME, RATE, Detector, Samples

PAUSE: Final = 0.5
"""Seconds of silence that end a phrase."""
LONG: Final = 8.0
"""Seconds after which a shorter pause is enough."""
SHORT_PAUSE: Final = 0.25
LONGEST: Final = 12.0
"""Seconds after which it is cut in any case."""
SHORTEST: Final = 0.25
"""Seconds of speech below which it is a cough, or a door."""
LEAD: Final = 0.25
"""Seconds before the first sound that belong to it: consonants are soft."""
_SOUNDS: Final = 3
"""Frames of speech in a row that begin a phrase."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """`start`: samples since the beginning of the voice."""

    start: int
    samples: Samples


class Phrases:
    """One voice. Positions are in samples and go on without a gap, between two flushes."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self._rest: Samples = array("f")
        """What does not fill a frame yet."""
        self._position = 0
        """Of the next frame."""
        self._lead: deque[Samples] = deque(maxlen=round(LEAD * RATE / FRAME) + _SOUNDS)
        self._phrase: Samples | None = None
        self._start = 0
        self._voiced = self._silent = self._sounds = 0

    @property
    def open_since(self) -> int | None:
        """Where the phrase that is being said began; None in silence."""
        return None if self._phrase is None else self._start

    @property
    def seconds(self) -> float:
        """How long the phrase is that is being said."""
        return 0.0 if self._phrase is None else len(self._phrase) / RATE

    def so_far(self) -> Phrase | None:
        """The phrase that is being said, if it is more than a sound."""
        if self._phrase is None or self._voiced * FRAME < SHORTEST * RATE:
            return None
        return Phrase(self._start, self._phrase)

    def feed(self, position: int, samples: Samples) -> list[Phrase]:
        """What has ended by what comes now. `position`: where it belongs, counted only after a flush."""
        if not self._rest and self._phrase is None and not self._lead:
            self._position = position
        self._rest.extend(samples)
        ended = []
        while len(self._rest) >= FRAME:
            frame, self._rest = self._rest[:FRAME], self._rest[FRAME:]
            phrase = self._take(frame)
            self._position += FRAME
            if phrase is not None:
                ended.append(phrase)
        return ended

    def flush(self) -> Phrase | None:
        """Nothing follows for now: what was being said has ended."""
        phrase = self._end()
        self._rest, self._sounds = array("f"), 0
        self._lead.clear()
        self._detector.reset()
        return phrase

    def _take(self, frame: Samples) -> Phrase | None:
        voiced = self._detector.voiced(frame)
        if self._phrase is None:
            self._lead.append(frame)
            self._sounds = self._sounds + 1 if voiced else 0
            if self._sounds >= _SOUNDS:
                self._begin()
            return None
        self._phrase.extend(frame)
        self._voiced += voiced
        self._silent = 0 if voiced else self._silent + 1
        pause = SHORT_PAUSE if self.seconds > LONG else PAUSE
        if self._silent * FRAME >= pause * RATE or self.seconds >= LONGEST:
            return self._end()
        return None

    def _begin(self) -> None:
        self._start = self._position - (len(self._lead) - 1) * FRAME
        self._phrase = array("f")
        for frame in self._lead:
            self._phrase.extend(frame)
        self._lead.clear()
        self._voiced, self._silent, self._sounds = self._sounds, 0, 0

    def _end(self) -> Phrase | None:
        said = self.so_far()
        self._phrase = None
        self._voiced = self._silent = 0
        return said
