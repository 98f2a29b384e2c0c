"""Signing in: a name and a password, then a code; or a passkey alone.

A failure does not tell whether there is such an account, and takes as long.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from rooms.answer import Refused
from rooms.errors import ErrorCode
from server.staff import ceremony, lockout, log, passkeys, recovery, rows, totp
from server.staff.account import FATAL_CODES, Account, Change, Factor, Standing, after
from server.staff.ceremony import Purpose
from server.staff.hashing import Passwords, TooBusy
from server.staff.log import Deed, Entry
from server.staff.passkeys import Credential, Site
from server.staff.rows import Kept
from server.staff.sessions import Clock, Opened, hashed_origin, open_session, utc_now
from server.storage.store import Store


@dataclass(frozen=True, slots=True)
class Visitor:
    """From where somebody signs in: an address, a browser in two words, and the token that it brought, if any."""

    address: str
    device: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class Halfway:
    """The password was right. ``ceremony`` is brought along with one of ``next``."""

    ceremony: str
    next: frozenset[Factor]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an authenticator is asked, and the ceremony that is brought along with its answer."""

    ceremony: str
    options: object


class SigningIn:
    """Every method raises StorageUnavailable when storage fails."""

    def __init__(self, store: Store, passwords: Passwords, *, clock: Clock = utc_now) -> None:
        self._database = store.database
        self._keys = store.keys
        self._passwords = passwords
        self._clock = clock

    async def password(self, name: str, password: str, visitor: Visitor) -> Halfway | Refused:
        """The first step. Refused with TOO_MANY_TRIES (``retry_after``), SIGN_IN_WRONG, ACCOUNT_LOCKED or BUSY."""
        now = self._clock()
        who = lockout.trier(self._keys, name, visitor.address)
        wait = await self._database.write(lambda connection: lockout.admit(connection, who, now))
        if wait:
            return Refused(ErrorCode.TOO_MANY_TRIES, {"retry_after": math.ceil(wait.total_seconds())})
        kept = await self._database.read(lambda found: rows.find_named(found, self._keys, name))
        try:
            right = await self._passwords.matches(kept.password if kept else None, password)
        except TooBusy:
            await self._database.write(lambda connection: lockout.give_back(connection, who))
            return Refused(ErrorCode.BUSY)

        def judge(connection: Connection) -> Halfway | Refused:
            if kept is None or not right or kept.account.standing not in {Standing.ACTIVE, Standing.LOCKED}:
                lockout.fail(connection, who, now)
                self._log(connection, visitor, Deed.FAILED, kept.account if kept else None, Factor.PASSWORD)
                return Refused(ErrorCode.SIGN_IN_WRONG)
            if kept.account.standing is Standing.LOCKED:
                self._log(connection, visitor, Deed.FAILED, kept.account, Factor.PASSWORD)
                return Refused(ErrorCode.ACCOUNT_LOCKED)
            lockout.forgive(connection, who)
            begun = ceremony.begin(Purpose.SIGN_IN, kept.account.id, now)
            others = kept.account.factors - {Factor.PASSWORD}
            return Halfway(ceremony.seal(self._keys, begun), others)

        return await self._database.write(judge)

    async def code(self, token: str, written: str, visitor: Visitor) -> Opened | Refused:
        """The second step by an authenticator. Refused: SIGN_IN_LAPSED, SECOND_FACTOR_WRONG, ACCOUNT_LOCKED."""
        now = self._clock()

        def use(connection: Connection, kept: Kept) -> bool:
            step = totp.matching_step(kept.totp, written, now, kept.totp_used) if kept.totp else None
            if step is not None:
                rows.set_totp_used(connection, kept.account.id, step)
            return step is not None

        return await self._second(token, Factor.TOTP, use, visitor)

    async def recovery(self, token: str, written: str, visitor: Visitor) -> Opened | Refused:
        """The second step by a recovery code, which is used up. Refused as ``code``."""
        now = self._clock()

        def use(connection: Connection, kept: Kept) -> bool:
            hashed = recovery.kept(self._keys, kept.account.id, written)
            return rows.use_recovery_code(connection, kept.account.id, hashed, now)

        return await self._second(token, Factor.RECOVERY, use, visitor)

    async def ask_for_passkey(self, site: Site) -> Asked:
        """Begin with a passkey, whoever's it is."""
        begun = ceremony.begin(Purpose.PASSKEY, None, self._clock())
        token = await self._database.read(lambda _: ceremony.seal(self._keys, begun))
        return Asked(token, passkeys.request_options(site, begun.challenge))

    async def passkey(
        self, token: str, credential: Credential, site: Site, visitor: Visitor
    ) -> Opened | Refused:
        """Sign in with a passkey alone. Refused: SIGN_IN_LAPSED, PASSKEY_REFUSED, ACCOUNT_LOCKED."""
        now = self._clock()

        def write(connection: Connection) -> Opened | Refused:
            begun = ceremony.open_(self._keys, token, Purpose.PASSKEY, now)
            if begun is None:
                return Refused(ErrorCode.SIGN_IN_LAPSED)
            named = passkeys.named(credential)
            passkey = rows.find_passkey(connection, named) if named else None
            kept = rows.find(connection, self._keys, passkey.account, lock=True) if passkey else None
            if passkey is None or kept is None:
                return Refused(ErrorCode.PASSKEY_REFUSED)
            count = passkeys.sign_count(site, passkey, credential, begun.challenge)
            if count is None or not rows.spend(connection, ceremony.mark(begun), begun.expires_at, now):
                self._log(connection, visitor, Deed.FAILED, kept.account, Factor.PASSKEY)
                return Refused(ErrorCode.PASSKEY_REFUSED)
            if kept.account.standing is not Standing.ACTIVE:
                self._log(connection, visitor, Deed.FAILED, kept.account, Factor.PASSKEY)
                locked = kept.account.standing is Standing.LOCKED
                return Refused(ErrorCode.ACCOUNT_LOCKED if locked else ErrorCode.PASSKEY_REFUSED)
            rows.set_sign_count(connection, passkey.id_hash, count)
            return self._open(connection, kept.account, Factor.PASSKEY, visitor, now)

        return await self._database.write(write)

    async def _second(
        self, token: str, factor: Factor, use: Callable[[Connection, Kept], bool], visitor: Visitor
    ) -> Opened | Refused:
        now = self._clock()

        def write(connection: Connection) -> Opened | Refused:
            begun = ceremony.open_(self._keys, token, Purpose.SIGN_IN, now)
            if begun is None or begun.account is None:
                return Refused(ErrorCode.SIGN_IN_LAPSED)
            kept = rows.find(connection, self._keys, begun.account, lock=True)
            if kept is None or kept.account.standing not in {Standing.ACTIVE, Standing.LOCKED}:
                return Refused(ErrorCode.SIGN_IN_LAPSED)
            if kept.account.standing is Standing.LOCKED:
                return Refused(ErrorCode.ACCOUNT_LOCKED)
            # Before anything of the second factor is used up.
            if rows.is_spent(connection, ceremony.mark(begun)):
                return Refused(ErrorCode.SIGN_IN_LAPSED)
            if not use(connection, kept):
                return self._wrong(connection, kept.account, factor, visitor)
            rows.spend(connection, ceremony.mark(begun), begun.expires_at, now)
            rows.set_wrong_codes(connection, kept.account.id, 0)
            return self._open(connection, kept.account, factor, visitor, now)

        return await self._database.write(write)

    def _wrong(self, connection: Connection, account: Account, factor: Factor, visitor: Visitor) -> Refused:
        """Count a wrong second factor; the last lets the account lock."""
        count = account.wrong_codes + 1
        rows.set_wrong_codes(connection, account.id, count)
        self._log(connection, visitor, Deed.FAILED, account, factor)
        locked = after(account.standing, Change.LOCK) if count >= FATAL_CODES else None
        if locked is None:
            return Refused(ErrorCode.SECOND_FACTOR_WRONG)
        rows.set_standing(connection, account.id, locked)
        rows.end_sessions(connection, account.id, self._clock())
        self._log(connection, visitor, Deed.LOCKED, account, factor)
        return Refused(ErrorCode.ACCOUNT_LOCKED)

    def _open(
        self, connection: Connection, account: Account, factor: Factor, visitor: Visitor, now: datetime
    ) -> Opened:
        self._log(connection, visitor, Deed.SIGNED_IN, account, factor)
        return open_session(connection, account, visitor.device, now, visitor.token)

    def _log(
        self, connection: Connection, visitor: Visitor, deed: Deed, account: Account | None, factor: Factor
    ) -> None:
        id_ = account.id if account else None
        by = id_ if deed is Deed.SIGNED_IN else None
        origin = hashed_origin(self._keys, visitor.address)
        log.append(
            connection, self._keys, Entry(self._clock(), deed, id_, by, origin, {"factor": factor.value})
        )
