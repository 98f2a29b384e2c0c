"""What clauses ask of the terms: conditions under which they apply, and the values that stand in their blanks."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar

from rooms.agreement.capitals import capitals
from rooms.agreement.terms import (
    Agreement,
    Instalment,
    InsuranceStatement,
    Item,
    LabourStatus,
    Liability,
    PartyRole,
    Payment,
    Review,
)
from rooms.agreement.wages import total
from rooms.ids import GroupId

Part = TypeVar("Part")

NAMED: Final = 3
"""How many workers are named; of more the first, and how many they are."""

LISTED: Final = 6
"""How many payments, accounts or differences a clause lists; more are in the tables beside it."""

BLANK: Final = "＿＿＿＿"
"""Stands where the terms do not say yet. Terms with such a blank are not frozen."""

ITEMS: Final[Mapping[Item, str]] = {
    Item.WAGES: "工资",
    Item.OVERTIME: "加班工资",
    Item.SEVERANCE: "经济补偿",
    Item.INJURY_MEDICAL: "工伤医疗费",
    Item.INJURY_COMPENSATION: "工伤赔偿",
    Item.DOUBLE_WAGE: "未签书面劳动合同的二倍工资差额",
    Item.LEAVE: "未休年休假工资",
    Item.OTHER: "其他款项",
}


class When(StrEnum):
    """When a clause applies."""

    ALWAYS = "always"
    OWED = "owed"
    PAID_ON_THE_SPOT = "paid_on_the_spot"
    TABLE = "table"
    DIFFERENCE = "difference"
    ACCELERATES = "accelerates"
    PENALTY = "penalty"
    DAILY = "daily"
    ADVANCE = "advance"
    JOINT = "joint"
    ENDED = "ended"
    CONTINUES = "continues"
    HANDOVER = "handover"
    INSURANCE_DUE = "insurance_due"
    INSURANCE_ELSEWHERE = "insurance_elsewhere"
    SETTLED_ALL = "settled_all"
    SETTLED_PART = "settled_part"
    REVIEW_ARBITRATION = "review_arbitration"
    REVIEW_COURT = "review_court"


CONDITIONS: Final[Mapping[When, Callable[[Agreement], bool]]] = {
    When.ALWAYS: lambda terms: True,
    When.OWED: lambda terms: bool(_owed(terms)),
    When.PAID_ON_THE_SPOT: lambda terms: len(_owed(terms)) < len(terms.payments),
    When.TABLE: lambda terms: bool(terms.wages),
    When.DIFFERENCE: lambda terms: any(each.amount for each in terms.differences),
    When.ACCELERATES: lambda terms: terms.breach is not None and terms.breach.accelerates,
    When.PENALTY: lambda terms: terms.breach is not None and terms.breach.penalty is not None,
    When.DAILY: lambda terms: terms.breach is not None and terms.breach.daily is not None,
    When.ADVANCE: lambda terms: bool(_liable(terms, Liability.ADVANCE)),
    When.JOINT: lambda terms: bool(_liable(terms, Liability.JOINT)),
    When.ENDED: lambda terms: terms.labour is not None and terms.labour.status is LabourStatus.ENDED,
    When.CONTINUES: lambda terms: terms.labour is not None and terms.labour.status is LabourStatus.CONTINUES,
    When.HANDOVER: lambda terms: terms.labour is not None and terms.labour.handover is not None,
    When.INSURANCE_DUE: lambda terms: _insurance(terms) is InsuranceStatement.TO_BE_PAID,
    When.INSURANCE_ELSEWHERE: lambda terms: _insurance(terms) is InsuranceStatement.ELSEWHERE,
    When.SETTLED_ALL: lambda terms: terms.settled is not None and terms.settled.everything,
    When.SETTLED_PART: lambda terms: terms.settled is not None and not terms.settled.everything,
    When.REVIEW_ARBITRATION: lambda terms: terms.review is Review.ARBITRATION,
    When.REVIEW_COURT: lambda terms: terms.review is Review.COURT,
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


def _insurance(terms: Agreement) -> InsuranceStatement | None:
    return None if terms.insurance is None else terms.insurance.statement


def _of_groups(terms: Agreement, groups: Iterable[GroupId]) -> str | None:
    wanted = set(groups)
    return names(party.name for party in terms.parties if party.group in wanted)


def _payer(terms: Agreement) -> str | None:
    """Who pays; before any payment is written, who is to."""
    paying = [payment.payer for payment in terms.payments] or [payer.group for payer in terms.payers]
    return _of_groups(terms, paying)


def _employer(terms: Agreement) -> str | None:
    return names(
        party.name for party in terms.parties if party.role is PartyRole.PAYING and party.organisation
    )


def _sum(payments: Iterable[Payment]) -> Decimal | None:
    amounts = [payment.amount for payment in payments]
    return sum(amounts, Decimal(0)) if amounts else None


def _now(terms: Agreement) -> Decimal | None:
    return _sum(payment for payment in terms.payments if payment.on_the_spot)


def _of(part: Part | None, told: Callable[[Part], str | None]) -> str | None:
    return None if part is None else told(part)


def _percent(rate: Decimal) -> str:
    return f"{rate:.4f}".rstrip("0").rstrip(".")


def _shown(amount: Decimal | None) -> str | None:
    return _of(amount, yuan)


def _written_out(amount: Decimal | None) -> str | None:
    return _of(amount, capitals)


def _schedule(terms: Agreement) -> str | None:
    """Every payment with its instalments; whose, and what for, where there are several."""
    owed = _owed(terms)
    if sum(max(1, len(payment.instalments)) for payment in owed) > LISTED:
        return "日期和数目逐笔见所附付款表"
    workers = {party.seat: party.name for party in terms.parties}
    told = []
    for payment in owed:
        parts = "，".join(_part(each) for each in payment.instalments) or BLANK
        whose = f"{workers[payment.worker]}的{ITEMS[payment.item]}：" if len(owed) > 1 else ""
        told.append(whose + parts)
    return "；".join(told) or None


def _part(instalment: Instalment) -> str:
    due = BLANK if instalment.due is None else day(instalment.due)
    return f"{due}前（含当日）支付{yuan(instalment.amount)}元"


def _accounts(terms: Agreement) -> str | None:
    accounts = dict.fromkeys(payment.account for payment in _owed(terms))
    if len(accounts) > LISTED:
        return "逐人见所附付款表"
    told = (
        BLANK if account is None else f"户名{account.holder}，开户行{account.bank}，账号{account.number}"
        for account in accounts
    )
    return "；".join(told) or None


def _period(terms: Agreement) -> str | None:
    begins = [row.begins for row in terms.wages if row.begins is not None]
    ends = [row.ends for row in terms.wages if row.ends is not None]
    return f"{day(min(begins))}至{day(max(ends))}" if begins and ends else None


def _difference(terms: Agreement) -> str | None:
    workers = {party.seat: party.name for party in terms.parties}
    several = len(terms.workers) > 1
    if sum(bool(each.amount) for each in terms.differences) > LISTED:
        return "逐人见所附工资表"
    told = (
        f"{workers[each.worker] if several else ''}{'少付' if each.amount < 0 else '多付'}"
        f"{yuan(abs(each.amount))}元，理由是{each.reason}"
        for each in terms.differences
        if each.amount
    )
    return "；".join(told) or None


BLANKS: Final[Mapping[str, Callable[[Agreement], str | None]]] = {
    "worker": lambda terms: names(party.name for party in terms.workers),
    "payer": _payer,
    "employer": lambda terms: _employer(terms) or _payer(terms),
    "items": lambda terms: "、".join(dict.fromkeys(ITEMS[payment.item] for payment in _owed(terms))) or None,
    "amount": lambda terms: _shown(_sum(_owed(terms))),
    "amount_capitals": lambda terms: _written_out(_sum(_owed(terms))),
    "paid_now": lambda terms: _shown(_now(terms)),
    "paid_now_capitals": lambda terms: _written_out(_now(terms)),
    "schedule": _schedule,
    "accounts": _accounts,
    "period": _period,
    "gross": lambda terms: yuan(total(terms.wages).gross),
    "advances": lambda terms: yuan(total(terms.wages).advances),
    "paid": lambda terms: yuan(total(terms.wages).paid),
    "owed": lambda terms: yuan(total(terms.wages).owed),
    "difference": _difference,
    "penalty": lambda terms: _of(terms.breach, lambda breach: _shown(breach.penalty)),
    "daily": lambda terms: _of(terms.breach, lambda breach: _of(breach.daily, _percent)),
    "advancing": lambda terms: _liable(terms, Liability.ADVANCE),
    "joint": lambda terms: _liable(terms, Liability.JOINT),
    "ended": lambda terms: _of(terms.labour, lambda labour: _of(labour.ended, day)),
    "handover": lambda terms: _of(terms.labour, lambda labour: labour.handover),
    "settled": lambda terms: _of(terms.settled, lambda settled: settled.text),
    "copies": lambda terms: str(terms.copies),
}
"""What may stand in braces; None: the terms do not say."""
