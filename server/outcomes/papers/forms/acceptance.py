"""受理通知书: the case is taken on; what happens next, and what the addressee may and must do."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from server.outcomes.papers.forms.imprint import Imprint, printed
from server.outcomes.papers.forms.wording import day, heading, listed, moment, signed_off
from server.outcomes.papers.paper import (
    Fields,
    Heading,
    Paper,
    PaperKind,
    Paragraph,
    Setting,
    Slot,
    SlotKind,
)

RIGHTS: Final = (
    "自主决定接受、不接受或者终止调解，自愿达成调解协议；",
    "委托代理人参加调解，代理人放弃、变更请求或者和解的，须有您的特别授权；",
    "要求调解员回避，选择或者接受所指派的调解员；",
    "要求调解不公开进行，要求与调解员单独沟通；单独沟通的内容，未经您同意不告知对方；",
    "核对调解笔录，有遗漏或者差错的，要求补正；",
    "随时依法申请劳动仲裁、向劳动保障监察机构投诉。",
)
DUTIES: Final = (
    "如实陈述事实，提供真实的证据，不得虚假调解，损害国家利益、社会公共利益或者他人合法权益；",
    "按时参加调解，遵守调解秩序，尊重调解员和对方当事人；",
    "未经许可，不得私自录音、录像、截屏或者传播调解内容；",
    "自觉履行达成的调解协议。",
)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One addressee's notice. `way`: how they join, or where they come; `ends`: the last day of mediation."""

    imprint: Imprint
    to: str
    applicants: str
    respondents: str
    matter: str
    applied: date
    accepted: date
    mediators: tuple[str, ...]
    ends: date
    session: datetime | None = None
    way: str = ""
    contact: str = ""


def acceptance(case: Acceptance) -> Paper:
    imprint = case.imprint
    blocks = (
        Paragraph(f"{case.to}：", Setting.FLUSH),
        Paragraph(
            f"申请人{case.applicants}与被申请人{case.respondents}{case.matter}一案，申请人于{day(case.applied)}向本组织"
            f"申请调解，双方当事人均同意调解。经审查，符合受理条件，本组织已于{day(case.accepted)}受理。现将有关事项通知如下："
        ),
        Heading(heading(1, "案件和调解安排")),
        Fields(tuple((name, what) for name, what in _arrangements(case) if what)),
        Heading(heading(2, "您的权利")),
        Paragraph(listed(RIGHTS)),
        Heading(heading(3, "您的义务")),
        Paragraph(listed(DUTIES)),
        Heading(heading(4, "回避")),
        Paragraph(
            "调解员是本案当事人或者其近亲属、与本案有利害关系，或者与当事人、代理人有其他关系可能影响公正调解的，"
            "您可以在调解开始前或者调解中说明理由，口头或者书面申请其回避。"
        ),
        Heading(heading(5, "期限")),
        Paragraph(
            f"本案调解期限至{day(case.ends)}。自收到调解申请之日起十五日内未达成调解协议的，当事人可以依法申请仲裁"
            "（《中华人民共和国劳动争议调解仲裁法》第十四条第三款）；双方同意延长的，以书面约定为准。"
        ),
        Paragraph("特此通知。"),
        signed_off(imprint.day),
    )
    seal = Slot("centre", "调解组织（盖章）", imprint.issuer, SlotKind.SEAL)
    return printed(imprint, PaperKind.ACCEPTANCE, "受理通知书", blocks, (seal,))


def _arrangements(case: Acceptance) -> tuple[tuple[str, str], ...]:
    return (
        ("案号", case.imprint.case_no),
        ("案由", case.matter),
        ("调解员", "、".join(case.mediators)),
        ("调解时间", "" if case.session is None else moment(case.session)),
        ("参加方式", case.way),
        ("联系电话", case.contact),
    )
