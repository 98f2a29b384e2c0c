"""A small Socket.IO client (Engine.IO 4 over WebSocket): cheap enough for hundreds in one process."""

from __future__ import annotations

import asyncio
import functools
import itertools
import time
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import msgspec

from bench.arrivals import Arrivals

_OPEN, _PING, _PONG, _MESSAGE = "0", "2", "3", "4"
_CONNECT, _EVENT, _ACK, _REFUSED = "0", "2", "3", "4"
_ANSWER_WITHIN = 15.0


class Refused(Exception):
    """The server answered `{code, params}`, or refused the connection."""

    def __init__(self, code: str, params: object = None) -> None:
        super().__init__(f"{code} {params or ''}")
        self.code = code


class Answered:
    """An acknowledgement: its value, and the time (CLOCK_REALTIME) at which it was there."""

    __slots__ = ("at", "value")

    def __init__(self, value: dict[str, Any], at: float) -> None:
        self.value, self.at = value, at


class Client:
    """One connection; `on_event(name, data)` is called for what the server sends by itself."""

    def __init__(self, on_event: Callable[[str, Any], None]) -> None:
        self._on_event = on_event
        self._numbers = itertools.count()
        self._waiting: dict[int, asyncio.Future[Answered]] = {}
        self._asked = 0.0

    async def connect(
        self, http: aiohttp.ClientSession, url: str, auth: Mapping[str, object], headers: Mapping[str, str]
    ) -> None:
        """Raises Refused with the server's code."""
        address = url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        self._socket = await http.ws_connect(address, headers=dict(headers), max_msg_size=0)
        self._fd = self._socket.get_extra_info("socket").fileno()
        _arrivals().add(self._fd)
        opening = await self._socket.receive_str(timeout=_ANSWER_WITHIN)
        assert opening[:1] == _OPEN
        await self._socket.send_str(_MESSAGE + _CONNECT + msgspec.json.encode(dict(auth)).decode())
        reply = await self._socket.receive_str(timeout=_ANSWER_WITHIN)
        if reply[1:2] == _REFUSED:
            data = msgspec.json.decode(reply[2:]).get("data") or {}
            raise Refused(data.get("code", "refused"), data.get("params"))
        assert reply[:2] == _MESSAGE + _CONNECT
        self._reading = asyncio.create_task(self._read())

    async def close(self) -> None:
        self._reading.cancel()
        await self._socket.close()

    async def call(self, event: str, data: Mapping[str, object]) -> Answered:
        """Emit and wait for the acknowledgement's value. Raises Refused."""
        number = next(self._numbers)
        future: asyncio.Future[Answered] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        body = msgspec.json.encode([event, data]).decode()
        self._asked = time.time()
        await self._socket.send_str(f"{_MESSAGE}{_EVENT}{number}{body}")
        try:
            return await asyncio.wait_for(future, _ANSWER_WITHIN)
        finally:
            self._waiting.pop(number, None)

    async def _read(self) -> None:
        async for message in self._socket:
            text = message.data
            if text[:1] == _PING:
                await self._socket.send_str(_PONG)
            elif text[:2] == _MESSAGE + _EVENT:
                name, *data = msgspec.json.decode(text[2:])
                self._on_event(name, data[0] if data else None)
            elif text[:2] == _MESSAGE + _ACK:
                self._acknowledge(text[2:])

    def _acknowledge(self, text: str) -> None:
        at = _arrivals().latest(self._fd, self._asked)
        start = text.index("[")
        future = self._waiting.get(int(text[:start]))
        answer = msgspec.json.decode(text[start:])[0]
        if future is None or future.done():
            return
        if answer.get("ok"):
            future.set_result(Answered(answer.get("value") or {}, at))
        else:
            future.set_exception(Refused(answer.get("code", "unknown"), answer.get("params")))


@functools.cache
def _arrivals() -> Arrivals:
    """One watcher a process."""
    return Arrivals()
