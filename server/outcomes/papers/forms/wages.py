"""The table of wages behind an agreement: what each worker earned, was advanced, was paid; what each side says."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from rooms.agreement.terms import Agreement, Basis, Difference, Measure, Party, Stand, WageRow
from rooms.agreement.wages import Arrears, arrears, total
from server.outcomes.papers.forms.wording import figures, yuan
from server.outcomes.papers.paper import Align, Block, Break, Heading, Paragraph, Setting, Table

_HEAD: Final = ("序号", "工作", "起止日期", "数量", "单价", "应发", "借支", "已付", "尚欠", "双方意见")
_ALIGN: Final = (
    Align.CENTRE,
    Align.LEFT,
    Align.LEFT,
    *(Align.RIGHT,) * 6,
    Align.LEFT,
)
_UNITS: Final = {Basis.DAYS: "天", Basis.PIECES: "件", Basis.MONTHLY: "个月", Basis.AMOUNT: ""}
_SAYS: Final = {Stand.AGREED: "认可", Stand.DISPUTED: "不认可", Stand.OPEN: "未表态"}


def annexes(terms: Agreement) -> Iterator[Block]:
    """An annex for each worker who has rows, each on a page of its own."""
    workers = [party for party in terms.workers if any(row.worker == party.seat for row in terms.wages)]
    for number, worker in enumerate(workers, 1):
        if number > 1:
            yield Break()
        yield Heading(f"附件{number if len(workers) > 1 else ''}　{worker.name}劳动报酬明细表")
        yield from _annex(terms, worker)


def _annex(terms: Agreement, worker: Party) -> Iterator[Block]:
    rows = [row for row in terms.wages if row.worker == worker.seat]
    sums = total(rows)
    yield Table(
        _HEAD,
        tuple(_row(number, row) for number, row in enumerate(rows, 1)),
        _ALIGN,
        ("", "合计", "", "", "", *_sums(sums), ""),
    )
    yield Paragraph(
        "单位：元。应发按天数或者件数乘以单价计算；按月计算的，不足整月的天数按月工资除以21.75计算。尚欠等于应发减去借支、生活费和已付。",
        Setting.SMALL,
    )
    owed = sums.owed
    for difference in terms.differences:
        if difference.worker == worker.seat:
            owed += difference.amount
            yield Paragraph(_difference(difference))
    yield Paragraph(
        f"{worker.name}的劳动报酬，双方{'协商确定' if owed != sums.owed else '核对'}为{_owed(owed)}。"
    )


def _row(number: int, row: WageRow) -> tuple[str, ...]:
    found = arrears(row)
    rate = "—" if row.rate is None else f"{row.rate.value:,f}"
    return str(number), row.work or "—", _dates(row), _quantity(row), rate, *_sums(found), _opinion(found)


def _sums(found: Arrears) -> tuple[str, ...]:
    return tuple(map(figures, (found.gross, found.advances, found.paid, found.owed)))


def _dates(row: WageRow) -> str:
    ends = [f"{date:%Y-%m-%d}" for date in (row.begins, row.ends) if date is not None]
    return "\n至".join(ends) or "—"


def _quantity(row: WageRow) -> str:
    measured = [_measured(row.quantity, _UNITS[row.basis]), _measured(row.days, "天")]
    return "又".join(filter(None, measured)) or "—"


def _measured(measure: Measure | None, unit: str) -> str:
    return "" if measure is None else f"{measure.value:,f}{unit}"


def _opinion(found: Arrears) -> str:
    if found.worker is found.payer:
        return f"双方{_SAYS[found.worker]}"
    return f"劳动者{_SAYS[found.worker]}\n支付方{_SAYS[found.payer]}"


def _difference(difference: Difference) -> str:
    way = "增加" if difference.amount > 0 else "减少"
    return (
        f"经协商，在上表基础上{way}{yuan(abs(difference.amount))}，理由：{difference.reason.rstrip('。')}。"
    )


def _owed(owed: Decimal) -> str:
    """A result below nothing is one all the same: the worker was advanced more than they earned."""
    return yuan(owed) if owed >= 0 else f"超支{yuan(-owed)}"
