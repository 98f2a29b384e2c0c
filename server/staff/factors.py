"""Changing one's own factors, by who signed in only just now (``lifetime.FRESH``)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from rooms.answer import Refused
from rooms.errors import ErrorCode
from server.staff import ceremony, log, passkeys, recovery, rows, totp
from server.staff.account import Account, Factor, Standing, remains_open
from server.staff.ceremony import Purpose
from server.staff.hashing import Passwords, TooBusy
from server.staff.log import Deed, Entry
from server.staff.passkeys import Credential, Site
from server.staff.rows import Kept, Passkey
from server.staff.sessions import Clock, SignedIn, hashed_origin, utc_now
from server.staff.setting_up import Offer, offered, password_fault
from server.staff.signing_in import Visitor
from server.storage.store import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Present:
    """What an account can be signed in to with, for its own page."""

    factors: frozenset[Factor]
    passkeys: tuple[Passkey, ...]
    recovery_codes_left: int


class Factors:
    """Every change is refused with SIGN_IN_AGAIN when the session is not fresh.

    Every method raises StorageUnavailable when storage fails. Refused changes nothing.
    """

    def __init__(self, store: Store, passwords: Passwords, *, clock: Clock = utc_now) -> None:
        self._database = store.database
        self._keys = store.keys
        self._passwords = passwords
        self._clock = clock

    async def of(self, who: SignedIn) -> Present:
        def read(connection: Connection) -> Present:
            return Present(
                who.account.factors,
                tuple(rows.find_passkeys(connection, who.account.id)),
                rows.recovery_codes_left(connection, who.account.id),
            )

        return await self._database.read(read)

    async def set_password(self, who: SignedIn, password: str, visitor: Visitor) -> tuple[str, ...] | Refused:
        """A new password; who had none gets recovery codes with it, which are shown once.

        Every other session ends. Refused: PASSWORD_UNFIT, BUSY.
        """
        if refused := self._stale(who) or password_fault(password, who.account.name):
            return refused
        try:
            hashed = await self._passwords.hash(password)
        except TooBusy:
            return Refused(ErrorCode.BUSY)

        def change(connection: Connection, kept: Kept, now: datetime) -> tuple[str, ...] | Refused:
            rows.set_password(connection, self._keys, who.account.id, hashed)
            rows.end_sessions(connection, who.account.id, now, but=who.session.id)
            self._log(connection, who, visitor, Deed.PASSWORD_CHANGED)
            if kept.password is not None:
                return ()
            return self._fresh_codes(connection, kept.account)

        return await self._change(who, change)

    async def offer(self, who: SignedIn, site: Site) -> Offer | Refused:
        """What a new authenticator or passkey is made from."""
        if refused := self._stale(who):
            return refused
        begun = ceremony.begin(Purpose.ADD, who.account.id, self._clock(), totp.new_secret())

        def read(connection: Connection) -> Offer:
            known = tuple(rows.find_passkeys(connection, who.account.id))
            return offered(ceremony.seal(self._keys, begun), begun, who.account, site, known)

        return await self._database.read(read)

    async def set_totp(self, who: SignedIn, begun: str, code: str, visitor: Visitor) -> Refused | None:
        """Another authenticator, in the place of the one before. Refused: SIGN_IN_LAPSED, SECOND_FACTOR_WRONG."""

        def change(connection: Connection, kept: Kept, now: datetime) -> Refused | None:
            opening = ceremony.open_(self._keys, begun, Purpose.ADD, now)
            if opening is None or opening.account != kept.account.id or opening.secret is None:
                return Refused(ErrorCode.SIGN_IN_LAPSED)
            step = totp.matching_step(opening.secret, code, now, None)
            if step is None:
                return Refused(ErrorCode.SECOND_FACTOR_WRONG)
            rows.set_totp(connection, self._keys, kept.account.id, opening.secret, step)
            self._log(connection, who, visitor, Deed.FACTOR_ADDED, Factor.TOTP)
            return None

        return await self._change(who, change)

    async def add_passkey(
        self, who: SignedIn, begun: str, credential: Credential, site: Site, visitor: Visitor
    ) -> Refused | None:
        """One passkey more. Refused: SIGN_IN_LAPSED, PASSKEY_REFUSED."""

        def change(connection: Connection, kept: Kept, now: datetime) -> Refused | None:
            opening = ceremony.open_(self._keys, begun, Purpose.ADD, now)
            if opening is None or opening.account != kept.account.id:
                return Refused(ErrorCode.SIGN_IN_LAPSED)
            made = passkeys.made(site, kept.account, credential, opening.challenge, visitor.device, now)
            if made is None or not rows.spend(connection, ceremony.mark(opening), opening.expires_at, now):
                return Refused(ErrorCode.PASSKEY_REFUSED)
            rows.insert_passkey(connection, made)
            self._log(connection, who, visitor, Deed.FACTOR_ADDED, Factor.PASSKEY)
            return None

        try:
            return await self._change(who, change)
        except IntegrityError:
            return Refused(ErrorCode.PASSKEY_REFUSED)

    async def remove_passkey(self, who: SignedIn, id_hash: bytes, visitor: Visitor) -> Refused | None:
        """Refused: LAST_FACTOR when nobody could sign in without it; NOT_FOUND."""

        def change(connection: Connection, kept: Kept, now: datetime) -> Refused | None:
            known = rows.find_passkeys(connection, kept.account.id)
            last = {passkey.id_hash for passkey in known} <= {id_hash}
            if last and not remains_open(kept.account.factors - {Factor.PASSKEY}):
                return Refused(ErrorCode.LAST_FACTOR)
            if not rows.delete_passkey(connection, kept.account.id, id_hash):
                return Refused(ErrorCode.NOT_FOUND)
            self._log(connection, who, visitor, Deed.FACTOR_REMOVED, Factor.PASSKEY)
            return None

        return await self._change(who, change)

    async def renew_recovery_codes(self, who: SignedIn, visitor: Visitor) -> tuple[str, ...] | Refused:
        """Ten new codes, shown once; the old ones are worth nothing. FORBIDDEN without the password they go with."""

        def change(connection: Connection, kept: Kept, now: datetime) -> tuple[str, ...] | Refused:
            if kept.password is None:
                return Refused(ErrorCode.FORBIDDEN)
            self._log(connection, who, visitor, Deed.RECOVERY_CODES_RENEWED)
            return self._fresh_codes(connection, kept.account)

        return await self._change(who, change)

    def _stale(self, who: SignedIn) -> Refused | None:
        return None if who.session.fresh(self._clock()) else Refused(ErrorCode.SIGN_IN_AGAIN)

    async def _change(
        self, who: SignedIn, change: Callable[[Connection, Kept, datetime], T | Refused]
    ) -> T | Refused:
        if refused := self._stale(who):
            return refused
        now = self._clock()

        def write(connection: Connection) -> T | Refused:
            kept = rows.find(connection, self._keys, who.account.id, lock=True)
            # Asked again: who was reset, disabled or signed out meanwhile changes nothing any more.
            living = rows.is_living(connection, who.session.id)
            if kept is None or kept.account.standing is not Standing.ACTIVE or not living:
                return Refused(ErrorCode.NOT_SIGNED_IN)
            return change(connection, kept, now)

        return await self._database.write(write)

    def _fresh_codes(self, connection: Connection, account: Account) -> tuple[str, ...]:
        codes = recovery.new_codes()
        kept = [recovery.kept(self._keys, account.id, code) for code in codes]
        rows.replace_recovery_codes(connection, account.id, kept)
        return tuple(codes)

    def _log(
        self,
        connection: Connection,
        who: SignedIn,
        visitor: Visitor,
        deed: Deed,
        factor: Factor | None = None,
    ) -> None:
        own, origin = who.account.id, hashed_origin(self._keys, visitor.address)
        detail = {"factor": factor.value} if factor else {}
        log.append(connection, self._keys, Entry(self._clock(), deed, own, own, origin, detail))
