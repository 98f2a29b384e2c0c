"""The rooms that this process holds: opened from the log at the first call, closed when long deserted."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from typing import Final

import structlog

from rooms.ids import RoomId, SeatId
from rooms.ports import Fenced, Journal, Lease, LeaseUnavailable, SlotTable
from rooms.room import replay
from rooms.utterance import Voice
from signaling.actor import RoomActor
from signaling.delivery import Delivery, Emitter
from signaling.media.plane import Plane
from signaling.metrics import Metrics

IDLE_AFTER: Final = 900.0
LOOK_EVERY: Final = 5.0

log = structlog.get_logger()


class RoomElsewhere(Exception):
    """Another process holds the room now, or nobody can say who does."""


class Registry:
    """Room → its actor. A room is opened by one caller while the others wait for it."""

    def __init__(
        self,
        journal: Journal,
        lease: Lease,
        plane: Plane,
        metrics: Metrics,
        emitter: Emitter,
        ice_servers: Callable[[SeatId], Sequence[Mapping[str, object]]],
    ) -> None:
        self._journal = journal
        self._lease = lease
        self._plane = plane
        self._metrics = metrics
        self._emitter = emitter
        self._ice_servers = ice_servers
        self._owner = secrets.token_hex(8)
        self.captions: Callable[[], bool] = lambda: False
        """Whether there are captions now."""
        self._rooms: dict[RoomId, RoomActor] = {}
        self._opening: dict[RoomId, asyncio.Task[RoomActor]] = {}
        self._deserted: dict[RoomId, float] = {}
        self._keeper: asyncio.Task[None] | None = None
        self._stopping = False
        self._telling: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin to renew leases and to close what is deserted."""
        self._keeper = asyncio.create_task(self._keep(), name="registry")

    async def stop(self) -> None:
        """Close every room; what was acknowledged is in the log."""
        self._stopping = True
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper
        await asyncio.gather(*self._opening.values(), return_exceptions=True)
        for room in tuple(self._rooms):
            await self._close(room)

    def live(self) -> tuple[RoomId, ...]:
        """The rooms that are open here."""
        return tuple(self._rooms)

    def actors(self) -> tuple[RoomActor, ...]:
        """The rooms that are open here."""
        return tuple(self._rooms.values())

    def is_quiet(self) -> bool:
        """Whether nobody is connected to any room here."""
        return not any(len(actor.delivery) for actor in self._rooms.values())

    async def actor(self, room: RoomId) -> RoomActor:
        """The live room; raises RoomElsewhere, or JournalUnavailable (also when the log is damaged)."""
        actor = self._rooms.get(room)
        if actor is not None:
            return actor
        if self._stopping:
            raise RoomElsewhere(room)
        task = self._opening.get(room)
        if task is None:
            task = asyncio.create_task(self._open(room), name="open room")
            self._opening[room] = task
            task.add_done_callback(lambda _: self._opening.pop(room, None))
        return await asyncio.shield(task)

    async def _open(self, room: RoomId) -> RoomActor:
        try:
            term = await self._lease.acquire(room, self._owner)
            if term is None:
                raise RoomElsewhere(room)
            events = await self._journal.claim(room, term)
        except (LeaseUnavailable, Fenced) as error:
            raise RoomElsewhere(room) from error
        actor = RoomActor(
            room,
            replay(events),
            term=term,
            journal=self._journal,
            plane=self._plane,
            delivery=Delivery(self._emitter, secrets.token_hex(4), lambda seat: self._media(room, seat)),
            metrics=self._metrics,
        )
        self._holds(actor)
        actor.start()
        self._rooms[room] = actor
        self._metrics.rooms.set(len(self._rooms))
        return actor

    def _holds(self, actor: RoomActor) -> None:
        """Media, and what is told of the room, end with the lease."""
        actor.held_until = self._lease.deadline(actor.room)
        self._plane.expire_at(actor.room, actor.held_until)

    def _media(self, room: RoomId, seat: SeatId) -> dict[str, object]:
        return {
            "slots": dict(self._plane.table(room, seat)),
            "limits": dict(self._plane.limits(room, seat)),
            "ice_servers": self._ice_servers(seat),
            "captions": self.captions(),
        }

    def slots_changed(self, room: RoomId, seat: SeatId, table: SlotTable) -> None:
        """The media plane moved somebody to another slot by itself, or paused a picture."""
        actor = self._rooms.get(room)
        if actor is not None:
            self._tell(actor.delivery.slots(seat, table))

    def limits_changed(self, room: RoomId, seat: SeatId, limits: Mapping[str, int]) -> None:
        """Somebody should send less, or may send more."""
        actor = self._rooms.get(room)
        if actor is not None:
            self._tell(actor.delivery.limits(seat, limits))

    def partly_said(self, room: RoomId, voice: Voice, id: str, began: datetime, text: str) -> None:
        """Somebody is just saying this, as a machine understands it."""
        actor = self._rooms.get(room)
        if actor is not None:
            self._tell(actor.partly_said(voice, id, began, text))

    def captions_changed(self) -> None:
        """From now on there are captions, or there are none."""
        for actor in self._rooms.values():
            self._tell(actor.delivery.captions(self.captions()))

    def _tell(self, telling: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(telling)
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            for room, actor in tuple(self._rooms.items()):
                try:
                    await self._look_after(room, actor)
                except Exception:
                    log.exception("room_not_looked_after", room=room)

    async def _look_after(self, room: RoomId, actor: RoomActor) -> None:
        if actor.fenced.is_set() or not await self._lease.renew(room, self._owner, actor.term):
            log.warning("room_lost", room=room)
            await self._close(room)
            return
        self._holds(actor)
        now = time.monotonic()
        if len(actor.delivery):
            self._deserted.pop(room, None)
        elif now - self._deserted.setdefault(room, now) > IDLE_AFTER:
            await self._close(room)

    async def _close(self, room: RoomId) -> None:
        actor = self._rooms.pop(room)
        self._deserted.pop(room, None)
        self._metrics.rooms.set(len(self._rooms))
        for connection in actor.delivery:
            await self._emitter.hang_up(connection.sid)
        await actor.stop()
        await self._lease.release(room, self._owner, actor.term)
