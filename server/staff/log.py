"""What was done with accounts: appended, chained, sealed; never changed.

Each entry is canonical JSON under a salt; its commitment is a link of one hash chain (server.storage.chain), so that
an entry that was changed, taken out or put in shows. It is written in the transaction of what it tells of.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, insert, select, text

from rooms.canonical import canonical
from server.staff.account import AccountId
from server.staff.tables import log
from server.storage import chain
from server.storage.keys import Keys
from server.storage.sealing import Unreadable, place
from server.storage.tables import EPOCH

_GENESIS: Final = hashlib.sha256(b"yuntiao/staff/v1\0").digest()
_LOCK: Final = 8_220_119_437_311
"""The name of the lock by which PostgreSQL's writers take turns; SQLite's do so anyway."""


class Deed(StrEnum):
    """What an entry tells of."""

    INVITED = "invited"
    RESET = "reset"
    SET_UP = "set_up"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    FAILED = "failed"
    LOCKED = "locked"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a deed
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    SESSIONS_REVOKED = "sessions_revoked"
    ROLE_CHANGED = "role_changed"
    DISABLED = "disabled"
    RIGHT_USED = "right_used"
    RIGHT_REFUSED = "right_refused"
    LOOKED = "looked"
    """At the record of a session; ``room`` in the detail."""
    SEARCHED = "searched"
    """For what: ``question`` in the detail, and no case. Then, of each session of which they were shown something, its
    case, and ``room`` in the detail.
    """
    PLAYED = "played"
    FILMED = "filmed"
    """Had a film made of a recording."""
    DOWNLOADED = "downloaded"
    EXPORTED = "exported"
    GLASS_BROKEN = "glass_broken"
    RECORD_CORRECTED = "record_corrected"
    TERM_SET = "term_set"
    PAUSED = "paused"
    RESUMED = "resumed"
    RESTRICTED = "restricted"
    UNRESTRICTED = "unrestricted"
    CAUCUS_KEPT = "caucus_kept"
    CASE_CLOSED = "case_closed"
    CASE_ARCHIVED = "case_archived"
    DESTRUCTION_RUN = "destruction_run"
    BACKED_UP = "backed_up"
    RESTORED = "restored"


TECHNICAL: Final = frozenset(
    {
        Deed.INVITED,
        Deed.RESET,
        Deed.SET_UP,
        Deed.SIGNED_IN,
        Deed.SIGNED_OUT,
        Deed.FAILED,
        Deed.LOCKED,
        Deed.PASSWORD_CHANGED,
        Deed.FACTOR_ADDED,
        Deed.FACTOR_REMOVED,
        Deed.RECOVERY_CODES_RENEWED,
        Deed.SESSIONS_REVOKED,
        Deed.ROLE_CHANGED,
        Deed.DISABLED,
        Deed.BACKED_UP,
        Deed.RESTORED,
    }
)
"""What tells of accounts and of the service; everything else may tell of cases."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed. ``account``: to whom, None where nobody has that name; ``by``: by whom, None at the console.

    ``origin`` is a keyed hash of the address in hexadecimal, empty at the console. ``detail`` holds no secret.
    ``case``: the id of the case that it is about.
    """

    at: datetime
    deed: Deed
    account: AccountId | None = None
    by: AccountId | None = None
    origin: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)
    case: str | None = None


class LogBroken(Exception):
    """The log is not as it was written; the message names the first entry that does not follow."""


def append(connection: Connection, keys: Keys, entry: Entry) -> None:
    """Write an entry behind the last."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    last = connection.execute(select(log.c.seq, log.c.hash).order_by(log.c.seq.desc()).limit(1)).one_or_none()
    seq, previous = (last.seq + 1, last.hash) if last else (0, _GENESIS)
    salt, content = chain.new_salt(), _encoded(entry)
    committed = chain.commitment(salt, content)
    connection.execute(
        insert(log).values(
            seq=seq,
            commitment=committed,
            hash=chain.link(previous, committed),
            body=keys.wrap(chain.pack(salt, content), _place(seq)),
            subject=None if entry.case is None else _subject(keys, entry.case),
        )
    )


def read(connection: Connection, keys: Keys) -> Iterator[Entry]:
    """All entries, oldest first; raises LogBroken at the first that does not follow from those before it."""
    head = _GENESIS
    for expected, row in enumerate(connection.execute(select(log).order_by(log.c.seq))):
        entry = _opened(keys, row)
        head = chain.link(head, row.commitment)
        if row.seq != expected or bytes(row.hash) != head:
            raise LogBroken(f"entry {row.seq} does not follow")
        yield entry


def about(connection: Connection, keys: Keys, case: str) -> list[Entry]:
    """The entries about a case, oldest first. Each is checked by itself, the whole chain is not; raises LogBroken."""
    found = select(log).where(log.c.subject == _subject(keys, case)).order_by(log.c.seq)
    return [_opened(keys, row) for row in connection.execute(found)]


def _opened(keys: Keys, row: Any) -> Entry:
    try:
        salt, content = chain.unpack(keys.unwrap(row.body, _place(row.seq)))
    except Unreadable as error:
        raise LogBroken(f"entry {row.seq} cannot be read") from error
    if chain.commitment(salt, content) != row.commitment:
        raise LogBroken(f"entry {row.seq} does not follow")
    entry = _decoded(content)
    subject = None if entry.case is None else _subject(keys, entry.case)
    if subject != row.subject:
        raise LogBroken(f"entry {row.seq} is filed elsewhere")
    return entry


def _subject(keys: Keys, case: str) -> bytes:
    return keys.keyed_hash("staff log subject", case.encode())[:16]


def _place(seq: int) -> bytes:
    return place("staff log", str(seq))


def _encoded(entry: Entry) -> bytes:
    return canonical(
        {
            "at": (entry.at - EPOCH) // timedelta(microseconds=1),
            "deed": entry.deed.value,
            "account": entry.account,
            "by": entry.by,
            "origin": entry.origin,
            "detail": dict(entry.detail),
            **({} if entry.case is None else {"case": entry.case}),
        }
    )


def _decoded(content: bytes) -> Entry:
    kept = json.loads(content)
    at = EPOCH + timedelta(microseconds=kept["at"])
    return Entry(
        at,
        Deed(kept["deed"]),
        kept["account"],
        kept["by"],
        kept["origin"],
        kept["detail"],
        kept.get("case"),
    )
