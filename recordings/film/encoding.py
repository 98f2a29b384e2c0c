"""Which codecs a film has, and the MP4 that they go into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

import av
from av.codec import Codec
from av.codec.codec import UnknownCodecError

from recordings.webm import SPEECH_CLOCK

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

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


class Mp4:
    """Written forwards, but for one length near its beginning; the index comes at the end."""

    def __init__(
        self, file: SupportsWrite[bytes], size: tuple[int, int], rate: int, codecs: Codecs | None = None
    ) -> None:
        codecs = codecs or chosen()
        self._container: Any = av.open(file, "w", format="mp4")
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
        self._container.close()

    def show(self, number: int, frame: av.VideoFrame) -> None:
        """The picture with this number."""
        frame.pts, frame.time_base = number, Fraction(1, self._rate)
        self._container.mux(self._picture.encode(frame))

    def sound(self, frame: av.AudioFrame) -> None:
        """What comes next."""
        self._container.mux(self._sound.encode(frame))
