"""The media plane as the live session sees it: negotiate, take away, assign, grant.

Everything here runs in the event loop's thread. Nothing but `start`, `negotiate` and `close` awaits, and
what takes away is complete when it returns.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from rooms.ids import RoomId, SeatId, StayId
from rooms.participant import MediaKind
from rooms.policy import Route
from rooms.ports import SpeechSink, TrackSink
from signaling.media.collector import MediaCollector
from signaling.media.config import MediaConfig, candidates
from signaling.media.dtls import Identity, assert_seam
from signaling.media.duties import TICK, Duties
from signaling.media.feedback import ask_for_key_frame
from signaling.media.forward import PacketLoop
from signaling.media.metrics import MediaMetrics
from signaling.media.offer import parse_offer
from signaling.media.pace import Watch
from signaling.media.peer import FORGOTTEN_AFTER, Peer, PeerState, Surroundings
from signaling.media.router import Router, WireTable
from signaling.media.sdp import NegotiationCode, NegotiationError
from signaling.media.socket import Link
from signaling.media.uplink import Stream

__all__ = ["Answer", "NegotiationError", "PeerState", "Plane", "WireTable"]

log = logging.getLogger(__name__)

LOOK_EVERY = 0.5
"""Seconds between looks at who is gone, and who speaks where slots are short."""
SHIFT_EVERY = 3.0
"""Seconds that a slot is left to whom it was given, at the least: two who argue would flicker otherwise."""


@dataclass(frozen=True, slots=True)
class Answer:
    sdp: str
    slots: Mapping[str, str]
    """The offer's receive lines: mid → `audio` or `video`."""
    table: WireTable
    """What they carry now."""


class Plane:
    """Carries media along the routes that it is given and no others (rooms.ports.MediaPlane).

    `on_slots(room, seat, table)` is called when the plane itself puts somebody else into a slot, because
    there are fewer slots than people, or pauses a picture; `on_limits(room, seat, limits)` when what a person
    should send at most has changed, because of a receiver's line (see `limits`); `on_state(room, seat, state)`
    when a connection comes to live, is lost or comes back.
    """

    def __init__(self, config: MediaConfig) -> None:
        self.config = config
        self.sink: TrackSink | None = None
        """Keeps what may be recorded; to be set before there is any room."""
        self.ear: SpeechSink | None = None
        """Puts into words what may be; the same."""
        self.metrics = MediaMetrics()
        self.on_slots: Callable[[RoomId, SeatId, WireTable], object] | None = None
        self.on_limits: Callable[[RoomId, SeatId, Mapping[str, int]], object] | None = None
        self.on_state: Callable[[RoomId, SeatId, PeerState], object] | None = None
        self._rooms: dict[RoomId, Router] = {}
        self._loop = PacketLoop(self.metrics, self._expire)
        self._duties = Duties(self._loop, self._settled, self._capped, self._paused)
        self._watches: list[Watch] = []
        self._states: dict[Peer, PeerState] = {}
        self._shifts: dict[Router, float] = {}
        """When slots were last given to others because of who speaks."""
        self._closing: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._looked = 0.0
        self._surroundings: Surroundings | None = None
        self.collector = MediaCollector(self._counters, self._gauges)

    # -- life

    async def start(self) -> None:
        """Binds the sockets; raises OSError, or SeamBroken when a library is not the pinned one."""
        assert_seam()
        loop = asyncio.get_running_loop()
        for address in self.config.bind:
            link = Link(address)
            self._loop.links.append(link)
            self._watches.append(Watch(loop, link.fd, partial(self._loop.read, link)))
        bound = [link.bound for link in self._loop.links]
        self._surroundings = Surroundings(
            identity=Identity(),
            candidates=candidates(self.config, bound),
            metrics=self.metrics,
            ceiling=self.config.bitrate,
            register=self._loop.by_ufrag.__setitem__,
            unregister=self._loop.by_ufrag.__delitem__,
            on_ready=self._ready,
            on_end=self._ended,
        )
        self._looked = time.monotonic()
        self._timer = loop.call_later(TICK, self._tick, loop.time() + TICK)

    @property
    def candidates(self) -> tuple[tuple[str, int], ...]:
        """The addresses that answers offer."""
        return self._surroundings.candidates if self._surroundings is not None else ()

    async def close(self) -> None:
        """Ends every connection and closes the sockets."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for room in list(self._rooms):
            self.close_room(room)
        if self._closing:
            await asyncio.wait(self._closing, timeout=1.0)
        for watch in self._watches:
            watch.stop()
        self._watches.clear()
        for link in self._loop.links:
            link.close()
        self._loop.links.clear()
        self._surroundings = None

    async def check(self) -> None:
        """Raises RuntimeError when the plane cannot serve."""
        if self._timer is None or time.monotonic() - self._looked > 10 * LOOK_EVERY:
            raise RuntimeError("the media plane does not run")

    # -- connections

    async def negotiate(
        self, room: RoomId, seat: SeatId, stay: StayId, offer_sdp: str, senders: Mapping[str, str]
    ) -> Answer:
        """A new connection of a seat, in place of the former: routes and slots carry over.

        `senders`: {"audio" | "camera" | "screen": mid} of the client's sending lines; `stay`: where the
        client was when it made the offer. In another stay than the present one nothing that it sends passes
        before its boundary is reported. Raises NegotiationError.
        """
        if self._surroundings is None:
            raise RuntimeError("the media plane does not run")
        offer = parse_offer(offer_sdp, senders)
        now = time.monotonic()
        peer = Peer(room, seat, offer, self._surroundings, now)
        router = self._router(room)
        former = router.connect(peer, stay, now)
        if former is not None:
            self._dismiss(former)
        peer.start()
        self._duties.add(peer)
        self._states[peer] = PeerState.CONNECTING
        self._link(router, now)
        slots = {slot.mid: slot.medium.value for slot in peer.slots.values()}
        return Answer(peer.answer, slots, router.seats[seat].wire_table())

    async def restart(self, room: RoomId, seat: SeatId, offer_sdp: str, number: int) -> str:
        """An ICE restart on the seat's connection; `number` grows with each.

        Raises NegotiationError: `restart_stale` when a newer one was answered or there is no connection any
        more (a new one is needed), else as `negotiate`.
        """
        peer = self._peer(room, seat)
        if peer is None:
            raise NegotiationError(NegotiationCode.RESTART_STALE)
        return peer.restart(offer_sdp, number)

    def boundary(
        self,
        room: RoomId,
        seat: SeatId,
        stay: StayId,
        kind: MediaKind,
        rtp_timestamp: int | None,
        ssrc: int | None = None,
    ) -> None:
        """The client's first timestamp in `stay`; None = it has no encoded transform. A stale stay is
        ignored.

        `ssrc`: which layer's clock it is of, with simulcast; each is reported by itself.
        """
        peer = self._peer(room, seat)
        if peer is None or self._rooms[room].seats[seat].stay != stay:
            return
        publication = peer.publications.get(kind)
        if publication is None or not publication.report(rtp_timestamp, ssrc):
            return
        now = time.monotonic()
        for other in peer.streams:
            # One guard stands before all of a person's senders: it has ended, so a key frame gets through
            # now.
            if other.video and other.waiting:
                ask_for_key_frame(other, now, urgent=True)
        self._loop.flush()

    def leave(self, room: RoomId, seat: SeatId) -> None:
        """Ends the connection of one seat. Its routes wait for the next one."""
        router = self._rooms.get(room)
        peer = None if router is None else router.disconnect(seat)
        if peer is not None:
            self._dismiss(peer)

    # -- routes

    def withdraw(self, room: RoomId, routes: Iterable[Route]) -> None:
        """Cuts routes at once, and keeps them cut until the next `assign`."""
        router = self._rooms.get(room)
        if router is not None:
            self.metrics.cuts += router.withdraw(routes)

    def assign(
        self, room: RoomId, routes: frozenset[Route], stays: Mapping[SeatId, StayId], since: float
    ) -> Mapping[SeatId, WireTable]:
        """Makes the table equal to the routes. What is new does not flow before `grant`.

        `stays`: everybody's present stay; a new one closes the gate of what that person sends. `since`:
        when the move was made, monotonic seconds. Returns the slot tables that changed.
        """
        router = self._router(room)
        return router.assign(routes, stays, since)

    def grant(self, room: RoomId) -> None:
        """Lets flow what `assign` prepared."""
        router = self._rooms.get(room)
        if router is not None:
            now = time.monotonic()
            before = router.linked()
            self._picture(router.grant(now), now)
            self.metrics.grants += router.linked() - before

    def expire_at(self, room: RoomId, monotonic_deadline: float) -> None:
        """From then on nothing of the room flows, whatever else happens, unless a later deadline was set
        before.

        After it has passed, a later one lets the next `assign` and `grant` work again.
        """
        self._router(room).deadline = monotonic_deadline
        self._loop.deadline = min(self._loop.deadline, monotonic_deadline)
        self._expire(time.monotonic())

    def close_room(self, room: RoomId) -> None:
        """Ends every connection and forgets the room."""
        router = self._rooms.pop(room, None)
        if router is None:
            return
        router.stop()
        self._shifts.pop(router, None)
        self._next_deadline(time.monotonic())
        for seat in list(router.seats):
            peer = router.disconnect(seat)
            if peer is not None:
                self._dismiss(peer)

    # -- what is

    def table(self, room: RoomId, seat: SeatId) -> WireTable:
        """What the seat's slots carry; {} before it has negotiated."""
        router = self._rooms.get(room)
        media = None if router is None else router.seats.get(seat)
        return {} if media is None else media.wire_table()

    def limits(self, room: RoomId, seat: SeatId) -> Mapping[str, int]:
        """bit/s that a person should send of a kind at most; kinds without a limit are absent."""
        peer = self._peer(room, seat)
        return {} if peer is None else peer.capped

    def state(self, room: RoomId, seat: SeatId) -> PeerState:
        peer = self._peer(room, seat)
        return PeerState.LOST if peer is None else peer.state(time.monotonic())

    def stats(self) -> dict[str, float]:
        """Counters and gauges."""
        return {**self._counters(), **self._gauges()}

    def _counters(self) -> dict[str, int]:
        self.metrics.unsent = sum(link.unsent for link in self._loop.links)
        return self.metrics.snapshot()

    def _gauges(self) -> dict[str, float]:
        states = list(self._states.values())
        return {
            "rooms": len(self._rooms),
            "connections": len(states),
            "connections_live": states.count(PeerState.LIVE),
            "connections_lost": states.count(PeerState.LOST),
        }

    # -- inside

    def _router(self, room: RoomId) -> Router:
        return self._rooms.setdefault(room, Router(room, self.sink, self.ear))

    def _peer(self, room: RoomId, seat: SeatId) -> Peer | None:
        router = self._rooms.get(room)
        media = None if router is None else router.seats.get(seat)
        return None if media is None else media.peer

    def _link(self, router: Router, now: float) -> None:
        self._picture(router.link(now), now)

    def _ready(self, peer: Peer) -> None:
        router = self._rooms.get(peer.room)
        if router is not None and not peer.closed:
            self._link(router, time.monotonic())
            self._announce(peer, PeerState.LIVE)

    def _ended(self, peer: Peer) -> None:
        """The association failed, or the browser closed it."""
        if peer.receive is None and not peer.closed:
            self.metrics.handshakes_failed += 1
        self._lose(peer)

    def _lose(self, peer: Peer) -> None:
        if self._peer(peer.room, peer.seat) is peer:
            self._rooms[peer.room].disconnect(peer.seat)
            self._announce(peer, PeerState.LOST)
        self._dismiss(peer)

    def _dismiss(self, peer: Peer) -> None:
        """Off the socket now; the browser is told a little later."""
        if peer.closed:
            return
        self._duties.remove(peer)
        self._states.pop(peer, None)
        peer.forget()
        task = asyncio.get_running_loop().create_task(peer.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _announce(self, peer: Peer, state: PeerState) -> None:
        if self._states.get(peer) is not state:
            self._states[peer] = state
            if self.on_state is not None:
                self.on_state(peer.room, peer.seat, state)

    def _expire(self, now: float) -> None:
        """A lease has ended."""
        for room, router in self._rooms.items():
            if router.deadline <= now:
                router.stop()
                log.warning("lease of room %s ended: its media stopped", room)
        self._next_deadline(now)

    def _next_deadline(self, now: float) -> None:
        ahead = (router.deadline for router in self._rooms.values() if router.deadline > now)
        self._loop.deadline = min(ahead, default=float("inf"))

    def _tick(self, due: float) -> None:
        loop = asyncio.get_running_loop()
        now = time.monotonic()
        self._timer = loop.call_later(max(due + TICK - loop.time(), TICK / 4), self._tick, due + TICK)
        if now >= self._loop.deadline:
            self._expire(now)
        self._duties.tick(now)
        if now - self._looked >= LOOK_EVERY:
            self._looked = now
            self._look(now)

    def _look(self, now: float) -> None:
        for peer in list(self._states):
            if now - peer.seen > FORGOTTEN_AFTER:
                self._lose(peer)
            else:
                self._announce(peer, peer.state(now))
        for router in self._rooms.values():
            self._picture(router.follow(now), now, urgent=False)
            if now - self._shifts.get(router, 0.0) < SHIFT_EVERY:
                self._link(router, now)
            elif self._shift(router):
                self._shifts[router] = now

    def _shift(self, router: Router) -> bool:
        """Where slots are short, whoever speaks gets one. The client is told first; media follows with the
        next look.
        """
        if not router.settled or not router.crowded():
            return False
        changed = router.seat_slots()
        for seat, table in changed.items():
            if self.on_slots is not None:
                self.on_slots(router.room, seat, table)
        return bool(changed)

    def _settled(self, peer: Peer) -> bool:
        router = self._rooms.get(peer.room)
        return router is not None and router.settled

    def _capped(self, peer: Peer) -> None:
        if self.on_limits is not None:
            self.on_limits(peer.room, peer.seat, peer.capped)

    def _paused(self, peer: Peer, slots: frozenset[str]) -> None:
        router = self._rooms.get(peer.room)
        if router is None or self.on_slots is None or self._peer(peer.room, peer.seat) is not peer:
            return
        table = router.seats[peer.seat].wire_table()
        self.on_slots(peer.room, peer.seat, {mid: table[mid] for mid in slots if mid in table})

    def _picture(self, streams: Iterable[Stream], now: float, *, urgent: bool = True) -> None:
        """Somebody was put in front of these streams: a key frame at once, if what it shows may pass already.

        One guard stands before all of a person's senders. A camera that nobody watched in this stay has sent, and
        reported, nothing; that the voice has reported tells that the guard has ended for both.
        """
        for stream in streams:
            if any(other.reported for other in stream.peer.streams):
                ask_for_key_frame(stream, now, urgent=urgent)
        self._loop.flush()
