"""One transaction of the log: every request is drafted in memory first, then all rows are written at once."""

import contextlib
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Protocol, assert_never

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from rooms.canonical import canonical
from rooms.events import Event, RoomOpened, SessionAdjourned, SessionEnded, SessionResumed, encode
from rooms.ports import Fenced, JournalUnavailable
from rooms.state import SessionState
from server.storage.anchors import set_anchor
from server.storage.entries import ChannelErased, Draft, Head, RoomLog
from server.storage.keyring import Keyring
from server.storage.reading import UnknownRoom
from server.storage.requests import Adopt, Anchor, Append, Claim, Erase, Request
from server.storage.tables import chain_keys, chains, entries, rooms

# Anchored in the case's chain together with what they say; the session's state is kept in the clear to find
# rooms by.
_MILESTONES: Final[dict[type, SessionState]] = {
    RoomOpened: SessionState.OPEN,
    SessionAdjourned: SessionState.ADJOURNED,
    SessionResumed: SessionState.OPEN,
    SessionEnded: SessionState.ENDED,
}

# Made once, so that SQLAlchemy looks up what it knows of a statement instead of working it out.
_LOCK_TERMS: Final = (
    select(rooms.c.id, rooms.c.term)
    .where(rooms.c.id.in_(bindparam("named", expanding=True)))
    .order_by(rooms.c.id)
    .with_for_update()
)
_LOCK_TERM: Final = select(rooms.c.id, rooms.c.term).where(rooms.c.id == bindparam("room")).with_for_update()
_INSERTS: Final = {table: insert(table) for table in (chains, chain_keys, entries)}


class Memory(Protocol):
    """What the lane remembers between transactions."""

    keyring: Keyring

    def log_of(self, connection: Connection, room: str, term: int) -> RoomLog: ...

    def follows_a_failure(self, request: Append) -> bool: ...

    def refuse_what_follows(self, request: Append) -> None: ...


class Turn:
    """Answers requests in their order; ``write`` comes after the last."""

    def __init__(self, memory: Memory, connection: Connection, named: Collection[str]) -> None:
        self.claimed: set[str] = set()
        self._memory = memory
        self._connection = connection
        self._terms = self._lock_terms(named)
        self._drafts: dict[str, Draft] = {}
        self._adopted: dict[str, RoomLog] = {}
        self._raised: dict[str, int] = {}
        self._states: dict[str, SessionState] = {}
        self._anchors: dict[str, datetime] = {}
        self._erasures: list[tuple[Draft, list[Head], datetime]] = []

    def results(self) -> list[RoomLog]:
        """What is to be remembered once the transaction is committed."""
        return [*self._adopted.values(), *(draft.result() for draft in self._drafts.values())]

    def answer(self, request: Request) -> object:
        """None, or the exception with which a request is refused; a refused one has written nothing."""
        try:
            match request:
                case Append():
                    self._append(request)
                case Claim():
                    self._claim(request)
                case Adopt():
                    if request.log.term == self._term(request.room):
                        self._adopted[request.room] = request.log
                case Anchor():
                    self._anchors[self._owned(request.room).log.room] = request.at
                case Erase():
                    self._erase(request)
                case _:
                    assert_never(request)
        except SQLAlchemyError:
            raise
        except Exception as refusal:
            if isinstance(request, Append):
                self._memory.refuse_what_follows(request)
            return refusal
        return None

    def write(self) -> None:
        """Write the rows of all drafts; what refers to others comes after them."""
        drafts = self._drafts.values()
        self._insert(chains, [row for draft in drafts for row in draft.chains])
        self._insert(chain_keys, [row for draft in drafts for row in draft.chain_keys])
        self._insert(entries, [row for draft in drafts for row in draft.entries])
        self._update(rooms.c.term, self._raised)
        self._update(rooms.c.state, self._states)
        keys = self._memory.keyring.keys
        for room, at in sorted(self._anchors.items()):
            draft = self._drafts[room]
            set_anchor(self._connection, keys, draft.key, draft.result(), at)
        for draft, heads, at in self._erasures:
            ordinals = [head.ordinal for head in heads]
            self._connection.execute(
                delete(chain_keys).where(
                    chain_keys.c.room_id == draft.log.room, chain_keys.c.ordinal.in_(ordinals)
                )
            )
            set_anchor(self._connection, keys, draft.key, draft.result(), at, heads)

    def _append(self, request: Append) -> None:
        if self._memory.follows_a_failure(request):
            raise JournalUnavailable("what came before was not written")
        with self._connection.begin_nested() if request.rows else contextlib.nullcontext():
            if request.rows is not None:
                request.rows(self._connection)
            contents = [(event.channel, canonical(encode(event))) for event in request.events]
            draft = self._draft(request.room, request.term)
            if any(draft.is_erased(channel) for channel, _ in contents):
                raise ChannelErased(request.room)
        for channel, content in contents:
            draft.add(channel, content)
        for event in request.events:
            self._note_milestone(request.room, event)

    def _note_milestone(self, room: str, event: Event) -> None:
        state = _MILESTONES.get(type(event))
        if state is not None:
            self._states[room] = state
            self._anchors[room] = event.at

    def _claim(self, request: Claim) -> None:
        if request.term < self._term(request.room):
            raise Fenced(request.room)
        self._raise_term(request.room, request.term)
        self.claimed.add(request.room)

    def _erase(self, request: Erase) -> None:
        draft = self._owned(request.room)
        heads = [draft.heads[channel] for channel in request.channels if channel in draft.heads]
        alive = [head for head in heads if head.sealer is not None]
        if request.rows is not None:
            if not alive:
                raise ChannelErased(request.room)
            with self._connection.begin_nested():
                request.rows(self._connection)
        for head in alive:
            draft.heads[head.channel] = replace(head, sealer=None)
        if alive:
            self._erasures.append((draft, alive, request.at))

    def _draft(self, room: str, term: int) -> Draft:
        """The room's draft for a writer of this term; raises Fenced, UnknownRoom."""
        if term < self._term(room):
            raise Fenced(room)
        draft = self._drafts.get(room)
        if draft is None:
            log = self._memory.log_of(self._connection, room, term)
            draft = Draft.of(log, self._memory.keyring.of(self._connection, log.case))
            self._drafts[room] = draft
        draft.term = term
        self._raise_term(room, term)
        return draft

    def _owned(self, room: str) -> Draft:
        """The room's draft for whoever was the last to write to it."""
        return self._draft(room, self._term(room))

    def _raise_term(self, room: str, term: int) -> None:
        if term > self._term(room):
            self._terms[room] = self._raised[room] = term

    def _term(self, room: str) -> int:
        if room not in self._terms:
            self._terms |= self._lock_terms([room])
        try:
            return self._terms[room]
        except KeyError:
            raise UnknownRoom(room) from None

    def _lock_terms(self, named: Collection[str]) -> dict[str, int]:
        """The newest terms, held until the commit: who takes a room over waits for what is being written to it."""
        if len(named) == 1:
            found = self._connection.execute(_LOCK_TERM, {"room": next(iter(named))})
        else:
            found = self._connection.execute(_LOCK_TERMS, {"named": sorted(named)})
        return {row.id: row.term for row in found}

    def _insert(self, table: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(_INSERTS[table], rows)

    def _update(self, column: Any, values: dict[str, Any]) -> None:
        if values:
            self._connection.execute(
                update(rooms).where(rooms.c.id == bindparam("room")).values({column: bindparam("value")}),
                [{"room": room, "value": value} for room, value in sorted(values.items())],
            )
