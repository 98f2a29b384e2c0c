"""One stream that a peer sends: numbers, timestamps, key frames, and what is kept for retransmission."""

from __future__ import annotations

import secrets
import struct
import time
from collections.abc import Callable, Sequence

from aiortc import rtp

from tests.peers import packets
from tests.peers.description import (
    ABS_SEND_TIME,
    AUDIO_LEVEL,
    MID,
    OPUS,
    RED,
    REPAIRED_RID,
    RID,
    RTX,
    TRANSPORT_CC,
    VP8,
)
from tests.peers.packets import Label, Rtp

AUDIO_RATE, VIDEO_RATE = 48_000, 90_000
AUDIO_PERIOD, FRAME_PERIOD = 0.02, 1 / 15
KEPT = 1000
SIZES = {"": 900, "l": 300, "h": 1100}
"""Octets of each packet of video, by which a test tells the layers apart."""
_NTP_EPOCH = 2_208_988_800


class Sender:
    """Captures on its own clock: the timestamp of something captured at `at` is `timestamp(at)`."""

    def __init__(
        self,
        kind: str,
        mid: str,
        sources: tuple[int, int],
        extensions: dict[str, int],
        send: Callable[[bytes], None],
        transport_number: Callable[[], int],
        rid: str = "",
        levels: int = 0,
    ) -> None:
        self.kind, self.mid, self.rid = kind, mid, rid
        self.size = SIZES[rid]
        self.ssrc, self.rtx_ssrc = sources
        self.video = kind != "audio"
        self.rate = VIDEO_RATE if self.video else AUDIO_RATE
        self.levels = levels
        """Earlier packets that each packet of speech repeats."""
        self._said: list[tuple[int, bytes]] = []
        self.payload_type = VP8 if self.video else RED if levels else OPUS
        self.sequence = secrets.randbits(15)
        self.rtx_sequence = secrets.randbits(15)
        self.packets = self.octets = 0
        self.key_wanted = True
        self.key_requests = 0
        self.asked_again: list[int] = []
        """Numbers that the plane asked for by NACK."""
        self.answers_nack = True
        self.level = 30
        """-dBov, of the audio level extension."""
        self._extensions, self._send, self._transport_number = extensions, send, transport_number
        self._origin = (time.monotonic(), secrets.randbits(32))
        self._kept: dict[int, bytes] = {}
        self._picture = secrets.randbits(15)

    def timestamp(self, at: float) -> int:
        begun, first = self._origin
        return (first + round((at - begun) * self.rate)) % packets.MAX_32

    def send(self, payload: bytes, *, marker: bool = False, at: float | None = None, padding: int = 0) -> int:
        """Sends one packet captured at `at` (monotonic; now by default) and returns its sequence number."""
        moment = time.monotonic() if at is None else at
        self.sequence = self.sequence + 1 & 0xFFFF
        if self.levels:
            payload = self._repeating(payload, self.timestamp(moment))
        packet = self._packet(payload, marker, self.sequence, self.timestamp(moment), padding)
        self._kept[self.sequence] = packet
        self._kept.pop(self.sequence - KEPT & 0xFFFF, None)
        self.packets += 1
        self.octets += len(payload)
        self._send(packet)
        return self.sequence

    def _repeating(self, payload: bytes, timestamp: int) -> bytes:
        earlier = [(timestamp - past & 0xFFFFFFFF, said) for past, said in self._said]
        self._said = [*self._said, (timestamp, payload)][-self.levels :]
        return packets.redundant(earlier, payload, OPUS)

    def send_frame(self, labels: Sequence[Label], *, at: float | None = None) -> list[int]:
        """A video frame of one packet for each label; a key frame if one is wanted."""
        moment = time.monotonic() if at is None else at
        key, self.key_wanted = self.key_wanted, False
        self._picture += 1
        return [
            self.send(
                packets.picture(label, key=key, begins=index == 0, picture_id=self._picture, size=self.size),
                marker=index == len(labels) - 1,
                at=moment,
            )
            for index, label in enumerate(labels)
        ]

    def resend(self, sequence: int) -> bool:
        """As a browser answers NACK: video by RTX (RFC 4588), audio as it was."""
        kept = self._kept.get(sequence)
        if kept is None:
            return False
        if not self.video:
            self._send(kept)
            return True
        original = packets.read(kept)
        self.rtx_sequence = self.rtx_sequence + 1 & 0xFFFF
        payload = struct.pack("!H", original.sequence) + original.payload
        repaired = Rtp(
            RTX,
            original.marker,
            self.rtx_sequence,
            original.timestamp,
            self.rtx_ssrc,
            payload,
            self._elements(REPAIRED_RID),
            original.padding,
        )
        self._send(packets.write(repaired))
        return True

    def report(self) -> bytes:
        """A sender report of this moment, as octets."""
        now = time.time()
        return bytes(
            rtp.RtcpSrPacket(
                ssrc=self.ssrc,
                sender_info=rtp.RtcpSenderInfo(
                    ntp_timestamp=int((now + _NTP_EPOCH) * (1 << 32)),
                    rtp_timestamp=self.timestamp(time.monotonic()),
                    packet_count=self.packets,
                    octet_count=self.octets,
                ),
            )
        )

    def _packet(self, payload: bytes, marker: bool, sequence: int, timestamp: int, padding: int) -> bytes:
        packet = Rtp(
            self.payload_type, marker, sequence, timestamp, self.ssrc, payload, self._elements(), padding
        )
        return packets.write(packet)

    def _elements(self, rid: str = RID) -> dict[int, bytes]:
        values = {
            AUDIO_LEVEL: bytes((0x80 | self.level,)),
            ABS_SEND_TIME: (int(time.monotonic() * 262_144) & 0xFFFFFF).to_bytes(3, "big"),
            TRANSPORT_CC: b"",
            MID: self.mid.encode(),
        }
        if self.rid:
            values[rid] = self.rid.encode()
        if TRANSPORT_CC in self._extensions:
            values[TRANSPORT_CC] = struct.pack("!H", self._transport_number())
        return {self._extensions[uri]: value for uri, value in values.items() if uri in self._extensions}
