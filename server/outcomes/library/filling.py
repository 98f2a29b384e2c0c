"""What clauses ask of the terms: conditions under which they apply, and the values that stand in their blanks."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from rooms.agreement.terms import Agreement, LabourStatus, Liability, PartyRole, Payment
from rooms.agreement.wages import total
from rooms.ids import GroupId

NAMED: Final = 3
"""How many people are named; of more the first, and how many they are."""

BLANK: Final = "＿＿＿＿"
"""Stands where the terms do not say yet. Terms with such a blank are not frozen."""


class When(StrEnum):
    """When a clause applies."""

    ALWAYS = "always"
    OWED = "owed"
    TABLE = "table"
    ADVANCE = "advance"
    CONTINUES = "continues"


CONDITIONS: Final[Mapping[When, Callable[[Agreement], bool]]] = {
    When.ALWAYS: lambda terms: True,
    When.OWED: lambda terms: bool(_owed(terms)),
    When.TABLE: lambda terms: bool(terms.wages),
    When.ADVANCE: lambda terms: bool(_liable(terms, Liability.ADVANCE)),
    When.CONTINUES: lambda terms: terms.labour is not None and terms.labour.status is LabourStatus.CONTINUES,
}


def yuan(amount: Decimal) -> str:
    """An amount in figures, as it stands in a document."""
    return f"{amount:.2f}"


def day(at: date) -> str:
    """A day as it stands in a document."""
    return f"{at.year}年{at.month}月{at.day}日"


def names(found: Iterable[str]) -> str | None:
    """`甲、乙`; of many `甲等50人`; None of nobody."""
    known = list(dict.fromkeys(found))
    if len(known) > NAMED:
        return f"{known[0]}等{len(known)}人"
    return "、".join(known) or None


def _owed(terms: Agreement) -> list[Payment]:
    return [payment for payment in terms.payments if not payment.on_the_spot]


def _liable(terms: Agreement, how: Liability) -> str | None:
    return _of_groups(terms, [payer.group for payer in terms.payers if payer.liability is how])


def _of_groups(terms: Agreement, groups: Iterable[GroupId]) -> str | None:
    wanted = set(groups)
    return names(party.name for party in terms.parties if party.group in wanted)


def _worker(terms: Agreement) -> str | None:
    """Of several no name: what a clause says stands on everybody's paper."""
    workers = terms.workers
    return f"{len(workers)}名劳动者" if len(workers) > 1 else names(party.name for party in workers)


def _payer(terms: Agreement) -> str | None:
    """Who pays; before any payment is written, who is to."""
    paying = [payment.payer for payment in terms.payments] or [payer.group for payer in terms.payers]
    return _of_groups(terms, paying)


def _employer(terms: Agreement) -> str | None:
    return names(
        party.name for party in terms.parties if party.role is PartyRole.PAYING and party.organisation
    )


def _period(terms: Agreement) -> str | None:
    begins = [row.begins for row in terms.wages if row.begins is not None]
    ends = [row.ends for row in terms.wages if row.ends is not None]
    return f"{day(min(begins))}至{day(max(ends))}" if begins and ends else None


BLANKS: Final[Mapping[str, Callable[[Agreement], str | None]]] = {
    "worker": _worker,
    "payer": _payer,
    "employer": lambda terms: _employer(terms) or _payer(terms),
    "period": _period,
    "gross": lambda terms: yuan(total(terms.wages).gross),
    "advances": lambda terms: yuan(total(terms.wages).advances),
    "paid": lambda terms: yuan(total(terms.wages).paid),
    "owed": lambda terms: yuan(total(terms.wages).owed),
    "advancing": lambda terms: _liable(terms, Liability.ADVANCE),
}
"""What may stand in braces; None: the terms do not say."""
