"""Merge patches: the examples of RFC 7396, and the law that ties diff to fold."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.canonical import JSON
from rooms.merge import diff, fold

LEAVES = (
    st.booleans() | st.integers(0, 3) | st.text("ab", max_size=2) | st.lists(st.integers(0, 2), max_size=2)
)
VIEWS = st.recursive(
    st.dictionaries(st.sampled_from("abc"), LEAVES),
    lambda inner: st.dictionaries(st.sampled_from("abcd"), inner | LEAVES),
)


@pytest.mark.parametrize(
    ("before", "patch", "after"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_the_examples_of_rfc_7396(
    before: dict[str, JSON], patch: dict[str, JSON], after: dict[str, JSON]
) -> None:
    assert fold(before, patch) == after


@given(VIEWS, VIEWS)
def test_folding_the_difference_gives_the_other_and_changes_neither(
    before: dict[str, JSON], after: dict[str, JSON]
) -> None:
    kept = copy.deepcopy((before, after))
    patch = diff(before, after)
    assert (patch is None) == _same(before, after)
    assert _same(fold(before, patch or {}), after)
    assert (before, after) == kept


def test_true_is_not_one() -> None:
    assert diff({"a": 1}, {"a": True}) == {"a": True}


def _same(one: JSON, other: JSON) -> bool:
    return repr(_sorted(one)) == repr(_sorted(other))


def _sorted(value: JSON) -> JSON:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return value
