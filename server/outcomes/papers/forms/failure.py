"""调解不成通知书: why it ended, what nobody disputes all the same, and what the addressee can do until when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from server.outcomes.papers.forms.imprint import Imprint, printed
from server.outcomes.papers.forms.wording import day, heading, listed, signed_off
from server.outcomes.papers.paper import (
    Block,
    Fields,
    Heading,
    Paper,
    PaperKind,
    Paragraph,
    Setting,
    Slot,
    SlotKind,
)


class Ending(StrEnum):
    NO_AGREEMENT = "no_agreement"
    UNWILLING = "unwilling"
    EXPIRED = "expired"
    NOT_SIGNED = "not_signed"


REASONS: Final = {
    Ending.NO_AGREEMENT: "经调解，双方未能达成调解协议",
    Ending.UNWILLING: "当事人一方明确表示不愿意继续调解",
    Ending.EXPIRED: "调解期限届满，双方未能达成调解协议",
    Ending.NOT_SIGNED: "调解协议送交签名前或者签名过程中，当事人一方反悔，协议未生效",
}
MATERIALS: Final = (
    "仲裁申请书（按被申请人人数提交副本），写明双方身份信息、仲裁请求、事实和理由；",
    "申请人身份证明；委托代理人的，提交授权委托书；",
    "能证明劳动关系和请求的证据，如劳动合同、工资支付记录、考勤记录、工作证、欠条、聊天和转账记录；",
    "被申请人的名称、住所、统一社会信用代码等信息；",
    "本通知书。",
)


@dataclass(frozen=True, slots=True)
class Commission:
    """The arbitration commission that is competent."""

    name: str
    address: str = ""
    telephone: str = ""
    online: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """`facts`: what the record holds as undisputed. `last_day`: until when arbitration is safely applied for, and
    `last_day_why`: from what it is counted. None where no such day can be told, which the paper then says.
    """

    imprint: Imprint
    to: str
    applicants: str
    respondents: str
    matter: str
    accepted: date
    ended: date
    ending: Ending
    facts: tuple[str, ...]
    commission: Commission
    last_day: date | None
    last_day_why: str
    mediator: str


def failure(case: Failure) -> Paper:
    imprint = case.imprint
    slots = (
        Slot("mediator", "调解员（签名）", case.mediator),
        Slot("centre", "调解组织（盖章）", imprint.issuer, SlotKind.SEAL),
    )
    return printed(imprint, PaperKind.FAILURE, "调解不成通知书", _blocks(case), slots)


def _blocks(case: Failure) -> Iterator[Block]:
    yield Paragraph(f"{case.to}：", Setting.FLUSH)
    yield Paragraph(
        f"申请人{case.applicants}与被申请人{case.respondents}{case.matter}一案（案号：{case.imprint.case_no}），本组织于"
        f"{day(case.accepted)}受理。{REASONS[case.ending]}，本组织于{day(case.ended)}终止调解。现通知如下："
    )
    yield Heading(heading(1, "双方没有争议的事实"))
    if case.facts:
        yield Paragraph(listed(case.facts))
        yield Paragraph("以上事实经双方当事人在调解笔录中确认。", Setting.SMALL)
    else:
        yield Paragraph("调解中没有记录双方均予认可的事实。")
    yield Heading(heading(2, "申请劳动仲裁"))
    yield Paragraph("您可以就本争议向有管辖权的劳动人事争议仲裁委员会申请仲裁，劳动争议仲裁不收费：")
    yield Fields(tuple((name, what) for name, what in _commission(case.commission) if what))
    yield Paragraph("申请时请准备：")
    yield Paragraph(listed(MATERIALS))
    yield Heading(heading(3, "最后的期限"))
    yield Paragraph(_last_day(case))
    yield Paragraph(
        "申请仲裁的时效期间为一年，从知道或者应当知道权利被侵害之日起计算；劳动关系存续期间因拖欠劳动报酬发生争议的，不受此限，"
        "但劳动关系终止的，应当自终止之日起一年内提出（《中华人民共和国劳动争议调解仲裁法》第二十七条）。"
        "向对方主张权利、向有关部门请求救济或者对方同意履行义务的，时效中断，请保留证据。"
    )
    yield Heading(heading(4, "其他途径和说明"))
    yield Paragraph(
        listed(
            (
                "拖欠工资的，也可以向劳动保障监察机构投诉，或者通过全国根治欠薪线索反映平台反映；",
                "当事人为达成调解协议所作的让步、提出的方案，不得在其后的仲裁、诉讼中作为对其不利的证据；",
                "双方愿意的，可以再次申请调解。",
            )
        )
    )
    yield signed_off(case.imprint.day)


def _commission(commission: Commission) -> tuple[tuple[str, str], ...]:
    return (
        ("仲裁委员会", commission.name),
        ("地址", commission.address),
        ("电话", commission.telephone),
        ("网上申请", commission.online),
    )


def _last_day(case: Failure) -> str:
    if case.last_day is None:
        return f"目前无法确定您申请仲裁的最后日期（{case.last_day_why}）。请尽快申请，不要等待。"
    return f"请最迟于{day(case.last_day)}提出仲裁申请（{case.last_day_why}）。逾期可能失去胜诉的机会，请尽早办理。"
