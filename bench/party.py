"""A light person: two streams up, what the others send down, and the bookkeeping of both."""

from __future__ import annotations

import math
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from bench import packets, receiving, reports
from bench.association import Association, inbox, outbox
from bench.packets import Token

GUARD = 0.150  # seconds of frames that a client's transform drops after a move
REMB = 2_000_000
_SPREAD = 0.6180339887  # the golden ratio spreads any number of phases evenly
StreamKind = Literal["audio", "camera"]


@dataclass(frozen=True, slots=True)
class Stay:
    """Number of the stay (the benchmark's own), when the move happened, when the transform reopened."""

    number: int
    since: float
    opens: float


class Packet(NamedTuple):
    """A packet that a party received and decrypted."""

    party: int
    token: Token
    arrived: float


class Stream:
    """One sender: captures on its own clock, from `begin` on; a capture's time fixes its RTP timestamp."""

    def __init__(
        self,
        party: Party,
        kind: StreamKind,
        ssrc: int,
        payload_type: int,
        extensions: dict[str, int],
        mid: str,
    ) -> None:
        self.party, self.kind, self.ssrc = party, kind, ssrc
        audio = kind == "audio"
        self.period = packets.AUDIO_PERIOD if audio else packets.FRAME_PERIOD
        self._ticks = packets.AUDIO_TICKS if audio else packets.FRAME_TICKS
        self._payload_type = payload_type
        self._tail, self._send_time_at, self._number_at = packets.header(ssrc, mid, extensions, audio)
        fixed = bytes(8) + self._tail
        self._audio = fixed + packets.audio_payload()
        self._key = fixed + packets.video_payload(starts_frame=True, key_frame=True)
        self._delta = fixed + packets.video_payload(starts_frame=True, key_frame=False)
        self._rest = fixed + packets.video_payload(starts_frame=False, key_frame=False)
        self._sequence = secrets.randbits(16)
        self._first_timestamp = secrets.randbits(32)
        place = 2 * party.number + (not audio)
        self.begin = time.time() + place * _SPREAD % 1.0 * self.period
        self.captures = 0
        self.sent = 0
        self.octets = 0
        self.key_wanted = True

    def due(self) -> float:
        """When the next capture is put on the wire."""
        return self.captured_at(self.captures) + self.party.lag

    def skip_to(self, at: float) -> None:
        """Capture nothing before `at`; the capture clock goes on, as with silence."""
        missed = math.ceil((at - self.due()) / self.period)
        self.captures += max(0, missed)

    def captured_at(self, capture: int) -> float:
        return self.begin + capture * self.period

    def timestamp(self, capture: int) -> int:
        return (self._first_timestamp + capture * self._ticks) & 0xFFFFFFFF

    def first_capture_from(self, at: float) -> int:
        return max(0, math.ceil((at - self.begin) / self.period))

    def emit(self) -> None:
        """Send the next capture (unless it falls into the guard after a move) and go on."""
        captured = self.captured_at(self.captures)
        stay = self.party.stay_at(captured)
        if captured >= stay.opens:
            timestamp = self.timestamp(self.captures)
            if self.kind == "audio":
                self._send(self._audio, 0, timestamp, stay.number)
            else:
                self._send_frame(timestamp, stay.number)
        elif stay.since > 0:
            self.key_wanted = True
        self.captures += 1

    def _send_frame(self, timestamp: int, stay: int) -> None:
        first = self._key if self.key_wanted else self._delta
        self.key_wanted = False
        self._send(first, 0, timestamp, stay)
        for part in range(1, packets.FRAME_PACKETS):
            self._send(self._rest, 0x80 if part == packets.FRAME_PACKETS - 1 else 0, timestamp, stay)

    def _send(self, template: bytes, marker: int, timestamp: int, stay: int) -> None:
        party, size, now = self.party, len(template), time.time()
        outbox[:size] = template
        self._sequence = sequence = (self._sequence + 1) & 0xFFFF
        packets.fixed_header.pack_into(outbox, 0, 0x90, marker | self._payload_type, sequence, timestamp)
        if self._send_time_at:  # 24 bits of seconds, 18 of them the fraction
            fixed = int(now * 262144) & 0xFFFFFF
            outbox[self._send_time_at : self._send_time_at + 3] = fixed.to_bytes(3, "big")
        if self._number_at:
            party.transport_number = number = (party.transport_number + 1) & 0xFFFF
            packets.transport_number.pack_into(outbox, self._number_at, number)
        if self.kind == "camera":
            packets.picture_id.pack_into(outbox, packets.PICTURE_ID_AT, 0x8000 | self.captures & 0x7FFF)
        packets.write_token(outbox, size, party.number, stay, now)
        party.uplink.send_rtp(size)
        self.sent += 1
        party.sent_late += stay != party.stays[-1].number
        self.octets += size - packets.HEADER_SIZE

    def report(self, blocks: list[reports.Block]) -> bytes:
        now = time.time() - self.party.lag
        timestamp = (self._first_timestamp + int((now - self.begin) / self.period * self._ticks)) & 0xFFFFFFFF
        report = reports.sender_report(self.ssrc, now, timestamp, self.sent, self.octets, blocks)
        return report + reports.source_description(self.ssrc)


class Party:
    """`lag`: how many seconds old everything is when it leaves (a queue in the uplink)."""

    def __init__(self, number: int, room: int, lag: float = 0.0) -> None:
        self.number, self.room, self.lag = number, room, lag
        self.uplink = Association(self._received, self._feedback)
        self.downlink = self.uplink
        self.streams: list[Stream] = []
        self.slot_ssrcs: list[int] = []
        self.stays = [Stay(0, 0.0, 0.0)]
        self.transport_number = 0
        self.sampled = self.foreign = self.sent_late = 0
        self.latencies: list[float] = []
        self.judge: Callable[[Packet], None] | None = None
        self.keys_asked = 0
        self._highest: dict[int, int] = {}
        self._last_reports: dict[int, tuple[int, float]] = {}

    def use_second_association(self) -> Association:
        """Receive on an association of its own, as Janus has it for subscribers."""
        self.downlink = Association(self._received, self._feedback)
        return self.downlink

    def close(self) -> None:
        self.uplink.close()
        self.downlink.close()

    @property
    def sent(self) -> int:
        return sum(stream.sent for stream in self.streams)

    def arrived(self) -> int:
        return self.downlink.arrived()

    def thin_out(self, keep_one_in: int) -> None:
        receiving.thin_out(self.downlink.sock, keep_one_in)

    # -- moving between channels

    def move(self, stay: int) -> None:
        """The person is in another stay from now on; frames of the guard are dropped."""
        now = time.time()
        self.stays = [*self.stays[-7:], Stay(stay, now, now + GUARD)]

    def stay_at(self, captured: float) -> Stay:
        newest = self.stays[-1]
        if captured >= newest.since:
            return newest
        return next(stay for stay in reversed(self.stays) if captured >= stay.since or stay is self.stays[0])

    # -- receiving

    def _received(self, size: int, arrived: float) -> None:
        token = packets.read_token(inbox, size)
        if token is None:
            self.foreign += 1
            return
        self.sampled += 1
        ssrc = int.from_bytes(inbox[8:12], "big")
        self._highest[ssrc] = inbox[2] << 8 | inbox[3]
        self.latencies.append(arrived - token.sent)
        if self.judge is not None:
            self.judge(Packet(self.number, token, arrived))

    def _feedback(self, size: int) -> None:
        compound = bytes(inbox[:size])
        for ssrc in reports.key_frames_wanted(compound):
            self.keys_asked += 1
            for stream in self.streams:
                if stream.ssrc == ssrc:
                    stream.key_wanted = True
        for ssrc, middle in reports.sender_reports(compound):
            self._last_reports[ssrc] = (middle, time.time())

    def report(self) -> None:
        """A second's RTCP: a sender report of each stream, reception reports of the slots in use, REMB."""
        now = time.time()
        blocks = []
        for ssrc, highest in self._highest.items():
            middle, came = self._last_reports.get(ssrc, (0, now))
            blocks.append(reports.Block(ssrc, highest, middle, now - came))
        remb = reports.bandwidth_estimate(self.streams[0].ssrc, REMB, list(self._highest)) if blocks else b""
        if self.downlink is self.uplink:
            for stream in self.streams:
                self.uplink.send_rtcp(stream.report(blocks) + remb)
                blocks, remb = [], b""
            return
        for stream in self.streams:
            self.uplink.send_rtcp(stream.report([]))
        self.downlink.send_rtcp(reports.receiver_report(self.streams[0].ssrc, blocks) + remb)
