"""Which layer each video of a subscriber gets."""

from hypothesis import given
from hypothesis import strategies as st

from signaling.media.share import Wish, allocate

SCREEN, LAYERED = Wish([200_000.0], 0), Wish([150_000.0, 600_000.0], 0)


def test_without_a_limit_all_are_as_large_as_they_arrive() -> None:
    assert allocate([SCREEN, LAYERED], None) == [0, 1]


def test_everybody_is_small_before_anybody_is_large() -> None:
    assert allocate([LAYERED, LAYERED], 300_000) == [0, 0]
    assert allocate([LAYERED, LAYERED], 900_000) == [1, 0]
    assert allocate([LAYERED, LAYERED], 1_500_000) == [1, 1]


def test_what_is_shown_stays_where_what_is_not_would_not_begin() -> None:
    assert allocate([LAYERED], 600_000) == [0]
    assert allocate([LAYERED._replace(now=1)], 600_000) == [1]


wishes = st.builds(
    lambda rates, now: Wish(sorted(rates), min(now, len(rates) - 1)),
    st.lists(st.floats(1e4, 1e6), min_size=1, max_size=3),
    st.integers(-1, 2),
)


@given(st.lists(wishes, max_size=6), st.floats(0, 5e6))
def test_beyond_the_smallest_nothing_exceeds_the_estimate_by_more_than_its_slack(
    wanted: list[Wish], budget: float
) -> None:
    chosen = allocate(wanted, budget)
    assert [0 <= layer < len(wish.rates) for layer, wish in zip(chosen, wanted, strict=True)] == [True] * len(
        wanted
    )
    more = sum(wish.rates[layer] - wish.rates[0] for layer, wish in zip(chosen, wanted, strict=True))
    left = budget - sum(wish.rates[0] for wish in wanted)
    assert more <= max(0.0, 1.16 * left)
