"""Redundant speech: what is written is read back, and what is malformed is nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.media.red import join, split
from tests.peers import packets

OPUS = 111
blocks = st.lists(st.tuples(st.integers(1, 16383), st.binary(min_size=1, max_size=1023)), max_size=3)


@given(blocks, st.binary(min_size=1, max_size=200))
def test_what_is_joined_is_read_by_others_and_by_us(earlier: list[tuple[int, bytes]], payload: bytes) -> None:
    made = join(earlier, payload, OPUS)
    assert made == packets.redundant(earlier, payload, OPUS)
    assert packets.repeated(made) == (earlier, payload)
    assert [(age, bytes(octets)) for age, octets in split(memoryview(made))] == [*earlier, (0, payload)]


@pytest.mark.parametrize(("age", "size"), [(0, 10), (16384, 10), (960, 0), (960, 1024)])
def test_what_a_header_cannot_say_is_left_out(age: int, size: int) -> None:
    assert join([(age, bytes(size))], b"now", OPUS) == bytes((OPUS,)) + b"now"


@given(st.binary(max_size=100))
def test_anything_at_all_is_blocks_within_it_or_nothing(payload: bytes) -> None:
    found = split(memoryview(payload))
    assert sum(len(octets) for _, octets in found) < max(1, len(payload))
    assert not found or (found[-1][0] == 0 and len(found[-1][1]) > 0)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x6f",
        b"\xef",
        b"\xef\x0f\x00",
        b"\xef\x0f\x00\x05\x6fabc",
        b"\xef\x0f\x00\x01" * 11 + b"\x6f" + bytes(40),
    ],
)
def test_what_is_cut_off_or_endless_is_nothing(payload: bytes) -> None:
    assert split(memoryview(payload)) == []
