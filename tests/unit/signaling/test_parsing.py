"""The edge of the wire: what is a message and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.errors import ErrorCode
from signaling import messages, parsing
from signaling.wire import Malformed

SAY = {"type": "say", "key": "k2345678", "stay": "s1", "text": "您好"}

EQUIPMENT = {
    "type": "equipment",
    "key": "k2345678",
    "microphone": "works",
    "camera": "busy",
    "hearing": "unknown",
    "network": "direct",
    "round_trip": 38,
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def refusal(data: object) -> Malformed:
    with pytest.raises(Malformed) as caught:
        parsing.read_action(data)
    return caught.value


def test_a_message_becomes_its_type() -> None:
    assert parsing.read_action(SAY) == messages.Say(key="k2345678", stay="s1", text="您好")


def test_what_a_device_can_is_told_in_few_words() -> None:
    told = parsing.read_action(EQUIPMENT)
    assert isinstance(told, messages.Equipment)
    assert (told.camera, told.round_trip, told.old_browser) == ("busy", 38, False)


def test_an_unknown_type_has_its_own_code() -> None:
    assert refusal({**SAY, "type": "shout"}).code is ErrorCode.UNKNOWN_MESSAGE


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "say",
        {},
        {"type": ["say"]},
        {**SAY, "extra": 1},
        {**SAY, "text": 5},
        {**SAY, "text": ""},
        {**SAY, "key": "short"},
        {**SAY, "key": "with space in it"},
        {"type": "visit", "key": "k2345678", "side": "../x"},
        {"type": "media", "key": "k2345678", "kind": "smell", "on": True},
        {**EQUIPMENT, "microphone": "<b>works</b>"},
        {**EQUIPMENT, "hearing": "headphones\n"},
        {**EQUIPMENT, "network": "direct 10.0.0.7"},
        {**EQUIPMENT, "round_trip": -1},
        {**EQUIPMENT, "round_trip": 10_001},
        {**EQUIPMENT, "old_browser": "Chrome/80"},
        {**EQUIPMENT, "browser": "Chrome"},
        {"type": "lock", "key": "k2345678", "on": 1},
    ],
)
def test_what_is_not_exactly_a_message_is_refused(data: object) -> None:
    assert refusal(data).code is ErrorCode.BAD_MESSAGE


def test_a_message_over_64_kib_is_too_large_whatever_it_is() -> None:
    assert refusal({**SAY, "text": "x" * 70_000}).code is ErrorCode.TOO_LARGE
    assert refusal({"type": "nothing", "pad": ["汉" * 1000] * 30}).code is ErrorCode.TOO_LARGE


def test_deep_nesting_is_too_large_and_does_not_exhaust_the_stack() -> None:
    deep: object = 0
    for _ in range(500):
        deep = [deep]
    assert refusal({**SAY, "text": deep}).code is ErrorCode.TOO_LARGE


def test_a_refusal_never_quotes_what_was_typed() -> None:
    told = refusal({**SAY, "kind": "秘密", "text": 5})
    assert "秘密" not in str(told.params)
    assert "秘密" not in str(told)


def test_a_time_must_have_a_zone() -> None:
    assert parsing.read_time("2026-03-01T10:00:00+08:00") is not None
    for text in ("2026-03-01T10:00:00", "tomorrow", ""):
        with pytest.raises(Malformed):
            parsing.read_time(text)


@given(json_values)
def test_no_json_raises_anything_but_a_refusal(data: object) -> None:
    for kind in (messages.Handshake, messages.Offer, messages.Restart, messages.Boundary):
        try:
            parsing.read(kind, data)
        except Malformed as told:
            assert told.code in {ErrorCode.BAD_MESSAGE, ErrorCode.TOO_LARGE}
    try:
        parsing.read_action(data)
    except Malformed as told:
        assert told.code in {ErrorCode.BAD_MESSAGE, ErrorCode.TOO_LARGE, ErrorCode.UNKNOWN_MESSAGE}
