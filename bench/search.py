"""What staff look for: how long an answer takes over 10,000 sessions of 500 lines, and what it costs to keep them."""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from sqlalchemy import Connection

from bench.report import Figure, Target, note, percentile
from rooms.archive.past import Line, LineKind, Past, Residence
from rooms.channel import JOINT, Group, Stay, of_group
from rooms.events import Cause, ChatPosted, Moved
from rooms.ids import ChannelId, GroupId, MessageId, RoomId, SeatId, StayId
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
from server.search.parts import split
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
                    taken = [await _timed(finder, who, words) for _ in range(ASKED)]
                    yield Figure(f"search_{who.role}_{name}_p95", "ms", [percentile(taken, 0.95)], _TARGET)
            yield Figure("search_indexing_a_session", "ms", await _indexing(store))
            finder.close()


_ROLES = StaffRole.CLERK, StaffRole.MEDIATOR


async def _timed(finder: Finder, who: Account, words: str) -> float:
    began = time.perf_counter()
    await finder.find(who, words)
    return (time.perf_counter() - began) * 1e3


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _others() -> int:
    """Memory of the processes that this one has begun."""
    return sum(child.memory_info().rss for child in psutil.Process().children(recursive=True))


async def _fill(store: Store, host: Account) -> None:
    """Rooms with a short log each, and in the index what a long one would have left there."""
    chance = random.Random(1)
    templates = [_told(chance, number) for number in range(100)]
    for number in range(SESSIONS):
        await _session(store, number, templates[number % len(templates)], host if number < OWN else None)


async def _session(store: Store, number: int, told: Past, host: Account | None) -> None:
    at = _START + timedelta(minutes=number)
    case = await Cases(store).create(
        f"B2026-{number:06}", "追索劳动报酬", [Group(_GROUP, "劳动者", "Worker")], at=at
    )
    people = [
        Invited(Seat(SeatId(new_id()), "worker", "龙建军", Role.PARTY, _GROUP), "13907430521"),
        Invited(Seat(SeatId(new_id()), "mediator", "田秀英", Role.MEDIATOR)),
    ]
    room = (await Cases(store).open_session(case, people, at=at)).id
    seat = people[1].seat.id
    await store.journal.append(room, 0, [_message(seat, JOINT, at), _message(seat, of_group(_GROUP), at)])
    own = _with_seats(told, room, [each.seat for each in people], at)

    def write(connection: Connection) -> None:
        if host is not None:
            case_rows.give_seat(connection, seat, host.id)
        log = find_log(connection, store.keyring, room)
        rows.write(connection, rows.seal(log, split(own), shelves(own, {people[0].seat.id: "13907430521"})))

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
    """Five hundred lines, some of them apart; seats 0 and 1."""
    worker, mediator = SeatId("0"), SeatId("1")
    lines = []
    for place in range(LINES):
        apart = place >= LINES * (1 - APART)
        text = "".join(chance.choices(_CHARACTERS, k=chance.randint(LENGTH // 2, LENGTH * 3 // 2)))
        if place % 50 == 0:
            text += "工资"
        if number == 50 and place == 7:
            text += "稀罕词语"
        channel = of_group(_GROUP) if apart else JOINT
        at = _START + timedelta(seconds=10 * place)
        readers = frozenset({worker, mediator})
        line = Line(LineKind.WRITTEN, channel, at, (worker,), StayId("s"), new_id(), text, readers=readers)
        lines.append(line)
    until = _START + timedelta(hours=2)
    stays = tuple(Residence(StayId(seat), seat, JOINT, _START, until) for seat in (worker, mediator))
    return Past(RoomId(""), "", "", (), {}, _START, until, stays, tuple(lines), (), (), ())


def _with_seats(told: Past, room: RoomId, seats: list[Seat], at: datetime) -> Past:
    names = {SeatId(str(place)): seat.id for place, seat in enumerate(seats)}
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
    return replace(
        told, room=room, seats={seat.id: seat for seat in seats}, lines=lines, residences=stays, opened=at
    )


async def _indexing(store: Store) -> list[float]:
    """Milliseconds for a session whose log really has so many lines."""
    worker = Seat(SeatId(new_id()), "worker", "龙建军", Role.PARTY, _GROUP)
    case = await Cases(store).create("B-LONG", "追索劳动报酬", [Group(_GROUP, "劳动者", "Worker")], at=_START)
    room = (await Cases(store).open_session(case, [Invited(worker)], at=_START)).id
    stay = Moved(at=_START, stays=(Stay(StayId(new_id()), worker.id, JOINT, _START),))
    await store.journal.append(room, 0, [stay, *(_message(worker.id, JOINT, _START) for _ in range(LINES))])
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        await store.database.read(lambda connection: sealed_of(connection, store.keyring, room))
        taken.append((time.perf_counter() - began) * 1e3)
    return taken
