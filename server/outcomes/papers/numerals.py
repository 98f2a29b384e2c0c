"""Numbers of articles as Chinese law writes them."""

from typing import Final

_DIGITS: Final = "〇一二三四五六七八九"
MOST: Final = 999


def numeral(number: int) -> str:
    """1 to MOST, for anything else ValueError: 一, 十, 十二, 二十, 一百〇五, 一百一十."""
    if not 1 <= number <= MOST:
        raise ValueError("no article has this number")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    written = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        written += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        written += "〇"
    return written + (_DIGITS[ones] if ones else "")


def article(number: int) -> str:
    """第十二条; ValueError as `numeral`."""
    return f"第{numeral(number)}条"
