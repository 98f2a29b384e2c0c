"""What goes to the transcriber's process and comes back: plain values, one batch at a time."""

from dataclasses import dataclass, field
from typing import NewType

LineId = NewType("LineId", int)
"""One voice on one connection, as long as it may be put into words."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A packet of Opus. `number`: extended, so that it never wraps; `at`: when it came, monotonic seconds."""

    number: int
    timestamp: int
    payload: bytes
    at: float


@dataclass(slots=True)
class Portion:
    """What is new of one voice."""

    line: LineId
    packets: list[Heard] = field(default_factory=list)
    clock: tuple[int, float] | None = None
    """The sender's: this timestamp was captured then."""
    over: bool = False
    """Nothing follows, for now or for ever: what was being said has ended."""
    gone: bool = False
    """For ever."""


@dataclass(frozen=True, slots=True)
class Batch:
    portions: list[Portion]
    partials: bool
    """Whether there is time for what is not finished yet."""


@dataclass(frozen=True, slots=True)
class Words:
    """Of one phrase. `began`: monotonic seconds, when it was captured."""

    line: LineId
    id: str
    began: float
    seconds: float
    text: str
    final: bool


@dataclass(slots=True)
class Result:
    words: list[Words] = field(default_factory=list)
    settled: dict[LineId, int] = field(default_factory=dict)
    """Up to which packet nothing is needed any more, should this process end."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The model is loaded and has put something into words."""

    engine: str
    model: str
    """SHA-256, see recordings.transcription.model."""
    detector: str
    process: int
    load_seconds: float
    canary_seconds: float
    """What ten seconds of sound took."""
