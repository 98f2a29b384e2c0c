"""What staff look for: how long an answer takes over 10,000 sessions of 500 lines, and what it costs to keep them."""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import psutil
from sqlalchemy import Connection

from bench.report import Figure, Target, note, percentile
from rooms.archive.past import Line, LineKind, Past, Residence
from rooms.channel import JOINT, Group, Stay, of_group
from rooms.events import Cause, ChatPosted, Moved
from rooms.ids import ChannelId, GroupId, MessageId, RoomId, SeatId, StayId
from rooms.minutes import NOTHING
from rooms.participant import Seat
from rooms.rights import StaffRole
from rooms.roles import Role
from server.casefile.files import CaseFiles
from server.cases import rows as case_rows
from server.cases.case import Invited
from server.cases.repository import Cases, new_id
from server.config import Settings
from server.search import rows
from server.search.finder import Finder
from server.search.indexing import sealed_of
from server.search.parts import Part, split
from server.search.shelf import Shelf
from server.search.shelves import shelves
from server.staff.account import Account, AccountId, Standing
from server.storage import Store, open_store
from server.storage.reading import find_log

SESSIONS = int(os.environ.get("SESSIONS", "10000"))
LINES, LENGTH, ASKED, OWN = 500, 20, 12, 500
APART = 0.3
"""Of the lines, how many were said apart."""
_START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
_GROUP = GroupId("worker")
_WORKER = Seat(SeatId("worker"), "worker", "龙建军", Role.PARTY, _GROUP)
_MEDIATOR = Seat(SeatId("mediator"), "mediator", "田秀英", Role.MEDIATOR)
_TARGET = Target(300.0)
_CHARACTERS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民"
    "得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社"
    "义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并"
    "提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强"
)
_WORDS = {
    "absent": "三万二千元我也肯收下",
    "rare": "稀罕词语",
    "common": "工资",
    "one_character": "的",
    "name": "田秀英",
    "three_terms": "田秀英 工资 2026年3月",
}


async def search_figures() -> AsyncIterator[Figure]:
    """Answers to a clerk, who reads the joint talk of all sessions, and to a mediator with 500 of them."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(Settings(data=Path(folder))) as store:
            clerk, host = (Account(AccountId(role), "甲", role, Standing.ACTIVE, _START) for role in _ROLES)
            began = time.perf_counter()
            await _fill(store, host)
            note(f"{SESSIONS} sessions made in {time.perf_counter() - began:.0f} s")
            yield Figure("search_index_on_disk", "MB", [_size(Path(folder)) / 1e6])
            finder = Finder(store, CaseFiles(store))
            before = _others()
            began = time.perf_counter()
            await finder.refresh()
            yield Figure("search_first_question_waits", "s", [time.perf_counter() - began])
            yield Figure("search_memory", "MB", [(_others() - before) / 1e6])
            for name, words in _WORDS.items():
                for who in (clerk, host):
                    label, began = f"search_{who.role}_{name}", _cpu()
                    taken = [await _timed(finder, who, words) for _ in range(ASKED)]
                    yield Figure(f"{label}_cpu", "ms", [(_cpu() - began) * 1e3 / ASKED])
                    yield Figure(f"{label}_p95", "ms", [percentile(taken, 0.95)], _TARGET)
            yield Figure("search_indexing_a_session", "ms", await _indexing(store))
            finder.close()


_ROLES = StaffRole.CLERK, StaffRole.MEDIATOR


async def _timed(finder: Finder, who: Account, words: str) -> float:
    began = time.perf_counter()
    await finder.find(who, words)
    return (time.perf_counter() - began) * 1e3


def _cpu() -> float:
    """Seconds that this process and those that it has begun have used."""
    children = [child.cpu_times() for child in psutil.Process().children(recursive=True)]
    return time.process_time() + sum(each.user + each.system for each in children)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _others() -> int:
    """Memory of the processes that this one has begun."""
    return sum(child.memory_info().rss for child in psutil.Process().children(recursive=True))


async def _fill(store: Store, host: Account) -> None:
    """Rooms with a short log each, and in the index what a long one would have left there."""
    chance = random.Random(1)
    templates = [_told(chance, number) for number in range(100)]
    made = [(split(told), shelves(told, {_WORKER.id: "13907430521"})) for told in templates]
    for number in range(SESSIONS):
        at = _START + timedelta(minutes=number)
        seats = [replace(seat, id=SeatId(new_id())) for seat in (_WORKER, _MEDIATOR)]
        room = await _room(store, f"B2026-{number:06}", seats, at)
        if number >= OWN:
            await _index(store, room, *made[number % len(made)])
            continue
        await store.database.write(partial(_give, seats[1].id, host.id))
        own = _with_seats(templates[number % len(templates)], seats, at)
        await _index(store, room, split(own), shelves(own, {seats[0].id: "13907430521"}))


def _give(seat: SeatId, account: str, connection: Connection) -> None:
    case_rows.give_seat(connection, seat, account)


async def _room(store: Store, number: str, seats: list[Seat], at: datetime) -> RoomId:
    groups = [Group(_GROUP, "劳动者", "Worker")]
    case = await Cases(store).create(number, "追索劳动报酬", groups, at=at)
    people = [Invited(seats[0], "13907430521"), *map(Invited, seats[1:])]
    room = (await Cases(store).open_session(case, people, at=at)).id
    seat = seats[0].id
    await store.journal.append(room, 0, [_message(seat, JOINT, at), _message(seat, of_group(_GROUP), at)])
    return room


async def _index(
    store: Store, room: RoomId, parts: dict[ChannelId, Part], found: dict[ChannelId, list[Shelf]]
) -> None:
    def write(connection: Connection) -> None:
        rows.write(connection, rows.seal(find_log(connection, store.keyring, room), parts, found))

    await store.database.write(write)


def _message(seat: SeatId, into: ChannelId, at: datetime) -> ChatPosted:
    cause = Cause(seat, new_id(), "0" * 64, {})
    return ChatPosted(
        at=at,
        cause=cause,
        id=MessageId(new_id()),
        seat=seat,
        stay=StayId(new_id()),
        into=into,
        text="好",
        to_hosts=False,
        readers=(seat,),
    )


def _told(chance: random.Random, number: int) -> Past:
    """Five hundred lines, some of them apart."""
    lines = []
    for place in range(LINES):
        text = "".join(chance.choices(_CHARACTERS, k=chance.randint(LENGTH // 2, LENGTH * 3 // 2)))
        if place % 50 == 0:
            text += "工资"
        if number == 50 and place == 7:
            text += "稀罕词语"
        channel = of_group(_GROUP) if place >= LINES * (1 - APART) else JOINT
        at = _START + timedelta(seconds=10 * place)
        readers = frozenset({_WORKER.id, _MEDIATOR.id})
        line = Line(
            LineKind.WRITTEN, channel, at, (_WORKER.id,), StayId("s"), new_id(), text, readers=readers
        )
        lines.append(line)
    seats, until = {seat.id: seat for seat in (_WORKER, _MEDIATOR)}, _START + timedelta(hours=2)
    stays = tuple(Residence(StayId(seat), seat, JOINT, _START, until) for seat in seats)
    return Past(RoomId(""), "", "", (), seats, _START, until, stays, tuple(lines), (), (), (), NOTHING, {})


def _with_seats(told: Past, seats: list[Seat], at: datetime) -> Past:
    names = {old: seat.id for old, seat in zip(told.seats, seats, strict=True)}
    lines = tuple(
        replace(
            line,
            seats=tuple(names[seat] for seat in line.seats),
            readers=frozenset(names[seat] for seat in line.readers),
            at=line.at - _START + at,
        )
        for line in told.lines
    )
    stays = tuple(replace(stay, seat=names[stay.seat]) for stay in told.residences)
    return replace(told, seats={seat.id: seat for seat in seats}, lines=lines, residences=stays, opened=at)


async def _indexing(store: Store) -> list[float]:
    """Milliseconds for a session whose log really has so many lines."""
    worker = replace(_WORKER, id=SeatId(new_id()))
    room = await _room(store, "B-LONG", [worker], _START)
    stay = Moved(at=_START, stays=(Stay(StayId(new_id()), worker.id, JOINT, _START),))
    await store.journal.append(room, 0, [stay, *(_message(worker.id, JOINT, _START) for _ in range(LINES))])
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        await store.database.read(lambda connection: sealed_of(connection, store.keyring, room))
        taken.append((time.perf_counter() - began) * 1e3)
    return taken
