"""What an administrator does with accounts, in the browser or at the console."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.rights import StaffRole
from server.cases.repository import new_id
from server.staff import log, rows
from server.staff.account import Account, AccountId, Change, Standing, after, name_fault
from server.staff.log import Deed, Entry
from server.staff.sessions import Clock, hashed_origin, utc_now
from server.storage.store import Store

T = TypeVar("T")
LINK_LASTS: Final = timedelta(hours=24)
FIRST: Final = "admin"
"""The name of the administrator whom the first start invites."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, and from what address; nobody in particular at the console."""

    id: AccountId | None = None
    address: str = ""


CONSOLE: Final = Actor()


class Accounts:
    """Every method raises StorageUnavailable when storage fails. Refused changes nothing."""

    def __init__(self, store: Store, *, clock: Clock = utc_now) -> None:
        self._database = store.database
        self._keys = store.keys
        self._clock = clock

    async def all(self) -> list[Account]:
        return await self._database.read(lambda connection: rows.find_all(connection, self._keys))

    async def everybody(self) -> list[Account]:
        """Also those of demonstrations: whoever may stand in a log."""
        return await self._database.read(
            lambda connection: rows.find_all(connection, self._keys, demonstrations=True)
        )

    async def named(self, name: str) -> Account | None:
        kept = await self._database.read(lambda found: rows.find_named(found, self._keys, name))
        return kept.account if kept else None

    async def invite(self, name: str, role: StaffRole, by: Actor = CONSOLE) -> str | Refused:
        """A new account; the token of its one-time link. Refused: NAME_UNFIT, NAME_TAKEN."""
        now = self._clock()
        if code := name_fault(name):
            return Refused(code)
        account = Account(AccountId(new_id()), name, role, Standing.INVITED, now)

        def write(connection: Connection) -> str:
            rows.insert_account(connection, self._keys, account)
            self._log(connection, Deed.INVITED, account.id, by, {"role": role.value})
            return _new_link(connection, account.id, now)

        try:
            return await self._database.write(write)
        except IntegrityError:
            return Refused(ErrorCode.NAME_TAKEN)

    async def reset(self, id_: AccountId, by: Actor = CONSOLE) -> str | Refused:
        """Take everything from an account with which it could sign in; the token of a new one-time link.

        Refused: ACCOUNT_UNKNOWN, OWN_ACCOUNT.
        """
        now = self._clock()

        def change(connection: Connection, account: Account) -> str | Refused:
            if refused := self._move(connection, account, Change.RESET):
                return refused
            rows.forget_factors(connection, id_)
            rows.end_sessions(connection, id_, now)
            rows.end_links(connection, id_, now)
            self._log(connection, Deed.RESET, id_, by, {})
            return _new_link(connection, id_, now)

        return await self._change(id_, by, change)

    async def disable(self, id_: AccountId, by: Actor = CONSOLE) -> Refused | None:
        """Let nobody sign in until a reset. Refused: ACCOUNT_UNKNOWN, OWN_ACCOUNT, LAST_ADMINISTRATOR."""
        now = self._clock()

        def change(connection: Connection, account: Account) -> Refused | None:
            if self._is_last_administrator(connection, account):
                return Refused(ErrorCode.LAST_ADMINISTRATOR)
            if refused := self._move(connection, account, Change.DISABLE):
                return refused
            rows.end_sessions(connection, id_, now)
            rows.end_links(connection, id_, now)
            self._log(connection, Deed.DISABLED, id_, by, {})
            return None

        return await self._change(id_, by, change)

    async def set_role(self, id_: AccountId, role: StaffRole, by: Actor = CONSOLE) -> Refused | None:
        """Another role from the next request on. Refused as ``disable``."""

        def change(connection: Connection, account: Account) -> Refused | None:
            if role is not StaffRole.ADMINISTRATOR and self._is_last_administrator(connection, account):
                return Refused(ErrorCode.LAST_ADMINISTRATOR)
            if role is not account.role:
                rows.set_role(connection, id_, role)
                detail = {"from": account.role.value, "to": role.value}
                self._log(connection, Deed.ROLE_CHANGED, id_, by, detail)
            return None

        return await self._change(id_, by, change)

    async def first_link(self) -> str | None:
        """The token of a fresh link for the first administrator, invited when there is no account at all.

        None once anybody has set an account up. The link of one start ends with the next.
        """
        known = await self.all()
        if not known:
            made = await self.invite(FIRST, StaffRole.ADMINISTRATOR)
        elif all(account.standing is Standing.INVITED for account in known) and known[0].name == FIRST:
            made = await self.reset(known[0].id)
        else:
            return None
        return made if isinstance(made, str) else None

    async def _change(
        self, id_: AccountId, by: Actor, change: Callable[[Connection, Account], T | Refused]
    ) -> T | Refused:
        def write(connection: Connection) -> T | Refused:
            kept = rows.find(connection, self._keys, id_, lock=True)
            if kept is None or kept.account.demonstration:
                return Refused(ErrorCode.ACCOUNT_UNKNOWN)
            if by.id == id_:
                return Refused(ErrorCode.OWN_ACCOUNT)
            return change(connection, kept.account)

        return await self._database.write(write)

    def _move(self, connection: Connection, account: Account, change: Change) -> Refused | None:
        to = after(account.standing, change)
        if to is None:
            return Refused(ErrorCode.FORBIDDEN)
        rows.set_standing(connection, account.id, to)
        return None

    def _is_last_administrator(self, connection: Connection, account: Account) -> bool:
        if account.role is not StaffRole.ADMINISTRATOR or account.standing is not Standing.ACTIVE:
            return False
        active = [
            other
            for other in rows.find_all(connection, self._keys)
            if other.role is StaffRole.ADMINISTRATOR and other.standing is Standing.ACTIVE
        ]
        return len(active) == 1

    def _log(
        self, connection: Connection, deed: Deed, id_: AccountId, by: Actor, detail: dict[str, str]
    ) -> None:
        origin = hashed_origin(self._keys, by.address) if by.address else ""
        log.append(connection, self._keys, Entry(self._clock(), deed, id_, by.id, origin, detail))


def link_hash(token: str) -> bytes:
    """What is kept of a one-time link's token, which is random and long."""
    return hashlib.sha256(b"yuntiao/staff link\0" + token.encode(errors="replace")).digest()


def _new_link(connection: Connection, id_: AccountId, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    rows.insert_link(connection, id_, link_hash(token), now + LINK_LASTS)
    return token
