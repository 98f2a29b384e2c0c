"""Which passwords are taken."""

import pytest

from server.staff.password import LONGEST, Unfit, common, normal, unfit

NAME = "tian.xiuying"


@pytest.mark.parametrize(
    "password",
    [
        "blue kettle under rain",
        "云调中心田秀英很好记住它吧",
        "k3!fPz0vQw2x",
        "xiangxi tofu 每天三块",
        "839271650284",
    ],
)
def test_what_is_long_and_nobody_thinks_of_is_taken_without_rules_of_composition(password: str) -> None:
    assert unfit(password, NAME) is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("k3!fPz0vQw2", Unfit.SHORT),
        ("x" * (LONGEST + 1), Unfit.LONG),
        ("TianXiuying!", Unfit.NAME),
        ("tianxiuying2026", Unfit.NAME),
        ("password tian.xiuying", Unfit.NAME),
        ("Password2024!!", Unfit.COMMON),
        ("qwertyuiop12", Unfit.COMMON),
        ("123456789012", Unfit.COMMON),
        ("aaaaaaaaaaaa", Unfit.COMMON),
        ("abababababab", Unfit.COMMON),
        ("woaini1314520", Unfit.COMMON),
        ("correct horse battery staple", Unfit.COMMON),
        ("iloveyou iloveyou", Unfit.COMMON),
        ("!!!!!!!!!!!!", Unfit.COMMON),
    ],
)
def test_what_is_short_or_made_of_what_everybody_thinks_of_is_refused(password: str, why: Unfit) -> None:
    assert unfit(password, NAME) is why


def test_there_are_some_hundred_common_ones() -> None:
    assert len(common()) > 300


def test_the_longest_is_looked_at_without_delay() -> None:
    assert unfit("password" * 16, NAME) is Unfit.COMMON
    assert unfit("p4s" * 42, NAME) is Unfit.COMMON


def test_a_password_is_the_same_on_whatever_keyboard() -> None:
    assert normal("ｋ３！fPz0vQw2x") == normal("k3!fPz0vQw2x")
