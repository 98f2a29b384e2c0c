"""Which codecs a film has, and the MP4 that they go into."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Self

import av
from av.codec import Codec
from av.codec.codec import UnknownCodecError

from recordings.webm import SPEECH_CLOCK

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

KEY_EVERY: Final = 5
"""Seconds: how far a player may have to go back when somebody seeks."""


@dataclass(frozen=True, slots=True)
class Codecs:
    """Encoders by their names in FFmpeg."""

    picture: str
    options: Mapping[str, str]
    sound: str
    sound_bits: int
    """A second."""


H264: Final = Codecs(
    "libx264", {"preset": "superfast", "crf": "27", "threads": "1", "profile": "main"}, "aac", 80_000
)
"""What every player shows. The encoder is in PyAV's wheels; it is not ours, and nothing of it is in here."""
VP9: Final = Codecs(
    "libvpx-vp9",
    {"deadline": "realtime", "cpu-used": "8", "crf": "36", "b": "0", "threads": "1", "row-mt": "0"},
    "libopus",
    48_000,
)
"""For a PyAV without the other: all browsers show it, and most players."""


def chosen() -> Codecs:
    """What this machine's PyAV can do. Raises UnknownCodecError for one that can do neither."""
    for codecs in (H264, VP9):
        try:
            Codec(codecs.picture, "w"), Codec(codecs.sound, "w")
        except UnknownCodecError:
            continue
        return codecs
    raise UnknownCodecError(H264.picture)


class _Forwards(io.RawIOBase):
    """What a muxer writes to: the file that is sealed as it grows, and its end, which is held back.

    The index comes last, and the muxer goes back in it from every box to where that began.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = self._size = 0
        self._held_from: int | None = None
        self._held = bytearray()

    def writable(self) -> bool:
        """It is nothing but that."""
        return True

    def seekable(self) -> bool:
        """As far as it can be written."""
        return True

    def tell(self) -> int:
        """Octets from the beginning."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """See RawIOBase."""
        self._at = offset + (0, self._at, self._size)[whence]
        return self._at

    def write(self, data: ReadableBuffer, /) -> int:
        """Raises ValueError where what was written is sealed already, and what the file raises."""
        octets = bytes(data)
        if self._held_from is None or self._at < self._held_from:
            self._file.seek(self._at)
            self._file.write(octets)
        else:
            begin = self._at - self._held_from
            self._held[begin : begin + len(octets)] = octets
        self._at += len(octets)
        self._size = max(self._size, self._at)
        return len(octets)

    def hold(self) -> None:
        """What is appended from now on may be changed,"""
        self._held_from = self._size

    def let_go(self) -> None:
        """Until now."""
        self._file.seek(0, io.SEEK_END)
        self._file.write(self._held)


class Mp4:
    """Written forwards, but for one length near its beginning; the index comes at the end, and is in memory until then:
    some ten megabytes for three hours.
    """

    def __init__(
        self, file: BinaryIO, size: tuple[int, int], rate: int, codecs: Codecs | None = None
    ) -> None:
        codecs = codecs or chosen()
        self._file = _Forwards(file)
        self._container: Any = av.open(self._file, "w", format="mp4")
        picture: Any = self._container.add_stream(codecs.picture, rate=rate, options=dict(codecs.options))
        picture.width, picture.height = size
        picture.pix_fmt = "yuv420p"
        picture.codec_context.gop_size = KEY_EVERY * rate
        picture.codec_context.time_base = Fraction(1, rate)
        sound: Any = self._container.add_stream(codecs.sound, rate=SPEECH_CLOCK)
        sound.layout = "mono"
        sound.bit_rate = codecs.sound_bits
        self._picture, self._sound = picture, sound
        self._rate = rate

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Whole only if nothing failed."""
        if error is None:
            self._container.mux(self._picture.encode(None))
            self._container.mux(self._sound.encode(None))
        self._file.hold()
        self._container.close()
        self._file.let_go()

    def show(self, number: int, frame: av.VideoFrame) -> None:
        """The picture with this number."""
        frame.pts, frame.time_base = number, Fraction(1, self._rate)
        self._container.mux(self._picture.encode(frame))

    def sound(self, frame: av.AudioFrame) -> None:
        """What comes next."""
        self._container.mux(self._sound.encode(frame))
