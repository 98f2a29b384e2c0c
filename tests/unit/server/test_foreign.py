"""A name cannot disturb the sentence it stands in."""

import pytest

from server.foreign import ISOLATE, MOST_MARKS, POP, in_line
from server.i18n import catalogue

OVERRIDE = "\u202e"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("龙建军", "龙建军"),
        ("<b>x</b> {{ 1 }}", "<b>x</b> {{ 1 }}"),
        ("أحمد", f"{ISOLATE}أحمد{POP}"),
        (f"a{OVERRIDE}bc", "abc"),
        ("a\u2067b\u2068c", "abc"),
        (f"a{POP}b", "ab"),
        ("a\r\nb\u2028c\x00d", "a b c d"),
        ("龙\u200b建\ufeff军\U000e0041", "龙建军"),
        ("नमस्\u200dते", "नमस्\u200dते"),
        ("a" + "\u0301" * 10_000 + "b", "a" + "\u0301" * MOST_MARKS + "b"),
    ],
)
def test_what_is_foreign_stays_within_itself(text: str, shown: str) -> None:
    assert in_line(text) == shown


def test_what_was_isolated_once_stays_isolated_in_a_sentence() -> None:
    once = in_line("أحمد")
    assert once in in_line(f"{once}、龙建军")


def test_within_a_line_from_right_to_left_everything_foreign_is_isolated() -> None:
    assert in_line("abc", from_right=True) == f"{ISOLATE}abc{POP}"


def test_what_fills_a_text_cannot_reorder_the_words_around_it() -> None:
    assert catalogue("zh-CN")("link.welcome", name=f"{OVERRIDE}أحمد") == f"{ISOLATE}أحمد{POP}，您好"
