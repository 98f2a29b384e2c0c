"""Accounts and what hangs on them as rows and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, select, update

from rooms.rights import StaffRole
from server.staff.account import Account, AccountId, Factor, Standing, normal
from server.staff.lifetime import Session
from server.staff.tables import accounts, links, passkeys, recovery_codes, sessions, spent
from server.storage.keys import Keys
from server.storage.sealing import place

NAME_PURPOSE: Final = "staff name"
_NAMELESS: Final = "demonstration account"
"""Nobody signs in to one by name, so several may have the same."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An account with its secrets opened."""

    account: Account
    password: str | None
    totp: str | None
    totp_used: int | None


@dataclass(frozen=True, slots=True)
class Passkey:
    """What is kept of a passkey. ``key`` is its COSE public key."""

    id_hash: bytes
    account: AccountId
    credential_id: bytes
    key: bytes
    sign_count: int
    device: str
    added_at: datetime


def name_key(keys: Keys, name: str) -> bytes:
    return keys.keyed_hash(NAME_PURPOSE, normal(name).encode(errors="replace"))


def insert_account(connection: Connection, keys: Keys, account: Account) -> None:
    """Raises IntegrityError when the name is taken."""
    named = name_key(keys, account.name)
    connection.execute(
        insert(accounts).values(
            id=account.id,
            name_key=keys.keyed_hash(_NAMELESS, account.id.encode()) if account.demonstration else named,
            sealed_name=keys.wrap(account.name.encode(), _place("name", account.id)),
            role=account.role,
            standing=account.standing,
            created_at=account.created_at,
            wrong_codes=0,
            demonstration=account.demonstration,
        )
    )


def find(connection: Connection, keys: Keys, id_: AccountId, *, lock: bool = False) -> Kept | None:
    """``lock`` makes what changes the same account take turns."""
    return _found(connection, keys, accounts.c.id == id_, lock=lock)


def find_named(connection: Connection, keys: Keys, name: str) -> Kept | None:
    return _found(connection, keys, accounts.c.name_key == name_key(keys, name))


def find_all(connection: Connection, keys: Keys, *, demonstrations: bool = False) -> list[Account]:
    """Every account, in the order in which they were made; those of demonstrations only if they are wanted."""
    wanted = _with_factors().order_by(accounts.c.created_at, accounts.c.id)
    if not demonstrations:
        wanted = wanted.where(~accounts.c.demonstration)
    return [_kept(row, keys).account for row in connection.execute(wanted)]


def _found(
    connection: Connection, keys: Keys, which: ColumnElement[bool], *, lock: bool = False
) -> Kept | None:
    if lock:
        connection.execute(select(accounts.c.id).where(which).with_for_update())
    row = connection.execute(_with_factors().where(which)).one_or_none()
    return None if row is None else _kept(row, keys)


def _with_factors() -> Any:
    unused = recovery_codes.c.used_at.is_(None)
    return select(
        accounts,
        exists().where(passkeys.c.account_id == accounts.c.id).label("has_passkey"),
        exists().where(recovery_codes.c.account_id == accounts.c.id, unused).label("has_recovery"),
    )


def _kept(row: Any, keys: Keys) -> Kept:
    id_ = AccountId(row.id)
    has = {
        Factor.PASSWORD: row.password is not None,
        Factor.TOTP: row.totp is not None,
        Factor.PASSKEY: row.has_passkey,
        Factor.RECOVERY: row.has_recovery,
    }
    account = Account(
        id_,
        keys.unwrap(row.sealed_name, _place("name", id_)).decode(),
        StaffRole(row.role),
        Standing(row.standing),
        row.created_at,
        frozenset(factor for factor, there in has.items() if there),
        row.wrong_codes,
        row.demonstration,
    )
    return Kept(
        account,
        _opened(row.password, keys, "password", id_),
        _opened(row.totp, keys, "totp", id_),
        row.totp_used,
    )


def _opened(sealed: bytes | None, keys: Keys, column: str, id_: AccountId) -> str | None:
    return None if sealed is None else keys.unwrap(sealed, _place(column, id_)).decode()


def set_role(connection: Connection, id_: AccountId, role: StaffRole) -> None:
    connection.execute(update(accounts).where(accounts.c.id == id_).values(role=role))


def set_standing(connection: Connection, id_: AccountId, standing: Standing) -> None:
    connection.execute(update(accounts).where(accounts.c.id == id_).values(standing=standing))


def set_wrong_codes(connection: Connection, id_: AccountId, count: int) -> None:
    connection.execute(update(accounts).where(accounts.c.id == id_).values(wrong_codes=count))


def set_password(connection: Connection, keys: Keys, id_: AccountId, hashed: str | None) -> None:
    sealed = None if hashed is None else keys.wrap(hashed.encode(), _place("password", id_))
    connection.execute(update(accounts).where(accounts.c.id == id_).values(password=sealed))


def set_totp(
    connection: Connection, keys: Keys, id_: AccountId, secret: str | None, used: int | None
) -> None:
    sealed = None if secret is None else keys.wrap(secret.encode(), _place("totp", id_))
    connection.execute(update(accounts).where(accounts.c.id == id_).values(totp=sealed, totp_used=used))


def set_totp_used(connection: Connection, id_: AccountId, step: int) -> None:
    connection.execute(update(accounts).where(accounts.c.id == id_).values(totp_used=step))


def replace_recovery_codes(connection: Connection, id_: AccountId, hashes: Sequence[bytes]) -> None:
    connection.execute(delete(recovery_codes).where(recovery_codes.c.account_id == id_))
    if hashes:
        connection.execute(
            insert(recovery_codes), [{"account_id": id_, "code_hash": hashed} for hashed in hashes]
        )


def use_recovery_code(connection: Connection, id_: AccountId, hashed: bytes, now: datetime) -> bool:
    """Use a code up; false when there is no such unused code."""
    unused = (
        (recovery_codes.c.account_id == id_)
        & (recovery_codes.c.code_hash == hashed)
        & recovery_codes.c.used_at.is_(None)
    )
    return bool(connection.execute(update(recovery_codes).where(unused).values(used_at=now)).rowcount)


def recovery_codes_left(connection: Connection, id_: AccountId) -> int:
    unused = (recovery_codes.c.account_id == id_) & recovery_codes.c.used_at.is_(None)
    return int(
        connection.execute(select(func.count()).select_from(recovery_codes).where(unused)).scalar_one()
    )


def insert_passkey(connection: Connection, passkey: Passkey) -> None:
    """Raises IntegrityError when it is known already."""
    connection.execute(
        insert(passkeys).values(
            id_hash=passkey.id_hash,
            account_id=passkey.account,
            credential_id=passkey.credential_id,
            public_key=passkey.key,
            sign_count=passkey.sign_count,
            device=passkey.device,
            added_at=passkey.added_at,
        )
    )


def find_passkey(connection: Connection, id_hash: bytes) -> Passkey | None:
    """``with_for_update``: two answers of one authenticator take turns, so that its counter counts."""
    found = select(passkeys).where(passkeys.c.id_hash == id_hash).with_for_update()
    row = connection.execute(found).one_or_none()
    return None if row is None else _passkey(row)


def find_passkeys(connection: Connection, id_: AccountId) -> list[Passkey]:
    found = select(passkeys).where(passkeys.c.account_id == id_).order_by(passkeys.c.added_at)
    return [_passkey(row) for row in connection.execute(found)]


def _passkey(row: Any) -> Passkey:
    return Passkey(
        bytes(row.id_hash),
        AccountId(row.account_id),
        bytes(row.credential_id),
        bytes(row.public_key),
        row.sign_count,
        row.device,
        row.added_at,
    )


def set_sign_count(connection: Connection, id_hash: bytes, count: int) -> None:
    connection.execute(update(passkeys).where(passkeys.c.id_hash == id_hash).values(sign_count=count))


def delete_passkey(connection: Connection, id_: AccountId, id_hash: bytes) -> bool:
    own = (passkeys.c.account_id == id_) & (passkeys.c.id_hash == id_hash)
    return bool(connection.execute(delete(passkeys).where(own)).rowcount)


def forget_factors(connection: Connection, id_: AccountId) -> None:
    """Everything with which the account could be signed in to."""
    nothing = {"password": None, "totp": None, "totp_used": None, "wrong_codes": 0}
    connection.execute(update(accounts).where(accounts.c.id == id_).values(nothing))
    connection.execute(delete(passkeys).where(passkeys.c.account_id == id_))
    connection.execute(delete(recovery_codes).where(recovery_codes.c.account_id == id_))


def insert_link(connection: Connection, id_: AccountId, hashed: bytes, expires_at: datetime) -> None:
    connection.execute(insert(links).values(token_hash=hashed, account_id=id_, expires_at=expires_at))


def account_of_link(
    connection: Connection, hashed: bytes, now: datetime, *, lock: bool = False
) -> AccountId | None:
    """Whose link it is; None when it is unknown, used, replaced or out of date."""
    found = select(links.c.account_id).where(
        links.c.token_hash == hashed, links.c.ended_at.is_(None), links.c.expires_at > now
    )
    id_ = connection.execute(found.with_for_update() if lock else found).scalar_one_or_none()
    return None if id_ is None else AccountId(id_)


def end_links(connection: Connection, id_: AccountId, now: datetime) -> None:
    open_ = (links.c.account_id == id_) & links.c.ended_at.is_(None)
    connection.execute(update(links).where(open_).values(ended_at=now))


def insert_session(connection: Connection, session: Session, hashed: bytes) -> None:
    connection.execute(
        insert(sessions).values(
            id=session.id,
            token_hash=hashed,
            account_id=session.account,
            device=session.device,
            started_at=session.started_at,
            seen_at=session.seen_at,
        )
    )


def find_session(connection: Connection, hashed: bytes) -> Session | None:
    row = connection.execute(select(sessions).where(sessions.c.token_hash == hashed)).one_or_none()
    return None if row is None else _session(row)


def is_living(connection: Connection, session: str) -> bool:
    """Whether nobody has ended it."""
    own = (sessions.c.id == session) & sessions.c.ended_at.is_(None)
    return connection.execute(select(sessions.c.id).where(own)).first() is not None


def find_sessions(connection: Connection, id_: AccountId) -> list[Session]:
    """The sessions that nobody has ended, the latest first."""
    found = (
        select(sessions)
        .where(sessions.c.account_id == id_, sessions.c.ended_at.is_(None))
        .order_by(sessions.c.seen_at.desc())
    )
    return [_session(row) for row in connection.execute(found)]


def _session(row: Any) -> Session:
    return Session(row.id, AccountId(row.account_id), row.device, row.started_at, row.seen_at, row.ended_at)


def set_seen(connection: Connection, session: str, now: datetime) -> None:
    connection.execute(update(sessions).where(sessions.c.id == session).values(seen_at=now))


def end_sessions(
    connection: Connection, id_: AccountId, now: datetime, *, only: str | None = None, but: str | None = None
) -> int:
    """End an account's sessions, all of them or one or all but one; how many they were."""
    ending = (sessions.c.account_id == id_) & sessions.c.ended_at.is_(None)
    if only is not None:
        ending &= sessions.c.id == only
    if but is not None:
        ending &= sessions.c.id != but
    return connection.execute(update(sessions).where(ending).values(ended_at=now)).rowcount


def spend(connection: Connection, hashed: bytes, expires_at: datetime, now: datetime) -> bool:
    """Bring a ceremony to its end; false when it had come there before."""
    connection.execute(delete(spent).where(spent.c.expires_at <= now))
    if is_spent(connection, hashed):
        return False
    connection.execute(insert(spent).values(token_hash=hashed, expires_at=expires_at))
    return True


def is_spent(connection: Connection, hashed: bytes) -> bool:
    return connection.execute(select(spent).where(spent.c.token_hash == hashed)).first() is not None


def _place(column: str, id_: AccountId) -> bytes:
    return place("staff account", column, id_)
