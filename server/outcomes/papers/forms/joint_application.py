"""What 仲裁审查申请书 and 司法确认申请书 have in common: both sides ask together that their agreement be examined."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from server.outcomes.papers.forms.imprint import Imprint, attesting, printed
from server.outcomes.papers.forms.party import Party, many, names
from server.outcomes.papers.forms.wording import addressed, day, heading, listed
from server.outcomes.papers.paper import Block, Fields, Heading, Paper, PaperKind, Paragraph, Slot


@dataclass(frozen=True, slots=True)
class JointApplication:
    """`to`: the commission or the court. `agreed`: what the agreement comes to, a sentence a term. `in_force`: since
    when it binds; `last_day`: until when one may apply.
    """

    imprint: Imprint
    to: str
    applicants: tuple[Party, ...]
    respondents: tuple[Party, ...]
    matter: str
    agreement_number: str
    agreement_digest: str
    agreed: tuple[str, ...]
    signed: date
    in_force: date
    last_day: date
    service_address: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Where the two differ."""

    kind: PaperKind
    title: str
    request: str
    basis: str
    declarations: tuple[str, ...]
    enclosures: tuple[str, ...]


def joint_application(asked: JointApplication, words: Words) -> Paper:
    parties = (*asked.applicants, *asked.respondents)
    slots = [
        Slot(f"party_{number}", "申请人（签名或者盖章）", party.signs)
        for number, party in enumerate(parties, 1)
    ]
    slots.append(attesting(asked.imprint))
    return printed(asked.imprint, words.kind, words.title, _blocks(asked, words), slots, by_parties=True)


def _blocks(asked: JointApplication, words: Words) -> Iterator[Block]:
    yield Heading(heading(1, "申请人"))
    yield from many("申请人（劳动者）", asked.applicants)
    yield from many("申请人（用人单位）", asked.respondents)
    yield Heading(heading(2, "请求事项"))
    agreement = f"在{asked.imprint.issuer}主持下达成的编号为{asked.agreement_number}的调解协议"
    yield Paragraph(words.request.format(day=day(asked.signed), agreement=agreement))
    yield Heading(heading(3, "事实与理由"))
    yield Paragraph(
        f"申请人{names(asked.applicants)}与{names(asked.respondents)}因{asked.matter}发生争议，经{asked.imprint.issuer}"
        f"调解，于{day(asked.signed)}自愿达成调解协议，主要内容为："
    )
    yield Paragraph(listed(asked.agreed))
    yield Paragraph(
        f"该协议已于{day(asked.in_force)}生效，申请期限至{day(asked.last_day)}。{words.basis}，双方共同提出申请。"
    )
    yield Heading(heading(4, "双方声明"))
    yield Paragraph(listed(words.declarations))
    yield Heading(heading(5, "所附材料和送达"))
    yield Paragraph(listed(words.enclosures))
    known = (
        ("协议文件校验值", asked.agreement_digest),
        ("送达地址", asked.service_address),
    )
    pairs = tuple((name, what) for name, what in known if what)
    if pairs:
        yield Fields(pairs)
    yield from addressed(asked.to)
