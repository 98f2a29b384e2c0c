"""What may stand on the wire below our messages: text packets, one at a time, at a bounded pace.

The libraries accept more than this protocol has: binary attachments, kept until as many have come as were announced;
events named like their own; frames that are no packets, which end a connection without anybody being told. None of it
gets past here.
"""

import asyncio
import time
from typing import Any, Final

import socketio
from engineio.async_drivers.aiohttp import WebSocket
from socketio import packet

from signaling.limits import Bucket

FRAMES_A_SECOND: Final = 100.0
FRAMES_AT_ONCE: Final = 300.0
"""No client of ours sends a tenth of it; a tight loop of tiny frames would stall everybody's media."""
UNREAD_AFTER: Final = 8.0
"""Seconds after which a frame that the other side does not take ends the connection: what waits behind it is memory."""
AT_ONCE: Final = 16_384
"""Characters that find room in the connection's buffer for certain: nothing has to be waited for."""

_FROM_CLIENTS: Final = frozenset("12345")
"""Packets that a client of Engine.IO 4 sends: close, ping (to probe an upgrade), pong, message, upgrade."""
_BINARY: Final = frozenset({packet.BINARY_EVENT, packet.BINARY_ACK})
_RESERVED: Final = frozenset((*socketio.AsyncServer.reserved_events, "*"))


class TextPacket(packet.Packet):  # type: ignore[misc]
    """A Socket.IO packet without attachments, whose event is named by a text that is not the library's own."""

    uses_binary_events = False

    def decode(self, encoded_packet: object) -> int:
        """See the library; raises ValueError, which drops the packet."""
        if not isinstance(encoded_packet, str):
            raise ValueError("not a text")
        super().decode(encoded_packet)
        if self.packet_type in _BINARY:
            raise ValueError("attachments")
        if self.packet_type == packet.EVENT and not _is_event(self.data):
            raise ValueError("not an event")
        return 0


def _is_event(data: object) -> bool:
    return isinstance(data, list) and bool(data) and isinstance(data[0], str) and data[0] not in _RESERVED


class FrameSocket(WebSocket):  # type: ignore[misc]
    """The library's WebSocket; what is no packet, or one too many, ends the connection as if the client had gone."""

    def __init__(self, handler: Any, server: Any) -> None:
        super().__init__(handler, server)
        self._pace = Bucket(FRAMES_A_SECOND, FRAMES_AT_ONCE, FRAMES_AT_ONCE)

    async def wait(self) -> str | None:
        """The next frame, or None when the connection ends here; raises OSError when it has ended."""
        frame = await super().wait()
        if not isinstance(frame, str) or frame[:1] not in _FROM_CLIENTS:
            return None
        return frame if self._pace.take(time.monotonic()) else None

    async def send(self, message: str) -> None:
        """Hand one frame to the network; raises OSError when the other side does not read."""
        transport = self.environ["aiohttp.request"].transport
        if transport is not None and transport.get_write_buffer_size() + len(message) < AT_ONCE:
            await super().send(message)
            return
        try:
            async with asyncio.timeout(UNREAD_AFTER):
                await super().send(message)
        except TimeoutError:
            if transport is not None:
                transport.abort()
            raise OSError("the client does not read") from None


def guard(sio: socketio.AsyncServer) -> None:
    """Let the WebSockets be ours; raises AttributeError when the library is not as this is written for."""
    sio.eio._async = {**sio.eio._async, "websocket": FrameSocket}
