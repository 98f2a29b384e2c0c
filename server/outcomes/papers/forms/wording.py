"""Days, times and sums as they are written in Chinese papers."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from rooms.agreement.capitals import capitals
from rooms.moments import BEIJING
from server.outcomes.papers.numerals import numeral
from server.outcomes.papers.paper import Paragraph, Setting


def day(when: date) -> str:
    """2026年12月5日"""
    return f"{when.year}年{when.month}月{when.day}日"


def moment(when: datetime) -> str:
    """2026年12月5日9时05分, Beijing time."""
    local = when.astimezone(BEIJING)
    return f"{day(local)}{local.hour}时{local.minute:02}分"


def exact(when: datetime) -> str:
    """2026-12-05 09:05:07: where a second may matter, and in the columns of a table."""
    return f"{when.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"


def figures(amount: Decimal) -> str:
    """32,000.00"""
    return f"{amount:,.2f}"


def yuan(amount: Decimal) -> str:
    """人民币32,000.00元（大写：叁万贰仟元整）"""
    return f"人民币{figures(amount)}元（大写：{capitals(amount)}）"


def listed(items: Iterable[str]) -> str:
    """A paragraph each: （一）…； （二）…。"""
    found = [item.rstrip("。；; \n") for item in items]
    return "；\n".join(f"（{numeral(number)}）{item}" for number, item in enumerate(found, 1)) + (
        "。" if found else ""
    )


def heading(number: int, text: str) -> str:
    """二、请求事项"""
    return f"{numeral(number)}、{text}"


def signed_off(when: date) -> Paragraph:
    """The day at the end of a notice; who gives it stands where the seal goes."""
    return Paragraph(day(when), Setting.RIGHT)


def addressed(to: str) -> tuple[Paragraph, Paragraph]:
    """此致, and to whom, at the end of an application."""
    return Paragraph("此致", Setting.KEPT), Paragraph(to, Setting.FLUSH)
