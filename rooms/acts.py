"""What has papers: a settlement agreement, or one of the room's other documents. Both are signed alike."""

from collections.abc import Iterator
from typing import TypeAlias

from rooms.document import Document
from rooms.ids import ActId, DocumentId, PaperId, SettlementId
from rooms.settlement import Paper, Settlement
from rooms.state import RoomState

Act: TypeAlias = Settlement | Document


def acts(state: RoomState) -> Iterator[Act]:
    yield from state.settlements.values()
    yield from state.documents.values()


def act(state: RoomState, id: ActId) -> Act:
    """The one of this id; raises KeyError."""
    settlement = state.settlements.get(SettlementId(id))
    return state.documents[DocumentId(id)] if settlement is None else settlement


def papers(state: RoomState) -> Iterator[Paper]:
    """Every one."""
    for one in acts(state):
        yield from one.papers.values()


def holding(state: RoomState, paper: PaperId) -> Act | None:
    """What this paper is of."""
    return next((one for one in acts(state) if paper in one.papers), None)
