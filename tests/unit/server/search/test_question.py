"""What somebody types, understood."""

import pytest

from server.search.plain import plain, runs
from server.search.question import Days, ask


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2026-03-02", "2026-03-02", "2026-03-02"),
        ("2026/3/2", "2026-03-02", "2026-03-02"),
        ("２０２６年３月２日", "2026-03-02", "2026-03-02"),
        ("20260302", "2026-03-02", "2026-03-02"),
        ("2026-03", "2026-03-01", "2026-03-31"),
        ("2026年3月", "2026-03-01", "2026-03-31"),
        ("2026年", "2026-01-01", "2026-12-31"),
        ("3月2日", "03-02", "03-02"),
        ("3月2号", "03-02", "03-02"),
        ("3月", "03-01", "03-31"),
        ("2026-03-02..2026-04-01", "2026-03-02", "2026-04-01"),
        ("2026年3月至5月", "2026-03-01", "2026-05-31"),
        ("2026年3月2日到5日", "2026-03-02", "2026-03-05"),
        ("12月30日~1月2日", "12-30", "01-02"),
    ],
)
def test_days_are_named_in_many_ways(typed: str, first: str, last: str) -> None:
    (term,) = ask(typed).terms
    assert term.days == Days(first, last)


@pytest.mark.parametrize(
    "typed", ["2026-13", "13月", "2026-02-30", "3月32日", "到", "2026", "1到2到3", "五千", "5月到2026年3月"]
)
def test_what_is_no_day_is_words_alone(typed: str) -> None:
    assert [term.days for term in ask(typed).terms] == [None]


def test_a_stretch_over_the_new_year_holds_both_ends() -> None:
    days = Days("12-30", "01-02")
    assert [days.holds(day) for day in ("2026-12-31", "2027-01-01", "2026-06-01")] == [True, True, False]
    assert not Days("2026-12-30", "2026-01-02").holds("2026-12-31"), "from later to earlier is nothing"


def test_only_digits_that_suffice_are_the_end_of_a_telephone() -> None:
    assert [term.tail for term in ask("0521 521 ０５２１ 0521a ①②③④").terms] == ["0521", "", "", "1234"]


def test_what_stands_in_quotes_stays_together() -> None:
    assert [term.words for term in ask('“加班 费” 工资　姓名 "a b"').terms] == [
        "加班费",
        "工资",
        "姓名",
        "ab",
    ]
    assert len(ask(" ".join(map(str, range(50)))).terms) == 8


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("加班費", "加班费"),
        ("ＹＴ２０２６", "yt2026"),
        ("〔2026〕", "[2026]"),
        ("Ｃafé", "CAFE"),
        ("ﬁnal", "FINAL"),
        ("Straße", "STRASSE"),
        ("工 资\u200b", "工资"),
        ("\u202e工资\u2069", "工资"),
    ],
)
def test_the_same_is_compared_as_the_same(one: str, other: str) -> None:
    assert plain(one) == plain(other)


def test_what_was_found_is_marked_as_it_was_written() -> None:
    assert runs("说：加 班費，不是Ｃafé", frozenset({"加班费", "cafe"})) == (
        ("说：", False),
        ("加 班費", True),
        ("，不是", False),
        ("Ｃafé", True),
    )
    assert runs("工资工资", frozenset({"工资"})) == (("工资工资", True),)
    assert runs("哈哈哈", frozenset({"哈哈"})) == (("哈哈哈", True),)
    assert runs("", frozenset({"a"})) == ()
