"""A media peer that knows when each datagram was sent: on loopback the kernel stamps it at that moment.

So it can be told, whatever the load of the machine, whether the service sent something before it acknowledged a move
or after it, though both wait in the peer's socket side by side.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable

from bench.receiving import ANCILLARY, arrival, stamp_arrivals
from tests.peers.association import Association
from tests.peers.packets import Rtp
from tests.peers.peer import MediaPeer, Received

_LARGEST = 4096
_BUFFER = 4 << 20


class StampedSocket:
    """A bound socket with as much of asyncio's datagram transport as a peer uses."""

    def __init__(self, host: str, received: Callable[[bytes, float], None]) -> None:
        self._received = received
        self._socket = own = socket.socket(
            socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM
        )
        own.setblocking(False)
        stamp_arrivals(own)
        own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        own.bind((host, 0))
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(own.fileno(), self._read)
        self._closed = False

    def _read(self) -> None:
        offset = time.time() - time.monotonic()
        while not self._closed:
            try:
                data, ancillary, _, _ = self._socket.recvmsg(_LARGEST, ANCILLARY)
            except BlockingIOError:
                return
            self._received(data, arrival(ancillary) - offset)

    def sendto(self, data: bytes, address: tuple[str, int]) -> None:
        self._socket.sendto(data, address)

    def get_extra_info(self, name: str) -> object:
        return {"sockname": self._socket.getsockname(), "socket": self._socket}[name]

    def is_closing(self) -> bool:
        return self._closed

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._loop.remove_reader(self._socket.fileno())
            self._socket.close()


class StampedAssociation(Association):
    """`sent_at` is when the datagram that is being dealt with was sent (monotonic seconds)."""

    sent_at = 0.0

    async def rebind(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = StampedSocket(self.host, self._stamped)  # type: ignore[assignment]

    def _stamped(self, data: bytes, sent_at: float) -> None:
        self.sent_at = sent_at
        self._received(data)


class StampedPeer(MediaPeer):
    """The `at` of what it received is when the service sent it."""

    def __init__(self, seat: str, *, audio_slots: int, video_slots: int) -> None:
        super().__init__(seat, audio_slots=audio_slots, video_slots=video_slots)
        self.link = self.association = StampedAssociation()
        self.link.on_rtp, self.link.on_rtcp = self._on_rtp, self._on_rtcp

    def _as_received(  # type: ignore[override]
        self, packet: Rtp, mid: str, sequence: int, payload: bytes, rtx: bool
    ) -> Received:
        return Received(mid, sequence, packet.timestamp, packet.marker, payload, self.link.sent_at, rtx)
