"""Sessions at work: who a browser's token speaks for, and the end of it."""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from rooms.errors import ErrorCode
from rooms.rights import Right, fault
from server.auth.origin import origin
from server.cases.repository import new_id
from server.staff import log, rows
from server.staff.account import Account, AccountId, Standing
from server.staff.lifetime import Limits, Session
from server.staff.log import Deed, Entry
from server.storage.keys import Keys
from server.storage.store import Store

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who is signed in, as things stand now: a role that was taken away a moment ago is gone."""

    account: Account
    session: Session


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that has just begun. The ``token`` goes into a cookie and nowhere else."""

    account: Account
    token: str


class Sessions:
    """Every method raises StorageUnavailable when storage fails."""

    def __init__(
        self, store: Store, limits: Limits, *, clock: Clock = utc_now, demonstrations: bool = True
    ) -> None:
        """``demonstrations``: whether accounts of demonstrations are signed in."""
        self._demonstrations = demonstrations
        self._database = store.database
        self._keys = store.keys
        self._limits = limits
        self._clock = clock

    async def identify(self, token: str) -> SignedIn | None:
        """Whom a token speaks for; None when nobody is signed in with it any more."""
        now, hashed = self._clock(), token_hash(token)

        def read(connection: Connection) -> SignedIn | None:
            session = rows.find_session(connection, hashed)
            if session is None or not session.lives(now, self._limits):
                return None
            kept = rows.find(connection, self._keys, session.account)
            if kept is None or kept.account.standing is not Standing.ACTIVE:
                return None
            if kept.account.demonstration and not self._demonstrations:
                return None
            return SignedIn(kept.account, session)

        found = await self._database.read(read)
        if found is not None and found.session.to_be_noted(now):
            await self._database.write(lambda connection: rows.set_seen(connection, found.session.id, now))
        return found

    async def note(
        self, who: SignedIn, deed: Deed, address: str, detail: Mapping[str, str], case: str | None = None
    ) -> None:
        """What somebody does with a record is in the log before they get it."""
        await self._note(who, deed, address, dict(detail), case)

    async def note_each(
        self, who: SignedIn, deed: Deed, address: str, seen: Sequence[tuple[str, Mapping[str, str]]]
    ) -> None:
        """As ``note``, of several at once: each a case and what is told beside it. All are noted, or none."""
        if not seen:
            return
        now, own, origin = self._clock(), who.account.id, self._origin(address)

        def write(connection: Connection) -> None:
            for case, detail in seen:
                log.append(connection, self._keys, Entry(now, deed, own, own, origin, dict(detail), case))

        await self._database.write(write)

    async def about(self, case: str) -> list[Entry]:
        """What the log tells of a case, oldest first; raises LogBroken."""
        return await self._database.read(lambda connection: log.about(connection, self._keys, case))

    async def may(self, who: SignedIn, right: Right, reason: str | None, address: str) -> ErrorCode | None:
        """Why a right is refused, or None. What needs a reason is logged with it, and so is what is forbidden."""
        code = fault(who.account.role, right, reason)
        if code is ErrorCode.FORBIDDEN:
            await self._note(who, Deed.RIGHT_REFUSED, address, {"right": right})
        elif code is None and reason is not None and reason.strip():
            await self._note(who, Deed.RIGHT_USED, address, {"right": right, "reason": reason.strip()})
        return code

    async def of(self, who: SignedIn) -> list[Session]:
        """A person's sessions that live, the latest first."""
        now = self._clock()
        found = await self._database.read(lambda connection: rows.find_sessions(connection, who.account.id))
        return [session for session in found if session.lives(now, self._limits)]

    async def sign_out(self, who: SignedIn, address: str) -> None:
        now = self._clock()

        def write(connection: Connection) -> None:
            rows.end_sessions(connection, who.account.id, now, only=who.session.id)
            entry = Entry(now, Deed.SIGNED_OUT, who.account.id, who.account.id, self._origin(address))
            log.append(connection, self._keys, entry)

        await self._database.write(write)

    async def revoke(self, who: SignedIn, session: str | None, address: str) -> int:
        """End one of a person's own sessions, or all but the present one; how many they were."""
        now = self._clock()

        def write(connection: Connection) -> int:
            but = who.session.id if session is None else None
            ended = rows.end_sessions(connection, who.account.id, now, only=session, but=but)
            if ended:
                detail = {"count": str(ended)}
                own = who.account.id
                entry = Entry(now, Deed.SESSIONS_REVOKED, own, own, self._origin(address), detail)
                log.append(connection, self._keys, entry)
            return ended

        return await self._database.write(write)

    def fresh(self, who: SignedIn) -> bool:
        """Whether the person signed in only just now."""
        return who.session.fresh(self._clock())

    async def _note(
        self, who: SignedIn, deed: Deed, address: str, detail: dict[str, str], case: str | None = None
    ) -> None:
        own = who.account.id
        entry = Entry(self._clock(), deed, own, own, self._origin(address), detail, case)
        await self._database.write(lambda connection: log.append(connection, self._keys, entry))

    def _origin(self, address: str) -> str:
        return hashed_origin(self._keys, address)


def open_session(
    connection: Connection, account: Account, device: str, now: datetime, replaced: str = ""
) -> Opened:
    """Begin a session; what the browser had before (``replaced``, a token) ends."""
    before = rows.find_session(connection, token_hash(replaced)) if replaced else None
    if before is not None:
        rows.end_sessions(connection, before.account, now, only=before.id)
    token = secrets.token_urlsafe(32)
    session = Session(new_id(), AccountId(account.id), device, now, now)
    rows.insert_session(connection, session, token_hash(token))
    return Opened(account, token)


def token_hash(token: str) -> bytes:
    """What is kept of a token: 256 random bits need no more than a plain hash."""
    return hashlib.sha256(b"yuntiao/staff session\0" + token.encode(errors="replace")).digest()


def hashed_origin(keys: Keys, address: str) -> str:
    """Where something was done from, as the log keeps it."""
    return origin(keys, "staff", address).hex()
