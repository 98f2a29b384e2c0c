"""What the recorder needs from outside: keys, and somebody who remembers which segments there are."""

from collections.abc import Sequence
from typing import Protocol

from recordings.finishing import Finished
from recordings.segment import Segment, SegmentId


class IndexUnavailable(Exception):
    """Nothing was kept, or it is not known whether it was: try again."""


class Index(Protocol):
    """Remembers segments across a loss of power. Every call may be repeated."""

    async def label(self, segment: Segment, key: bytes) -> bytes:
        """What the segment is of, with its key: sealed so that it is read by this service alone, and by nobody once
        the case's key is destroyed. At once for a room that is live here, whatever the storage does; raises
        IndexUnavailable.
        """

    async def read(self, segment: SegmentId, label: bytes) -> tuple[Segment, bytes]:
        """What was labelled, and its key; raises IndexUnavailable, and Damaged for what is no label of this
        segment.
        """

    async def begin(self, segment: Segment, key: bytes) -> bool:
        """The segment and its key (32 octets) are kept when it returns. False: its file is finished already; raises
        IndexUnavailable.
        """

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
