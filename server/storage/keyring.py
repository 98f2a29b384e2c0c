"""The keys of cases and channels in memory, unwrapped once."""

import json
import secrets
from collections import OrderedDict
from functools import cached_property
from threading import Lock
from typing import Any, Final

from sqlalchemy import Connection, select

from rooms.canonical import JSON, canonical
from server.storage.keys import Keys, KeysUnavailable
from server.storage.sealing import KEY_BYTES, Sealer, Unreadable, derive, place
from server.storage.tables import cases

HELD: Final = 5_000


class UnknownCase(Exception):
    """There is no such case."""


class CaseErased(KeysUnavailable):
    """The case's key was destroyed when its time was over: what was under it can be read by nobody any more."""


class CaseKey:
    """What is done under one case's key: a derived key for each purpose, made when it is first needed."""

    def __init__(self, case: str, key: bytes) -> None:
        self.case = case
        self._key = key

    @cached_property
    def columns(self) -> Sealer:
        """For personal columns of the case's tables."""
        return Sealer(derive(self._key, "columns"))

    def seal_row(self, table: str, row: str, value: JSON) -> bytes:
        """What is personal in a row, for its sealed column."""
        return self.columns.seal(canonical(value), place(table, row))

    def open_row(self, table: str, row: str, sealed: bytes) -> Any:
        """What `seal_row` was given; raises Unreadable."""
        return json.loads(self.columns.open(sealed, place(table, row)))

    @cached_property
    def names(self) -> Sealer:
        """For the names of channels."""
        return Sealer(derive(self._key, "channel names"))

    @cached_property
    def papers(self) -> Sealer:
        """For documents that are signed, and the strokes of their signatures."""
        return Sealer(derive(self._key, "papers"))

    @cached_property
    def wrapping(self) -> Sealer:
        """For the keys of channels."""
        return Sealer(derive(self._key, "channel keys"))

    @cached_property
    def chain(self) -> Sealer:
        """For the entries of the case's chain."""
        return Sealer(derive(self._key, "case chain"))

    @cached_property
    def recordings(self) -> Sealer:
        """For what segments are of, and their keys."""
        return Sealer(derive(self._key, "recordings"))

    @cached_property
    def openings(self) -> Sealer:
        """For what the roots of anchors were made from."""
        return Sealer(derive(self._key, "openings"))

    def new_channel_key(self, room: str, ordinal: int) -> tuple[Sealer, bytes]:
        """A channel's sealer, and its key wrapped."""
        key = secrets.token_bytes(KEY_BYTES)
        return Sealer(key), self.wrapping.seal(key, _channel(room, ordinal))

    def channel(self, room: str, ordinal: int, wrapped: bytes) -> Sealer:
        """A channel's sealer; raises Unreadable."""
        return Sealer(self.wrapping.open(wrapped, _channel(room, ordinal)))


class Keyring:
    """Case keys by case; used by all storage threads."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self._held: OrderedDict[str, CaseKey] = OrderedDict()
        self._cases: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def create(self, case: str) -> tuple[CaseKey, bytes]:
        """A new case's key, and the same wrapped; it is remembered when it is first read back."""
        key = secrets.token_bytes(KEY_BYTES)
        return CaseKey(case, key), self.keys.wrap(key, _case(case))

    def of(self, connection: Connection, case: str) -> CaseKey:
        """A case's key; raises UnknownCase, CaseErased, KeysUnavailable."""
        with self._lock:
            held = self._held.get(case)
            if held is not None:
                self._held.move_to_end(case)
                return held
        row = connection.execute(
            select(cases.c.wrapped_key, cases.c.wrapped_by).where(cases.c.id == case)
        ).one_or_none()
        if row is None:
            raise UnknownCase(case)
        if not row.wrapped_key:
            raise CaseErased("the case's key was destroyed")
        if row.wrapped_by != self.keys.key_id:
            raise KeysUnavailable("the case's key was wrapped by another key")
        try:
            made = CaseKey(case, self.keys.unwrap(row.wrapped_key, _case(case)))
        except Unreadable as error:
            raise KeysUnavailable("the case's key was changed") from error
        with self._lock:
            self._held[case] = made
            if len(self._held) > HELD:
                self._held.popitem(last=False)
        return made

    def forget(self, case: str) -> None:
        """Nobody in this process uses the case's key any more."""
        with self._lock:
            self._held.pop(case, None)

    def of_room(self, connection: Connection, room: str, case: str) -> CaseKey:
        """The key of a room's case, which is at hand from then on; raises as `of`."""
        key = self.of(connection, case)
        with self._lock:
            self._cases[room] = case
            self._cases.move_to_end(room)
            if len(self._cases) > HELD:
                self._cases.popitem(last=False)
        return key

    def at_hand(self, room: str) -> CaseKey | None:
        """The key of a room's case without the database, if it was needed lately: as every live room's was."""
        with self._lock:
            return self._held.get(self._cases.get(room, ""))


def _case(case: str) -> bytes:
    return place("case key", case)


def _channel(room: str, ordinal: int) -> bytes:
    return place("channel key", room, str(ordinal))
