"""Socket.IO in: who is calling, what do they want, and the answer as an acknowledgement.

Every handler answers: ``{"ok": true, "value": …}`` or ``{"code": …, "params": …}``. An exception would leave the caller
without an answer, so none leaves here. Handlers of one connection run in order (``async_handlers=False``).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final, Protocol

import socketio
import structlog

from rooms import policy
from rooms.commands import ConfirmClause, RefusePaper, Say
from rooms.errors import ErrorCode
from rooms.ids import DeviceId, PageId, PaperId, RoomId, SeatId, StayId
from rooms.pages import Page
from rooms.participant import MediaKind
from rooms.ports import JournalUnavailable
from rooms.room import Accepted, Refused
from rooms.settlement import Paper
from signaling import dispatch, messages, parsing, wire
from signaling.actor import RoomActor
from signaling.delivery import Connection
from signaling.limits import Bucket, Purse
from signaling.media.plane import NegotiationError, Plane
from signaling.metrics import Metrics
from signaling.registry import Registry, RoomElsewhere
from signaling.transport import Transport
from signaling.wire import Malformed

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

    async def fresh_link(self, room: RoomId, seat: SeatId) -> str | None:
        """The path of a new link to a seat of the room, whose former ones open nothing more; or None."""


class Album(Protocol):
    """The photographs on their way into messages."""

    def handed_in(self, room: RoomId, seat: SeatId, page: PageId) -> Page | None:
        """A page of this seat that no message carries yet, or None."""

    def shown(self, room: RoomId, seat: SeatId, pages: Sequence[Page]) -> None:
        """A message carries them now."""


class Papers(Protocol):
    """What is signed in the rooms."""

    async def withheld(self, room: RoomId, paper: Paper) -> bool:
        """Whether it may only be stored now, and is shown to nobody."""


@dataclass(slots=True)
class Caller:
    """One connection and what its person may spend."""

    sid: str
    guest: Guest
    actor: RoomActor
    connection: Connection
    purse: Purse


COOKIE_PREFIX: Final = "yt_seat_"


def cookie_name(seat: SeatId) -> str:
    """The cookie that binds a device to a seat: one a seat, so that a browser may hold several."""
    return f"{COOKIE_PREFIX}{seat}"


def _refused(
    code: ErrorCode, params: Mapping[str, Any] | None = None
) -> socketio.exceptions.ConnectionRefusedError:
    return socketio.exceptions.ConnectionRefusedError(
        code.value, {"code": code.value, "params": params or {}}
    )


def _spend(bucket: Bucket) -> None:
    if not bucket.take(time.monotonic()):
        raise Malformed(ErrorCode.TOO_MANY)


class Gateway:
    """The handlers of the Socket.IO server."""

    def __init__(
        self,
        transport: Transport,
        registry: Registry,
        plane: Plane,
        doorkeeper: Doorkeeper,
        album: Album,
        papers: Papers,
        metrics: Metrics,
    ) -> None:
        self._transport = transport
        self._registry = registry
        self._plane = plane
        self._doorkeeper = doorkeeper
        self._album = album
        self._papers = papers
        self._metrics = metrics
        self._callers: dict[str, Caller] = {}
        self._arrivals: set[asyncio.Task[None]] = set()
        sio = transport.sio
        sio.on("connect", self._on_connect)
        sio.on("disconnect", self._on_disconnect)
        for event, handler in {
            "do": self._do,
            "offer": self._offer,
            "restart": self._restart,
            "boundary": self._boundary,
            "ping": self._ping,
        }.items():
            sio.on(event, self._answering(handler))
        sio.on("*", self._unknown)

    async def _on_connect(self, sid: str, environ: Mapping[str, Any], auth: object = None) -> None:
        try:
            handshake = parsing.read(messages.Handshake, auth)
            if handshake.protocol != messages.PROTOCOL_VERSION:
                raise Malformed(ErrorCode.PROTOCOL_VERSION, expected=messages.PROTOCOL_VERSION)
            guest = await self._identify(SeatId(handshake.seat), environ)
            actor = await self._registry.actor(guest.room)
            purse = actor.purse(guest.seat)
            _spend(purse.arrivals)
        except Malformed as refusal:
            self._metrics.refused_messages.labels(refusal.code.value).inc()
            raise _refused(refusal.code, refusal.params) from None
        except (RoomElsewhere, JournalUnavailable):
            raise _refused(ErrorCode.BUSY) from None
        connection = Connection(sid, guest.seat, handshake.tab, guest.device)
        self._callers[sid] = Caller(sid, guest, actor, connection, purse)
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
        outcome = await caller.actor.connect(caller.connection)
        if isinstance(outcome, Refused):
            await self._transport.emit(sid, "bye", {"code": outcome.code.value})
            await self._transport.hang_up(sid)

    async def _on_disconnect(self, sid: str, reason: object = None) -> None:
        caller = self._callers.pop(sid, None)
        self._metrics.people.set(len(self._callers))
        if caller is not None:
            caller.connection.closed = True
            caller.actor.disconnect(sid)

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
            except JournalUnavailable:
                return self._refusal(ErrorCode.NOT_SAVED)
            except Exception:
                log.exception("handler_failed", handler=handler.__name__)
                return self._refusal(ErrorCode.INTERNAL)

        return answer

    async def _do(self, caller: Caller, data: object) -> Answer:
        _spend(caller.purse.commands)
        message = parsing.read_action(data)
        if isinstance(message, messages.ReissueCode | messages.ReissueLink):
            return await self._reissue(caller, message)
        if isinstance(message, messages.Say) and message.pages:
            return await self._show(caller, message)
        command = dispatch.command(message, caller.guest.seat)
        if isinstance(command, ConfirmClause | RefusePaper):
            await self._must_be_shown(caller, command.paper)
        return self._told(await caller.actor.submit(command, message.key, caller.guest.device))

    async def _must_be_shown(self, caller: Caller, id: PaperId) -> None:
        """What is stored only is as unknown as what is another's."""
        paper = policy.paper_of(caller.actor.state, caller.guest.seat, id)
        if paper is not None and await self._papers.withheld(caller.guest.room, paper):
            raise Malformed(ErrorCode.NOT_FOUND)

    async def _show(self, caller: Caller, message: messages.Say) -> Answer:
        """A message with photographs."""
        guest = caller.guest
        pages = tuple(self._page(caller, PageId(page)) for page in message.pages)
        command = Say(guest.seat, StayId(message.stay), message.text, pages)
        outcome = await caller.actor.submit(command, message.key, guest.device)
        if isinstance(outcome, Accepted):
            self._album.shown(guest.room, guest.seat, pages)
        return self._told(outcome)

    def _page(self, caller: Caller, wanted: PageId) -> Page:
        """A page handed in, or one that this seat has shown: then this may be a repetition of that message."""
        page = self._album.handed_in(caller.guest.room, caller.guest.seat, wanted)
        message = caller.actor.state.pages.get(wanted)
        if page is None and message is not None and message.seat == caller.guest.seat:
            page = next(found for found in message.pages if found.id == wanted)
        if page is None:
            raise Malformed(ErrorCode.NOT_FOUND)
        return page

    async def _reissue(self, caller: Caller, message: messages.ReissueCode | messages.ReissueLink) -> Answer:
        """The room decides and notes it first; repeated, another one is made, since the first was never seen."""
        self._must_speak(caller)
        command = dispatch.command(message, caller.guest.seat)
        outcome = await caller.actor.submit(command, message.key, caller.guest.device)
        if isinstance(outcome, Refused):
            return self._told(outcome)
        room, who = caller.guest.room, SeatId(message.who)
        if isinstance(message, messages.ReissueCode):
            name, made = "code", await self._doorkeeper.fresh_code(room, who)
        else:
            name, made = "link", await self._doorkeeper.fresh_link(room, who)
        if made is None:
            raise Malformed(ErrorCode.NOT_FOUND)
        return {"ok": True, "value": {name: made}}

    async def _offer(self, caller: Caller, data: object) -> Answer:
        _spend(caller.purse.offers)
        offer = self._sdp(messages.Offer, data)
        self._must_speak(caller)
        answer = await self._plane.negotiate(
            caller.guest.room,
            caller.guest.seat,
            StayId(offer.stay),
            offer.sdp,
            offer.senders.mids(),
        )
        return {"ok": True, "value": {"sdp": answer.sdp, "slots": answer.slots, "table": answer.table}}

    async def _restart(self, caller: Caller, data: object) -> Answer:
        _spend(caller.purse.offers)
        restart = self._sdp(messages.Restart, data)
        self._must_speak(caller)
        sdp = await self._plane.restart(caller.guest.room, caller.guest.seat, restart.sdp, restart.number)
        return {"ok": True, "value": {"sdp": sdp}}

    async def _boundary(self, caller: Caller, data: object) -> Answer:
        _spend(caller.purse.signals)
        report = parsing.read(messages.Boundary, data)
        self._must_speak(caller)
        self._plane.boundary(
            caller.guest.room,
            caller.guest.seat,
            StayId(report.stay),
            MediaKind(report.kind),
            report.ts,
            report.ssrc,
        )
        return {"ok": True, "value": {}}

    async def _ping(self, caller: Caller, data: object) -> Answer:
        _spend(caller.purse.signals)
        return {"ok": True, "value": {}}

    async def _unknown(self, event: str, sid: str, *data: object) -> Answer:
        caller = self._callers.get(sid)
        if caller is None:
            return self._refusal(ErrorCode.NOT_SIGNED_IN)
        heard = caller.purse.signals.take(time.monotonic())
        return self._refusal(ErrorCode.UNKNOWN_MESSAGE if heard else ErrorCode.TOO_MANY)

    @staticmethod
    def _sdp(kind: type[parsing.T], data: object) -> parsing.T:
        """An offer or restart: the one message that may be large, with an error code of its own."""
        try:
            return parsing.read(kind, data, wire.MAX_LARGE_BYTES)
        except Malformed as fault:
            if fault.code is ErrorCode.TOO_LARGE:
                raise Malformed(ErrorCode.SDP_TOO_LARGE, limit=wire.MAX_LARGE_BYTES) from None
            raise

    @staticmethod
    def _must_speak(caller: Caller) -> None:
        if not caller.actor.speaks(caller.guest.seat, caller.sid):
            raise Malformed(ErrorCode.OTHER_TAB)

    def _told(self, outcome: Accepted | Refused) -> Answer:
        if isinstance(outcome, Accepted):
            return {"ok": True, "value": dict(outcome.value)}
        return self._refusal(outcome.code, outcome.params)

    def _refusal(self, code: ErrorCode, params: Mapping[str, Any] | None = None) -> Answer:
        self._metrics.refused_messages.labels(code.value).inc()
        return {"code": code.value, "params": dict(params or {})}
