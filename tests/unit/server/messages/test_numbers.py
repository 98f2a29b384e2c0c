"""What is a number that a short message can be sent to."""

import pytest

from server.messages.numbers import ending, normal


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "110",
        "0743-8222222",
        "12345678901",
        "1390743052",
        "139074305211",
        "+8612345678901",
        "+86 0743 8222222",
        "+0123456789",
        "+1234567890123456",
        "13907430521;13574302268",
        "1390743o521",
        "139\n07430521",
        "13907430521" + " " * 40,
        "９" * 33,
        "tel:13907430521",
    ],
)
def test_what_is_none_is_none(written: str) -> None:
    assert normal(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "13907430521",
        "139 0743 0521",
        "139-0743-0521",
        "+8613907430521",
        "+86 139 0743 0521",
        "008613907430521",
        "8613907430521",
        "１３９０７４３０５２１",
    ],
)
def test_however_it_is_written_it_is_the_same_number(written: str) -> None:
    assert normal(written) == "+8613907430521"


def test_a_number_abroad_has_its_country() -> None:
    assert normal("+85291234567") == normal("0085291234567") == "+85291234567"


def test_four_digits_are_shown_of_a_number() -> None:
    assert ending("+8613907430521") == "0521"
