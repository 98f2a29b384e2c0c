"""Amounts of yuan that stand in running text: in figures, with 万 and 亿, or in Chinese numerals of either kind.

For comparing with the terms, and for nothing else: what is found here is never paid.
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

_DIGITS: Final = {
    sign: value
    for value, signs in enumerate(
        ("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for sign in signs
}
_RANKS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS: Final = {"万": 10**4, "亿": 10**8}
_NUMERAL: Final = "".join((*_DIGITS, *_RANKS, *_GROUPS))
_UNSEEN: Final = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_CENTS: Final = {"角": Decimal("0.1"), "分": Decimal("0.01")}

_FIGURES: Final = r"\d[\d,]{0,20}(?:\.\d{1,6})?"


def _yuan(cents: str) -> str:
    """The unit, and what follows it in 角 and 分 as a group of that name."""
    return rf"[元块圆]零?(?P<{cents}>(?:[0-9{''.join(_DIGITS)}][角分]){{0,2}})"


_AMOUNT: Final = re.compile(
    rf"(?:¥|人民币|RMB)(?P<sign>{_FIGURES})(?P<sign_rank>[百千万亿]{{0,2}})(?:{_yuan('sign_cents')})?"
    rf"|(?P<figures>{_FIGURES})(?P<rank>[百千万亿]{{0,2}}){_yuan('cents')}"
    rf"|(?P<numeral>[{_NUMERAL}]{{1,30}}){_yuan('numeral_cents')}"
)


def plain(text: str) -> str:
    """The text in one width and without white space or joiners, as patterns look at it."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text))


def amounts(text: str) -> Iterator[Decimal]:
    """Every amount of yuan that the text names, in its order."""
    for match in _AMOUNT.finditer(plain(text)):
        found = match.groupdict()
        if found["numeral"]:
            yield Decimal(_read(found["numeral"])) + _cents(found["numeral_cents"])
        else:
            figures = Decimal((found["sign"] or found["figures"]).replace(",", ""))
            cents = _cents(found["sign_cents"] or found["cents"] or "")
            yield figures * _times(found["sign_rank"] or found["rank"] or "") + cents


def _times(rank: str) -> int:
    times = 1
    for sign in rank:
        times *= (_RANKS | _GROUPS)[sign]
    return times


def _cents(text: str) -> Decimal:
    """`五角三分`, in figures or numerals."""
    pairs = zip(text[::2], text[1::2], strict=True)
    return sum((int(_DIGITS.get(sign, sign)) * _CENTS[unit] for sign, unit in pairs), Decimal(0))


def _read(numeral: str) -> int:
    """A whole number: `三万五千`, `壹拾万零柒仟`, `二〇二六`."""
    whole = group = digit = 0
    for sign in numeral:
        if sign in _DIGITS:
            digit = digit * 10 + _DIGITS[sign]
        elif sign in _RANKS:
            group, digit = group + (digit or 1) * _RANKS[sign], 0
        else:
            # 两亿三千万: only what stands since the last group counts in 万; 一万亿: all before 亿 counts in it
            whole = (whole + group + digit) * 10**8 if sign == "亿" else whole + (group + digit) * 10**4
            group = digit = 0
    return whole + group + digit
