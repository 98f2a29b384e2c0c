"""What in a machine's words a person has to confirm."""

import time
from itertools import pairwise

import pytest

from rooms.doubt import DoubtKind, doubts


def found(text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.kind.value) for one in doubts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("我是来谈工资的", []),
        ("付四万五千块", [("四万五千块", "amount")]),
        ("付十万五千块", [("十万五千块", "amount")]),
        ("人民币叁万伍仟元", [("人民币叁万伍仟元", "amount")]),
        ("¥12,500.50", [("¥12,500.50", "amount")]),
        ("五块五", [("五块五", "amount")]),
        ("３０００元整", [("３０００元整", "amount")]),
        ("欠我8万", [("8万", "number")]),
        ("四个人", [("四", "number")]),
        ("十个人", [("十", "number")]),
        ("第十四条", [("第十四", "number")]),
        ("百分之三十", [("百分之三十", "number")]),
        ("百分之几", [("百分之几", "number")]),
        ("40%", [("40%", "number")]),
        ("付一半", [("一半", "number")]),
        ("三天内", [("三天", "date")]),
        ("二〇二六年三月十五号", [("二〇二六年三月十五号", "date")]),
        ("下周五之前", [("下周五", "date")]),
        ("明天下午三点半", [("明天", "date"), ("三点半", "date")]),
        ("不同意", [("不", "negation")]),
        ("没有问题", [("没", "negation")]),
        ("拒绝支付", [("拒绝", "negation")]),
        ("1,2,", [("1,2", "number")]),
    ],
)
def test_amounts_numbers_dates_and_what_says_no_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_what_is_found_lies_in_the_text_in_order_and_apart() -> None:
    text = "😀今天付四万，下周五前不付就十万块，第3条"
    places = [(one.start, one.end) for one in doubts(text)]
    assert places == sorted(places)
    assert all(end <= start for (_, end), (start, _) in pairwise(places))
    assert found(text)[0] == ("今天", DoubtKind.DATE)


@pytest.mark.parametrize("piece", ["一", "一,", "几", "百分之", "一点", "¥", "下", "1.", "第一"])
def test_no_text_takes_long(piece: str) -> None:
    began = time.perf_counter()
    doubts(piece * 2000)
    assert time.perf_counter() - began < 1
