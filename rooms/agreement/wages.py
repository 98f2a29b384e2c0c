"""What the table of wages comes to. Rounded once, half up to the 分, where a row's gross is known.

A result below nothing is a result: somebody was advanced more than they earned. What follows is not for arithmetic.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from rooms.agreement.terms import Basis, Stand, WageRow
from rooms.ids import SeatId

PAY_DAYS: Final = Decimal("21.75")
"""Paid days of a month, (365 - 104) / 12: of monthly pay only (人社部发〔2025〕2号)."""

_EXACT: Final = Context(prec=60, rounding=ROUND_HALF_UP)
_FEN: Final = Decimal("0.01")
_NOTHING: Final = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrears:
    """Of a row or of a worker: `owed` = `gross` - `advances` - `paid`. `worker` and `payer`: what each side says."""

    gross: Decimal = _NOTHING
    advances: Decimal = _NOTHING
    paid: Decimal = _NOTHING
    worker: Stand = Stand.AGREED
    payer: Stand = Stand.AGREED

    @property
    def owed(self) -> Decimal:
        return self.gross - self.advances - self.paid

    @property
    def stand(self) -> Stand:
        """Of both sides together: agreed when each agrees to each figure, disputed when one disputes one."""
        return merged((self.worker, self.payer))

    def __add__(self, other: "Arrears") -> "Arrears":
        return Arrears(
            gross=self.gross + other.gross,
            advances=self.advances + other.advances,
            paid=self.paid + other.paid,
            worker=merged((self.worker, other.worker)),
            payer=merged((self.payer, other.payer)),
        )


def arrears(row: WageRow, pay_days: Decimal = PAY_DAYS) -> Arrears:
    """What a row comes to."""
    given = (row.quantity, row.rate, row.days, row.amount, row.advances, row.paid)
    figures = [figure for figure in given if figure is not None]
    return Arrears(
        gross=_EXACT.quantize(_gross(row, pay_days), _FEN),
        advances=_NOTHING if row.advances is None else row.advances.value,
        paid=_NOTHING if row.paid is None else row.paid.value,
        worker=merged(figure.worker for figure in figures),
        payer=merged(figure.payer for figure in figures),
    )


def by_worker(rows: Iterable[WageRow], pay_days: Decimal = PAY_DAYS) -> Mapping[SeatId, Arrears]:
    """What each worker's rows come to, in the order in which the workers stand in the table."""
    sums: dict[SeatId, Arrears] = {}
    for row in rows:
        sums[row.worker] = sums.get(row.worker, Arrears()) + arrears(row, pay_days)
    return sums


def total(rows: Iterable[WageRow], pay_days: Decimal = PAY_DAYS) -> Arrears:
    """What all rows come to."""
    return sum((arrears(row, pay_days) for row in rows), Arrears())


def merged(stands: Iterable[Stand]) -> Stand:
    """Disputed when one is, agreed when all are."""
    found = set(stands)
    if Stand.DISPUTED in found:
        return Stand.DISPUTED
    return Stand.OPEN if Stand.OPEN in found else Stand.AGREED


def _gross(row: WageRow, pay_days: Decimal) -> Decimal:
    if row.basis is Basis.AMOUNT:
        return _NOTHING if row.amount is None else row.amount.value
    if row.quantity is None or row.rate is None:
        return _NOTHING
    gross = _EXACT.multiply(row.quantity.value, row.rate.value)
    if row.days is None:
        return gross
    rest = _EXACT.divide(_EXACT.multiply(row.days.value, row.rate.value), pay_days)
    return _EXACT.add(gross, rest)
