"""Amounts in words: the examples of the rules for bills, and the gaps."""

from decimal import Decimal

import pytest

from rooms.agreement.capitals import capitals


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
    ],
)
def test_the_examples_of_the_rules_for_bills(amount: str, words: str) -> None:
    assert capitals(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.01", "壹分"),
        ("0.10", "壹角整"),
        ("0.25", "贰角伍分"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("18600", "壹万捌仟陆佰元整"),
        ("100.05", "壹佰元零伍分"),
        ("20000", "贰万元整"),
        ("20001", "贰万零壹元整"),
        ("1000001", "壹佰万零壹元整"),
        ("10050000", "壹仟零伍万元整"),
        ("100000001", "壹亿零壹元整"),
        ("100005000", "壹亿零伍仟元整"),
        ("120000000", "壹亿贰仟万元整"),
        ("1005000000", "壹拾亿零伍佰万元整"),
        ("10000000000", "壹佰亿元整"),
        ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_zeros_between_digits_are_one_zero(amount: str, words: str) -> None:
    assert capitals(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["-0.01", "0.001", "1000000000000", "NaN", "Infinity"])
def test_what_is_no_amount_is_not_written_out(amount: str) -> None:
    with pytest.raises(ValueError, match="written out"):
        capitals(Decimal(amount))
