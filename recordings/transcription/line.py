"""One voice in the transcriber's process: packets in the order of their capture, phrases, and when they were said."""

from __future__ import annotations

import secrets
from array import array
from collections import deque
from heapq import heappop, heappush
from typing import Final

from recordings.transcription.engine import RATE
from recordings.transcription.opus import CLOCK, OpusDecoder
from recordings.transcription.phrases import Phrase, Phrases
from recordings.transcription.work import Heard, LineId, Words
from rooms.ids import ID_LENGTH

LATEST: Final = 10
"""Packets that are waited for one that is missing, 200 ms: then it is lost."""
HOLE: Final = 0.4
"""Seconds without sound that are silence, and not a word with a packet missing."""
_HALF, _WRAP = 1 << 31, 1 << 32
_STEP = CLOCK // RATE


class Line:
    """See the module. Positions are samples since the first packet."""

    def __init__(self, line: LineId, phrases: Phrases) -> None:
        self.id = line
        self.phrases = phrases
        self.name = ""
        """Of the phrase that is being said, once anything is told of it."""
        self.told_at = 0.0
        """How long it was then."""
        self._decoder = OpusDecoder()
        self._early: list[tuple[int, int, bytes]] = []
        self._next: int | None = None
        self._first = self._last = 0
        """Timestamps: where positions begin, and of the newest packet, unwrapped."""
        self._position = 0
        """Where the samples of the next packet belong if none is missing."""
        self._offsets: deque[float] = deque(maxlen=250)
        """Arrival less position, in seconds: the least is that of what was delayed least."""
        self._clock: float | None = None
        self._places: deque[tuple[int, int]] = deque()
        """Number and position of every packet that may still be needed."""

    def take(self, heard: Heard) -> list[Phrase]:
        """What has ended by this packet."""
        if self._next is None:
            self._next, self._first, self._last = heard.number, heard.timestamp, heard.timestamp
        if heard.number < self._next:
            return []
        self._offsets.append(heard.at - self._place(heard.timestamp) / RATE)
        heappush(self._early, (heard.number, heard.timestamp, heard.payload))
        return self._go_on(LATEST)

    def flush(self) -> list[Phrase]:
        """Nothing follows for now."""
        ended = self._go_on(0)
        last = self.phrases.flush()
        return [*ended, last] if last else ended

    def clock(self, timestamp: int, at: float) -> None:
        """What bears this timestamp was captured then, as its sender says."""
        if self._next is not None:
            self._clock = at - self._place(timestamp) / RATE

    def words(self, phrase: Phrase, text: str, *, final: bool) -> Words:
        """What is told of a phrase."""
        self.name = self.name or secrets.token_urlsafe(24)[:ID_LENGTH]
        seconds = len(phrase.samples) / RATE
        words = Words(self.id, self.name, self._captured(phrase.start), seconds, text, final)
        self.told_at = 0.0 if final else seconds
        if final:
            self.name = ""
        return words

    @property
    def since_told(self) -> float:
        """Seconds of what is being said that nobody has been shown."""
        return self.phrases.seconds - self.told_at

    @property
    def settled(self) -> int:
        """The last packet that is not needed any more; -1 before any."""
        since = self.phrases.open_since
        found = -1 if self._next is None else self._next - 1
        if since is None:
            self._places.clear()
            return found
        while self._places and self._places[0][1] < since:
            self._places.popleft()
        return self._places[0][0] - 1 if self._places else found

    def _go_on(self, missing: int) -> list[Phrase]:
        ended: list[Phrase] = []
        while self._early and (self._early[0][0] == self._next or len(self._early) > missing):
            number, timestamp, payload = heappop(self._early)
            if self._next is not None and number < self._next:
                continue  # it came twice
            self._next = number + 1
            ended += self._hear(number, timestamp, payload)
        return ended

    def _hear(self, number: int, timestamp: int, payload: bytes) -> list[Phrase]:
        ended = []
        position = self._place(timestamp)
        self._last = self._unwrapped(timestamp)
        if abs(position - self._position) > HOLE * RATE:
            last = self.phrases.flush()
            ended += [last] if last else []
            self._position = position
        elif position - self._position >= RATE // 100:
            ended += self.phrases.feed(self._position, array("f", bytes(4 * (position - self._position))))
            self._position = position
        self._places.append((number, self._position))
        samples = self._decoder.decode(payload)
        ended += self.phrases.feed(self._position, samples)
        self._position += len(samples)
        return ended

    def _unwrapped(self, timestamp: int) -> int:
        """Timestamps have 32 bits and wrap in a day; the nearest to the last one is meant."""
        return self._last + ((timestamp - self._last + _HALF) % _WRAP - _HALF)

    def _place(self, timestamp: int) -> int:
        return (self._unwrapped(timestamp) - self._first) // _STEP

    def _captured(self, position: int) -> float:
        """Never later than it can have been: nobody reads what was said before they came."""
        arrived = min(self._offsets, default=0.0)
        return position / RATE + (arrived if self._clock is None else min(arrived, self._clock))
