"""Canonical bytes: the examples of RFC 8785, and the laws."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.canonical import JSON, MAX_INTEGER, canonical, digest

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_keys_are_sorted_by_utf_16_code_units_as_in_rfc_8785_section_3_2_3() -> None:
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    written = canonical(dict.fromkeys(names, 0)).decode()
    assert list(json.loads(written)) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_text_is_escaped_as_in_rfc_8785_section_3_2_2_2() -> None:
    text = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/\u007f"
    assert canonical(text).decode() == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f"'


def test_nothing_is_written_that_does_not_matter() -> None:
    assert canonical(
        {"b": [True, False, None], "a": {"x": -1}, "c": [], "d": {}, "e": (1, "工")}
    ).decode() == ('{"a":{"x":-1},"b":[true,false,null],"c":[],"d":{},"e":[1,"工"]}')


@given(VALUES)
def test_canonical_bytes_are_json_of_the_same_value(value: JSON) -> None:
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(st.text(), st.integers(0, 9)), st.randoms())
def test_the_order_of_keys_does_not_matter(value: dict[str, JSON], random: object) -> None:
    keys = list(value)
    random.shuffle(keys)  # type: ignore[attr-defined]
    assert canonical({key: value[key] for key in keys}) == canonical(value)


@pytest.mark.parametrize("value", [1.5, {"a": 0.0}, {1: "x"}, {"a", "b"}, b"bytes"])
def test_what_has_no_canonical_form_is_refused(value: JSON) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize("value", [MAX_INTEGER + 1, -MAX_INTEGER - 1, "\ud800"])
def test_what_others_would_read_otherwise_is_refused(value: JSON) -> None:
    with pytest.raises(ValueError, match=r"integer|surrogates"):
        canonical(value)


def test_the_digest_is_sha_256_in_hexadecimal() -> None:
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
