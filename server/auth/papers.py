"""Links to one paper, and the devices that may open it.

Such a link leads its seat's person to that paper and nowhere else: it opens no room, and the device that it lets in
has no seat. Whoever opens it shows with a code who they are; another device needs another code, and ends the one
before it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.ids import DeviceId, PaperId, RoomId, SeatId
from server.auth import links, rows
from server.auth.access import add_code, tried
from server.auth.codes import new_code
from server.auth.devices import Bound, new_secret
from server.auth.limits import FATAL_FAILURES
from server.auth.links import Link, LinkKind
from server.cases.repository import new_id
from server.storage.store import Store

CODE_LASTS: Final = timedelta(minutes=10)
"""A code that was asked for on the link's page, and came by message."""
CODE_PAUSE: Final = timedelta(seconds=60)
CODES_AN_HOUR: Final = 5
CODES_A_DAY: Final = 10
GUESSES: Final = FATAL_FAILURES * CODES_AN_HOUR
"""After so many wrong tries on such codes none goes out until a host has told one."""
MOST: Final = 20
"""Links of one seat to one paper that open."""
KINDS: Final = frozenset({LinkKind.SIGN, LinkKind.COPY})
COOKIE_PREFIX: Final = "yt_paper_"
"""Not that of seats: whatever looks for those does not find these."""


@dataclass(frozen=True, slots=True)
class PaperLink:
    """Where a link leads."""

    id: str
    kind: LinkKind
    room: RoomId
    seat: SeatId
    paper: PaperId
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """A device was let in just now; ``code`` was used up for it, unless it does not wear out."""

    link: PaperLink
    bound: Bound
    code: str | None


@dataclass(frozen=True, slots=True)
class PaperGuest:
    """Whom a device's secret speaks for, about this one paper."""

    link: PaperLink
    device: DeviceId


def cookie_name(seat: str, paper: str) -> str:
    """One a paper: a browser may hold several."""
    return COOKIE_PREFIX + hashlib.sha256(f"{seat}\0{paper}".encode(errors="replace")).hexdigest()[:24]


def secret_hash(seat: SeatId, paper: PaperId, secret: str) -> bytes:
    """What is kept of a secret; no seat's secret looks like it."""
    return hashlib.sha256(f"yuntiao/paper\0{seat}\0{paper}\0{secret}".encode(errors="replace")).digest()


class PaperAccess:
    """Every method raises StorageUnavailable when storage fails; then nothing was used up."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database, self._keys, self._clock = store.database, store.keys, clock

    async def make(
        self, room: RoomId, seat: SeatId, paper: PaperId, kind: LinkKind, expires_at: datetime
    ) -> tuple[str, str] | Refused:
        """A new link's id and token, which cannot be had again. Refused with NOT_FOUND, TOO_MANY."""
        now, token = self._clock(), links.new_token()
        link = Link(new_id(), seat, kind, False, now, expires_at, paper=paper)

        def write(connection: Connection) -> Refused | None:
            if rows.room_of(connection, seat) != room:
                return Refused(ErrorCode.NOT_FOUND)
            if len(rows.paper_links(connection, seat, paper, now)) >= MOST:
                return Refused(ErrorCode.TOO_MANY, {"limit": MOST})
            rows.insert_link(connection, link, links.token_hash(token))
            return None

        return await self._database.write(write) or (link.id, token)

    async def look(self, token: str) -> PaperLink | Refused:
        """Where a link leads; uses nothing up. Refused with what ``links.fault`` says."""
        now = self._clock()
        return await self._database.read(lambda connection: _found(connection, token, now))

    async def open(self, token: str, code: str, address: str) -> Opened | Refused:
        """Try a code; the device that it lets in is the only one of this link. Refused as ``Access.present``."""
        now = self._clock()

        def write(connection: Connection) -> Opened | Refused:
            found = _found(connection, token, now, lock=True)
            if isinstance(found, Refused):
                return found
            used = tried(connection, self._keys, found.id, found.seat, code, address, now)
            if isinstance(used, Refused):
                return used
            bound = Bound(DeviceId(new_id()), new_secret())
            hashed = secret_hash(found.seat, found.paper, bound.secret)
            rows.bind_paper_device(connection, found.id, bound.device, hashed, now)
            return Opened(found, bound, used)

        return await self._database.write(write)

    async def undo(self, opened: Opened) -> None:
        """The room did not take it: the code can be used again, and the device is not let in."""
        now = self._clock()

        def write(connection: Connection) -> None:
            hashed = secret_hash(opened.link.seat, opened.link.paper, opened.bound.secret)
            rows.unbind_paper_device(connection, opened.link.id, hashed, now)
            if opened.code is not None:
                rows.unuse_code(connection, opened.code)

        await self._database.write(write)

    async def identify(self, seat: SeatId, paper: PaperId, secret: str) -> PaperGuest | Refused:
        """Whom a device's secret speaks for. Refused with NOT_SIGNED_IN, and what ``links.fault`` says."""
        if not secret:
            return Refused(ErrorCode.NOT_SIGNED_IN)
        now, hashed = self._clock(), secret_hash(seat, paper, secret)

        def read(connection: Connection) -> PaperGuest | Refused:
            known = rows.find_paper_device(connection, hashed)
            if known is None:
                return Refused(ErrorCode.NOT_SIGNED_IN)
            device, link = known
            found = _leads(connection, link, now)
            return found if isinstance(found, Refused) else PaperGuest(found, device)

        return await self._database.read(read)

    async def further_code(self, token: str) -> tuple[PaperLink, str, datetime] | Refused:
        """A code to be sent to the person, beside those that live: whoever holds a forwarded link takes no code from
        anybody, and no failure is forgotten. Refused with what ``links.fault`` says, TOO_MANY with ``retry_after``.
        """
        now, digits = self._clock(), new_code()
        until = now + CODE_LASTS

        def write(connection: Connection) -> tuple[PaperLink, str, datetime] | Refused:
            found = _found(connection, token, now, lock=True)
            if isinstance(found, Refused):
                return found
            issued = rows.short_codes(connection, found.seat, now - timedelta(days=1), CODE_LASTS)
            if rows.guesses(connection, found.seat, CODE_LASTS) >= GUESSES:
                return Refused(ErrorCode.CODE_NEEDED)
            wait = _pause(issued, now)
            if wait:
                return Refused(ErrorCode.TOO_MANY, {"retry_after": _seconds(wait)})
            add_code(connection, self._keys, found.seat, digits, now, lasts=CODE_LASTS)
            return found, digits, until

        return await self._database.write(write)

    async def leave(self, guest: PaperGuest) -> None:
        """A device gives up what it was let in to."""
        now = self._clock()
        await self._database.write(lambda connection: rows.revoke_paper_device(connection, guest.device, now))

    async def revoke(self, link: str) -> None:
        """One link, and what it let in."""
        now = self._clock()
        await self._database.write(lambda connection: rows.revoke_link(connection, link, now))

    async def revoke_all(self, room: RoomId, seat: SeatId, paper: PaperId) -> None:
        """Every link of a seat to a paper."""
        now = self._clock()

        def write(connection: Connection) -> None:
            if rows.room_of(connection, seat) == room:
                for link in rows.paper_links(connection, seat, paper, now):
                    rows.revoke_link(connection, link, now)

        await self._database.write(write)


def _seconds(wait: timedelta) -> int:
    return -(-wait // timedelta(seconds=1))


def _pause(issued: list[datetime], now: datetime) -> timedelta:
    """How long until another code may go out, after these of the last day, the newest first."""
    bounds = ((1, CODE_PAUSE), (CODES_AN_HOUR, timedelta(hours=1)), (CODES_A_DAY, timedelta(days=1)))
    waits = [issued[most - 1] + lasting - now for most, lasting in bounds if len(issued) >= most]
    return max([*waits, timedelta()])


def _found(connection: Connection, token: str, now: datetime, *, lock: bool = False) -> PaperLink | Refused:
    return _leads(connection, rows.find_link(connection, links.token_hash(token), lock=lock), now)


def _leads(connection: Connection, link: Link | None, now: datetime) -> PaperLink | Refused:
    """A link that leads to a room is none here, and the other way round (``links.fault``)."""
    if link is None or link.kind not in KINDS or link.paper is None or link.expires_at is None:
        return Refused(ErrorCode.LINK_INVALID)
    fault = links.fault(link, link.kind, now)
    room = rows.room_of(connection, link.seat)
    if fault is not None or room is None:
        return Refused(fault or ErrorCode.LINK_INVALID)
    return PaperLink(link.id, link.kind, room, link.seat, link.paper, link.expires_at)
