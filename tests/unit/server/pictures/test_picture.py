"""Photographs: whatever is sent, what is kept is a picture and nothing else."""

import io
import zlib

import pytest
from PIL import Image

from server.pictures import picture
from server.pictures.picture import LONG_SIDE, NotAPicture, made_anew

PLACE = b"GPS 28.31N 109.73E"


def file_of(image: Image.Image, kind: str = "JPEG", **more: object) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **more)
    return written.getvalue()


def page(width: int = 300, height: int = 400, colour: str = "red") -> Image.Image:
    return Image.new("RGB", (width, height), colour)


def seen(octets: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(octets))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_stays_what_can_be_seen_on_it(kind: str) -> None:
    made = made_anew(file_of(page(), kind))
    image = seen(made.octets)
    assert (image.format, image.size, image.mode) == ("JPEG", (300, 400), "RGB")
    assert (made.width, made.height) == (300, 400)
    red, green, blue = image.getpixel((150, 200))
    assert red > 240
    assert max(green, blue) < 20


def test_where_and_with_what_it_was_taken_is_left_behind() -> None:
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[29] = PLACE.decode()
    sent = file_of(page(), exif=exif, comment=b"by me", icc_profile=b"a profile")
    assert PLACE in sent
    made = made_anew(sent)
    for trace in (PLACE, b"PhoneMaker", b"by me", b"Exif", b"a profile", b"ICC_PROFILE"):
        assert trace not in made.octets


def test_a_photograph_taken_sideways_stands_upright() -> None:
    image = page(400, 300)
    image.paste("blue", (0, 0, 200, 300))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: rotate by 90 degrees to the right
    made = made_anew(file_of(image, exif=exif))
    assert (made.width, made.height) == (300, 400)
    assert seen(made.octets).getpixel((150, 50))[2] > 200


def test_a_large_one_is_made_as_small_as_can_still_be_read() -> None:
    made = made_anew(file_of(page(3000, 4000)))
    assert (made.width, made.height) == (LONG_SIDE * 3 // 4, LONG_SIDE)


def test_what_is_transparent_is_white_and_not_black() -> None:
    made = made_anew(file_of(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "PNG"))
    assert min(seen(made.octets).getpixel((20, 20))) > 240


def test_of_a_moving_picture_the_first_is_kept() -> None:
    moving = file_of(page(), "WEBP", save_all=True, append_images=[page(colour="blue")])
    assert seen(made_anew(moving).octets).getpixel((9, 9))[0] > 240


GARBAGE = {
    "nothing": b"",
    "text": b"<svg onload=alert(1)>",
    "a page of markup": b"<!doctype html><script>alert(1)</script>",
    "a document": b"%PDF-1.7 ...",
    "a cut photograph": file_of(page())[:200],
    "a header alone": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "another format": file_of(page(), "GIF"),
    "a format that runs programs": b"%!PS-Adobe-3.0 EPSF-3.0\n",
}


@pytest.mark.parametrize("name", GARBAGE)
def test_what_is_no_photograph_is_refused_whatever_it_calls_itself(name: str) -> None:
    with pytest.raises(NotAPicture):
        made_anew(GARBAGE[name])


def test_a_small_file_that_claims_a_huge_picture_is_refused_before_it_takes_memory() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    size = (40_000).to_bytes(4, "big") * 2
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + b"\x08\x02\x00\x00\x00")
    bomb += chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    with pytest.raises(NotAPicture):
        made_anew(bomb)


def test_a_picture_of_more_pixels_than_a_phone_takes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "MOST_PIXELS", 300 * 400 - 1)
    with pytest.raises(NotAPicture):
        made_anew(file_of(page()))


def test_what_hangs_behind_the_picture_is_left_behind() -> None:
    made = made_anew(file_of(page()) + b"<script>alert(1)</script>")
    assert b"script" not in made.octets


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_file_is_refused_or_made_anew_and_nothing_else_happens(seed: int) -> None:
    octets = bytearray(file_of(page(), ("JPEG", "PNG", "WEBP")[seed % 3]))
    for number in range(6):
        octets[(seed * 977 + number * 131) % len(octets)] ^= 1 << (seed + number) % 8
    try:
        made = made_anew(bytes(octets))
    except NotAPicture:
        return
    assert seen(made.octets).format == "JPEG"
