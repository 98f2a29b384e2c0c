"""Amounts written out (中文大写): what cannot be changed with a stroke of the pen.

The rules are those for filling in bills (《正确填写票据和结算凭证的基本规定》, 1 and 2): zeros between digits are
one 零, also where a whole group of four is empty. Where the rules leave a choice: no 零 before 仟 or 角, and 整 also
after 角, so that nothing can be added.
"""

from decimal import Decimal
from typing import Final

LIMIT: Final = Decimal(10) ** 12
"""Yuan: the ranks end with 仟亿."""

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_RANKS: Final = ("仟", "佰", "拾", "")
_GROUPS: Final = ("亿", "万", "")


def capitals(amount: Decimal) -> str:
    """The amount of yuan in words, without 人民币.

    Raises:
        ValueError: it is below nothing, has more than two places, or is 10^12 or more.
    """
    if not amount.is_finite() or not 0 <= amount < LIMIT or amount != round(amount, 2):
        raise ValueError("an amount of yuan and 分 is written out")
    yuan, fen = divmod(int(amount * 100), 100)
    whole = _yuan(yuan) + "元" if yuan or not fen else ""
    return whole + _fen(fen, after_yuan=bool(yuan))


def _yuan(yuan: int) -> str:
    if not yuan:
        return _DIGITS[0]
    figures = f"{yuan:012}"
    words = ""
    for place, group in enumerate(_GROUPS):
        part = figures[place * 4 : place * 4 + 4]
        if part == "0000":
            continue
        # an empty group before this one leaves a gap as well
        gap = words and (part[0] == "0" or figures[place * 4 - 4 : place * 4] == "0000")
        words += (_DIGITS[0] if gap else "") + _four(part) + group
    return words


def _four(part: str) -> str:
    words, gap = "", False
    for figure, rank in zip(part, _RANKS, strict=True):
        if figure == "0":
            gap = bool(words)
            continue
        words += (_DIGITS[0] if gap else "") + _DIGITS[int(figure)] + rank
        gap = False
    return words


def _fen(fen: int, *, after_yuan: bool) -> str:
    tenths, hundredths = divmod(fen, 10)
    if not fen:
        return "整"
    if not hundredths:
        return f"{_DIGITS[tenths]}角整"
    if not tenths:
        return f"{_DIGITS[0] if after_yuan else ''}{_DIGITS[hundredths]}分"
    return f"{_DIGITS[tenths]}角{_DIGITS[hundredths]}分"
