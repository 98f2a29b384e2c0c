"""The terms of an agreement as clauses: what is paid by whom, when and to which account, and all that goes with it.

A clause's id says which of the terms it is, so that reading back can bind each confirmation to it.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from rooms.agreement.capitals import capitals
from rooms.agreement.terms import (
    Agreement,
    Breach,
    ChainRole,
    Duty,
    Insurance,
    InsuranceStatement,
    Item,
    LabourRelation,
    LabourStatus,
    Liability,
    Payment,
    Review,
    Settled,
)
from rooms.ids import GroupId
from server.outcomes.papers.forms.wording import day, figures, yuan
from server.outcomes.papers.numerals import numeral
from server.outcomes.papers.paper import Align, Block, Clause, Table

ITEMS: Final = {
    Item.WAGES: "劳动报酬",
    Item.OVERTIME: "加班工资",
    Item.SEVERANCE: "经济补偿",
    Item.INJURY_MEDICAL: "工伤医疗费",
    Item.INJURY_COMPENSATION: "工伤赔偿",
    Item.DOUBLE_WAGE: "未订立书面劳动合同的二倍工资差额",
    Item.LEAVE: "未休年休假工资报酬",
    Item.OTHER: "其他款项",
}
_REVIEW: Final = {
    Review.NONE: "本协议生效后，双方可以自生效之日起十五日内共同向有管辖权的劳动人事争议仲裁委员会申请仲裁审查，"
    "或者自生效之日起三十日内共同向有管辖权的人民法院申请司法确认。",
    Review.ARBITRATION: "双方同意自本协议生效之日起十五日内，共同向有管辖权的劳动人事争议仲裁委员会提出仲裁审查申请。",
    Review.COURT: "双方同意自本协议生效之日起三十日内，共同向有管辖权的人民法院申请司法确认。",
}
_EFFECT: Final = (
    "本协议经双方当事人签名或者盖章、调解员签名并加盖调解组织印章后生效，以其中最后完成的时间为准；"
    "对双方当事人具有约束力，当事人应当履行（《中华人民共和国劳动争议调解仲裁法》第十四条）。"
    "一方不履行的，另一方可以依法申请仲裁；因支付拖欠劳动报酬、工伤医疗费、经济补偿或者赔偿金事项达成协议，"
    "用人单位在约定期限内不履行的，劳动者可以持本协议依法向人民法院申请支付令（同法第十五条、第十六条）。"
)


def one_of_many(number: str, papers: int) -> Clause:
    """Of each of a group's papers: read back with the rest, so that nobody waits for, or signs for, another."""
    return Clause(
        "framework",
        "框架协议",
        f"本协议是框架协议（编号：{number}）项下{papers}份协议中的一份。每位劳动者各有一份，只写本人的事项，"
        "由本人分别阅读、分别签署，别人不能代替；各份分别生效，有人没有签署的，不影响本协议的效力。",
    )


def all_of(terms: Agreement) -> Iterator[Block]:
    """
    Raises:
        ValueError: they waive social insurance.
    """
    for payment in terms.payments:
        yield from _payment(terms, payment)
    if len(terms.payments) > 1:
        total = sum((payment.amount for payment in terms.payments), Decimal(0))
        yield Clause("total", "款项合计", f"以上各项款项合计{yuan(total)}。")
    liability = "".join(_liabilities(terms))
    if liability:
        yield Clause("liability", "支付责任", liability)
    if terms.labour is not None:
        yield Clause("labour", "劳动关系", _labour(terms.labour))
    if terms.insurance is not None:
        yield Clause("insurance", "社会保险", _insurance(terms.insurance))
    for duty in terms.duties:
        yield Clause(f"duty-{duty.id}", "其他义务", _duty(duty))
    for clause in terms.clauses:
        yield Clause(f"clause-{clause.id}", clause.heading, clause.text)
    if terms.breach is not None:
        yield Clause("breach", "违约责任", _breach(terms.breach))
    if terms.settled is not None:
        yield Clause("settled", "协议范围", _settled(terms.settled))
    yield Clause("review", "审查和确认", _REVIEW[terms.review])
    yield Clause("effect", "生效和履行", _EFFECT)
    yield Clause("copies", "文本", _copies(terms.copies))


def _payment(terms: Agreement, payment: Payment) -> Iterator[Block]:
    worker = terms.party(payment.worker)
    name = "" if worker is None else worker.name
    item, payer = ITEMS[payment.item], _paying(terms, payment.payer)
    owed = f"{payer}向{name}支付{item}{yuan(payment.amount)}"
    parts = payment.instalments
    id_, title = f"payment-{payment.id}", f"支付{item}"
    if payment.on_the_spot:
        yield Clause(id_, title, f"{owed}，于签署本协议时当场付清，由{name}本人确认收到。")
        return
    if len(parts) == 1 and parts[0].due is not None:
        owed = f"{owed}，于{day(parts[0].due)}前一次性付清"
    elif len(parts) > 1:
        owed = f"{owed}，分{len(parts)}期付清：{'；'.join(_parts(payment))}"
    yield Clause(id_, title, f"{owed}。{_account(payment, name)}")
    if len(parts) > 1:
        yield _instalments(payment)


def _parts(payment: Payment) -> Iterator[str]:
    """In the clause itself too: what is read back and confirmed does not refer to what is not read."""
    for number, part in enumerate(payment.instalments, 1):
        until = "" if part.due is None else f"于{day(part.due)}前"
        yield f"第{numeral(number)}期{until}支付{figures(part.amount)}元"


def _account(payment: Payment, name: str) -> str:
    account = payment.account
    if account is None:
        return ""
    return (
        f"款项付至{name}本人的账户：开户行{account.bank}，户名{account.holder}，账号{account.number}。"
        "付至其他账户或者由他人代领的，不视为已经支付；是否收到，由其本人确认。"
    )


def _instalments(payment: Payment) -> Table:
    rows = tuple(
        (
            f"第{number}期",
            "—" if part.due is None else f"{day(part.due)}前",
            figures(part.amount),
            capitals(part.amount),
        )
        for number, part in enumerate(payment.instalments, 1)
    )
    total = sum((part.amount for part in payment.instalments), Decimal(0))
    return Table(
        ("期次", "付款日期", "金额（元）", "大写"),
        rows,
        (Align.CENTRE, Align.LEFT, Align.RIGHT, Align.LEFT),
        ("合计", "", figures(total), capitals(total)),
    )


def _paying(terms: Agreement, group: GroupId) -> str:
    return "、".join(party.name for party in terms.parties if party.group == group)


def _liabilities(terms: Agreement) -> Iterator[str]:
    """Only where somebody pays who does not simply owe."""
    direct = "、".join(
        _paying(terms, payer.group) for payer in terms.payers if payer.liability is Liability.DIRECT
    )
    for payer in terms.payers:
        name = _paying(terms, payer.group)
        if payer.liability is Liability.ADVANCE:
            since = "作为施工总承包单位" if payer.role is ChainRole.GENERAL_CONTRACTOR else ""
            yield f"{name}{since}对上述款项先行清偿，清偿后可以依法向{direct or '责任单位'}追偿。"
        elif payer.liability is Liability.JOINT:
            yield f"{name}对上述款项的支付承担连带责任。"


def _labour(labour: LabourRelation) -> str:
    since = "" if labour.began is None else f"自{day(labour.began)}起"
    until = "" if labour.ended is None else f"于{day(labour.ended)}"
    match labour.status:
        case LabourStatus.CONFIRMED:
            to = "" if labour.ended is None else f"至{day(labour.ended)}止"
            said = f"双方确认{since}{to}存在劳动关系。"
        case LabourStatus.ENDED:
            began = "" if labour.began is None else f"双方{since}建立劳动关系。"
            said = f"{began}双方的劳动关系{until}解除。"
        case LabourStatus.CONTINUES:
            said = f"双方{since}建立的劳动关系继续履行。"
        case LabourStatus.NONE:
            said = "双方之间不是劳动关系，依其他合同提供劳务。"
    if labour.certificate:
        said += (
            "用人单位依法向劳动者出具解除或者终止劳动合同的证明，并在十五日内办理档案和社会保险关系转移手续。"
        )
    return said + (f"工作交接：{labour.handover}" if labour.handover else "")


def _insurance(insurance: Insurance) -> str:
    match insurance.statement:
        case InsuranceStatement.PAID_UP:
            said = "双方确认，劳动关系存续期间的社会保险费已经依法缴纳。"
        case InsuranceStatement.TO_BE_PAID:
            said = "用人单位依法补缴劳动关系存续期间应缴未缴的社会保险费，数额以征收机构核定为准。"
        case InsuranceStatement.ELSEWHERE:
            said = "社会保险费的缴纳由征收机构依法处理，不在本协议范围之内，双方的权利义务不受本协议影响。"
        case InsuranceStatement.WAIVED:
            raise ValueError("a waiver of social insurance is not printed")
    return said + (insurance.text or "")


def _duty(duty: Duty) -> str:
    until = "" if duty.due is None else f"于{day(duty.due)}前"
    return f"{duty.name}{until}履行以下义务：{duty.text}"


def _breach(breach: Breach) -> str:
    said = []
    if breach.accelerates:
        said.append("任何一期逾期未付或者未足额支付的，尚未支付的全部款项一并到期，权利人可以一并主张。")
    if breach.penalty is not None:
        said.append(f"逾期不履行的，另行支付违约金{yuan(breach.penalty)}。")
    if breach.daily is not None:
        said.append(
            f"逾期支付的，自逾期之日起至付清之日止，按未付款项每日{breach.daily.normalize():f}%支付违约金。"
        )
    return "".join((*said, breach.text or ""))


def _settled(settled: Settled) -> str:
    text = settled.text or ""
    if settled.everything:
        return "本协议全部履行后，双方就本次劳动争议再无其他争议；依法不得放弃的权利不受影响。" + text
    return text


def _copies(copies: int) -> str:
    return (
        f"本协议采用电子文本，一式{copies}份，当事人各执一份，调解组织留存一份，具有同等效力；"
        "纸质打印件可以扫描页脚的二维码核验。"
    )
