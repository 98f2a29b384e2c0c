"""What a case still holds: the keys that live, by kind and room."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, select

from rooms.channel import JOINT, ChannelKind, talk_of
from rooms.ids import ChannelId, RoomId
from server.record import segments as recorded
from server.retention import rows
from server.retention.statement import ChannelTrace, SegmentTrace
from server.retention.terms import Kind
from server.storage.entries import name_place
from server.storage.keyring import CaseKey, Keyring
from server.storage.tables import chain_keys, chains, entries, rooms, segments

_BESIDE: Final = ("ledger:", "draft:")
"""Chains of what was noted for conveying out of a talk, and of what was drafted in one."""
_SEPARATE: Final = (f"{ChannelKind.GROUP}:", f"{ChannelKind.PRIVATE}:")


@dataclass(frozen=True, slots=True)
class Holding:
    """What goes together: the things of one kind in one room (``room`` empty: of the case itself)."""

    kind: Kind
    room: str = ""
    segments: tuple[SegmentTrace, ...] = ()
    channels: tuple[ChannelTrace, ...] = ()
    names: tuple[str, ...] = ()
    """Of the channels, in their order."""


def is_separate(channel: str) -> bool:
    """Whether a chain is of a separate talk, or lies beside one."""
    return _talk(channel).startswith(_SEPARATE)


def _talk(channel: str) -> str:
    """The talk that a chain goes with."""
    return next((channel.removeprefix(beside) for beside in _BESIDE if channel.startswith(beside)), channel)


def of_case(connection: Connection, keyring: Keyring, case: str) -> list[Holding]:
    """Everything of a case that has a key of its own, and last the case's key; raises CaseErased, Unreadable."""
    key = keyring.of(connection, case)
    found = list(
        connection.execute(
            select(rooms.c.id).where(rooms.c.case_id == case).order_by(rooms.c.created_at, rooms.c.id)
        ).scalars()
    )
    keep = rows.find_kept(connection, found)
    held = []
    for room in found:
        held += _merged([*_recordings(connection, keyring, room), *_channels(connection, key, room, keep)])
    return [*held, Holding(Kind.FILE)]


def _merged(held: Sequence[Holding]) -> list[Holding]:
    """What is told of the recordings of separate talks goes with their files, in one erasure."""
    merged: dict[Kind, Holding] = {}
    for each in held:
        other = merged.get(each.kind)
        merged[each.kind] = replace(other, channels=each.channels, names=each.names) if other else each
    return list(merged.values())


def _recordings(connection: Connection, keyring: Keyring, room: str) -> list[Holding]:
    wanted = select(segments.c.id).where(segments.c.room_id == room, segments.c.wrapped_key.is_not(None))
    alive = set(connection.execute(wanted).scalars())
    by_kind: dict[Kind, list[SegmentTrace]] = defaultdict(list)
    for row in recorded.of_room(connection, keyring, RoomId(room)) if alive else ():
        if row.segment.id in alive:
            joint = row.segment.channel == JOINT
            kind = Kind.RECORDINGS_JOINT if joint else Kind.RECORDINGS_PRIVATE
            done = row.finished
            trace = SegmentTrace(
                row.segment.id, done.length if done else 0, done.digest.hex() if done else ""
            )
            by_kind[kind].append(trace)
    return [Holding(kind, room, segments=tuple(traces)) for kind, traces in sorted(by_kind.items())]


def _channels(connection: Connection, key: CaseKey, room: str, keep: set[tuple[str, int]]) -> list[Holding]:
    alive = {}
    kept_names = set()
    for row in _living(connection, room):
        name = key.names.open(row.sealed_name, name_place(room, row.ordinal)).decode()
        alive[name] = row.ordinal
        if (room, row.ordinal) in keep:
            kept_names.add(name)
    by_kind: dict[Kind, list[str]] = defaultdict(list)
    for name in alive:
        by_kind[_kind(name, kept_names)].append(name)
    return [
        Holding(
            kind,
            room,
            channels=tuple(_trace(connection, room, alive[name]) for name in names),
            names=tuple(names),
        )
        for kind, names in sorted(by_kind.items())
    ]


def _kind(name: str, kept_names: set[str]) -> Kind:
    if talk_of(ChannelId(name)) != name:
        return Kind.RECORDINGS_PRIVATE
    stays = not is_separate(name) or _talk(name) in kept_names
    return Kind.TALK if stays else Kind.CAUCUS


def _living(connection: Connection, room: str) -> Sequence[Any]:
    same = (chain_keys.c.room_id == chains.c.room_id) & (chain_keys.c.ordinal == chains.c.ordinal)
    return connection.execute(
        select(chains.c.ordinal, chains.c.sealed_name)
        .select_from(chains.join(chain_keys, same))
        .where(chains.c.room_id == room)
        .order_by(chains.c.ordinal)
    ).all()


def _trace(connection: Connection, room: str, ordinal: int) -> ChannelTrace:
    last = connection.execute(
        select(entries.c.seq, entries.c.hash)
        .where(entries.c.room_id == room, entries.c.chain == ordinal)
        .order_by(entries.c.seq.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        return ChannelTrace(room, ordinal, 0, "")
    return ChannelTrace(room, ordinal, last.seq + 1, bytes(last.hash).hex())
