"""What may be written, and the persistent sequence that keeps it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rooms.canonical import JSON
from rooms.channel import met_in, wire_name
from rooms.ids import ChannelId, MessageId, SeatId, StayId
from rooms.moments import stamp
from rooms.pages import Page

TEXT_LIMIT = 4000
"""Characters of one message, after normalising."""

WINDOW = 300
"""How many messages a view holds; the log holds all."""

MARKS_LIMIT = 30
"""Combining characters in a row (UAX #15 §13, stream-safe text): to sort more takes the square of their number."""

_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029]")
# Controls (Cc) but line feed, surrogates, and the bidirectional overrides and isolates, with which a
# text can be made to read otherwise than it is stored.
_STRIPPED = re.compile(
    "[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def normalise(text: str) -> str:
    """NFC, line ends as line feeds, no control characters, no piles of marks, no blank ends.

    Empty when nothing is left.
    """
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    # Twice: composing takes characters apart that are several marks in one.
    return _stream_safe(unicodedata.normalize("NFC", _stream_safe(_STRIPPED.sub("", text)))).strip()


def _stream_safe(text: str) -> str:
    if not any(map(unicodedata.combining, text)):
        return text
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MARKS_LIMIT:
            kept.append(character)
    return "".join(kept)


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it was posted. `number` counts within its channel and is never shown.

    `readers` were fixed at posting; who else gained it by coming later follows from the policy.
    One `to_all` is a host's word to everybody at once: each channel has its copy, with an id of its own,
    in which nothing tells of the others; it is no part of the channel's own log, so no host catches up with it.
    `wire` is what views show: the same for every reader, so it is built once. The author's stay is not
    in it: two messages of one stay would tell that the author has not moved in between, out of sight.
    """

    id: MessageId
    channel: ChannelId
    number: int
    stay: StayId | None
    seat: SeatId
    person: str
    name: str
    text: str
    at: datetime
    to_hosts: bool
    readers: frozenset[SeatId]
    pages: tuple[Page, ...] = ()
    to_all: bool = False
    wire: dict[str, JSON] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        wire: dict[str, JSON] = {
            "channel": wire_name(self.channel),
            "seat": self.seat,
            "person": self.person,
            "name": self.name,
            "text": self.text,
            "at": stamp(self.at),
            "to_hosts": self.to_hosts,
        }
        if self.pages:
            wire["pages"] = [
                {"id": page.id, "width": page.width, "height": page.height} for page in self.pages
            ]
        if self.to_all:
            wire["to_all"] = True
        other = met_in(self.channel)
        if other is not None:
            wire["with"] = other
        object.__setattr__(self, "wire", wire)


_CHUNK = 64


@dataclass(frozen=True, slots=True)
class Log:
    """An append-only sequence of messages that shares its past with the logs it grew from."""

    chunks: tuple[tuple[Message, ...], ...] = ()
    tail: tuple[Message, ...] = ()

    def __len__(self) -> int:
        return len(self.chunks) * _CHUNK + len(self.tail)

    def __iter__(self) -> Iterator[Message]:
        for chunk in self.chunks:
            yield from chunk
        yield from self.tail

    def at(self, index: int) -> Message:
        """The message at a position from 0."""
        chunk, place = divmod(index, _CHUNK)
        return self.chunks[chunk][place] if chunk < len(self.chunks) else self.tail[place]

    def span(self, start: int, stop: int) -> list[Message]:
        """The messages of the positions from start, at least 0, up to stop, at most the length, without it."""
        return [self.at(index) for index in range(max(0, start), stop)]

    def newest(self, count: int) -> list[Message]:
        return self.span(len(self) - count, len(self))

    def append(self, message: Message) -> "Log":
        tail = (*self.tail, message)
        if len(tail) == _CHUNK:
            return Log((*self.chunks, tail), ())
        return Log(self.chunks, tail)

    def extends(self, earlier: "Log") -> bool:
        """Whether this is that log with nothing but later messages added.

        Both must have grown out of each other by `append` and `merge`, in order of time.
        """
        size = len(earlier)
        return size == 0 or (len(self) >= size and self.at(size - 1) is earlier.at(size - 1))

    def merge(self, others: Sequence[Message]) -> "Log":
        """The log with others put in where their times belong."""
        if not others:
            return self
        every = sorted([*self, *others], key=lambda message: message.at)
        whole = len(every) // _CHUNK * _CHUNK
        chunks = tuple(tuple(every[start : start + _CHUNK]) for start in range(0, whole, _CHUNK))
        return Log(chunks, tuple(every[whole:]))


EMPTY = Log()
