"""What stands on every form: who issues it, under which number, of which day, and where it is checked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.outcomes.papers.paper import Attachment, Block, Paper, PaperKind, Slot


@dataclass(frozen=True, slots=True)
class Imprint:
    """`number` is the paper's own, `case_no` the case's; `code` the address at which the paper is checked."""

    issuer: str
    number: str
    case_no: str
    code: str
    day: date


def printed(
    imprint: Imprint,
    kind: PaperKind,
    title: str,
    blocks: Iterable[Block],
    slots: Iterable[Slot],
    *,
    annexes: Iterable[Block] = (),
    attachments: Iterable[Attachment] = (),
) -> Paper:
    return Paper(
        kind,
        title,
        imprint.number,
        imprint.issuer,
        tuple(blocks),
        tuple(slots),
        imprint.code,
        tuple(annexes),
        tuple(attachments),
    )
