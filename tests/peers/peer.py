"""A person: an association, three senders, and what arrived in each slot."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import secrets
import struct
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from aiortc import rtp

from rooms.ids import RoomId, SeatId, StayId
from signaling.media.plane import Plane
from signaling.media.transport_feedback import write_transport_feedback
from tests.peers import description, packets
from tests.peers.association import Association
from tests.peers.description import SENDERS, Local, Remote
from tests.peers.packets import Label, Rtp
from tests.peers.sender import AUDIO_PERIOD, FRAME_PERIOD, Sender

TRANSPORT_FEEDBACK = 15
"""The format of transport-cc among RTP feedback packets."""


@dataclass(frozen=True, slots=True)
class Received:
    """A packet as a subscriber got it; `mid` is its slot. A retransmission is undone (`rtx`)."""

    mid: str
    sequence: int
    timestamp: int
    marker: bool
    payload: bytes
    at: float
    rtx: bool
    repeats: tuple[tuple[int, bytes], ...] = ()
    """What a packet of redundant speech carries besides: (age in timestamp units, payload)."""

    @property
    def label(self) -> Label | None:
        return packets.label(self.payload)

    @property
    def labels(self) -> list[Label]:
        """Of all that it carries."""
        payloads = [*(payload for _, payload in self.repeats), self.payload]
        return [label for payload in payloads if (label := packets.label(payload))]


Report = Callable[["MediaPeer", StayId, str, int, int], None]
"""Told of a boundary: who, the stay, the kind, the first timestamp, the SSRC."""
LARGE = "camera h"
"""The key of the larger layer's sender; that of the smaller is `camera`."""


class MediaPeer:
    """Joins a plane and behaves like a browser: answers PLI and NACK, sends reports while it talks."""

    def __init__(
        self,
        seat: str,
        *,
        host: str = "127.0.0.1",
        audio_slots: int = 12,
        video_slots: int = 6,
        simulcast: bool = False,
        red: int | None = None,
    ) -> None:
        """`red`: redundant speech is offered, and each packet sent repeats as many before it."""
        self.seat = SeatId(seat)
        self.stay = StayId(f"{seat}-0")
        self.association = Association(host)
        self.received: list[Received] = []
        self.feedback: list[object] = []
        """RTCP packets that arrived, as aiortc reads them."""
        self.padding = 0
        """Packets of nothing that arrived: the plane probes."""
        self.transport_feedback: list[bytes] = []
        """transport-cc packets, which aiortc does not read."""
        self.senders: dict[str, Sender] = {}
        """By kind; the camera's larger layer, with simulcast, is `LARGE`."""
        self.remote: Remote | None = None
        self.answers_requests = True
        """Whether PLI and NACK are acted upon."""
        self._slots = (audio_slots, video_slots)
        self._simulcast = simulcast
        self._red = red
        self._room = RoomId("")
        self._sources = {mid: (_ssrc(), _ssrc() if kind != "audio" else 0) for kind, mid in SENDERS.items()}
        self._mids: dict[int, tuple[str, bool]] = {}
        self._transport_numbers = itertools.count(secrets.randbits(10))
        self._numbers = itertools.count()
        self._restarts = 0
        self._arrivals: dict[int, int] = {}
        """Microseconds, by transport-wide number."""
        self._silent_until = 0.0
        self._unreported: dict[str, Report] = {}
        self._changed = asyncio.Event()
        self.association.on_rtp, self.association.on_rtcp = self._on_rtp, self._on_rtcp

    # -- joining

    async def join(self, plane: Plane, room: str, *, tell_sources: bool = True) -> None:
        """Offers, negotiates and connects."""
        self._room = RoomId(room)
        offer = self._offer(self.local(), tell_sources=tell_sources)
        answer = await plane.negotiate(self._room, self.seat, self.stay, offer, SENDERS)
        self.use(answer.sdp)
        assert self.remote is not None
        await self.association.connect(self.remote)

    def _offer(self, local: Local, *, tell_sources: bool = True) -> str:
        red = self._red is not None
        return description.offer(
            local, *self._slots, tell_sources=tell_sources, simulcast=self._simulcast, red=red
        )

    def local(self) -> Local:
        link = self.association
        return Local(link.ufrag, link.password, link.fingerprint, self._sources)

    def use(self, sdp: str) -> None:
        """Takes an answer."""
        self.remote = description.read_answer(sdp)
        for mid, line in self.remote.lines.items():
            for index, ssrc in enumerate(line.sources):
                self._mids[ssrc] = (mid, index == 1)
        if self.senders:
            return
        for kind, mid in SENDERS.items():
            layered = self._simulcast and kind == "camera"
            self.senders[kind] = self._sender(kind, mid, self._sources[mid], "l" if layered else "")
            if layered:
                self.senders[LARGE] = self._sender(kind, mid, (_ssrc(), _ssrc()), "h")

    def _sender(self, kind: str, mid: str, sources: tuple[int, int], rid: str) -> Sender:
        assert self.remote is not None
        return Sender(
            kind,
            mid,
            sources,
            dict(self.remote.lines[mid].extensions),
            self.association.send_rtp,
            lambda: next(self._transport_numbers) & 0xFFFF,
            rid,
            (self._red or 0) if kind == "audio" else 0,
        )

    async def restart(self, plane: Plane, *, rebind: bool = True) -> None:
        """An ICE restart, from a new local address unless told otherwise."""
        self._restarts += 1
        ufrag, password = secrets.token_hex(4), secrets.token_hex(16)
        link = self.association
        local = Local(ufrag, password, link.fingerprint, self._sources)
        answer = await plane.restart(
            self._room,
            self.seat,
            self._offer(local),
            self._restarts,
        )
        if rebind:
            await link.rebind()
        self.remote = description.read_answer(answer)
        link.use(self.remote, ufrag, password)
        await link.check()

    # -- sending

    def begin_stay(self, stay: StayId, guard: float, report: Report) -> None:
        """What is captured from now on belongs to another stay, and nothing is sent for `guard` seconds.

        As with a browser's encoded transform: video goes on with a key frame only, and each kind's first timestamp is
        reported.
        """
        self.stay = stay
        self._silent_until = time.monotonic() + guard
        self._unreported = dict.fromkeys(self.senders, report)

    def _may_send(self, kind: str, at: float) -> bool:
        sender = self.senders[kind]
        if at < self._silent_until or (kind in self._unreported and sender.video and not sender.key_wanted):
            return False
        report = self._unreported.pop(kind, None)
        if report is not None:
            report(self, self.stay, sender.kind, sender.timestamp(at), sender.ssrc)
        return True

    def label(self, kind: str) -> Label:
        return Label(self.seat, self.stay, kind, next(self._numbers))

    def say(self, payload: bytes | None = None, *, at: float | None = None) -> int:
        """One audio packet, labelled unless a payload is given."""
        return self.senders["audio"].send(payload or packets.speech(self.label("audio")), at=at)

    def show(self, kind: str = "camera", parts: int = 3, *, at: float | None = None) -> list[int]:
        """One video frame of labelled packets."""
        sender = self.senders[kind]
        return sender.send_frame([self.label(sender.kind) for _ in range(parts)], at=at)

    @contextlib.asynccontextmanager
    async def measuring(self) -> AsyncIterator[None]:
        """Within the block it gives transport-wide feedback, each 100 ms."""
        self._arrivals = {}
        task = asyncio.create_task(self._tell_arrivals())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _tell_arrivals(self) -> None:
        base: int | None = None
        for count in itertools.count():
            await asyncio.sleep(0.1)
            arrived, self._arrivals = self._arrivals, {}
            if not arrived:
                continue
            base = next(iter(arrived)) if base is None else base
            behind = max(number - base & 0xFFFF for number in arrived)
            times = [arrived.get(base + place & 0xFFFF) for place in range(behind + 1)]
            self.association.send_rtcp(write_transport_feedback(1, 2, base, count & 255, times))
            base = base + behind + 1 & 0xFFFF

    @contextlib.asynccontextmanager
    async def talking(
        self,
        kinds: Iterable[str] = ("audio", "camera"),
        tone: tuple[bytes, ...] = (),
        *,
        reports: bool = True,
    ) -> AsyncIterator[None]:
        """Sends in real time within the block, with a tone as audio if one is given."""
        chosen = set(kinds)
        senders = [key for key, sender in self.senders.items() if sender.kind in chosen]
        tasks = [asyncio.create_task(self._talk(key, tone)) for key in senders]
        if reports:
            tasks.append(asyncio.create_task(self._report()))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _talk(self, kind: str, tone: tuple[bytes, ...]) -> None:
        period = AUDIO_PERIOD if kind == "audio" else FRAME_PERIOD
        due = time.monotonic()
        for number in itertools.count():
            if self._may_send(kind, due):
                if kind == "audio":
                    self.say(tone[number % len(tone)] if tone else None, at=due)
                else:
                    self.show(kind, at=due)
            due += period
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def _report(self) -> None:
        while True:
            for sender in self.senders.values():
                if sender.packets:
                    self.association.send_rtcp(sender.report())
            await asyncio.sleep(0.25)

    # -- receiving

    def in_slot(self, mid: str) -> list[Received]:
        return [packet for packet in self.received if packet.mid == mid]

    def labels(self, since: float = 0.0) -> list[Label]:
        """What was heard and seen, once or again: the labels of packets received since then (monotonic)."""
        packets_since = [packet for packet in self.received if packet.at >= since]
        return [label for packet in packets_since for label in packet.labels]

    def sources(self, since: float = 0.0) -> set[tuple[str, str]]:
        """(seat, kind) of everybody received since then."""
        return {(label.seat, label.kind) for label in self.labels(since)}

    async def until(self, condition: Callable[[], bool], within: float = 10.0) -> None:
        """Waits until something arrived that makes the condition true. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    def slot_ssrcs(self) -> Mapping[str, int]:
        """The SSRC of what the plane sends in each slot."""
        return {mid: ssrc for ssrc, (mid, rtx) in self._mids.items() if not rtx}

    def _on_rtp(self, data: bytes) -> None:
        packet = packets.read(data)
        number = packet.extensions.get(description.IDS[description.TRANSPORT_CC])
        if number is not None:
            self._arrivals[int.from_bytes(number, "big")] = int(time.monotonic() * 1e6)
        mid, rtx = self._mids[packet.ssrc]
        sequence, payload = packet.sequence, packet.payload
        if rtx and not payload:
            self.padding += 1
            return
        if rtx:
            sequence, payload = struct.unpack("!H", payload[:2])[0], payload[2:]
        repeats: list[tuple[int, bytes]] = []
        if packet.payload_type == description.RED:
            repeats, payload = packets.repeated(payload)
        received = self._as_received(packet, mid, sequence, payload, rtx)
        self.received.append(replace(received, repeats=tuple(repeats)) if repeats else received)
        self._changed.set()

    @staticmethod
    def _as_received(packet: Rtp, mid: str, sequence: int, payload: bytes, rtx: bool) -> Received:
        return Received(mid, sequence, packet.timestamp, packet.marker, payload, time.monotonic(), rtx)

    def _on_rtcp(self, data: bytes) -> None:
        for block in _blocks(data):
            if block[1] == rtp.RTCP_RTPFB and block[0] & 31 == TRANSPORT_FEEDBACK:
                self.transport_feedback.append(block)
                continue
            for item in rtp.RtcpPacket.parse(block):
                self.feedback.append(item)
                if self.answers_requests:
                    self._act(item)
        self._changed.set()

    def _act(self, item: object) -> None:
        by_ssrc = {sender.ssrc: sender for sender in self.senders.values()}
        match item:
            case rtp.RtcpPsfbPacket(fmt=1, media_ssrc=ssrc) if ssrc in by_ssrc:
                by_ssrc[ssrc].key_requests += 1
                for sender in self.senders.values():  # browsers answer for all layers at once
                    sender.key_wanted |= sender.kind == by_ssrc[ssrc].kind
            case rtp.RtcpRtpfbPacket(fmt=1, media_ssrc=ssrc, lost=lost) if ssrc in by_ssrc:
                sender = by_ssrc[ssrc]
                sender.asked_again += lost
                for sequence in lost:
                    if sender.answers_nack:
                        sender.resend(sequence)
            case _:
                pass

    # -- asking

    def ask_again(self, mid: str, lost: list[int]) -> None:
        """NACK for what the plane sent in a slot."""
        packet = rtp.RtcpRtpfbPacket(fmt=1, ssrc=1, media_ssrc=self.slot_ssrcs()[mid], lost=sorted(set(lost)))
        self.association.send_rtcp(bytes(packet))

    def ask_for_key_frame(self, mid: str) -> None:
        packet = rtp.RtcpPsfbPacket(fmt=1, ssrc=1, media_ssrc=self.slot_ssrcs()[mid])
        self.association.send_rtcp(bytes(packet))

    def estimate(self, bitrate: int) -> None:
        """REMB."""
        fci = rtp.pack_remb_fci(bitrate, list(self.slot_ssrcs().values()))
        packet = rtp.RtcpPsfbPacket(fmt=15, ssrc=1, media_ssrc=0, fci=fci)
        self.association.send_rtcp(bytes(packet))

    async def close(self) -> None:
        await self.association.close()


def _blocks(compound: bytes) -> Iterator[bytes]:
    while compound:
        size = 4 * (1 + int.from_bytes(compound[2:4], "big"))
        yield compound[:size]
        compound = compound[size:]


def _ssrc() -> int:
    return 1 + secrets.randbelow((1 << 32) - 1)
