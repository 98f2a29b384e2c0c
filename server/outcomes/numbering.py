"""The numbers that papers bear: the case's, which act of the room it is, and which of its papers.

Nobody may count by them what was done without them: a settlement is counted from when it was first frozen, before all
whom it concerns, and of the other documents, which one side may have made without the other, the number is drawn.
"""

import secrets
from itertools import count
from typing import Final

from rooms.acts import act
from rooms.document import Document
from rooms.settlement import Paper, Settlement
from rooms.state import RoomState

DOCUMENT: Final = "W"
"""文书: before the number of what is no agreement."""

_LOWEST, _NUMBERS = 1000, 9000
"""Of four digits."""


def settlement_number(state: RoomState, settlement: Settlement) -> str:
    """What its papers have in common: as they bear it, or the first that none bears yet."""
    if settlement.papers:
        return _common(state, settlement)
    taken = {_common(state, one) for one in state.settlements.values() if one.papers}
    return next(own for number in count(1) if (own := f"{state.case_no}-{number}") not in taken)


def document_number(state: RoomState) -> str:
    """Of one that is to be issued."""
    taken = {paper.number or "" for one in state.documents.values() for paper in one.papers.values()}
    while True:
        own = f"{state.case_no}-{DOCUMENT}{_LOWEST + secrets.randbelow(_NUMBERS)}"
        if not any(number == own or number.startswith(f"{own}-") for number in taken):
            return own


def paper_number(common: str, place: int, papers: int) -> str:
    """Of one of so many papers."""
    return common if papers == 1 else f"{common}-{place}"


def number_of(state: RoomState, paper: Paper) -> str:
    """As it stands on the paper; of what was frozen before papers kept their numbers, as it was counted then."""
    if paper.number is not None:
        return paper.number
    of = act(state, paper.act)
    place = list(of.papers).index(paper.id) + 1
    if isinstance(of, Document):
        own = f"{DOCUMENT}{list(state.documents).index(of.id) + 1}"
    else:
        own = str(list(state.settlements).index(of.id) + 1)
    return paper_number(f"{state.case_no}-{own}", place, len(of.papers))


def _common(state: RoomState, settlement: Settlement) -> str:
    first = number_of(state, next(iter(settlement.papers.values())))
    return first if len(settlement.papers) == 1 else first.rpartition("-")[0]
