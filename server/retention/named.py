"""Whom and which talk an operator means who has a case's number and a name, but none of our identifiers."""

from rooms.channel import of_group, private
from rooms.ids import ChannelId, GroupId, RoomId, SeatId
from server.cases.case import CaseId
from server.cases.repository import Cases
from server.storage.store import Store


async def seats(store: Store, case: str, name: str) -> list[SeatId]:
    """The seats of whoever bears this name in any session of the case."""
    return [seat for _, seat in await _seated(store, case, name)]


async def talks(store: Store, case: str, whom: str) -> list[tuple[RoomId, ChannelId]]:
    """The separate talks of a side (its id), or of whoever bears this name, that there may have been."""
    cases = Cases(store)
    found = await cases.case(CaseId(case))
    if found is not None and whom in {group.id for group in found.groups}:
        sessions = await cases.sessions(found.id)
        return [(session.id, of_group(GroupId(whom))) for session in sessions]
    return [(room, private(seat)) for room, seat in await _seated(store, case, whom)]


async def _seated(store: Store, case: str, name: str) -> list[tuple[RoomId, SeatId]]:
    cases = Cases(store)
    return [
        (session.id, invited.seat.id)
        for session in await cases.sessions(CaseId(case))
        for invited in await cases.seats(session.id)
        if invited.seat.name == name
    ]
