"""The log by itself: how long an append takes until it is on the disk, and the CPU time of an event in it."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.report import Figure, Target, percentile
from rooms.channel import Group, of_group
from rooms.events import Cause, ChatPosted
from rooms.ids import GroupId, MessageId, RoomId, SeatId, StayId
from rooms.participant import Seat
from rooms.roles import Role
from server.cases.case import Invited
from server.cases.repository import Cases, new_id
from server.config import Settings
from server.main import SWITCH_INTERVAL
from server.storage import Store, open_store

_RUNS = 3
_ROOMS, _RATE, _SECONDS = 20, 50.0, 4.0
_ALONE, _PAUSE = 200, 0.02
_GROUP = GroupId("worker")


async def log_figures() -> AsyncIterator[Figure]:
    """Appends of one event alone; of many rooms at once; of many events at once."""
    sys.setswitchinterval(SWITCH_INTERVAL)
    alone, busy, cpu_busy, cpu_bulk = [], [], [], []
    for _ in range(_RUNS):
        with tempfile.TemporaryDirectory() as folder:
            async with open_store(Settings(data=Path(folder))) as store:
                rooms = await _open_rooms(store)
                alone.append(await _one_by_one(store, rooms[0]))
                began = time.process_time()
                busy.append(await _together(store, rooms))
                cpu_busy.append((time.process_time() - began) / len(busy[-1]))
                cpu_bulk.append(await _in_bulk(store, rooms[1]))
    for name, runs in (("log_append_alone", alone), (f"log_append_{_ROOMS}_rooms", busy)):
        for share in (0.5, 0.99):
            milliseconds = [percentile(run, share) * 1e3 for run in runs]
            yield Figure(f"{name}_p{share * 100:.0f}", "ms", milliseconds)
    yield Figure("log_cpu_per_event_1000_per_second", "us", [value * 1e6 for value in cpu_busy])
    yield Figure("log_cpu_per_event_in_bulk", "us", [value * 1e6 for value in cpu_bulk], Target(60.0))


async def _open_rooms(store: Store) -> list[RoomId]:
    cases, now = Cases(store), datetime.now(UTC)
    rooms = []
    for number in range(_ROOMS):
        case = await cases.create(f"B{number}", "追索劳动报酬", [Group(_GROUP, "劳动者", "Worker")], at=now)
        worker = Invited(Seat(SeatId(new_id()), "worker", "龙建军", Role.PARTY, _GROUP))
        rooms.append((await cases.open_session(case, [worker], at=now)).id)
    return rooms


def _message(number: int) -> ChatPosted:
    seat = SeatId(new_id())
    return ChatPosted(
        at=datetime(2026, 3, 2, tzinfo=UTC) + timedelta(milliseconds=number),
        cause=Cause(seat, new_id(), "0" * 64, {"id": new_id()}),
        id=MessageId(new_id()),
        seat=seat,
        stay=StayId(new_id()),
        into=of_group(_GROUP),
        text="双方就拖欠工资的数额再核对一次。",
        to_hosts=False,
        readers=(seat, SeatId(new_id()), SeatId(new_id())),
    )


async def _timed(store: Store, room: RoomId, event: ChatPosted) -> float:
    began = time.perf_counter()
    await store.journal.append(room, 1, [event])
    return time.perf_counter() - began


async def _one_by_one(store: Store, room: RoomId) -> list[float]:
    taken = []
    for number in range(_ALONE):
        taken.append(await _timed(store, room, _message(number)))
        await asyncio.sleep(_PAUSE)
    return taken


async def _together(store: Store, rooms: Sequence[RoomId]) -> list[float]:
    """Each room appends at an even rate, all of them in turn."""

    async def talk(room: RoomId, late: float) -> list[float]:
        taken = []
        begun = time.perf_counter() + late
        for number in range(int(_RATE * _SECONDS)):
            await asyncio.sleep(max(0.0, begun + number / _RATE - time.perf_counter()))
            taken.append(await _timed(store, room, _message(number)))
        return taken

    spread = 1 / _RATE / len(rooms)
    runs = await asyncio.gather(*(talk(room, index * spread) for index, room in enumerate(rooms)))
    return [seconds for run in runs for seconds in run]


async def _in_bulk(store: Store, room: RoomId) -> float:
    """CPU seconds an event when fifty come at once."""
    batches = [[_message(number) for number in range(50)] for _ in range(40)]
    began = time.process_time()
    for batch in batches:
        await store.journal.append(room, 1, batch)
    return (time.process_time() - began) / sum(map(len, batches))
