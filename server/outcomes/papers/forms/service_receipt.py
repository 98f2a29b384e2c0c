"""送达回证: which papers went to whom, how, and when they were sent, delivered and read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from server.outcomes.papers.forms.imprint import Imprint, attesting, printed
from server.outcomes.papers.forms.wording import exact
from server.outcomes.papers.paper import (
    Align,
    Block,
    Fields,
    Paper,
    PaperKind,
    Paragraph,
    Setting,
    Slot,
    Table,
)


@dataclass(frozen=True, slots=True)
class Served:
    """A paper that was served, and the SHA-256 of its file in hexadecimal."""

    title: str
    number: str
    digest: str


@dataclass(frozen=True, slots=True)
class Step:
    """What happened when: 已发送, 已到达, 已打开, 已签收, 退回."""

    what: str
    at: datetime
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """`consent`: when and how the recipient agreed to electronic service. `collected_by`: who took it for them, why.
    `declined`: why the recipient does not sign for it; then there is no place for their signature.
    """

    imprint: Imprint
    matter: str
    recipient: str
    method: str
    address: str
    papers: tuple[Served, ...]
    steps: tuple[Step, ...]
    server: str
    consent: str = ""
    collected_by: str = ""
    remark: str = ""
    declined: str = ""


def service_receipt(service: Service) -> Paper:
    recipient = Slot("recipient", "受送达人（签名或者盖章）", service.collected_by or service.recipient)
    slots = (
        *(() if service.declined else (recipient,)),
        Slot("server", "送达人（签名）", service.server),
        attesting(service.imprint),
    )
    return printed(service.imprint, PaperKind.SERVICE_RECEIPT, "送达回证", _blocks(service), slots)


def _blocks(service: Service) -> Iterator[Block]:
    known = (
        ("案号", service.imprint.case_no),
        ("案由", service.matter),
        ("受送达人", service.recipient),
        ("送达方式", service.method),
        ("送达地址", service.address),
        ("同意电子送达", service.consent),
        ("代收人及理由", service.collected_by),
        ("受送达人未签收的原因", service.declined),
        ("备注", service.remark),
    )
    yield Fields(tuple((name, what) for name, what in known if what))
    yield Table(
        ("序号", "文书名称", "编号", "文件校验值（SHA-256）"),
        tuple(
            (str(place), each.title, each.number, each.digest) for place, each in enumerate(service.papers, 1)
        ),
        (Align.CENTRE, Align.LEFT, Align.LEFT, Align.LEFT),
        caption="送达文书",
    )
    if service.steps:
        yield Table(
            ("经过", "时间（北京时间）", "凭证"),
            tuple((step.what, exact(step.at), step.proof or "—") for step in service.steps),
            (Align.LEFT, Align.LEFT, Align.LEFT),
            caption="送达经过",
        )
    yield Paragraph(
        "采用电子送达的，以送达信息到达受送达人特定系统的日期为送达日期。受送达人打开或者签收文书的时间由系统记录，不可更改。",
        Setting.SMALL,
    )
