"""What the core and the live session need from outside. One contract suite runs against every adapter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rooms.events import Event
from rooms.ids import ChannelId, RoomId, SeatId, StayId
from rooms.participant import MediaKind
from rooms.policy import Dictation, Route, Take


class JournalUnavailable(Exception):
    """Nothing was written, or it is not known whether it was: the room must be loaded again."""


class Fenced(Exception):
    """Another process holds the room under a later term; nothing was written."""


class Journal(Protocol):
    """The log of rooms."""

    async def append(self, room: RoomId, term: int, events: Sequence[Event]) -> None:
        """Adds events, all or none; durable when it returns (it survives a loss of power).

        Concurrent appends may share one commit. Events that are not durable are left out.

        Raises:
            JournalUnavailable: the storage failed.
            Fenced: `term` is not the room's latest.
        """

    async def claim(self, room: RoomId, term: int) -> Sequence[Event]:
        """Takes a room over: every older term is refused from now on. The room's events, as `load`.

        Raises:
            JournalUnavailable: the storage failed, or what it holds is damaged.
            Fenced: somebody has claimed it under a later term.
        """

    async def load(self, room: RoomId) -> Sequence[Event]:
        """The durable events of the room in the order in which they were appended; empty if unknown.

        Raises:
            JournalUnavailable: the storage failed, or what it holds is damaged.
        """


class RoomDirectory(Protocol):
    """Which rooms there are."""

    async def rooms(self) -> list[RoomId]:
        """The rooms whose session has not ended."""


class LeaseUnavailable(Exception):
    """Nobody can say now who leads the room."""


class Lease(Protocol):
    """Which process owns a room. A term is larger than every term of the room before it."""

    async def acquire(self, room: RoomId, owner: str) -> int | None:
        """The term under which the owner now holds the room, or None while another holds it."""

    async def renew(self, room: RoomId, owner: str, term: int) -> bool:
        """Holds the room for another while; False if it is lost, and then for good."""

    async def release(self, room: RoomId, owner: str, term: int) -> None:
        """Lets go of the room, if it is still held under this term."""

    def deadline(self, room: RoomId) -> float:
        """Until when the room is held, by the monotonic clock; whoever carries its media obeys it."""


SlotTable = Mapping[str, Mapping[str, str | bool] | None]
"""Media line → the seat and kind that it carries now, or None for an empty slot."""


class Track(Protocol):
    """One segment that is being recorded: the media of one source and kind, on one connection, in one stay.

    Its calls come from the packet loop: they do no more than remember.
    """

    wants_key_frame: bool
    """Of a picture that nothing can be made of before the next key frame."""

    def take(self, number: int, timestamp: int, marker: bool, payload: bytes, at: float) -> None:
        """A packet in the clear.

        Args:
            number: the RTP sequence number, extended so that it never wraps.
            timestamp: the RTP timestamp, 32 bits.
            marker: the last packet of a picture.
            payload: Opus, or VP8 behind its payload descriptor (RFC 7741).
            at: when it arrived, seconds of the monotonic clock.
        """

    def turn(self, at: float) -> None:
        """What follows is another layer of the same source: other numbers, another clock, from a key frame on."""

    def clock(self, timestamp: int, at: float) -> None:
        """What bears this timestamp was captured at this moment of the monotonic clock, as its sender says."""

    def hear(self, level: int | None) -> None:
        """Each second or so: the loudest since the last time, -dBov (127: silence); None where its sender does not
        tell.
        """

    def close(self) -> None:
        """Nothing more comes."""


class TrackSink(Protocol):
    """Keeps what may be recorded."""

    def open(self, room: RoomId, take: Take, at: float) -> Track:
        """A segment begins, at this moment of the monotonic clock: its route was granted, and its source sends."""


class SpeechSink(Protocol):
    """Puts into words what may be."""

    def open(self, room: RoomId, dictation: Dictation, at: float) -> Track:
        """A voice begins, at this moment of the monotonic clock: its route was granted, and its source sends."""


@dataclass(frozen=True, slots=True)
class TrackHealth:
    """How something does that is being recorded."""

    source: SeatId
    source_stay: StayId
    recording: StayId
    channel: ChannelId
    kind: MediaKind
    octets: int
    gaps: int
    lost: int
    """Packets for which there was no room."""
    level: int | None
    """The loudest of the last second, -dBov; None: not known."""
    missing: float
    """Seconds since the last packet."""
    silent: float
    """Seconds since there was something to be heard."""
    begun: bool
    """What comes is written."""
    failing: str
    """What cannot be used at the moment: index, disk, full (no room is left); empty: nothing."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A finished file that its storage has not taken yet, though it was asked."""

    channel: ChannelId
    recording: StayId
    seconds: float


@dataclass(frozen=True, slots=True)
class RecordingHealth:
    """Of one room, every channel: what of it one may be told, `rooms.watching` says."""

    tracks: Sequence[TrackHealth] = ()
    waiting: Sequence[Waiting] = ()
    nearly_full: bool = False
    """Little room is left for what is recorded."""


class RecordingMonitor(Protocol):
    """Who knows how what is recorded does."""

    def health(self, room: RoomId) -> RecordingHealth:
        """At this moment."""


class MediaPlane(Protocol):
    """Carries media along the routes that it is given and no others.

    On a move: `withdraw` what ends, commit the move, `assign` the new routes, `grant` them.
    """

    def withdraw(self, room: RoomId, routes: Iterable[Route]) -> None:
        """Cuts routes at once, and keeps them cut until the next `assign`."""

    def assign(
        self, room: RoomId, routes: frozenset[Route], stays: Mapping[SeatId, StayId], since: float
    ) -> Mapping[SeatId, SlotTable]:
        """Makes the table equal to the routes. What is new does not flow before `grant`.

        Args:
            room: the room.
            routes: the complete set, as `policy.routes` gives it.
            stays: the present stay of everybody; a new one closes the gate of its publisher.
            since: when the move was made, in seconds of the monotonic clock.

        Returns:
            The slot table of every seat whose table has changed.
        """

    def grant(self, room: RoomId) -> None:
        """Lets flow what `assign` prepared."""

    def leave(self, room: RoomId, seat: SeatId) -> None:
        """Ends the connection of one seat."""

    def close_room(self, room: RoomId) -> None:
        """Ends every connection and forgets the room."""
