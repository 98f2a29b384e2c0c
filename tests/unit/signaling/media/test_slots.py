"""Who is put into which slot."""

from hypothesis import given
from hypothesis import strategies as st

from signaling.media.media_line import SENDERS, Medium
from signaling.media.slots import SlotTable, Source, assign

SLOTS = [(f"a{number}", Medium.AUDIO) for number in range(4)] + [
    (f"v{number}", Medium.VIDEO) for number in range(3)
]
EMPTY = SlotTable()


def both(*seats: str) -> list[Source]:
    return [Source(seat, kind) for seat in seats for kind in ("audio", "camera")]


def taken(table: SlotTable) -> dict[str, Source]:
    return {mid: source for mid, source in table.now.items() if source is not None}


def test_every_slot_is_told_also_the_empty_ones() -> None:
    assert assign(SLOTS, [], EMPTY, {}).now == dict.fromkeys((mid for mid, _ in SLOTS), None)


def test_a_persons_voice_and_picture_take_slots_of_one_pair() -> None:
    assert taken(assign(SLOTS, both("x", "y"), EMPTY, {})) == {
        "a0": Source("x", "audio"),
        "v0": Source("x", "camera"),
        "a1": Source("y", "audio"),
        "v1": Source("y", "camera"),
    }


def test_a_camera_that_comes_later_joins_its_voice() -> None:
    voices = assign(SLOTS, [Source("x", "audio"), Source("y", "audio")], EMPTY, {})
    table = assign(SLOTS, [*both("y"), Source("x", "audio")], voices, {})
    assert table.now["a1"] == Source("y", "audio")
    assert table.now["v1"] == Source("y", "camera")


def test_a_voice_that_comes_later_joins_its_camera() -> None:
    seen = assign(SLOTS, [Source("x", "camera"), Source("y", "camera")], EMPTY, {})
    table = assign(SLOTS, [*both("y"), Source("x", "camera")], seen, {})
    assert table.now["a1"] == Source("y", "audio")


def test_who_is_in_a_slot_stays_in_it_when_others_come_and_go() -> None:
    table = assign(SLOTS, both("m", "n"), EMPTY, {})
    later = assign(SLOTS, both("a", "n", "z"), table, {"z": 9.0})
    assert later.now["a1"] == Source("n", "audio")
    assert later.now["v1"] == Source("n", "camera")


def test_who_comes_back_gets_the_former_slot() -> None:
    table = assign(SLOTS, both("x", "y"), EMPTY, {})
    apart = assign(SLOTS, both("z"), table, {})
    assert set(taken(apart)) == {"a2", "v2"}
    again = assign(SLOTS, both("y", "x"), apart, {})
    assert taken(again) == taken(table)


def test_a_former_slot_that_is_taken_is_not_taken_away() -> None:
    slots = [("a0", Medium.AUDIO), ("a1", Medium.AUDIO)]
    first = assign(slots, [Source("x", "audio")], EMPTY, {})
    second = assign(slots, [Source("y", "audio"), Source("z", "audio")], first, {})
    third = assign(slots, [Source("y", "audio"), Source("x", "audio")], second, {})
    assert {source.seat for source in taken(third).values()} == {"x", "y"}
    assert [mid for mid, source in third.now.items() if source == Source("y", "audio")] == [
        mid for mid, source in second.now.items() if source == Source("y", "audio")
    ]


def test_screens_begin_from_the_end_and_leave_the_pairs_alone() -> None:
    table = assign(SLOTS, [Source("x", "screen"), *both("x")], EMPTY, {})
    assert table.now["v2"] == Source("x", "screen")
    assert table.now["v0"] == Source("x", "camera")


def test_when_there_are_too_many_screens_come_first_then_who_spoke_last() -> None:
    wanted = [Source(seat, "camera") for seat in "abcde"] + [Source("e", "screen")]
    table = assign(SLOTS, wanted, EMPTY, {"d": 5.0, "b": 4.0, "a": 1.0})
    assert set(taken(table).values()) == {Source("e", "screen"), Source("d", "camera"), Source("b", "camera")}


def test_when_nobody_spoke_who_is_shown_stays_shown() -> None:
    shown = assign(SLOTS, [Source(seat, "camera") for seat in "xyz"], EMPTY, {})
    table = assign(SLOTS, [Source(seat, "camera") for seat in "abcxyz"], shown, {})
    assert taken(table) == taken(shown)


def test_who_speaks_replaces_only_the_one_who_was_silent_longest() -> None:
    shown = assign(SLOTS, [Source(seat, "camera") for seat in "xyz"], EMPTY, {})
    spoke = {"x": 3.0, "y": 1.0, "z": 2.0, "new": 4.0}
    table = assign(SLOTS, [Source(seat, "camera") for seat in ("x", "y", "z", "new")], shown, spoke)
    assert table.now == {**shown.now, "v1": Source("new", "camera")}


def test_a_new_connection_with_other_slots_starts_over() -> None:
    table = assign(SLOTS, both("x"), EMPTY, {})
    other = assign([("v0", Medium.AUDIO), ("q", Medium.VIDEO)], both("x"), table, {})
    assert taken(other) == {"v0": Source("x", "audio"), "q": Source("x", "camera")}


sources = st.builds(Source, st.sampled_from("abcdefgh"), st.sampled_from(sorted(SENDERS)))
steps = st.lists(
    st.tuples(st.sets(sources), st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0, 100))), max_size=8
)


@given(steps=steps)
def test_slots_hold_what_is_wanted_once_and_as_much_as_fits_and_never_swap(
    steps: list[tuple[set[Source], dict[str, float]]],
) -> None:
    media = dict(SLOTS)
    table = EMPTY
    for wanted, spoke in steps:
        before, table = table, assign(SLOTS, wanted, table, spoke)
        held = taken(table)
        assert set(held.values()) <= wanted
        assert len(set(held.values())) == len(held)
        for mid, source in held.items():
            assert SENDERS[source.kind] is media[mid]
        for medium in Medium:
            fitting = sum(SENDERS[source.kind] is medium for source in wanted)
            held_of_medium = sum(media[mid] is medium for mid in held)
            assert held_of_medium == min(fitting, sum(own is medium for _, own in SLOTS))
        for mid, source in taken(before).items():
            if source in held.values():
                assert held.get(mid) == source
        assert table.last == {**before.last, **held}


@given(wanted=st.sets(sources), steps=steps)
def test_the_same_question_gets_the_same_answer(
    wanted: set[Source], steps: list[tuple[set[Source], dict[str, float]]]
) -> None:
    table = EMPTY
    for before, spoke in steps:
        table = assign(SLOTS, before, table, spoke)
    once = assign(SLOTS, sorted(wanted), table, {})
    assert assign(SLOTS, sorted(wanted, reverse=True), table, {}) == once
    assert assign(SLOTS, wanted, once, {}) == once
