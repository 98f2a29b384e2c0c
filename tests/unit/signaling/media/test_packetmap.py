"""Outgoing numbers: each stands for one packet, in order, across publishers."""

import itertools
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from signaling.media.packetmap import PacketMap


@dataclass(frozen=True)
class Leg:
    """A publisher in the slot: its first number, and what arrives: steps from the highest so far (0 or
    less: late)."""

    first: int
    steps: tuple[int, ...]
    pause: float


legs = st.builds(
    Leg,
    st.integers(0, 1 << 20),
    st.lists(
        st.one_of(st.just(1), st.integers(-20, 5), st.sampled_from([401, 5000, 40_000])), max_size=60
    ).map(tuple),
    st.floats(0, 100),
)


@given(st.lists(legs, min_size=1, max_size=6))
def test_no_number_is_given_to_two_packets(story: list[Leg]) -> None:
    numbers = PacketMap(90_000)
    given_out: dict[int, tuple[int, int]] = {}
    now, ended = 0.0, -1
    for place, leg in enumerate(story):
        now += leg.pause
        highest = leg.first
        numbers.begin(highest, 0, now)
        for step in (0, *leg.steps):
            number = highest + step
            if step > 400:
                numbers.skip(highest + 1, number)
            highest = max(highest, number)
            if number >= numbers.first:
                out = number + numbers.offset
                assert given_out.setdefault(out, (place, number)) == (place, number)
                assert out > ended, "a number of a former leg is not used again"
                assert numbers.origin(out & 0xFFFF, highest) in (number, None)
        ended = max(given_out)
        numbers.end(highest, 0, now)
    out = sorted(given_out)
    assert all(later - earlier <= 401 for earlier, later in itertools.pairwise(out))


@given(
    st.integers(1, 1 << 30),
    st.integers(0, 2**32 - 1),
    st.floats(0.001, 100),
    st.sampled_from([48_000, 90_000]),
)
def test_timestamps_go_on_by_the_time_that_passed(
    number: int, timestamp: int, pause: float, rate: int
) -> None:
    numbers = PacketMap(rate)
    numbers.begin(number, timestamp, 10.0)
    last = (timestamp + numbers.shift) % 2**32
    numbers.end(number, timestamp, 10.0)
    numbers.begin(77, 123_456, 10.0 + pause)
    step = (123_456 + numbers.shift - last) % 2**32
    assert max(int(pause * rate), rate // 50) - 1 <= step <= max(int(pause * rate), rate // 50) + 1


def test_a_leg_that_never_began_changes_nothing() -> None:
    numbers = PacketMap(48_000)
    before = numbers.next
    numbers.end(5, 5, 1.0)
    numbers.skip(5, 9000)
    assert numbers.next == before
    assert numbers.origin(before, 5) is None


def test_what_came_before_the_leg_has_no_number() -> None:
    numbers = PacketMap(48_000)
    numbers.begin(1000, 0, 0.0)
    first = numbers.next
    assert numbers.origin(first & 0xFFFF, 1010) == 1000
    assert numbers.origin(first - 1 & 0xFFFF, 1010) is None
    assert numbers.origin(first + 11 & 0xFFFF, 1010) is None, "not sent yet"


def test_first_numbers_are_low_and_differ() -> None:
    firsts = {PacketMap(48_000).next for _ in range(50)}
    assert len(firsts) > 25
    assert max(firsts) <= 1 << 14
