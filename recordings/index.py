"""What the recorder needs from outside: keys, and somebody who remembers which segments there are."""

from collections.abc import Sequence
from typing import Protocol

from recordings.finishing import Finished
from recordings.segment import Segment, SegmentId


class IndexUnavailable(Exception):
    """Nothing was kept, or it is not known whether it was: try again."""


class Index(Protocol):
    """Remembers segments across a loss of power. Every call may be repeated."""

    async def begin(self, segment: Segment) -> bytes:
        """The segment's key, 32 octets, which is kept when it returns; raises IndexUnavailable."""

    async def finish(self, segment: Segment, finished: Finished) -> None:
        """The log tells of the sealed file, and the index too, when it returns; raises IndexUnavailable."""

    async def forget(self, segment: SegmentId) -> None:
        """Nothing was recorded of it; raises IndexUnavailable."""

    async def deposited(self, segment: SegmentId) -> None:
        """The storage has the file, and it was read back from there; raises IndexUnavailable."""

    async def waiting(self, folder: str) -> Sequence[tuple[Segment, Finished]]:
        """What is finished in a recorder's folder and not deposited; raises IndexUnavailable."""

    async def unfinished(self, folder: str) -> Sequence[tuple[Segment, bytes]]:
        """What was begun in a recorder's folder and is not kept, with the keys; raises IndexUnavailable."""
