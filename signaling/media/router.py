"""Who receives whom in one room: the policy's routes made true, and nothing beside them.

A route is wanted (the last `assign`), then granted (`grant`), then linked: a leg exists as soon as both
people are connected. Taking away works on all three at once; and what was withdrawn stays denied until the
next `assign`, whatever happens in between. Connections come and go without the policy being asked: legs are
made anew from the granted routes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rooms.ids import RoomId, SeatId, StayId
from rooms.participant import MediaKind
from rooms.policy import Dictation, Route, Take, Tapped
from rooms.ports import SpeechSink, Track, TrackSink
from signaling.media.downlink import Leg, Slot
from signaling.media.peer import Peer
from signaling.media.publication import Floors, Publication
from signaling.media.share import settle
from signaling.media.slots import SlotTable, Source, assign
from signaling.media.tap import Tap
from signaling.media.uplink import Stream

WireTable = Mapping[str, Mapping[str, str | bool] | None]
"""Media line → the seat and kind that it carries now, or None for an empty slot; `paused`: no room for it."""

_FLOOR_HOLDS = 60.0
"""Seconds after which nothing captured before somebody came can still be on its way to them."""

Edge = tuple[SeatId, SeatId, MediaKind]


class SeatMedia:
    """A seat: where it is, its connection, its slots. It outlives connections."""

    __slots__ = ("id", "peer", "stay", "table")

    def __init__(self, seat: SeatId) -> None:
        self.id = seat
        self.stay: StayId | None = None
        self.peer: Peer | None = None
        self.table = SlotTable()

    def wire_table(self) -> WireTable:
        paused = self.peer.paused if self.peer is not None else frozenset()
        return {mid: _told(source, mid in paused) for mid, source in self.table.now.items()}


def _told(source: Source | None, paused: bool) -> Mapping[str, str | bool] | None:
    if source is None:
        return None
    told: dict[str, str | bool] = {"seat": source.seat, "kind": source.kind}
    return told | {"paused": True} if paused else told


class Router:
    """One room's table. Time is an argument: monotonic seconds."""

    def __init__(
        self, room: RoomId, recorder: TrackSink | None = None, transcriber: SpeechSink | None = None
    ) -> None:
        """Without a recorder nothing is recorded, whatever is granted, and nothing put into words without the other."""
        self.room = room
        self._recorder, self._transcriber = recorder, transcriber
        self._taps: dict[Tapped, Tap] = {}
        self.seats: dict[SeatId, SeatMedia] = {}
        self.deadline = float("inf")
        """Until when this process holds the room."""
        self.settled = True
        """No move is under way: the last `assign` was granted, and nothing was withdrawn since."""
        self._wanted: frozenset[Route] = frozenset()
        self._granted: set[Route] = set()
        self._denied: set[Edge] = set()
        self._legs: dict[Route, Leg] = {}
        self._floors: dict[Route, Floors] = {}

    # -- the policy

    def withdraw(self, routes: Iterable[Route]) -> int:
        """Cuts and denies; returns how many legs ended."""
        before = len(self._legs)
        self.settled = False
        for route in routes:
            self._denied.add((route.source, route.target, route.kind))
        self._granted = {route for route in self._granted if not self._is_denied(route)}
        self._prune()
        return before - len(self._legs)

    def assign(
        self, routes: frozenset[Route], stays: Mapping[SeatId, StayId], since: float
    ) -> dict[SeatId, WireTable]:
        """Removes what is not in `routes`, closes the gates of who moved, fills slots. Returns the changed
        tables.

        A route whose stays are not the present ones is nobody's.
        """
        self.settled = False
        self._move(stays, since)
        usable = frozenset(
            route
            for route in routes
            if stays.get(route.source) == route.source_stay
            and (isinstance(route, Tapped) or stays.get(route.target) == route.target_stay)
        )
        fresh = usable - self._wanted
        self._wanted = usable
        self._granted &= usable
        self._denied.clear()
        self._floors = {route: floor for route, floor in self._floors.items() if route in usable}
        for route in fresh:
            publication = self._publication(route)
            if publication is not None:
                self._floors[route] = publication.floors(since)
        self._prune()
        return self.seat_slots()

    def grant(self, now: float) -> list[Stream]:
        """Lets flow what is wanted and not denied. Returns the streams that need a key frame."""
        if now >= self.deadline:
            return []
        self.settled = not self._denied
        self._granted = {route for route in self._wanted if not self._is_denied(route)}
        return self.link(now)

    def stop(self) -> None:
        """Cuts everything, until the next `assign` and `grant`."""
        self.settled = False
        self._wanted = frozenset()
        self._granted.clear()
        self._prune()

    # -- connections

    def connect(self, peer: Peer, stay: StayId, now: float) -> Peer | None:
        """A new connection takes the seat; `stay` is the one that its client was in when it made the offer.

        Returns the former connection, already cut off.
        """
        seat = self.seats.setdefault(peer.seat, SeatMedia(peer.seat))
        former = self.disconnect(peer.seat)
        seat.peer = peer
        for publication in peer.publications.values():
            if stay == seat.stay:
                publication.welcome(now)
            else:
                publication.move(now)
        for route in list(self._floors):
            if route.source == peer.seat:
                del self._floors[route]  # it is a timestamp of the former connection's clock
        self.seat_slots()
        return former

    def disconnect(self, seat_id: SeatId) -> Peer | None:
        """Takes a connection off its seat and cuts its legs both ways; routes, stay and slots stay as they
        are.
        """
        seat = self.seats.get(seat_id)
        if seat is None or seat.peer is None:
            return None
        former, seat.peer = seat.peer, None
        self._prune()
        return former

    def link(self, now: float) -> list[Stream]:
        """Makes the legs that granted routes lack. Returns the streams that need a key frame."""
        if now >= self.deadline:
            return []
        for route in self._granted:
            if isinstance(route, Tapped):
                self._tap(route, now)
        pictures = [tap.stream for tap in self._taps.values() if tap.wants_key_frame]
        return pictures + [
            stream for route in self._granted if (stream := self._link(route, now)) is not None
        ]

    def seat_slots(self) -> dict[SeatId, WireTable]:
        """Puts what everybody should receive into their slots. Returns the changed tables."""
        wanted: dict[SeatId, list[Source]] = {}
        for route in self._wanted:
            wanted.setdefault(route.target, []).append(Source(route.source, route.kind.value))
        spoke: dict[str, float] = {seat.id: _spoke(seat) for seat in self.seats.values()}
        changed = {}
        for seat in self.seats.values():
            if seat.peer is None:
                continue
            lines = [(slot.mid, slot.medium) for slot in seat.peer.slots.values()]
            table = assign(lines, sorted(wanted.get(seat.id, ())), seat.table, spoke)
            if table.now != seat.table.now:
                changed[seat.id] = seat
            seat.table = table
        if changed:
            self._prune()
        return {seat_id: seat.wire_table() for seat_id, seat in changed.items()}

    def crowded(self) -> bool:
        """Whether somebody has fewer slots than there is to see or hear, so that speaking decides."""
        placed = sum(1 for seat in self.seats.values() for source in seat.table.now.values() if source)
        connected = {seat.id for seat in self.seats.values() if seat.peer is not None}
        return placed < sum(1 for route in self._wanted if route.target in connected)

    def follow(self, now: float) -> list[Stream]:
        """What is recorded is the best layer that arrives; each second or so. Returns the streams that need a key
        frame for it. How loud somebody was is told once, and that to the recorder.
        """
        return [
            stream
            for route, tap in self._taps.items()
            if isinstance(route, Take) and tap.follow(now)
            for stream in tap.publication.layers
            if tap in stream.taps
        ]

    def linked(self) -> int:
        """How many legs there are."""
        return len(self._legs)

    # -- legs

    def _move(self, stays: Mapping[SeatId, StayId], since: float) -> None:
        for seat_id in stays:
            self.seats.setdefault(seat_id, SeatMedia(seat_id))
        for seat in self.seats.values():
            stay = stays.get(seat.id)
            if stay != seat.stay:
                seat.stay = stay
                if seat.peer is not None:
                    for publication in seat.peer.publications.values():
                        publication.move(since)

    def _is_denied(self, route: Route) -> bool:
        return (route.source, route.target, route.kind) in self._denied

    def _publication(self, route: Route) -> Publication | None:
        seat = self.seats.get(route.source)
        return None if seat is None or seat.peer is None else seat.peer.publications.get(route.kind)

    def _slot(self, route: Route) -> Slot | None:
        seat = self.seats.get(route.target)
        if seat is None or seat.peer is None:
            return None
        source = Source(route.source, route.kind.value)
        return next(
            (seat.peer.slots.get(mid) for mid, held in seat.table.now.items() if held == source), None
        )

    def _tap(self, route: Tapped, now: float) -> None:
        publication = self._publication(route)
        if route in self._taps or publication is None:
            return
        track = self._track(route, now)
        if track is not None:
            self._taps[route] = Tap(publication, track, self._floor(route, now), now)

    def _track(self, route: Tapped, now: float) -> Track | None:
        match route:
            case Take() if self._recorder is not None:
                return self._recorder.open(self.room, route, now)
            case Dictation() if self._transcriber is not None:
                return self._transcriber.open(self.room, route, now)
            case _:
                return None

    def _floor(self, route: Route, now: float) -> Floors | None:
        floors = self._floors.get(route)
        return None if floors is None or now - floors.since >= _FLOOR_HOLDS else floors

    def _link(self, route: Route, now: float) -> Stream | None:
        publication, slot = self._publication(route), self._slot(route)
        if route in self._legs or publication is None or slot is None:
            return None
        if slot.peer.transmit is None or slot.peer.path is None:
            return None
        if slot.leg is not None:
            raise RuntimeError("two legs in one slot")
        leg = Leg(publication, slot, slot.peer.transmit, self._floor(route, now))
        slot.leg = leg
        self._legs[route] = leg
        settle(slot.peer, now)
        return leg.stream if publication.video else None

    def _prune(self) -> None:
        """Ends every leg and tap that is not granted, or whose connections or slot are no longer the route's."""
        for take, tap in list(self._taps.items()):
            if take not in self._granted or self._publication(take) is not tap.publication:
                del self._taps[take]
                tap.end()
        for route, leg in list(self._legs.items()):
            if (
                route not in self._granted
                or self._publication(route) is not leg.publication
                or self._slot(route) is not leg.slot
            ):
                del self._legs[route]
                leg.end()


def _spoke(seat: SeatMedia) -> float:
    publication = None if seat.peer is None else seat.peer.publications.get(MediaKind.AUDIO)
    return 0.0 if publication is None else publication.layers[0].meter.spoke
