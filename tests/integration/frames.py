"""The wire itself: WebSocket frames of Engine.IO 4, sent as a hostile client would."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Any

import aiohttp

from tests.integration.guest import WITHIN, Device

SOCKET = "/socket.io/?EIO=4&transport="
PING, PONG, CONNECTED, REFUSED, EVENT, ANSWER = "2", "3", "40", "44", "42", "43"


class Frames:
    """One WebSocket. Pings are answered while something is read."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.closed = False

    @classmethod
    async def open(cls, device: Device, **headers: str) -> Frames:
        """Raises aiohttp.WSServerHandshakeError."""
        sent = {"Origin": device.url, **headers}
        socket = await device.http.ws_connect(SOCKET + "websocket", headers=sent, max_msg_size=0)
        opening = await socket.receive_str(timeout=WITHIN)
        assert opening.startswith("0{")
        return cls(socket)

    async def connect(self, seat: str, **auth: object) -> None:
        """Asks to be let in; does not wait for an answer."""
        told = {"protocol": 1, "seat": seat, "tab": secrets.token_hex(8), **auth}
        await self.send(CONNECTED + json.dumps(told))

    async def enter(self, seat: str) -> dict[str, Any]:
        """Connects and waits for the view."""
        await self.connect(seat)
        frame = await self.read_until(f'{EVENT}["view"')
        view: dict[str, Any] = json.loads(frame[2:])[1]
        return view

    async def send(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes):
            await self.socket.send_bytes(frame)
        else:
            await self.socket.send_str(frame)

    async def read(self) -> str | None:
        """The next frame that is no ping; None when the other side has closed."""
        while True:
            message = await self.socket.receive(timeout=WITHIN)
            if message.type is not aiohttp.WSMsgType.TEXT:
                self.closed = True
                return None
            if message.data != PING:
                return str(message.data)
            await self.socket.send_str(PONG)

    async def read_until(self, beginning: str) -> str:
        """The next frame that begins so; fails when the other side closes first."""
        while True:
            frame = await self.read()
            assert frame is not None, f"closed before {beginning}"
            if frame.startswith(beginning):
                return frame

    async def ended(self) -> None:
        """Waits for the other side to close."""
        async with asyncio.timeout(WITHIN):
            while await self.read() is not None:
                pass

    async def close(self) -> None:
        await self.socket.close()
