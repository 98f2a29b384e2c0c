"""Amounts in running text, however they are written."""

from decimal import Decimal

import pytest

from rooms.agreement.amounts import amounts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("2026年12月15日前，共3期，第2期", []),
        ("18600元", ["18600"]),
        ("18,600.50 元", ["18600.50"]),
        ("１８６００圆", ["18600"]),
        ("人民币￥18,600.00，大写壹万捌仟陆佰元整", ["18600.00", "18600"]),
        ("¥1.5万", ["15000"]),
        ("人民币1.5万元", ["15000"]),
        ("人民币300", ["300"]),
        ("人民币12元5角，RMB7", ["12.5", "7"]),
        ("1.86万元和3千块", ["18600", "3000"]),
        ("12元5角3分", ["12.53"]),
        ("壹拾万柒仟元伍角叁分", ["107000.53"]),
        ("叁佰贰拾伍元零肆分", ["325.04"]),
        ("玖仟玖佰亿零壹拾元", ["990000000010"]),
        ("十块", ["10"]),
        ("三万五千元", ["35000"]),
        ("两亿三千万元", ["230000000"]),
        ("一万亿元", ["1000000000000"]),
        ("二〇〇元", ["200"]),
    ],
)
def test_amounts_are_found_in_their_order(text: str, found: list[str]) -> None:
    assert list(amounts(text)) == [Decimal(amount) for amount in found]
