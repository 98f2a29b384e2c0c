"""Transport-wide feedback: what is written is read, and what is malformed is nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.media.transport_feedback import write_transport_feedback
from signaling.media.transport_feedback_reader import MOST, read_transport_feedback

HEADER = 4
steps = st.lists(st.one_of(st.none(), st.integers(-400_000, 900_000)), min_size=1, max_size=400)


@given(st.integers(0, 0xFFFF), steps)
def test_what_is_written_is_read(base: int, changes: list[int | None]) -> None:
    at, arrivals = 1_000_000_000, []
    for change in changes:
        at += change or 0
        arrivals.append(None if change is None else at)
    if all(arrival is None for arrival in arrivals):
        arrivals[0] = at
    read = read_transport_feedback(write_transport_feedback(1, 2, base, 3, arrivals)[HEADER:])
    assert read is not None
    assert read[0] == base
    assert len(read[1]) == len(arrivals)
    for ours, theirs in zip(arrivals, read[1], strict=True):
        assert (ours is None) == (theirs is None)
        assert ours is None or theirs is None or abs(theirs - ours / 1e6) < 0.000_251


@given(st.binary(max_size=200))
def test_anything_at_all_is_read_within_bounds_or_not_at_all(body: bytes) -> None:
    read = read_transport_feedback(body)
    assert read is None or len(read[1]) <= MOST


def _feedback(count: int, *chunks: int, deltas: bytes = b"") -> bytes:
    head = bytes(8) + (7).to_bytes(2, "big") + count.to_bytes(2, "big") + bytes(4)
    return head + b"".join(chunk.to_bytes(2, "big") for chunk in chunks) + deltas


@pytest.mark.parametrize(
    "body",
    [
        b"",
        _feedback(1),
        _feedback(1, 0x0000),
        _feedback(1, 0x2001),
        _feedback(1, 0x4001, deltas=b"\1"),
        _feedback(1, 0x6001, deltas=b"\1\2\3\4"),
        _feedback(9, 0x2001, deltas=b"\1"),
        _feedback(MOST + 1, 0x3FFF),
    ],
    ids=["empty", "no chunk", "empty run", "no delta", "half a delta", "reserved", "too few", "too many"],
)
def test_what_is_cut_off_or_senseless_is_nothing(body: bytes) -> None:
    assert read_transport_feedback(body) is None


def test_a_vector_of_single_bits_is_read() -> None:
    """Browsers write it (§3.1.4); we do not."""
    read = read_transport_feedback(_feedback(3, 0x8000 | 0b101 << 11, deltas=b"\4\4"))
    assert read == (7, [0.001, None, 0.002])
