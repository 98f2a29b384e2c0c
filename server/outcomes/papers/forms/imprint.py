"""What stands on every form: who issues it, under which number, of which day, and where it is checked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.outcomes.papers.paper import Attachment, Block, Paper, PaperKind, Slot, SlotKind


@dataclass(frozen=True, slots=True)
class Imprint:
    """`number` is the paper's own, `case_no` the case's; `code` the address at which the paper is checked."""

    issuer: str
    number: str
    case_no: str
    code: str
    day: date


def attesting(imprint: Imprint) -> Slot:
    """The seal on what the organisation does not issue: it attests the signatures that were made with it."""
    return Slot("centre", "电子签名核验（盖章）", imprint.issuer, SlotKind.SEAL)


def printed(
    imprint: Imprint,
    kind: PaperKind,
    title: str,
    blocks: Iterable[Block],
    slots: Iterable[Slot],
    *,
    by_parties: bool = False,
    annexes: Iterable[Block] = (),
    attachments: Iterable[Attachment] = (),
) -> Paper:
    """`by_parties`: it is theirs, and the organisation does not head it."""
    return Paper(
        kind,
        title,
        imprint.number,
        "" if by_parties else imprint.issuer,
        tuple(blocks),
        tuple(slots),
        imprint.code,
        tuple(annexes),
        tuple(attachments),
    )
