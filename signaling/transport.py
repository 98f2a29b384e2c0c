"""The Socket.IO server as a means of sending: JSON, sizes, heartbeats, no log lines of its own."""

import contextlib
import json
import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
import socketio
from engineio.exceptions import SocketIsClosedError
from socketio import packet

from signaling import frames, wire

PING_INTERVAL: Final = 3
PING_TIMEOUT: Final = 5
"""Seconds: a person whose network has vanished counts as away after at most their sum."""


class Json:
    """msgspec behind the interface that Socket.IO expects of a JSON module."""

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        """JSON text of ``value``."""
        return msgspec.json.encode(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_: Any) -> Any:
        """The value of JSON ``text``; raises json.JSONDecodeError."""
        try:
            return msgspec.json.decode(text)
        except (msgspec.DecodeError, RecursionError) as error:
            return _with_broken_characters(text, error)


def _with_broken_characters(text: str | bytes, error: Exception) -> Any:
    """Half of a character that a browser cut through is valid in JavaScript's JSON, and taken out where it is read."""
    half = b"\\ud" if isinstance(text, bytes) else "\\ud"
    if half in text.lower():  # type: ignore[operator]
        try:
            return json.loads(text)
        except RecursionError:
            pass
    raise json.JSONDecodeError(type(error).__name__, "", 0) from None


def _silent_logger() -> logging.Logger:
    """The libraries' own log lines quote what people sent; ours count it instead."""
    logger = logging.getLogger("yuntiao.transport")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return logger


class Transport:
    """Sends events to connections (delivery's Emitter)."""

    def __init__(self, is_own_origin: Callable[[str, str], bool]) -> None:
        """``is_own_origin`` says of a page's origin and the host it asks whether the page may connect."""
        self.sio = socketio.AsyncServer(
            async_mode="aiohttp",
            async_handlers=False,
            cors_allowed_origins=lambda origin, environ: is_own_origin(origin, environ.get("HTTP_HOST", "")),
            ping_interval=PING_INTERVAL,
            ping_timeout=PING_TIMEOUT,
            max_http_buffer_size=wire.MAX_LARGE_BYTES + wire.MAX_MESSAGE_BYTES,
            compression_threshold=4096,
            serializer=frames.TextPacket,
            json=Json,
            logger=_silent_logger(),
            engineio_logger=_silent_logger(),
        )
        frames.guard(self.sio)

    async def emit(self, sid: str, event: str, data: Mapping[str, Any]) -> None:
        """Send to one connection; one that has gone is no error.

        The library's own way is made for many receivers, and starts a task for each of them.
        """
        connection = self.sio.manager.eio_sid_from_sid(sid, "/")
        if connection is not None:
            encoded = frames.TextPacket(packet.EVENT, data=[event, data]).encode()
            with contextlib.suppress(SocketIsClosedError):
                await self.sio.eio.send(connection, encoded)

    async def close(self) -> None:
        """Close every connection that is left, also of those whom nobody had identified yet."""
        await self.sio.shutdown()

    async def hang_up(self, sid: str) -> None:
        """Close one connection."""
        await self.sio.disconnect(sid)
