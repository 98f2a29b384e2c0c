"""不予受理通知书: the case is not taken on, why, and where the applicant can go instead."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from server.outcomes.papers.forms.imprint import Imprint, printed
from server.outcomes.papers.forms.wording import day, listed, signed_off
from server.outcomes.papers.paper import Heading, Paper, PaperKind, Paragraph, Setting, Slot, SlotKind


class Ground(StrEnum):
    NO_CONSENT = "no_consent"
    NOT_A_LABOUR_DISPUTE = "not_a_labour_dispute"
    ELSEWHERE = "elsewhere"
    NO_RESPONDENT = "no_respondent"


GROUNDS: Final = {
    Ground.NO_CONSENT: "对方当事人明确表示不同意调解",
    Ground.NOT_A_LABOUR_DISPUTE: "申请事项不属于劳动人事争议调解的范围",
    Ground.ELSEWHERE: "同一争议已经由仲裁委员会或者人民法院受理，或者已经作出处理",
    Ground.NO_RESPONDENT: "没有明确的被申请人，或者按照所提供的信息无法与被申请人取得联系",
}
_WAYS: Final = (
    "向有管辖权的劳动人事争议仲裁委员会申请劳动仲裁；申请仲裁的时效期间为一年，从知道或者应当知道权利被侵害之日起计算，"
    "劳动关系终止的，因拖欠劳动报酬的争议应当自终止之日起一年内提出（《中华人民共和国劳动争议调解仲裁法》第二十七条）；",
    "拖欠工资的，向劳动保障监察机构投诉，或者通过全国根治欠薪线索反映平台反映；",
    "持有用人单位出具的工资欠条，且不涉及劳动关系其他争议的，可以直接向人民法院起诉；",
    "不予受理的原因消除后，再次向本组织申请调解。",
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """`more`: what is to be said of this case besides, in sentences."""

    imprint: Imprint
    applicant: str
    respondents: str
    matter: str
    applied: date
    ground: Ground
    more: str = ""
    contact: str = ""


def refusal(case: Refusal) -> Paper:
    contact = f"如有疑问，请拨打{case.contact}。" if case.contact else ""
    blocks = (
        Paragraph(f"{case.applicant}：", Setting.FLUSH),
        Paragraph(
            f"您于{day(case.applied)}就与{case.respondents}{case.matter}一案向本组织提出的调解申请收悉。"
            f"经审查，{GROUNDS[case.ground]}，本组织决定不予受理。{case.more}"
        ),
        Heading("您还可以这样办"),
        Paragraph(listed(_WAYS)),
        Paragraph(f"您提交的材料由本组织退还或者按规定保存。{contact}"),
        Paragraph("特此通知。"),
        signed_off(case.imprint.day),
    )
    seal = Slot("centre", "调解组织（盖章）", case.imprint.issuer, SlotKind.SEAL)
    return printed(case.imprint, PaperKind.REFUSAL, "不予受理通知书", blocks, (seal,))
