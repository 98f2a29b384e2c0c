"""Frames into WebM as they were received: nothing is decoded, nothing encoded."""

from __future__ import annotations

import fractions
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

import av

from recordings.frame import Frame

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

SPEECH_CLOCK: Final = 48_000
"""Hz (RFC 7587 section 4.1)."""
PICTURE_CLOCK: Final = 90_000
"""Hz (RFC 7741 section 4.1)."""
_CLUSTER_MS: Final = 1000
"""A player begins at a cluster; a second's worth is little to fetch for nothing."""
_KEY_FRAME_HEADER: Final = 10
_START_CODE: Final = b"\x9d\x01\x2a"


class NotWritten(Exception):
    """The frames make no file: there are none, or they are not what they are said to be."""


def picture_size(frame: bytes) -> tuple[int, int] | None:
    """Width and height of a VP8 key frame (RFC 6386 section 9.1); None for anything else."""
    if len(frame) < _KEY_FRAME_HEADER or frame[0] & 1 or frame[3:6] != _START_CODE:
        return None
    width, height = (int.from_bytes(frame[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    return (width, height) if width and height else None


class WebM:
    """One track into one file."""

    def __init__(self, file: SupportsWrite[bytes], size: tuple[int, int] | None) -> None:
        """`size`: of the pictures, in pixels; None for speech. `file` can be sought back to its beginning."""
        options = {"cluster_time_limit": str(_CLUSTER_MS)}
        self._container: Any = av.open(file, "w", format="webm", options=options)
        if size is None:
            # Never used to encode: it alone makes the OpusHead that players ask for.
            speech = self._container.add_stream("libopus", rate=SPEECH_CLOCK)
            speech.layout = "stereo"
            self._stream: av.stream.Stream = speech
            self._base = fractions.Fraction(1, SPEECH_CLOCK)
        else:
            self._stream = self._container.add_mux_stream("vp8", width=size[0], height=size[1])
            self._base = fractions.Fraction(1, PICTURE_CLOCK)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._container.close()

    def write(self, frame: Frame) -> None:
        """Frames come in the order of their times."""
        packet = av.Packet(frame.data)
        packet.pts = packet.dts = frame.at
        packet.time_base = self._base
        packet.stream = self._stream
        packet.is_keyframe = frame.key
        self._container.mux_one(packet)
