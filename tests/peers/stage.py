"""A room for tests: who is in the same channel hears one another. Moves go as the live session makes them."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Mapping

from rooms.ids import RoomId, SeatId, StayId
from rooms.participant import MediaKind
from rooms.policy import Route
from signaling.media.plane import Plane, WireTable
from tests.peers.peer import MediaPeer


class Stage:
    """People, their channels and stays, and the plane that carries their media."""

    def __init__(self, plane: Plane, room: str = "room", kinds: Iterable[MediaKind] = MediaKind) -> None:
        self.plane = plane
        self.room = RoomId(room)
        self.kinds = tuple(kinds)
        self.peers: dict[SeatId, MediaPeer] = {}
        self.channels: dict[SeatId, str] = {}
        self.stays: dict[SeatId, StayId] = {}
        self._numbers = itertools.count(1)

    async def enter(self, *peers: MediaPeer, channel: str = "joint", connected: bool = True) -> None:
        """They take seats in a channel, and join the plane unless told otherwise."""
        for peer in peers:
            self.peers[peer.seat] = peer
            self.channels[peer.seat] = channel
            self.stays[peer.seat] = peer.stay
        self.settle()
        if connected:
            for peer in peers:
                await peer.join(self.plane, self.room)

    def routes(self) -> frozenset[Route]:
        """As the policy would derive them."""
        return frozenset(
            Route(source, self.stays[source], target, self.stays[target], kind)
            for source, target in itertools.permutations(self.peers, 2)
            for kind in self.kinds
            if self.channels[source] == self.channels[target]
        )

    def settle(self) -> Mapping[SeatId, WireTable]:
        """Assigns and grants what holds now; returns the tables that changed."""
        changed = self.plane.assign(self.room, self.routes(), dict(self.stays), time.monotonic())
        self.plane.grant(self.room)
        return changed

    def move(self, channels: Mapping[str, str], *, guard: float = 0.0) -> float:
        """People change channels, as the live session does it. Returns when that was acknowledged (monotonic).

        Their clients drop what is captured within `guard` seconds, and report the first timestamp after it.
        """
        since = time.monotonic()
        before = self.routes()
        for name, channel in channels.items():
            seat = SeatId(name)
            self.channels[seat] = channel
            self.stays[seat] = StayId(f"{seat}-{next(self._numbers)}")
        after = self.routes()
        self.plane.withdraw(self.room, before - after)
        acknowledged = time.monotonic()
        self.plane.assign(self.room, after, dict(self.stays), since)
        for name in channels:
            seat = SeatId(name)
            self.peers[seat].begin_stay(self.stays[seat], guard, self._report)
        self.plane.grant(self.room)
        return acknowledged

    def _report(self, peer: MediaPeer, stay: StayId, kind: str, timestamp: int, ssrc: int) -> None:
        self.plane.boundary(self.room, peer.seat, stay, MediaKind(kind), timestamp, ssrc)

    async def close(self) -> None:
        """Everybody goes."""
        for peer in self.peers.values():
            await peer.close()

    def company(self, seat: str) -> set[str]:
        """Who is in somebody's channel."""
        return {
            other
            for other in self.peers
            if other != seat and self.channels[other] == self.channels[SeatId(seat)]
        }
