"""A guest's microphone and camera: a media peer that negotiates over the guest's own socket.

Every sound is a tone of the person's own, and every packet says who sent it, in which stay it was captured.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

from rooms.ids import RoomId, SeatId, StayId
from signaling.media.plane import Plane
from tests.integration.guest import Guest
from tests.integration.stamped import StampedPeer
from tests.peers import packets, tones
from tests.peers.packets import Label
from tests.peers.peer import Received

GUARD = 0.15
"""Seconds that a client's transform drops after a move."""
AUDIO_PERIOD, FRAME_PERIOD = 0.02, 0.1
CHECK_PERIOD = 2.5
SLOTS = 8
DISCERNIBLE = 12
"""Packets of sound that tell their frequency from its neighbours."""
ENOUGH = 16
"""Packets of sound that are decoded at most: it takes time in which nobody answers the service."""
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

    def __init__(self, guest: Guest, frequency: int, *, transforms: bool = True) -> None:
        """`transforms`: whether the client guards its moves."""
        self.guest, self.frequency, self.transforms = guest, frequency, transforms
        self.peer = StampedPeer(guest.seat, audio_slots=SLOTS, video_slots=SLOTS)
        self._opens = 0.0
        self._unreported: set[str] = set()
        self._stays: list[tuple[float, StayId]] = []
        self._numbers: dict[str, Iterator[int]] = {"audio": itertools.count(), "camera": itertools.count()}
        self.captured: dict[tuple[str, int], float] = {}
        """When each packet's content was captured, by kind and number (monotonic seconds)."""
        self.labels: list[Label] = []
        self._kinds_heard: set[Label] = set()
        self._since = 0.0
        self._read = 0
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
        self._begin_stay(guarded=False)
        await self._stack.enter_async_context(self.peer.talking(()))
        for work in (self._stay_alive(), *(self._talk(kind) for kind in kinds)):
            task = asyncio.create_task(work)
            self._stack.push_async_callback(_ended, task)
        return self

    async def close(self) -> None:
        self.guest.on_event = lambda _name, _data: None
        await self._stack.aclose()
        await asyncio.gather(*self._reports, return_exceptions=True)
        await self.peer.close()

    @property
    def lag(self) -> float:
        """Seconds that everything waits on the way up, as behind a queue."""
        return self.peer.association.uplink.queue

    @lag.setter
    def lag(self, seconds: float) -> None:
        self.peer.association.uplink.queue = seconds

    # -- moving

    def _follow(self) -> None:
        stay = self.guest.view["place"].get("stay", "")
        if stay and stay != self.peer.stay:
            self.peer.stay = StayId(stay)
            self._begin_stay(guarded=self.transforms)

    def _begin_stay(self, *, guarded: bool) -> None:
        self._stays.append((time.monotonic() if self._stays else 0.0, self.peer.stay))
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

    async def _stay_alive(self) -> None:
        """Browsers repeat their checks (RFC 7675 §5.1), also when they have nothing to say."""
        while True:
            await asyncio.sleep(CHECK_PERIOD)
            await self.peer.association.check(within=10.0)

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
                    self.peer.senders[kind].send_frame([self._label(kind, due)], at=due)
            due += period
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    def utter(self, sound: bytes | None = None, *, at: float | None = None) -> Label:
        """One packet of sound; what it says of itself."""
        label = self._label("audio", time.monotonic() if at is None else at)
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

    def _label(self, kind: str, captured: float) -> Label:
        stay = next(stay for since, stay in reversed(self._stays) if since <= captured)
        label = Label(self.peer.seat, stay, kind, next(self._numbers[kind]))
        self.captured[kind, label.number] = captured
        return label

    # -- hearing

    def forget(self) -> None:
        """From now on only what the service sends from now on counts, not what is still on its way."""
        self._since = time.monotonic()
        self.peer.received.clear()
        self._read = 0
        self.labels.clear()
        self._kinds_heard.clear()

    def heard(self) -> set[Label]:
        """What was received since the last `forget`, by the labels without their numbers."""
        self.listen()
        return self._kinds_heard

    def listen(self) -> list[Label]:
        """The labels of all that was received since the last `forget`."""
        for packet in self.peer.received[self._read :]:
            found = label_of(packet.payload)
            if packet.at > self._since and found is not None:
                self.labels.append(found)
                self._kinds_heard.add(Label(found.seat, found.stay, found.kind, 0))
        self._read = len(self.peer.received)
        return self.labels

    def tones(self) -> set[int]:
        """The frequencies in what was received since the last `forget`, of whoever was heard long enough to tell."""
        long_enough = [heard[:ENOUGH] for heard in self._sounds().values() if len(heard) >= DISCERNIBLE]
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
            if packet.at > self._since and not _is_picture(packet.payload):
                slots.setdefault(packet.mid, []).append(packet)
        for heard in slots.values():
            heard.sort(key=lambda packet: packet.timestamp)
        return slots

    async def hears(
        self, *others: Voice, kinds: Iterable[str] = ("audio", "camera"), within: float = 8.0
    ) -> None:
        """Waits until something of the present stay of each has arrived."""
        await self.gets_all(
            {Label(other.peer.seat, other.peer.stay, kind, 0) for other in others for kind in kinds}, within
        )

    async def gets_all(self, wanted: set[Label], within: float = 8.0) -> None:
        """Waits until something of each has arrived, whatever its number; fails with what has not."""
        try:
            await self.peer.until(lambda: wanted <= self.heard(), within)
        except TimeoutError:
            raise AssertionError(f"{self.seat} lacks {wanted - self.heard()}, has {self.heard()}") from None


async def more_was_said(*voices: Voice, packets_each: int = 15) -> None:
    """Waits until everybody has said more, and all of it has been through the plane and into everybody's hands.

    The plane reads its socket in order, and so do peers: with the answer to a check all is there that was sent before.
    """
    await asyncio.gather(*(voice.says_more(packets_each) for voice in voices))
    for voice in voices:
        await voice.peer.association.check()


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


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
