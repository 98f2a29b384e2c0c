"""The picture: tiles of what cameras and screens show at a moment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import av
from av.video.reformatter import VideoReformatter

from recordings.film.footage import Footage
from recordings.film.grid import Tile, within
from rooms.participant import MediaKind

HOLD: Final = 5.0
"""Seconds after which a camera that shows nothing new is dark: nobody sits still for that long. A screen may."""
_BLACK: Final = (16, 128, 128)
"""Of luminance and both colours (ITU-R BT.601)."""


class Pictures:
    """Of one track. Every method raises Unusable."""

    def __init__(self, footage: Footage) -> None:
        self._lane = footage.shot.lane
        self._hold = float("inf") if self._lane.segment.kind is MediaKind.SCREEN else HOLD
        self._frames = self._placed(footage)
        self._shown: tuple[float, av.VideoFrame] | None = None
        self._next = next(self._frames, None)

    def at(self, moment: float) -> av.VideoFrame | None:
        """What is shown at a moment of the timeline, which never goes back."""
        while self._next is not None and self._next[0] <= moment:
            self._shown, self._next = self._next, next(self._frames, None)
        if self._shown is None or moment > min(self._lane.end + HOLD, self._shown[0] + self._hold):
            return None
        return self._shown[1]

    def _placed(self, footage: Footage) -> Iterator[tuple[float, av.VideoFrame]]:
        for at, frame in footage.frames(av.VideoFrame):
            yield self._lane.timeline(at), frame


class Canvas:
    """What is encoded next."""

    def __init__(self, width: int, height: int) -> None:
        """Both even."""
        self._size = width, height
        planes = av.VideoFrame(width, height, "yuv420p").planes
        self._strides = [plane.line_size for plane in planes]
        self._planes = [
            bytearray([black]) * plane.buffer_size for black, plane in zip(_BLACK, planes, strict=True)
        ]
        self._reformatter = VideoReformatter()

    def darken(self, tile: Tile) -> None:
        """Nothing is there."""
        for number, (x, y, width, height) in enumerate(_parts(tile)):
            row = bytes([_BLACK[number]]) * width
            self._fill(number, x, y, [row] * height)

    def show(self, tile: Tile, frame: av.VideoFrame) -> None:
        """A picture, as large as the tile allows."""
        place = within(tile, frame.width, frame.height)
        scaled = self._reformatter.reformat(frame, place.width, place.height, "yuv420p")
        for number, (x, y, width, height) in enumerate(_parts(place)):
            plane = scaled.planes[number]
            octets, stride = memoryview(plane), plane.line_size
            rows = [octets[row * stride : row * stride + width] for row in range(height)]
            self._fill(number, x, y, rows)

    def frame(self) -> av.VideoFrame:
        """As it is now."""
        frame = av.VideoFrame(*self._size, "yuv420p")
        for plane, octets in zip(frame.planes, self._planes, strict=True):
            plane.update(bytes(octets))
        return frame

    def _fill(self, number: int, x: int, y: int, rows: list[memoryview] | list[bytes]) -> None:
        plane, stride = self._planes[number], self._strides[number]
        at = y * stride + x
        for row in rows:
            plane[at : at + len(row)] = row
            at += stride


def _parts(tile: Tile) -> Iterator[tuple[int, int, int, int]]:
    """Of luminance and both colours."""
    yield tile.x, tile.y, tile.width, tile.height
    for _ in range(2):
        yield tile.x // 2, tile.y // 2, tile.width // 2, tile.height // 2
