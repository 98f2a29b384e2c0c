"""The numbers that papers bear: the case's, which act of the room it is, and which of its papers."""

from rooms.acts import act
from rooms.document import Document
from rooms.settlement import Paper
from rooms.state import RoomState

DOCUMENT = "W"
"""文书: before the number of what is no agreement."""


def number(case_no: str, own: str, place: int, count: int) -> str:
    return f"{case_no}-{own}" if count == 1 else f"{case_no}-{own}-{place}"


def number_of(state: RoomState, paper: Paper) -> str:
    """As it stands on the paper."""
    of = act(state, paper.act)
    place = list(of.papers).index(paper.id) + 1
    if isinstance(of, Document):
        own = f"{DOCUMENT}{list(state.documents).index(of.id) + 1}"
    else:
        own = str(list(state.settlements).index(of.id) + 1)
    return number(state.case_no, own, place, len(of.papers))
