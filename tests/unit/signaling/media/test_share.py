"""Which layer each video of a subscriber gets."""

from hypothesis import given
from hypothesis import strategies as st

from signaling.media.share import LEAST_PICTURE, Wish, allocate

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
def test_beyond_the_smallest_nothing_exceeds_the_room_by_more_than_its_slack(
    wanted: list[Wish], budget: float
) -> None:
    chosen = allocate(wanted, budget)
    shown = [(wish, layer) for wish, layer in zip(wanted, chosen, strict=True) if layer >= 0]
    assert all(layer < len(wish.rates) for wish, layer in shown)
    more = sum(wish.rates[layer] - wish.rates[0] for wish, layer in shown)
    left = budget - sum(wish.rates[0] for wish, _ in shown)
    assert more <= max(0.0, 1.16 * left)


@given(st.lists(wishes, max_size=6), st.floats(0, 5e6))
def test_nothing_less_important_is_shown_while_there_is_no_room_for_more(
    wanted: list[Wish], budget: float
) -> None:
    same = [wish._replace(now=-1) for wish in wanted]
    paused = [layer < 0 for layer in allocate(same, budget)]
    least = [min(wish.rates[0], LEAST_PICTURE) for wish in same]
    for place, waits in enumerate(paused):
        if waits:
            assert all(
                least[later] < least[place] for later in range(place, len(paused)) if not paused[later]
            )


def test_below_a_hundred_kilobits_with_speech_there_is_no_picture() -> None:
    assert allocate([SCREEN], 49_000) == [-1]
    assert allocate([SCREEN], 51_000) == [0]


def test_a_picture_that_was_paused_comes_back_with_some_room_to_spare() -> None:
    paused = Wish([200_000.0], -1)
    assert allocate([paused], 52_000) == [-1]
    assert allocate([paused], 60_000) == [0]


def test_a_screen_goes_on_where_a_camera_waits() -> None:
    assert allocate([SCREEN, LAYERED], 100_000) == [0, -1]
