"""Text as it can stand on paper, and the numbers of articles."""

import pytest

from server.outcomes.papers.numerals import MOST, article, numeral
from server.outcomes.papers.printable import BREAK, BREAK_AT_SIGNS, breakable, printable


@pytest.mark.parametrize("number", [-1, 0, MOST + 1])
def test_no_article_has_another_number(number: int) -> None:
    with pytest.raises(ValueError, match="number"):
        numeral(number)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百〇一"),
        (110, "一百一十"),
        (115, "一百一十五"),
        (250, "二百五十"),
        (999, "九百九十九"),
    ],
)
def test_numbers_are_written_as_in_a_law(number: int, written: str) -> None:
    assert (numeral(number), article(number)) == (written, f"第{written}条")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029", "\v", "\f"])
def test_every_end_of_a_line_is_one(end: str) -> None:
    assert printable(f"甲{end}乙{end}") == "甲\n乙"


def test_spaces_have_one_of_two_widths() -> None:
    assert printable("甲\t乙\xa0丙\u2003丁\u3000戊\u202f己") == "甲 乙 丙 丁\u3000戊 己"


def test_pictures_lose_their_colour_and_other_shapes_stay_asked_for() -> None:
    assert printable("✓\ufe0f\u200d邊\U000e0101") == "✓邊\U000e0101"


def test_words_of_usual_length_are_never_broken() -> None:
    text = "账号 6217002920100012345，详见 https://e.cn/v/7Q4K-XM2P"
    assert breakable(text) == text


def test_long_words_may_be_broken_and_long_sentences_of_han_need_not() -> None:
    assert breakable("6" * 31) == BREAK.join(("6" * 10, "6" * 10, "6" * 10, "6"))
    assert breakable("W" * 31).count(BREAK) == 5
    assert breakable("，" * 31).count(BREAK_AT_SIGNS) == 5
    assert breakable("文" * 100) == "文" * 100
