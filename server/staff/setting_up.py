"""Setting an account up by its one-time link: a password with an authenticator or a passkey, or a passkey alone.

Looking at the link uses nothing up, and nothing is kept until all of it is there.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from rooms.answer import Refused
from rooms.errors import ErrorCode
from server.staff import ceremony, log, passkeys, password, recovery, rows, totp
from server.staff.account import Account, Change, Factor, after, remains_open
from server.staff.accounts import link_hash
from server.staff.ceremony import Ceremony, Purpose
from server.staff.hashing import Passwords, TooBusy
from server.staff.log import Deed, Entry
from server.staff.passkeys import Credential, Site
from server.staff.rows import Passkey
from server.staff.sessions import Clock, Opened, hashed_origin, open_session, utc_now
from server.staff.signing_in import Visitor
from server.storage.store import Store


@dataclass(frozen=True, slots=True)
class Offer:
    """What a second factor is made from: an authenticator's secret and its address for a QR code, or a passkey."""

    ceremony: str
    secret: str
    address: str
    options: object


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody sets up: a password or none, a code of the authenticator or a passkey or both."""

    password: str | None = None
    code: str | None = None
    credential: Credential | None = None


@dataclass(frozen=True, slots=True)
class SetUp:
    """Done: a session has begun. The recovery codes are shown once; there are none without a password."""

    opened: Opened
    recovery_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Proved:
    """The factors that hold up."""

    totp_step: int | None
    passkey: Passkey | None


class SettingUp:
    """Every method raises StorageUnavailable when storage fails. Refused changes nothing."""

    def __init__(self, store: Store, passwords: Passwords, *, clock: Clock = utc_now) -> None:
        self._database = store.database
        self._keys = store.keys
        self._passwords = passwords
        self._clock = clock

    async def look(self, token: str) -> Account | Refused:
        """Whose link it is. Refused: SETUP_LINK_INVALID, whatever became of it."""
        now = self._clock()
        found = await self._database.read(lambda connection: self._find(connection, token, now))
        return found or Refused(ErrorCode.SETUP_LINK_INVALID)

    async def offer(self, token: str, chosen: str | None, site: Site) -> Offer | Refused:
        """Look at a password (None: without one) and offer what goes with it.

        Refused: SETUP_LINK_INVALID, PASSWORD_UNFIT with ``why``.
        """
        now = self._clock()

        def read(connection: Connection) -> Offer | Refused:
            account = self._find(connection, token, now)
            if account is None:
                return Refused(ErrorCode.SETUP_LINK_INVALID)
            if refused := password_fault(chosen, account.name):
                return refused
            begun = ceremony.begin(Purpose.SET_UP, account.id, now, totp.new_secret())
            return offered(ceremony.seal(self._keys, begun), begun, account, site)

        return await self._database.read(read)

    async def finish(
        self, token: str, begun: str, chosen: Chosen, site: Site, visitor: Visitor
    ) -> SetUp | Refused:
        """Everything at once, or nothing.

        Refused: SETUP_LINK_INVALID, SIGN_IN_LAPSED, PASSWORD_UNFIT, SECOND_FACTOR_WRONG, PASSKEY_REFUSED,
        LAST_FACTOR when what was chosen does not suffice to sign in, BUSY.
        """
        account = await self.look(token)
        if isinstance(account, Refused):
            return account
        if refused := password_fault(chosen.password, account.name):
            return refused
        try:
            hashed = await self._passwords.hash(chosen.password) if chosen.password is not None else None
        except TooBusy:
            return Refused(ErrorCode.BUSY)
        now = self._clock()

        def write(connection: Connection) -> SetUp | Refused:
            found = self._find(connection, token, now, lock=True)
            if found is None:
                return Refused(ErrorCode.SETUP_LINK_INVALID)
            opening = ceremony.open_(self._keys, begun, Purpose.SET_UP, now)
            if opening is None or opening.account != found.id:
                return Refused(ErrorCode.SIGN_IN_LAPSED)
            proved = _prove(found, chosen, opening, site, visitor, now)
            if isinstance(proved, Refused):
                return proved
            return self._keep(connection, found, hashed, opening, proved, visitor)

        return await self._database.write(write)

    def _find(
        self, connection: Connection, token: str, now: datetime, *, lock: bool = False
    ) -> Account | None:
        id_ = rows.account_of_link(connection, link_hash(token), now, lock=lock)
        kept = rows.find(connection, self._keys, id_, lock=lock) if id_ is not None else None
        if kept is None or after(kept.account.standing, Change.SET_UP) is None:
            return None
        return kept.account

    def _keep(
        self,
        connection: Connection,
        account: Account,
        hashed: str | None,
        begun: Ceremony,
        proved: _Proved,
        visitor: Visitor,
    ) -> SetUp | Refused:
        now, keys = self._clock(), self._keys
        factors = _factors(hashed, proved)
        standing = after(account.standing, Change.SET_UP)
        if standing is None or not remains_open(factors):
            return Refused(ErrorCode.LAST_FACTOR)
        # Whatever they once signed in with was taken from them: it is not theirs again with the new ones.
        rows.forget_factors(connection, account.id)
        rows.set_password(connection, keys, account.id, hashed)
        if proved.totp_step is not None:
            rows.set_totp(connection, keys, account.id, begun.secret, proved.totp_step)
        if proved.passkey is not None:
            rows.insert_passkey(connection, proved.passkey)
        codes = recovery.new_codes() if hashed is not None else []
        kept = [recovery.kept(keys, account.id, code) for code in codes]
        rows.replace_recovery_codes(connection, account.id, kept)
        rows.set_standing(connection, account.id, standing)
        rows.end_links(connection, account.id, now)
        origin = hashed_origin(keys, visitor.address)
        detail = {"factors": " ".join(sorted(factors))}
        log.append(connection, keys, Entry(now, Deed.SET_UP, account.id, account.id, origin, detail))
        opened = open_session(connection, account, visitor.device, now, visitor.token)
        return SetUp(opened, tuple(codes))


def password_fault(chosen: str | None, name: str) -> Refused | None:
    """Refused with PASSWORD_UNFIT, ``why`` and the ``limit`` there is; nothing is wrong with no password."""
    why = password.unfit(chosen, name) if chosen is not None else None
    if why is None:
        return None
    limit = {"limit": password.LIMITS[why]} if why in password.LIMITS else {}
    return Refused(ErrorCode.PASSWORD_UNFIT, {"why": why.value, **limit})


def offered(
    token: str, begun: Ceremony, account: Account, site: Site, known: tuple[Passkey, ...] = ()
) -> Offer:
    """What a browser is told of a ceremony in which a factor is made."""
    secret = begun.secret or ""
    options = passkeys.creation_options(site, account, begun.challenge, known)
    return Offer(token, secret, totp.address(secret, account.name, site.name), options)


def _prove(
    account: Account, chosen: Chosen, begun: Ceremony, site: Site, visitor: Visitor, now: datetime
) -> _Proved | Refused:
    step = passkey = None
    if chosen.code is not None:
        step = totp.matching_step(begun.secret or "", chosen.code, now, None)
        if step is None:
            return Refused(ErrorCode.SECOND_FACTOR_WRONG)
    if chosen.credential is not None:
        passkey = passkeys.made(site, account, chosen.credential, begun.challenge, visitor.device, now)
        if passkey is None:
            return Refused(ErrorCode.PASSKEY_REFUSED)
    return _Proved(step, passkey)


def _factors(hashed: str | None, proved: _Proved) -> frozenset[Factor]:
    has = {
        Factor.PASSWORD: hashed is not None,
        Factor.TOTP: proved.totp_step is not None,
        Factor.PASSKEY: proved.passkey is not None,
    }
    return frozenset(factor for factor, there in has.items() if there)
