"""The figures: what is run, on what, and against which target."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import itertools
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from statistics import median

import aiohttp

from bench import chat, forwarding, janus, observed, parting, service
from bench.forwarding import Window
from bench.load import Load
from bench.party import Party
from bench.processes import Server
from bench.report import Figure, Target, note, percentile
from bench.service import Person, Service

RUNS = 3
ROOMS, SIZE = 20, 3
_WINDOW = 6.0
_SPINNING = 0.0
_STEPS = 50, 60, 70, 80, 90, 100
_STEP_WINDOW = 4.0
_QUEUE = 3.0
_CHAT_RATE, _CHAT_SECONDS = 1000.0, 5.0
_PEOPLE = "worker", "employer", "mediator"
_STALLS = "yuntiao_loop_stall_seconds"
_INSIDE = "mailbox_lag", "cut", "commit"


class Joined:
    """Rooms of people who have joined a running service; more can join later."""

    def __init__(self, running: Service) -> None:
        self.service = running
        self.people: list[Person] = []
        self._numbers = itertools.count()
        self.rooms = 0
        self._memory: dict[int, int] = {}

    async def add(self, rooms: int) -> None:
        """Make cases, let three people of each in, connect their media."""
        for case in await service.make_cases(self.service, rooms):
            people = [Person(next(self._numbers), self.rooms, name) for name in _PEOPLE]
            self.people += people
            self.rooms += 1
            mediator = people[_PEOPLE.index("mediator")]
            for person in people:
                await person.enter(self.service, case["people"][person.person])
                await person.show()
            await mediator.do("admit_all")
            for person in people:
                await person.reach("joint")
            await asyncio.gather(*(person.connect_media() for person in people))

    def note_memory(self) -> None:
        self._memory[self.rooms] = self.service.server.resident_bytes()

    def memory_a_room(self) -> list[float]:
        """MB by which resident memory grew for each room since the first note, a value for each later note."""
        (first, base), *later = self._memory.items()
        return [(resident - base) / (rooms - first) / 1e6 for rooms, resident in later]

    async def leave(self) -> None:
        await asyncio.gather(*(person.leave() for person in self.people), return_exceptions=True)


@contextlib.asynccontextmanager
async def joined(running: Service) -> AsyncIterator[Joined]:
    group = Joined(running)
    try:
        yield group
    finally:
        await group.leave()


@contextlib.contextmanager
def _quiet_collector() -> Iterator[None]:
    """The generator's own garbage collector would look like latency of the server."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


async def windows(
    parties: Sequence[Party], server: Server, seconds: float = _WINDOW, tick: float | None = None
) -> list[Window]:
    with _quiet_collector():
        return await forwarding.windows(parties, server, RUNS, seconds, tick)


async def janus_figures() -> AsyncIterator[Figure]:
    """The same load on Debian's Janus, when it is installed."""
    if janus.installed() is None:
        note("janus is not installed: no comparison")
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        async with (
            janus.running(Path(name)) as (server, url),
            aiohttp.ClientSession() as http,
            janus.Session(http, url) as session,
        ):
            parties = [party for n in range(ROOMS) for party in await janus.make_room(session, n, SIZE)]
            try:
                profile = parties[0].uplink.profile
                batched = await windows(parties, server)
                yield forwarding.figure("janus_forwarding", batched, None, srtp=profile)
                spread = await windows(parties, server, tick=_SPINNING)
                yield forwarding.figure("janus_forwarding_unbatched", spread, None, srtp=profile)
            finally:
                for party in parties:
                    party.close()


async def service_figures() -> AsyncIterator[Figure]:
    """Everything that light people measure on the real service, one process of it for all."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        async with service.running(Path(name)) as running, joined(running) as group:
            await group.add(1)
            await windows(group.people, running.server, 1.0)
            group.note_memory()
            await group.add(ROOMS - 1)
            async for figure in _forwarding(group):
                yield figure
            async for figure in _parting(group):
                yield figure
            async for figure in _chat(group):
                yield figure
            async for figure in _capacity(group):
                yield figure


async def _forwarding(group: Joined) -> AsyncIterator[Figure]:
    running, profile = group.service, group.people[0].uplink.profile
    before = await observed.histogram(running.url, _STALLS)
    stalls, measured = [], []
    for _ in range(RUNS):
        with _quiet_collector():
            measured += await forwarding.windows(group.people, running.server, 1, _WINDOW)
        after = await observed.histogram(running.url, _STALLS)
        stalls.append(1e3 * after.since(before).quantile(0.99))
        before = after
    group.note_memory()
    yield forwarding.figure("forwarding", measured, Target(18, aim=10), srtp=profile)
    yield Figure("loop_stall_p99", "ms", stalls, Target(20))
    spread = await windows(group.people, running.server, tick=_SPINNING)
    yield forwarding.figure("forwarding_unbatched", spread, None, srtp=profile)


async def _parting(group: Joined) -> AsyncIterator[Figure]:
    for name, lag in (("parting", 0.0), ("parting_with_3s_uplink_queue", _QUEUE)):
        stories, pause = (3, 0.7) if not lag else (1, 0.9)
        outcomes = []
        before = await _inside(group.service.url)
        for person in group.people:
            person.lag = lag
        with _quiet_collector():
            async with Load(group.people).running():
                await asyncio.sleep(2.0 + lag)
                for _ in range(RUNS):
                    outcomes.append(await parting.run(group.people, stories=stories, pause=pause, queue=lag))
        for person in group.people:
            person.lag = 0.0
        after = await _inside(group.service.url)
        inside = {
            f"server_{part}_p{100 * share:.0f}_ms": round(
                1e3 * after[part].since(before[part]).quantile(share), 2
            )
            for part in after
            for share in (0.5, 0.99)
        }
        for figure in parting_figures(name, outcomes, inside):
            yield figure


async def _inside(url: str) -> dict[str, observed.Histogram]:
    """Where the server itself saw a command's time go."""
    return {part: await observed.histogram(url, f"yuntiao_{part}_seconds") for part in _INSIDE}


def parting_figures(
    name: str, outcomes: Sequence[parting.Parting], inside: dict[str, float]
) -> Iterator[Figure]:
    """Forbidden packets (their number may not be a median: one is too many), and acknowledgement times."""
    heard = {
        f"heard_{channel}": float(sum(outcome.verdict.heard[channel] for outcome in outcomes))
        for channel in ("joint", "worker", "employer", "neutral")
    }
    margins = [margin for outcome in outcomes for margin in outcome.verdict.margins]
    forbidden = [float(outcome.verdict.forbidden) for outcome in outcomes]
    detail = heard | {
        "sent_late": float(sum(outcome.sent_late for outcome in outcomes)),
        "of_a_former_stay": float(sum(outcome.verdict.leaked for outcome in outcomes)),
        "after_the_acknowledgement": float(sum(outcome.verdict.after_parting for outcome in outcomes)),
        "least_margin_ms": round(1e3 * min(margins, default=float("nan")), 2),
    }
    yield Figure(f"{name}_forbidden", "packets", [max(forbidden)] * len(forbidden), Target(0), detail)
    p99 = [1e3 * percentile(outcome.acknowledged, 0.99) for outcome in outcomes]
    p50 = median(1e3 * percentile(outcome.acknowledged, 0.5) for outcome in outcomes)
    count = sum(len(outcome.acknowledged) for outcome in outcomes)
    times: dict[str, float] = {"p50_ms": round(p50, 2), "moves": count, **inside}
    yield Figure(f"{name}_ack_p99", "ms", p99, Target(10), times)


async def _chat(group: Joined) -> AsyncIterator[Figure]:
    with _quiet_collector():
        runs = [await chat.run(group.people, _CHAT_RATE, _CHAT_SECONDS) for _ in range(RUNS)]
    p99 = [1e3 * percentile(run.delivered, 0.99) for run in runs]
    detail: dict[str, float] = {
        "p50_ms": round(median(1e3 * percentile(run.delivered, 0.5) for run in runs), 2),
        "acknowledged_p99_ms": round(median(1e3 * percentile(run.acknowledged, 0.99) for run in runs), 2),
        "messages": sum(run.sent for run in runs),
        "refused": sum(run.refused for run in runs),
        "delivered": sum(len(run.delivered) for run in runs),
        "expected": sum(run.sent - run.refused for run in runs) * (SIZE - 1),
    }
    yield Figure("chat_delivery_p99", "ms", p99, Target(50), detail)


async def _capacity(group: Joined) -> AsyncIterator[Figure]:
    """More and more rooms until most windows of a step lose packets; a run counts up to its own first loss."""
    carried, losing = [0] * RUNS, [False] * RUNS
    middle: dict[str, float] = {}
    for rooms in _STEPS:
        await group.add(rooms - group.rooms)
        measured = await windows(group.people, group.service.server, _STEP_WINDOW)
        group.note_memory()
        note(f"{rooms} rooms: lost {[window.lost for window in measured]}, {measured[-1].detail()}")
        losing = [former or window.lost > 0 for former, window in zip(losing, measured, strict=True)]
        carried = [had if lost else rooms for had, lost in zip(carried, losing, strict=True)]
        if sum(losing) > RUNS // 2:
            break
        middle = sorted(measured, key=lambda window: window.cpu_seconds)[RUNS // 2].detail()
    detail: dict[str, float] = {"tried": rooms, **middle}
    yield Figure("rooms_on_a_core", "three-party rooms", carried, Target(50, "at least", aim=100), detail)
    yield Figure("memory", "MB a three-party room", group.memory_a_room(), Target(5))
