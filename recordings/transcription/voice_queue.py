"""One voice as the packet loop sees it: what arrives is remembered, no more, and no longer than there is room.

The event loop's thread alone calls it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from itertools import islice

from recordings.transcription.work import Heard, LineId, Portion
from rooms.ids import RoomId
from rooms.utterance import Voice

SILENT_AFTER = 1.0
"""Seconds without a packet after which what was being said has ended."""


class VoiceQueue:
    """See the module (rooms.ports.Track)."""

    wants_key_frame = False

    def __init__(self, line: LineId, room: RoomId, voice: Voice, came: Callable[[VoiceQueue], None]) -> None:
        """`came`: told of every packet, before it is counted."""
        self.line, self.room, self.voice = line, room, voice
        self.closed = False
        self.ends = 0
        """How often a process ended that had been given some of it, since it last gave words."""
        self.gap: tuple[float, float] | None = None
        """From when to when something was dropped of which nobody has been told yet."""
        self._came = came
        self._packets: deque[Heard] = deque()
        self._sent = 0
        """How many of them, from the oldest on, the process has been given."""
        self._clock: tuple[int, float] | None = None
        self._newest = 0.0
        self._over = True
        """The process knows that nothing is being said."""

    def __len__(self) -> int:
        return len(self._packets)

    # -- the packet loop

    def take(self, number: int, timestamp: int, marker: bool, payload: bytes, at: float) -> None:
        """See Track."""
        if self.closed or not payload:
            return
        self._packets.append(Heard(number, timestamp, payload, at))
        self._newest = at
        self._came(self)

    def turn(self, at: float) -> None:
        """See Track: speech has no layers."""

    def clock(self, timestamp: int, at: float) -> None:
        """See Track."""
        self._clock = (timestamp, at)

    def hear(self, level: int | None) -> None:
        """See Track: what is loud is no speech yet."""

    def close(self) -> None:
        """See Track."""
        self.closed = True

    # -- the transcriber

    @property
    def oldest_unsent(self) -> float:
        """When what waits longest came; infinity when nothing waits."""
        return self._packets[self._sent].at if self._sent < len(self._packets) else float("inf")

    def portion(self, most: int, now: float) -> Portion | None:
        """What the process is to be given next; None when there is nothing for it to do."""
        packets = list(islice(self._packets, self._sent, self._sent + most))
        every = self._sent + len(packets) == len(self._packets)
        over = every and not self._over and (self.closed or now - self._newest > SILENT_AFTER)
        gone = every and self.closed
        if not packets and not over and not gone:
            return None
        self._sent += len(packets)
        self._over = over or gone or (self._over and not packets)
        return Portion(self.line, packets, self._clock, over or gone, gone)

    def settle(self, number: int, *, gone: bool) -> None:
        """The process needs nothing more up to this packet."""
        while self._packets and self._sent and (gone or self._packets[0].number <= number):
            self._packets.popleft()
            self._sent -= 1

    def replay(self) -> None:
        """The process has ended: another one is given everything that was not settled."""
        self._sent, self._over = 0, True

    def drop(self, count: int, *, sent: bool = False) -> None:
        """Forgets the oldest that waits, or, with `sent`, what the process was given."""
        for _ in range(count):
            index = 0 if sent else self._sent
            if index >= len(self._packets) or (sent and not self._sent):
                break
            dropped = self._packets[index]
            del self._packets[index]
            self._sent -= sent
            since = self.gap[0] if self.gap else dropped.at
            self.gap = (since, dropped.at)

    def lose(self) -> None:
        """Forgets everything that waits: nobody will put it into words."""
        self.replay()
        self.drop(len(self))

    @property
    def given(self) -> int:
        """How many packets the process was given and has not settled."""
        return self._sent
