"""The only place that sends anything about a room to a person.

What a person receives is derived, never composed: the policy's view of the room before and after a change, as one patch
with that person's own sequence number. Nobody else emits; there is no broadcast.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from rooms import views
from rooms.errors import ErrorCode
from rooms.ids import DeviceId, SeatId
from rooms.moments import stamp
from rooms.ports import SlotTable
from rooms.room import RoomState

MediaOf = Callable[[SeatId], Mapping[str, Any]]
"""What a seat's client must know of the media plane when it arrives: its slots as they are, its ICE servers."""


class Emitter(Protocol):
    """The transport as delivery needs it."""

    async def emit(self, sid: str, event: str, data: Mapping[str, Any]) -> None:
        """Send one event to one connection; a connection that has gone is no error."""

    async def hang_up(self, sid: str) -> None:
        """Close one connection after what was sent to it."""


@dataclass(slots=True)
class Connection:
    """One tab of one person. ``seq`` numbers what this tab was sent: gaps would tell of what it was not.

    ``closed``: it has gone, perhaps before the room let it in.
    """

    sid: str
    seat: SeatId
    tab: str
    device: DeviceId
    seq: int = 0
    fresh: bool = True
    closed: bool = False


class Delivery:
    """The connections of one room: at most one a seat."""

    def __init__(self, emitter: Emitter, epoch: str, media: MediaOf) -> None:
        self._emitter = emitter
        self._epoch = epoch
        self._media = media
        self._connections: dict[SeatId, Connection] = {}

    def __iter__(self) -> Iterator[Connection]:
        return iter(tuple(self._connections.values()))

    def __len__(self) -> int:
        return len(self._connections)

    def connection(self, seat: SeatId) -> Connection | None:
        """The tab that speaks for the seat now."""
        return self._connections.get(seat)

    def attach(self, connection: Connection) -> Connection | None:
        """Let a tab speak for its seat; returns the one it takes the place of."""
        former = self._connections.get(connection.seat)
        self._connections[connection.seat] = connection
        return former

    def detach(self, sid: str) -> Connection | None:
        """Forget a connection that has closed; None when another has already taken its place."""
        for connection in self._connections.values():
            if connection.sid == sid:
                del self._connections[connection.seat]
                return connection
        return None

    async def bye(self, connection: Connection, code: ErrorCode) -> None:
        """Say why, then close."""
        if self._connections.get(connection.seat) is connection:
            del self._connections[connection.seat]
        await self._emitter.emit(connection.sid, "bye", {"code": code.value})
        await self._emitter.hang_up(connection.sid)

    async def publish(
        self, before: RoomState, after: RoomState, slots: Mapping[SeatId, SlotTable], now: datetime
    ) -> None:
        """Tell everyone what changed for them: slots first, so that a face never stands under another's name."""
        for connection in self:
            table = slots.get(connection.seat)
            if connection.fresh:
                await self._welcome(connection, after, now)
            else:
                await self._update(connection, views.project(before, after, connection.seat), table)

    async def slots(self, seat: SeatId, table: SlotTable) -> None:
        """Tell one person that some of their slots changed hands."""
        connection = self._connections.get(seat)
        if connection is not None and not connection.fresh:
            await self._emitter.emit(connection.sid, "slots", dict(table))

    async def limits(self, seat: SeatId, limits: Mapping[str, int]) -> None:
        """Tell one person how much to send at most."""
        connection = self._connections.get(seat)
        if connection is not None and not connection.fresh:
            await self._emitter.emit(connection.sid, "limits", dict(limits))

    async def partial(
        self, readers: Collection[SeatId], said: Mapping[str, str], still: Callable[[], bool]
    ) -> None:
        """Show what is just being said to those of these who are connected, as long as they are `still` its readers."""
        for connection in self:
            if not still():
                return
            if connection.seat in readers and not connection.fresh:
                await self._emitter.emit(connection.sid, "partial", said)

    async def captions(self, on: bool) -> None:
        """Tell everybody whether there are captions, wherever one's talk may be put into words."""
        for connection in self:
            if not connection.fresh:
                await self._emitter.emit(connection.sid, "captions", {"on": on})

    async def recording_health(self, seat: SeatId, report: Mapping[str, Any]) -> None:
        """Tell one host how the recording does of the talk in which they are."""
        connection = self._connections.get(seat)
        if connection is not None and not connection.fresh:
            await self._emitter.emit(connection.sid, "recording_health", dict(report))

    async def _welcome(self, connection: Connection, state: RoomState, now: datetime) -> None:
        connection.fresh = False
        connection.seq = 0
        await self._emitter.emit(
            connection.sid,
            "view",
            {
                "seq": 0,
                "epoch": self._epoch,
                "server_time": stamp(now),
                "view": views.view(state, connection.seat),
                **self._media(connection.seat),
            },
        )

    async def _update(
        self, connection: Connection, patch: Mapping[str, Any] | None, table: SlotTable | None
    ) -> None:
        if table:
            await self._emitter.emit(connection.sid, "slots", dict(table))
        if patch:
            connection.seq += 1
            await self._emitter.emit(connection.sid, "change", {"seq": connection.seq, "patch": patch})
