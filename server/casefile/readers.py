"""Readers of finished files: whoever plays one asks for its next part, and its beginning is opened already."""

from collections import OrderedDict
from typing import Final

from recordings.playback.reading import Reader
from recordings.segment import SegmentId
from recordings.storage import Storage
from server.casefile.files import Playable

HELD: Final = 32
"""Files of which some opened chunks are remembered: half a mebibyte each."""


class Readers:
    """Whether somebody may read is for the caller to have asked, each time."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._held: OrderedDict[SegmentId, Reader] = OrderedDict()

    def of(self, playable: Playable) -> Reader:
        id_ = playable.segment.id
        if id_ not in self._held:
            self._held[id_] = Reader(self._storage, id_, playable.key, playable.finished.length)
        self._held.move_to_end(id_)
        while len(self._held) > HELD:
            self._held.popitem(last=False)
        return self._held[id_]
