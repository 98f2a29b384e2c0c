"""What the papers of a worker whose agreement is not kept have in common: what was agreed, what of it is overdue, and
what is asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from server.outcomes.papers.forms.imprint import Imprint, attesting, printed
from server.outcomes.papers.forms.party import Party, fields
from server.outcomes.papers.forms.wording import addressed, day, figures, heading, listed, yuan
from server.outcomes.papers.paper import (
    Align,
    Block,
    Heading,
    Paper,
    PaperKind,
    Paragraph,
    Slot,
    Table,
)


@dataclass(frozen=True, slots=True)
class Overdue:
    """`what`: 劳动报酬, 工伤医疗费, 经济补偿 and so on. Its day may be yet to come: then all fell due at once."""

    what: str
    due: date
    amount: Decimal
    paid: Decimal = Decimal(0)

    @property
    def left(self) -> Decimal:
        return self.amount - self.paid


@dataclass(frozen=True, slots=True)
class OnDefault:
    """`worker` turns to `to` against `other`, who owes it."""

    imprint: Imprint
    to: str
    worker: Party
    other: Party
    matter: str
    agreement_number: str
    in_force: date
    overdue: tuple[Overdue, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Where they differ. `request` has {kinds} and {sum}; `grounds` stand behind the table of what is overdue, the last
    of them with the law.
    """

    kind: PaperKind
    title: str
    worker: str
    other: str
    request: str
    grounds: tuple[str, ...]
    enclosures: tuple[str, ...]


def on_default(asked: OnDefault, words: Words) -> Paper:
    slots = (Slot("worker", f"{words.worker}（签名）", asked.worker.signs), attesting(asked.imprint))
    return printed(asked.imprint, words.kind, words.title, _blocks(asked, words), slots, by_parties=True)


def _blocks(asked: OnDefault, words: Words) -> Iterator[Block]:
    left = sum((item.left for item in asked.overdue), Decimal(0))
    kinds = "、".join(dict.fromkeys(item.what for item in asked.overdue))
    yield fields(words.worker, asked.worker)
    yield fields(words.other, asked.other)
    yield Heading(heading(1, "请求事项"))
    yield Paragraph(words.request.format(kinds=kinds, sum=yuan(left)))
    yield Heading(heading(2, "事实与理由"))
    yield Paragraph(
        f"{words.worker}与{words.other}因{asked.matter}发生争议，经{asked.imprint.issuer}调解达成编号为"
        f"{asked.agreement_number}的调解协议，该协议已于{day(asked.in_force)}生效。{words.other}未按协议约定的期限履行，"
        f"截至{day(asked.imprint.day)}欠付如下："
    )
    yield _table(asked.overdue, left)
    if any(item.due >= asked.imprint.day for item in asked.overdue):
        yield Paragraph(
            "上表中约定支付日期尚未届至的款项，因已有款项逾期，按照协议关于任何一期逾期则其余款项一并到期的约定，一并请求。"
        )
    for ground in words.grounds:
        yield Paragraph(ground)
    yield Heading(heading(3, "所附材料"))
    yield Paragraph(listed(words.enclosures))
    yield from addressed(asked.to)


def _table(overdue: tuple[Overdue, ...], left: Decimal) -> Table:
    rows = tuple(
        (str(number), item.what, day(item.due), figures(item.amount), figures(item.paid), figures(item.left))
        for number, item in enumerate(overdue, 1)
    )
    sums = tuple(
        figures(sum(each, Decimal(0)))
        for each in ((item.amount for item in overdue), (item.paid for item in overdue))
    )
    return Table(
        ("序号", "款项", "约定支付日期", "应付（元）", "已付（元）", "尚欠（元）"),
        rows,
        (Align.CENTRE, Align.LEFT, Align.LEFT, Align.RIGHT, Align.RIGHT, Align.RIGHT),
        ("", "合计", "", *sums, figures(left)),
    )
