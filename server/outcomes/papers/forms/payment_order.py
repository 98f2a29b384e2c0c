"""支付令申请书: the worker alone asks the court to order payment of what was agreed and is overdue."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from server.outcomes.papers.forms.imprint import Imprint, printed
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
    """`what`: 劳动报酬, 工伤医疗费, 经济补偿 or 赔偿金: the law knows an order for nothing else."""

    what: str
    due: date
    amount: Decimal
    paid: Decimal = Decimal(0)

    @property
    def left(self) -> Decimal:
        return self.amount - self.paid


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """`worker` asks `court` for an order against `employer`, an organisation that may employ."""

    imprint: Imprint
    court: str
    worker: Party
    employer: Party
    matter: str
    agreement_number: str
    in_force: date
    overdue: tuple[Overdue, ...]


def payment_order(asked: PaymentOrder) -> Paper:
    slot = Slot("worker", "申请人（签名）", asked.worker.signs)
    return printed(
        asked.imprint, PaperKind.PAYMENT_ORDER, "支付令申请书", _blocks(asked), (slot,), by_parties=True
    )


def _blocks(asked: PaymentOrder) -> Iterator[Block]:
    left = sum((item.left for item in asked.overdue), Decimal(0))
    kinds = "、".join(dict.fromkeys(item.what for item in asked.overdue))
    yield fields("申请人", asked.worker)
    yield fields("被申请人", asked.employer)
    yield Heading(heading(1, "请求事项"))
    yield Paragraph(
        f"请求贵院依法向被申请人发出支付令，督促被申请人向申请人支付{kinds}，合计{yuan(left)}；申请费由被申请人负担。"
    )
    yield Heading(heading(2, "事实与理由"))
    yield Paragraph(
        f"申请人与被申请人因{asked.matter}发生争议，经{asked.imprint.issuer}调解达成编号为{asked.agreement_number}的调解协议，"
        f"该协议已于{day(asked.in_force)}生效。被申请人未按协议约定的期限履行，截至{day(asked.imprint.day)}欠付如下："
    )
    yield _table(asked.overdue, left)
    yield Paragraph(
        "上述款项系给付金钱，已经到期且数额确定；申请人没有对待给付义务，双方没有其他债务纠纷；被申请人住所明确，支付令能够送达。"
    )
    yield Paragraph(
        "依据《中华人民共和国劳动争议调解仲裁法》第十六条：因支付拖欠劳动报酬、工伤医疗费、经济补偿或者赔偿金事项达成调解协议，"
        "用人单位在协议约定期限内不履行的，劳动者可以持调解协议书依法向人民法院申请支付令。特此申请。"
    )
    yield Heading(heading(3, "所附材料"))
    yield Paragraph(
        listed(
            (
                "调解协议（经电子签名、加盖电子印章的原件）及其核验结果；",
                "申请人身份证明，被申请人的企业登记信息；",
                "收款账户交易明细等未履行、未足额履行的证明；",
                "本申请书副本一份。",
            )
        )
    )
    yield from addressed(asked.court)


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
