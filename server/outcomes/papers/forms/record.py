"""调解笔录: the record as it was read back, with what was said to it, for those to sign who were there.

It is made of the frozen content alone (`rooms.read_back`), whose digest those who confirmed it were shown: what was
struck or reworded before is in the log, not on the paper.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from rooms.moments import parse
from rooms.roles import Role
from server.i18n import Language, catalogue
from server.outcomes.papers.forms.imprint import Imprint, attesting, printed
from server.outcomes.papers.forms.wording import exact, heading, moment
from server.outcomes.papers.paper import (
    Align,
    Block,
    Fields,
    Heading,
    Paper,
    PaperKind,
    Paragraph,
    Setting,
    Slot,
    Table,
)

_SIGNING: Final = {
    Role.PARTY: "当事人（签名）",
    Role.REPRESENTATIVE: "代理人（签名）",
    Role.INTERPRETER: "翻译（签名）",
    Role.MEDIATOR: "调解员（签名）",
    Role.CO_MEDIATOR: "协同调解员（签名）",
    Role.CLERK: "书记员（签名）",
}
"""Who signs, and as what, in this order. Those who only watched sign nothing."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What somebody says to the record when it is read to them: that it is right, or what is not."""

    name: str
    at: datetime
    objection: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """`content` and `digest` of the reading; `groups` names the sides; `unsigned`: why somebody does not sign it, by
    their place among the content's attendees, from 1. Slots are named attendee_1 and so on, by the same places.
    """

    imprint: Imprint
    content: Mapping[str, Any]
    digest: str
    groups: Mapping[str, str]
    confirmations: tuple[Confirmation, ...]
    ended: datetime | None = None
    unsigned: Mapping[int, str] = field(default_factory=dict)


def record(of: Record) -> Paper:
    return printed(of.imprint, PaperKind.RECORD, "调解笔录", _blocks(of), _slots(of))


def _slots(of: Record) -> list[Slot]:
    order = list(_SIGNING)
    signing = [
        (Role(person["role"]), f"attendee_{number}", person["name"])
        for number, person in enumerate(of.content["attendees"], 1)
        if Role(person["role"]) in _SIGNING and number not in of.unsigned
    ]
    signing.sort(key=lambda each: order.index(each[0]))
    hands = [Slot(name, _SIGNING[role], person) for role, name, person in signing]
    return [*hands, attesting(of.imprint)]


def _blocks(of: Record) -> Iterator[Block]:
    words = catalogue(Language.CHINESE).part("form", "role")
    yield _head(of)
    yield _attendees(of, words)
    if of.content["answers"]:
        yield _answers(of, words)
    number = 0
    for number, section in enumerate(of.content["sections"], 1):
        yield Heading(heading(number, words[f"form.section_{section['section']}"]))
        for line in section["lines"]:
            lead = f"{line['number']}. " + (f"{line['speaker']}：" if "speaker" in line else "")
            yield Paragraph(line["text"], lead=lead)
    if of.content["objections"]:
        number += 1
        yield Heading(heading(number, words["form.objections"]))
        for noted in of.content["objections"]:
            yield Paragraph(noted["words"], lead=f"第{noted['reading']}次宣读，{noted['name']}：")
    yield Heading(heading(number + 1, "核对和确认"))
    yield from _confirmed(of)


def _head(of: Record) -> Fields:
    known = (
        ("案号", of.content["case_no"]),
        ("案由", of.content["title"]),
        ("开始时间", moment(parse(of.content["began"])) if "began" in of.content else ""),
        ("结束时间", "" if of.ended is None else moment(of.ended)),
        ("调解方式", "线上调解" if of.content["mode"] == "online" else of.content["mode"]),
    )
    return Fields(tuple((name, what) for name, what in known if what))


def _attendees(of: Record, words: Mapping[str, str]) -> Table:
    rows = tuple(
        (str(number), each["name"], words[f"role.{each['role']}"], of.groups.get(each.get("group", ""), "—"))
        for number, each in enumerate(of.content["attendees"], 1)
    )
    align = (Align.CENTRE, Align.LEFT, Align.LEFT, Align.LEFT)
    return Table(("序号", "姓名", "身份", "所属一方"), rows, align, caption="到场人")


def _answers(of: Record, words: Mapping[str, str]) -> Table:
    """A row for each person, a column for each question that anybody was asked."""
    replies: dict[str, dict[str, str]] = {}
    for answer in of.content["answers"]:
        question = answer["question"]
        remark = words["form.remark"].format(text=answer["remark"]) if "remark" in answer else ""
        reply = words[f"form.reply_{question}_{answer['reply']}"] + remark
        replies.setdefault(answer["name"], {})[question] = reply
    questions = list(dict.fromkeys(answer["question"] for answer in of.content["answers"]))
    return Table(
        ("姓名", *(words[f"form.question_{question}"] for question in questions)),
        tuple((name, *(given.get(each, "—") for each in questions)) for name, given in replies.items()),
        (Align.LEFT,) * (len(questions) + 1),
        caption="开场核对与告知",
    )


def _confirmed(of: Record) -> Iterator[Block]:
    yield Paragraph("以上笔录已向到场的当事人、代理人宣读并供其阅看，各人意见如下：")
    rows = tuple((each.name, each.objection or "核对无误", exact(each.at)) for each in of.confirmations) or (
        ("—", "尚无人确认", "—"),
    )
    align = (Align.LEFT, Align.LEFT, Align.LEFT)
    yield Table(("姓名", "意见", "时间（北京时间）"), rows, align)
    if of.unsigned:
        yield _unsigned(of)
    yield Paragraph(f"宣读文本校验值（SHA-256）：{of.digest}", Setting.SMALL)


def _unsigned(of: Record) -> Table:
    """Whoever will not sign, or is gone, does not keep the others from a record: that is noted on it."""
    rows = tuple(
        (of.content["attendees"][place - 1]["name"], why) for place, why in sorted(of.unsigned.items())
    )
    return Table(
        ("姓名", "未在本笔录上签名的原因"),
        rows,
        (Align.LEFT, Align.LEFT),
        caption="未签名的到场人（由制作人注明）",
    )
