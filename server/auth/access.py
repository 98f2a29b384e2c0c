"""Links, codes and devices at work: who may take which seat. What a room says to that is decided elsewhere."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.ids import DeviceId, RoomId, SeatId
from server.auth import links, rows
from server.auth.codes import PURPOSE, Code, Judgement, Verdict, judge, new_code, normal
from server.auth.devices import Bound, Recognised, new_secret, secret_hash
from server.auth.links import Link, LinkKind
from server.auth.origin import ANYWHERE, origin
from server.cases import rows as case_rows
from server.cases.case import Case, Invited, Session
from server.cases.repository import new_id
from server.storage.keys import Keys
from server.storage.store import Store

CODE_LASTS: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link leads to. ``people`` are all seats of the session."""

    link: Link
    case: Case
    session: Session
    people: tuple[Invited, ...]

    @property
    def invited(self) -> Invited:
        """Whose link it is."""
        return next(invited for invited in self.people if invited.seat.id == self.link.seat)


@dataclass(frozen=True, slots=True)
class Admission:
    """The right to enter a room on a seat, just earned; ``code`` or ``link`` was used up for it."""

    room: RoomId
    seat: SeatId
    code: str | None = None
    link: str | None = None


class Access:
    """Every method raises StorageUnavailable when storage fails; then nothing was used up."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = store.database
        self._keyring = store.keyring
        self._keys = store.keys
        self._clock = clock

    async def look(self, token: str, kind: LinkKind) -> Invitation | Refused:
        """What a link leads to; uses nothing up, however often a robot looks.

        A link that signed in once leads there still, for the device that it signed in.
        """
        now = self._clock()

        def read(connection: Connection) -> Invitation | Refused:
            link = rows.find_link(connection, links.token_hash(token))
            fault = links.fault(link, kind, now, used_is_fine=True)
            if link is None or fault is not None:
                return Refused(fault or ErrorCode.LINK_INVALID)
            return self._invitation(connection, link)

        return await self._database.read(read)

    async def present(self, token: str, code: str, address: str) -> Admission | Refused:
        """Try a code on a party's link, from a client's address.

        Refused with what ``links.fault`` says, CODE_NEEDED, CODE_WRONG, or TOO_MANY_TRIES with
        ``retry_after`` seconds.
        """
        now = self._clock()
        return await self._database.write(
            lambda connection: _present(connection, self._keys, token, code, address, now)
        )

    async def prove(self, room: RoomId, seat: SeatId, code: str, address: str) -> Admission | Refused:
        """Try a code once again, to sign with; refused as ``present``. Tries count at the seat's newest link."""
        now = self._clock()

        def write(connection: Connection) -> Admission | Refused:
            door = rows.newest_link(connection, seat)
            if door is None:
                return Refused(ErrorCode.CODE_NEEDED)
            used = tried(connection, self._keys, door, seat, code, address, now)
            return used if isinstance(used, Refused) else Admission(room, seat, code=used)

        return await self._database.write(write)

    async def sign_in(self, token: str) -> Admission | Refused:
        """Use a staff link of a demonstration case. Whether such links work at all is the caller's setting."""
        now = self._clock()

        def write(connection: Connection) -> Admission | Refused:
            link = rows.find_link(connection, links.token_hash(token), lock=True)
            fault = links.fault(link, LinkKind.STAFF, now)
            if link is None or fault is not None:
                return Refused(fault or ErrorCode.LINK_INVALID)
            invitation = self._invitation(connection, link)
            if not invitation.case.demonstration:
                return Refused(ErrorCode.LINK_INVALID)
            if link.once:
                rows.set_link_used(connection, link.id, now)
            return Admission(invitation.session.id, link.seat, link=link.id if link.once else None)

        return await self._database.write(write)

    async def give_back(self, admission: Admission) -> None:
        """The room did not let the person in: what was used up for it can be used again."""

        def write(connection: Connection) -> None:
            if admission.code is not None:
                rows.unuse_code(connection, admission.code)
            if admission.link is not None:
                rows.set_link_used(connection, admission.link, None)

        await self._database.write(write)

    async def bind(self, seat: SeatId, device: DeviceId | None = None) -> Bound:
        """Give a seat to a device, a new one unless it is named; the device that had the seat loses it."""
        bound = Bound(device or DeviceId(new_id()), new_secret())
        now = self._clock()
        hashed = secret_hash(seat, bound.secret)
        await self._database.write(
            lambda connection: rows.bind_device(connection, seat, bound.device, hashed, now)
        )
        return bound

    async def identify(self, seat: SeatId, secret: str) -> Recognised | None:
        """Whom a device's secret speaks for, or None."""
        hashed = secret_hash(seat, secret)
        return await self._database.read(lambda connection: rows.find_device(connection, hashed))

    async def issue_code(
        self, room: RoomId, seat: SeatId, lasts: timedelta | None = CODE_LASTS
    ) -> str | None:
        """A fresh one-time code; earlier ones die, all failures are forgotten. None: the room has no such seat."""
        now = self._clock()
        digits = new_code()

        def write(connection: Connection) -> bool:
            if rows.room_of(connection, seat) != room:
                return False
            rows.replace_codes(connection, seat, now)
            rows.forget_tries_of_seat(connection, seat)
            add_code(connection, self._keys, seat, digits, now, lasts=lasts)
            return True

        return digits if await self._database.write(write) else None

    async def issue_link(self, seat: SeatId, kind: LinkKind, expires_at: datetime | None = None) -> str:
        """A new link's token. It cannot be had again."""
        now = self._clock()
        return await self._database.write(
            lambda connection: add_link(connection, seat, kind, now, expires_at=expires_at)
        )

    async def replace_link(self, room: RoomId, seat: SeatId) -> str | None:
        """A new party's link, and the end of those before it; the device that has the seat keeps it.

        A code that was told goes with the new link too. None: the room has no such seat.
        """
        now = self._clock()

        def write(connection: Connection) -> str | None:
            if rows.room_of(connection, seat) != room:
                return None
            rows.revoke_links(connection, seat, now, links.OF_THE_ROOM)
            return add_link(connection, seat, LinkKind.PARTY, now)

        return await self._database.write(write)

    async def revoke(self, seat: SeatId) -> None:
        """Revoke all links of a seat and the right of its device; the room is told by a command."""
        now = self._clock()

        def write(connection: Connection) -> None:
            rows.revoke_links(connection, seat, now)
            rows.revoke_devices(connection, seat, now)

        await self._database.write(write)

    def _invitation(self, connection: Connection, link: Link) -> Invitation:
        room = rows.room_of(connection, link.seat)
        session = None if room is None else case_rows.find_session(connection, room)
        if session is None:
            raise LookupError("a link's seat has no session")
        case = case_rows.find_case(connection, self._keyring, id_=session.case)
        if case is None:
            raise LookupError("a session has no case")
        people = case_rows.find_seats(connection, self._keyring, session.id)
        return Invitation(link, case, session, tuple(people))


def add_link(
    connection: Connection, seat: SeatId, kind: LinkKind, now: datetime, *, expires_at: datetime | None = None
) -> str:
    """Write a new link; returns its token. Staff links sign in a single time."""
    token = links.new_token()
    link = Link(new_id(), seat, kind, kind is LinkKind.STAFF, now, expires_at)
    rows.insert_link(connection, link, links.token_hash(token))
    return token


def add_code(
    connection: Connection,
    keys: Keys,
    seat: SeatId,
    digits: str,
    now: datetime,
    *,
    lasts: timedelta | None = None,
    reusable: bool = False,
) -> None:
    """Write a code of a seat."""
    expires = None if lasts is None else now + lasts
    rows.insert_code(connection, Code(new_id(), seat, _keyed(keys, seat, digits), reusable, now, expires))


def _keyed(keys: Keys, seat: SeatId, digits: str) -> bytes:
    """Six digits are soon tried out by whoever has a plain hash; this one needs a secret outside the database."""
    return keys.keyed_hash(PURPOSE, f"{seat}\0{digits}".encode(errors="replace"))


def _present(
    connection: Connection, keys: Keys, token: str, written: str, address: str, now: datetime
) -> Admission | Refused:
    link = rows.find_link(connection, links.token_hash(token), lock=True)
    fault = links.fault(link, LinkKind.PARTY, now)
    if link is None or fault is not None:
        return Refused(fault or ErrorCode.LINK_INVALID)
    code = tried(connection, keys, link.id, link.seat, written, address, now)
    if isinstance(code, Refused):
        return code
    room = rows.room_of(connection, link.seat)
    if room is None:
        raise LookupError("a link's seat has no room")
    return Admission(room, link.seat, code=code)


def tried(
    connection: Connection, keys: Keys, door: str, seat: SeatId, written: str, address: str, now: datetime
) -> str | Refused | None:
    """The code that was used up, None for one that does not wear out. ``door``: the link at which tries count."""
    alive = rows.living_codes(connection, seat, now)
    from_here = origin(keys, door, address)
    here = rows.find_tally(connection, door, from_here)
    anywhere = rows.find_tally(connection, door, ANYWHERE)
    tried = _keyed(keys, seat, normal(written))
    judgement = judge(alive, tried, here=here, anywhere=anywhere, now=now)
    if judgement.verdict is Verdict.WRONG:
        rows.fail_codes(connection, alive, now)
        rows.keep_tally(connection, door, from_here, here.failed(now))
        rows.keep_tally(connection, door, ANYWHERE, anywhere.failed(now))
    if judgement.code is None or not _use(connection, judgement.code, now):
        return _refusal(judgement, alive)
    rows.forget_tries(connection, door, [from_here, ANYWHERE])
    return None if judgement.code.reusable else judgement.code.id


def _use(connection: Connection, code: Code, now: datetime) -> bool:
    return code.reusable or rows.use_code(connection, code.id, now)


def _refusal(judgement: Judgement, alive: list[Code]) -> Refused:
    match judgement.verdict:
        case Verdict.TOO_SOON:
            seconds = math.ceil(judgement.wait.total_seconds())
            return Refused(ErrorCode.TOO_MANY_TRIES, {"retry_after": seconds})
        case Verdict.WRONG if not all(code.dies_next for code in alive):
            return Refused(ErrorCode.CODE_WRONG)
        case _:
            return Refused(ErrorCode.CODE_NEEDED)
