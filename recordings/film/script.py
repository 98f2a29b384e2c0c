"""What a film is made of, and what became of it."""

from dataclasses import dataclass
from typing import Final

from recordings.playback.timeline import Lane
from recordings.segment import SegmentId

WIDTH: Final = 1280
HEIGHT: Final = 720
RATE: Final = 20
"""Pictures a second: as many as cameras send."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A track of it."""

    lane: Lane
    key: bytes
    length: int
    """Octets of the sealed file, from the log."""


@dataclass(frozen=True, slots=True)
class Script:
    """Everything is put on the timeline of the lanes."""

    shots: tuple[Shot, ...]
    seconds: float
    width: int = WIDTH
    height: int = HEIGHT
    rate: int = RATE


@dataclass(frozen=True, slots=True)
class Missing:
    """A track that could not be read, or not to its end: the film has what came before."""

    segment: SegmentId
    since: float
    """Seconds of the timeline."""
    reason: str
    """``storage``: it does not answer or has not got it; ``damaged``: it is not what was recorded; ``unreadable``: it
    is, and no player can make anything of it.
    """


@dataclass(frozen=True, slots=True)
class Film:
    """A sealed MP4."""

    length: int
    """Octets of the sealed file."""
    digest: bytes
    """SHA-256 of the sealed file."""
    plain_length: int
    plain_digest: bytes
    seconds: float
    missing: tuple[Missing, ...]

    @property
    def wanting(self) -> bool:
        """Whether another try may have more in it: the storage did not answer."""
        return any(missing.reason == "storage" for missing in self.missing)
