"""A photograph made anew: nothing of what was sent stays but what can be seen.

What a phone writes beside the picture (the place where it was taken, its maker, a preview before it was cut) is left
behind, and so is whatever a hostile file carries for some other reader.
"""

import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_OCTETS: Final = 20 * 1024 * 1024
MOST_PIXELS: Final = 60_000_000
"""A telephone's best camera; beyond that a small file could claim gigabytes of memory."""
LONG_SIDE: Final = 2_400
"""Pixels: an A4 page at 200 dots an inch, small print included."""
_QUALITY: Final = 82
_FORMATS: Final = ("JPEG", "PNG", "WEBP")


class NotAPicture(Exception):
    """The octets are no JPEG, PNG or WebP picture that can be shown."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG file without anything beside the picture; sizes in pixels."""

    octets: bytes
    width: int
    height: int


def made_anew(octets: bytes) -> Picture:
    """The picture upright, at most LONG_SIDE long, on white ground. Takes up to a second: not on the event loop.

    Raises:
        NotAPicture: whatever the file's name says, its octets are none, or it has more than MOST_PIXELS.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _made_anew(octets)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotAPicture(type(error).__name__) from error
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        MemoryError,
        IndexError,
        KeyError,
        TypeError,
    ) as error:
        # The decoders raise whatever a broken file makes them stumble over.
        raise NotAPicture(type(error).__name__) from error


def _made_anew(octets: bytes) -> Picture:
    with Image.open(io.BytesIO(octets), formats=_FORMATS) as found:
        if found.width * found.height > MOST_PIXELS:
            raise NotAPicture("too many pixels")
        found.draft("RGB", (LONG_SIDE, LONG_SIDE))  # a JPEG is decoded no larger than it is needed
        upright = ImageOps.exif_transpose(found)
        upright.thumbnail((LONG_SIDE, LONG_SIDE))
        flat = _on_white(upright)
    written = io.BytesIO()
    flat.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return Picture(written.getvalue(), flat.width, flat.height)


def _on_white(picture: Image.Image) -> Image.Image:
    """The pixels alone: on a picture of our own, which knows nothing of what was written beside the other."""
    ground = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        ground.paste(layer, mask=layer.getchannel("A"))
    else:
        ground.paste(picture.convert("RGB"))
    return ground
