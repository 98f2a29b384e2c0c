"""Which part of a file is meant, as RFC 9110 section 14 has it."""

import pytest

from recordings.playback.ranges import Part, Unsatisfiable, Whole, asked, etag

TAG = etag(b"\x01\x02")


@pytest.mark.parametrize(
    "header",
    [
        None, "", "bytes", "bytes=", "bytes=-", "bytes=5-4", "bytes=a-b", "octets=0-1", "bytes=0-1,3-4", "bytes=--1",
        "bytes=0x1-2", "bytes=1-2-3", "bytes=" + "9" * 30 + "-", "bytes=١-٢", "bytes= 0 - 1", "bytes=0-1;x",
    ],
)  # fmt: skip
def test_what_is_malformed_or_not_answered_in_part_is_answered_with_the_whole(header: str | None) -> None:
    assert asked(100, TAG, header) == Whole()


@pytest.mark.parametrize(
    ("header", "start", "end"),
    [
        ("bytes=0-0", 0, 1), ("bytes=0-", 0, 100), ("bytes=99-", 99, 100), ("bytes=10-19", 10, 20),
        ("bytes=10-1000", 10, 100), ("bytes=-1", 99, 100), ("bytes=-1000", 0, 100), ("Bytes=1-2", 1, 3),
        (" bytes= 1-2 ", 1, 3),
    ],
)  # fmt: skip
def test_a_part_goes_from_its_first_octet_to_its_last_as_far_as_there_are_any(
    header: str, start: int, end: int
) -> None:
    part = asked(100, TAG, header)
    assert part == Part(start, end)
    assert isinstance(part, Part)
    assert part.content_range(100) == f"bytes {start}-{end - 1}/100"


@pytest.mark.parametrize(
    ("size", "header"), [(100, "bytes=100-"), (100, "bytes=-0"), (0, "bytes=0-"), (0, "bytes=-5")]
)
def test_what_the_file_has_nothing_of_is_not_satisfied(size: int, header: str) -> None:
    part = asked(size, TAG, header)
    assert part == Unsatisfiable()
    assert isinstance(part, Unsatisfiable)
    assert part.content_range(size) == f"bytes */{size}"


def test_a_part_of_another_file_than_is_meant_is_never_given() -> None:
    assert asked(100, TAG, "bytes=1-2", TAG) == Part(1, 3)
    assert asked(100, TAG, "bytes=1-2", etag(b"\x01\x03")) == Whole()
    assert asked(100, TAG, "bytes=1-2", "W/" + TAG) == Whole()
    assert asked(100, TAG, "bytes=1-2", "Wed, 21 Oct 2015 07:28:00 GMT") == Whole()
    assert asked(100, TAG, "bytes=500-", "other") == Whole()
