"""The VP8 payload descriptor, read as aiortc reads it."""

from aiortc.codecs.vpx import VpxPayloadDescriptor
from hypothesis import given
from hypothesis import strategies as st

from signaling.media.vp8 import PictureShift, follow, parse, starts_key_frame


def payload(
    start: int = 1,
    partition: int = 0,
    *,
    picture: int | None = None,
    tl0: int | None = None,
    tid: tuple[int, int] | None = None,
    keyidx: int | None = None,
) -> bytes:
    return bytes(
        VpxPayloadDescriptor(
            partition_start=start,
            partition_id=partition,
            picture_id=picture,
            tl0picidx=tl0,
            tid=tid,
            keyidx=keyidx,
        )
    )


descriptors = st.builds(
    payload,
    start=st.integers(0, 1),
    partition=st.integers(0, 7),
    picture=st.none() | st.integers(0, 0x7FFF),
    tl0=st.none() | st.integers(0, 255),
    tid=st.none() | st.tuples(st.integers(0, 3), st.integers(0, 1)),
    keyidx=st.none() | st.integers(0, 31),
)


@given(descriptor=descriptors, data=st.binary(min_size=1, max_size=20))
def test_every_descriptor_is_read_as_aiortc_writes_it(descriptor: bytes, data: bytes) -> None:
    theirs, rest = VpxPayloadDescriptor.parse(descriptor + data)
    ours = parse(descriptor + data)
    assert ours is not None
    assert rest == data
    assert ours.size == len(descriptor)
    starts = bool(theirs.partition_start and theirs.partition_id == 0)
    assert ours.key_frame == (starts and not data[0] & 1) == starts_key_frame(descriptor + data)
    assert ours.picture == (theirs.picture_id or 0)
    assert ours.tl0 == (theirs.tl0picidx or 0)


def test_a_key_frame_begins_with_a_cleared_bit() -> None:
    assert starts_key_frame(payload(picture=300) + b"\x10")
    assert not starts_key_frame(payload(picture=300) + b"\x11")


def test_the_rest_of_a_key_frame_does_not_begin_it() -> None:
    assert not starts_key_frame(payload(start=0) + b"\x10")
    assert not starts_key_frame(payload(partition=1) + b"\x10")


@given(descriptor=descriptors)
def test_a_descriptor_with_nothing_after_it_is_no_frame(descriptor: bytes) -> None:
    for end in range(len(descriptor) + 1):
        assert parse(descriptor[:end]) is None
        assert not starts_key_frame(descriptor[:end])


@given(data=st.binary(max_size=12))
def test_garbage_is_read_without_complaint(data: bytes) -> None:
    read = parse(memoryview(data))
    assert starts_key_frame(memoryview(data)) == (read is not None and read.key_frame)


@given(
    last=st.tuples(st.integers(0, 0x7FFF), st.integers(0, 255)),
    first=st.tuples(st.integers(0, 0x7FFF), st.integers(0, 255)),
    steps=st.lists(st.integers(0, 3), max_size=10),
)
def test_pictures_of_another_layer_go_on_where_those_of_the_first_ended(
    last: tuple[int, int], first: tuple[int, int], steps: list[int]
) -> None:
    """Also when that one had followed another, and for what is written with 15 bits."""
    before = parse(payload(picture=last[0] or 128, tl0=last[1]) + b"\x11")
    begins = parse(payload(picture=first[0] or 128, tl0=first[1]) + b"\x10")
    assert before is not None
    assert begins is not None
    shift = follow(before, PictureShift(40_000, 7), begins)
    for step in (0, *steps):
        frame = bytearray(
            b"head" + payload(picture=0x7FFF & (begins.picture | 128) + step, tl0=first[1]) + b"\x11"
        )
        read = parse(bytes(frame[4:]))
        assert read is not None
        shift.apply(memoryview(frame), 4)
        ours = parse(bytes(frame[4:]))
        assert ours is not None
        assert ours.size == read.size
        bits = 0x7FFF if frame[6] & 0x80 else 0x7F
        assert ours.picture == (read.picture + shift.picture) & bits
        assert ours.tl0 == (read.tl0 + shift.tl0) & 0xFF
    assert (begins.picture + shift.picture - before.picture - 40_000) & 0x7FFF == 1
    assert (begins.tl0 + shift.tl0 - before.tl0 - 7) & 0xFF == 1
