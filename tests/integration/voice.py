"""A guest's microphone and camera: a media peer that negotiates over the guest's own socket.

Every sound is a tone of the person's own, and every packet says who sent it, in which stay it was captured.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import itertools
import json
import struct
import termios
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

from rooms.ids import RoomId, SeatId, StayId
from signaling.media.plane import Plane
from tests.integration.guest import Guest
from tests.peers import packets, tones
from tests.peers.packets import Label
from tests.peers.peer import MediaPeer, Received

GUARD = 0.15
"""Seconds that a client's transform drops after a move."""
AUDIO_PERIOD, FRAME_PERIOD = 0.02, 0.1
SLOTS = 8
DISCERNIBLE = 12
"""Packets of sound that tell their frequency from its neighbours."""
_MARK = b'{"seat"'


@dataclass(frozen=True, slots=True)
class Answer:
    sdp: str


class OverTheSocket:
    """Stands where a peer expects the plane."""

    def __init__(self, guest: Guest) -> None:
        self._guest = guest

    async def negotiate(
        self, room: RoomId, seat: SeatId, stay: StayId, offer_sdp: str, senders: Mapping[str, str]
    ) -> Answer:
        told = await self._guest.ask("offer", {"sdp": offer_sdp, "senders": dict(senders), "stay": stay})
        self._guest.slots = told["table"]
        return Answer(told["sdp"])

    async def restart(self, room: RoomId, seat: SeatId, offer_sdp: str, number: int) -> str:
        return str((await self._guest.ask("restart", {"sdp": offer_sdp, "number": number}))["sdp"])


class Voice:
    """Talks all the time, moves when the guest's view says so, and keeps what it received by source."""

    def __init__(self, guest: Guest, frequency: int, *, lag: float = 0.0, transforms: bool = True) -> None:
        """`lag`: seconds that everything waits on the way up. `transforms`: whether the client guards its moves."""
        self.guest, self.frequency, self.transforms = guest, frequency, transforms
        self.peer = MediaPeer(guest.seat, audio_slots=SLOTS, video_slots=SLOTS)
        self.lag = lag
        self._opens = 0.0
        self._unreported: set[str] = set()
        self._numbers = itertools.count()
        self._stack = contextlib.AsyncExitStack()
        self._reports: set[asyncio.Task[Any]] = set()
        self._spoke = asyncio.Event()

    @property
    def seat(self) -> str:
        return self.guest.seat

    async def start(self, kinds: Iterable[str] = ("audio", "camera")) -> Voice:
        self.peer.stay = StayId(self.guest.stay)
        self.guest.on_event = lambda _name, _data: self._follow()
        await self.peer.join(cast(Plane, OverTheSocket(self.guest)), "")
        self.peer.association.uplink.queue = self.lag
        self._begin_stay(guarded=False)
        await self._stack.enter_async_context(self.peer.talking(()))
        for kind in kinds:
            task = asyncio.create_task(self._talk(kind))
            self._stack.push_async_callback(_ended, task)
        return self

    async def close(self) -> None:
        self.guest.on_event = lambda _name, _data: None
        await self._stack.aclose()
        await asyncio.gather(*self._reports, return_exceptions=True)
        await self.peer.close()

    # -- moving

    def _follow(self) -> None:
        stay = self.guest.view["place"].get("stay", "")
        if stay and stay != self.peer.stay:
            self.peer.stay = StayId(stay)
            self._begin_stay(guarded=self.transforms)

    def _begin_stay(self, *, guarded: bool) -> None:
        self._opens = time.monotonic() + GUARD if guarded else 0.0
        self._unreported = set(self.peer.senders)
        if not self.transforms:
            for kind in tuple(self._unreported):
                self._report(kind, None)

    def _report(self, kind: str, timestamp: int | None) -> None:
        self._unreported.discard(kind)
        report = {"stay": self.peer.stay, "kind": kind, "ts": timestamp}
        task = asyncio.create_task(self.guest.tell("boundary", report))
        self._reports.add(task)
        task.add_done_callback(self._reports.discard)

    # -- talking

    async def _talk(self, kind: str) -> None:
        period = AUDIO_PERIOD if kind == "audio" else FRAME_PERIOD
        sound = tones.tone(self.frequency)
        due = time.monotonic()
        for number in itertools.count():
            if due >= self._opens and self._is_open(kind):
                if kind in self._unreported:
                    self._report(kind, self.peer.senders[kind].timestamp(due))
                if kind == "audio":
                    self.utter(sound[number % len(sound)], at=due)
                    self._spoke.set()
                else:
                    self.peer.show(kind, parts=1, at=due)
            due += period
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    def utter(self, sound: bytes | None = None, *, at: float | None = None) -> Label:
        """One packet of sound; what it says of itself."""
        label = self._label()
        self.peer.say(labelled(sound or tones.tone(self.frequency)[0], label), at=at)
        return label

    async def gets(self, label: Label, within: float = 5.0) -> None:
        """Waits for this very packet."""
        await self.peer.until(
            lambda: any(label_of(packet.payload) == label for packet in reversed(self.peer.received[-50:])),
            within,
        )

    async def says_more(self, count: int) -> None:
        """Waits until so many more packets of sound have left."""
        enough = self.peer.senders["audio"].packets + count
        async with asyncio.timeout(10):
            while self.peer.senders["audio"].packets < enough:
                self._spoke.clear()
                await self._spoke.wait()

    def _is_open(self, kind: str) -> bool:
        """A picture of a new stay begins with a key frame, which the service asks for."""
        return kind == "audio" or kind not in self._unreported or self.peer.senders[kind].key_wanted

    def _label(self) -> Label:
        return Label(self.peer.seat, self.peer.stay, "audio", next(self._numbers))

    # -- hearing

    async def caught_up(self) -> None:
        """Waits until what the kernel holds for this peer now has been read.

        What the service sent before it acknowledged something lies there already when the acknowledgement arrives.
        """
        waiting = unread(self.peer)
        while waiting > 0:
            await asyncio.sleep(0)
            left = unread(self.peer)
            waiting = min(waiting - 1, left)

    def forget(self) -> None:
        self.peer.received.clear()

    def heard(self) -> set[Label]:
        """The labels of everything received since the last `forget`, without their numbers."""
        return {
            Label(found.seat, found.stay, found.kind, 0)
            for packet in self.peer.received
            if (found := label_of(packet.payload))
        }

    def tones(self) -> set[int]:
        """The frequencies in what was received since the last `forget`, of whoever was heard long enough to tell."""
        long_enough = [heard for heard in self._sounds().values() if len(heard) >= DISCERNIBLE]
        return set().union(*(tones.heard([packet.payload for packet in heard]) for heard in long_enough))

    async def sounds(self, *others: Voice) -> None:
        """Waits until as many as these are heard long enough, then fails unless it is their tones."""
        await self.peer.until(
            lambda: (
                [len(heard) >= DISCERNIBLE for heard in self._sounds().values()].count(True) >= len(others)
            ),
            8.0,
        )
        assert self.tones() == {other.frequency for other in others}

    def _sounds(self) -> dict[str, list[Received]]:
        """Packets of sound by slot, in order."""
        slots: dict[str, list[Received]] = {}
        for packet in self.peer.received:
            if not _is_picture(packet.payload):
                slots.setdefault(packet.mid, []).append(packet)
        for heard in slots.values():
            heard.sort(key=lambda packet: packet.timestamp)
        return slots

    async def hears(
        self, *others: Voice, kinds: Iterable[str] = ("audio", "camera"), within: float = 8.0
    ) -> None:
        """Waits until something of the present stay of each has arrived."""
        kinds = tuple(kinds)

        def all_there() -> bool:
            here = self.heard()
            return all(
                Label(other.peer.seat, other.peer.stay, kind, 0) in here for other in others for kind in kinds
            )

        try:
            await self.peer.until(all_there, within)
        except TimeoutError:
            wanted = {(other.guest.seat, other.peer.stay) for other in others}
            raise AssertionError(f"{self.seat} wanted {wanted}, received {self.heard()}") from None


async def more_was_said(*voices: Voice, packets_each: int = 15) -> None:
    """Waits until everybody has said more, and all of it has been through the plane and into everybody's hands.

    The plane reads its socket in order: when it answers a check, it has dealt with all that was sent before.
    """
    await asyncio.gather(*(voice.says_more(packets_each) for voice in voices))
    for voice in voices:
        await voice.peer.association.check()
        await voice.caught_up()


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def unread(peer: MediaPeer) -> int:
    """Octets of the next datagram that the kernel holds; 0 for none."""
    transport = peer.association._socket
    if transport is None or transport.is_closing():
        return 0
    answer = fcntl.ioctl(transport.get_extra_info("socket").fileno(), termios.FIONREAD, struct.pack("i", 0))
    return int(struct.unpack("i", answer)[0])


def labelled(opus: bytes, label: Label) -> bytes:
    """The same sound with a label in its padding, which decoders skip (RFC 6716 §3.2.5, code 3)."""
    written = json.dumps(asdict(label)).encode()
    if opus[0] & 3 or len(written) > 254:
        raise ValueError("one frame, and a short label")
    return bytes((opus[0] | 3, 0x41, len(written))) + opus[1:] + written


def label_of(payload: bytes) -> Label | None:
    """What a packet says of itself: in the padding of sound, anywhere in a made-up picture."""
    begin = payload.rfind(_MARK)
    return packets.label(payload[begin:]) if begin >= 0 else None


def _is_picture(payload: bytes) -> bool:
    found = label_of(payload)
    return found is not None and found.kind != "audio"
