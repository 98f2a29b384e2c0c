"""Socket.IO in: who is calling, what do they want, and the answer as an acknowledgement.

Every handler answers: ``{"ok": true, "value": …}`` or ``{"code": …, "params": …}``. An exception would leave the caller
without an answer, so none leaves here. Handlers of one connection run in order (``async_handlers=False``).
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final, Protocol

import msgspec
import socketio
import structlog

from rooms.errors import ErrorCode
from rooms.ids import DeviceId, RoomId, SeatId, StayId
from rooms.participant import MediaKind
from rooms.room import Accepted, Refused
from signaling import dispatch, messages
from signaling.actor import RoomActor
from signaling.delivery import Connection
from signaling.limits import Bucket
from signaling.media.negotiation import NegotiationError
from signaling.media.plane import Plane
from signaling.messages import Malformed
from signaling.metrics import Metrics
from signaling.registry import Registry, RoomElsewhere

PING_INTERVAL: Final = 3
PING_TIMEOUT: Final = 5

log = structlog.get_logger()
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Guest:
    """A seat, as proven by the secret that its device holds."""

    room: RoomId
    seat: SeatId
    device: DeviceId


class Doorkeeper(Protocol):
    """Who may speak for a seat."""

    async def identify(self, seat: SeatId, secret: str) -> Guest | None:
        """The guest whose device holds ``secret`` for ``seat``, or None."""

    async def fresh_code(self, room: RoomId, seat: SeatId) -> str | None:
        """A new one-time code for a seat of the room, or None when there is no such seat."""


@dataclass(slots=True)
class Caller:
    """One connection and what it may spend."""

    guest: Guest
    actor: RoomActor
    tab: str
    bucket: Bucket = field(default_factory=Bucket)
    signals: Bucket = field(default_factory=lambda: Bucket(rate=10.0, burst=80.0, tokens=80.0))


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
            raise json.JSONDecodeError(type(error).__name__, "", 0) from None


def cookie_name(seat: SeatId) -> str:
    """The cookie that binds a device to a seat: one a seat, so that a browser may hold several."""
    return f"yt_{seat[:16]}"


def _silent_logger() -> logging.Logger:
    """The libraries' own log lines quote what people sent; ours count it instead."""
    logger = logging.getLogger("yuntiao.transport")
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return logger


class Gateway:
    """The Socket.IO server and its handlers."""

    def __init__(self, registry: Registry, plane: Plane, doorkeeper: Doorkeeper, metrics: Metrics) -> None:
        self._registry = registry
        self._plane = plane
        self._doorkeeper = doorkeeper
        self._metrics = metrics
        self._callers: dict[str, Caller] = {}
        self._arrivals: set[asyncio.Task[None]] = set()
        self.sio = socketio.AsyncServer(
            async_mode="aiohttp",
            async_handlers=False,
            cors_allowed_origins=None,
            ping_interval=PING_INTERVAL,
            ping_timeout=PING_TIMEOUT,
            max_http_buffer_size=messages.MAX_SDP_BYTES + messages.MAX_MESSAGE_BYTES,
            compression_threshold=4096,
            json=Json,
            logger=_silent_logger(),
            engineio_logger=_silent_logger(),
        )
        self.sio.on("connect", self._on_connect)
        self.sio.on("disconnect", self._on_disconnect)
        for event, handler in {
            "do": self._do,
            "offer": self._offer,
            "restart": self._restart,
            "boundary": self._boundary,
            "ping": self._ping,
        }.items():
            self.sio.on(event, self._answering(handler))
        self.sio.on("*", self._unknown)

    async def emit(self, sid: str, event: str, data: Mapping[str, Any]) -> None:
        """Send to one connection (delivery's transport)."""
        await self.sio.emit(event, data, to=sid)

    async def hang_up(self, sid: str) -> None:
        """Close one connection."""
        await self.sio.disconnect(sid)

    async def _on_connect(self, sid: str, environ: Mapping[str, Any], auth: object = None) -> None:
        try:
            handshake = messages.read(messages.Handshake, auth)
            if handshake.protocol != messages.PROTOCOL_VERSION:
                raise Malformed(ErrorCode.PROTOCOL_VERSION, expected=messages.PROTOCOL_VERSION)
            guest = await self._identify(SeatId(handshake.seat), environ)
            actor = await self._registry.actor(guest.room)
        except Malformed as refusal:
            self._metrics.refused_messages.labels(refusal.code.value).inc()
            raise socketio.exceptions.ConnectionRefusedError(
                refusal.code.value, {"code": refusal.code.value, "params": refusal.params}
            ) from None
        except RoomElsewhere:
            raise socketio.exceptions.ConnectionRefusedError(
                ErrorCode.BUSY.value, {"code": ErrorCode.BUSY.value, "params": {}}
            ) from None
        self._callers[sid] = Caller(guest, actor, handshake.tab)
        self._metrics.people.set(len(self._callers))
        # The view must follow the acceptance, which is sent when this handler has returned.
        arrival = asyncio.get_running_loop().create_task(self._arrive(sid))
        self._arrivals.add(arrival)
        arrival.add_done_callback(self._arrivals.discard)

    async def _identify(self, seat: SeatId, environ: Mapping[str, Any]) -> Guest:
        cookies = SimpleCookie()
        try:
            cookies.load(str(environ.get("HTTP_COOKIE", "")))
        except CookieError:
            cookies.clear()
        morsel = cookies.get(cookie_name(seat))
        guest = await self._doorkeeper.identify(seat, morsel.value) if morsel else None
        if guest is None:
            raise Malformed(ErrorCode.NOT_SIGNED_IN)
        return guest

    async def _arrive(self, sid: str) -> None:
        caller = self._callers.get(sid)
        if caller is None:
            return
        guest = caller.guest
        outcome = await caller.actor.connect(Connection(sid, guest.seat, caller.tab, guest.device))
        if isinstance(outcome, Refused):
            await self.emit(sid, "bye", {"code": outcome.code.value})
            await self.hang_up(sid)

    async def _on_disconnect(self, sid: str, reason: object = None) -> None:
        caller = self._callers.pop(sid, None)
        self._metrics.people.set(len(self._callers))
        if caller is not None:
            await caller.actor.disconnect(sid)

    def _answering(
        self, handler: Callable[[Caller, object], Awaitable[Answer]]
    ) -> Callable[..., Awaitable[Answer]]:
        async def answer(sid: str, data: object = None, *extra: object) -> Answer:
            caller = self._callers.get(sid)
            if caller is None:
                return self._refusal(ErrorCode.NOT_SIGNED_IN)
            try:
                return await handler(caller, data)
            except (Malformed, NegotiationError) as refusal:
                return self._refusal(ErrorCode(refusal.code), refusal.params)
            except Exception:
                log.exception("handler_failed", handler=handler.__name__)
                return self._refusal(ErrorCode.INTERNAL)

        return answer

    async def _do(self, caller: Caller, data: object) -> Answer:
        if not caller.bucket.take(time.monotonic()):
            raise Malformed(ErrorCode.TOO_MANY)
        message = messages.read_action(data)
        if isinstance(message, messages.ReissueCode):
            return await self._reissue(caller, message)
        command = dispatch.command(message, caller.guest.seat)
        return self._told(await caller.actor.submit(command, message.key))

    async def _reissue(self, caller: Caller, message: messages.ReissueCode) -> Answer:
        who = SeatId(message.who)
        if not caller.actor.may_reissue(caller.guest.seat, who):
            raise Malformed(ErrorCode.FORBIDDEN)
        code = await self._doorkeeper.fresh_code(caller.guest.room, who)
        if code is None:
            raise Malformed(ErrorCode.NOT_FOUND)
        return {"ok": True, "value": {"code": code}}

    async def _offer(self, caller: Caller, data: object) -> Answer:
        self._spend_signal(caller)
        offer = self._sdp(messages.Offer, data)
        caller.actor.must_speak(caller.guest.seat, caller.tab)
        answer = await self._plane.negotiate(
            caller.guest.room, caller.guest.seat, StayId(offer.stay), offer.sdp, msgspec.structs.asdict(offer.senders)
        )
        return {"ok": True, "value": {"sdp": answer.sdp, "slots": answer.slots, "table": answer.table}}

    async def _restart(self, caller: Caller, data: object) -> Answer:
        self._spend_signal(caller)
        restart = self._sdp(messages.Restart, data)
        caller.actor.must_speak(caller.guest.seat, caller.tab)
        sdp = await self._plane.restart(caller.guest.room, caller.guest.seat, restart.sdp, restart.number)
        return {"ok": True, "value": {"sdp": sdp}}

    async def _boundary(self, caller: Caller, data: object) -> Answer:
        self._spend_signal(caller)
        report = messages.read(messages.Boundary, data)
        caller.actor.must_speak(caller.guest.seat, caller.tab)
        self._plane.boundary(
            caller.guest.room, caller.guest.seat, StayId(report.stay), MediaKind(report.kind), report.ts
        )
        return {"ok": True, "value": {}}

    async def _ping(self, caller: Caller, data: object) -> Answer:
        self._spend_signal(caller)
        return {"ok": True, "value": {}}

    async def _unknown(self, event: str, sid: str, *data: object) -> Answer:
        return self._refusal(ErrorCode.UNKNOWN_MESSAGE)

    @staticmethod
    def _sdp(kind: type[messages.T], data: object) -> messages.T:
        """An offer or restart: the one message that may be large, with an error code of its own."""
        try:
            return messages.read(kind, data, messages.MAX_SDP_BYTES)
        except Malformed as fault:
            if fault.code is ErrorCode.TOO_LARGE:
                raise Malformed(ErrorCode.SDP_TOO_LARGE, limit=messages.MAX_SDP_BYTES) from None
            raise

    def _spend_signal(self, caller: Caller) -> None:
        if not caller.signals.take(time.monotonic()):
            raise Malformed(ErrorCode.TOO_MANY)

    def _told(self, outcome: Accepted | Refused) -> Answer:
        if isinstance(outcome, Accepted):
            return {"ok": True, "value": dict(outcome.value)}
        return self._refusal(outcome.code, outcome.params)

    def _refusal(self, code: ErrorCode, params: Mapping[str, Any] | None = None) -> Answer:
        self._metrics.refused_messages.labels(code.value).inc()
        return {"code": code.value, "params": dict(params or {})}
