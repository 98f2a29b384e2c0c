"""The media plane without a room around it: for tuning the packet path."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp

from bench import description, forwarding
from bench.party import Party, Stream
from bench.processes import Server, python, serving
from bench.report import Figure, Target, note

_ROOMS = int(os.environ.get("BENCH_ROOMS", "20"))
_SECONDS = float(os.environ.get("BENCH_SECONDS", "5"))
_RUNS = 3


@contextlib.asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[Server, str]]:
    """The plane's process on the server's core, and its address. Its messages are in `folder`/plane.log."""
    async with serving(python("bench.planehost"), log=folder / "plane.log") as server:
        yield server, await server.line()


async def make_room(http: aiohttp.ClientSession, url: str, number: int, size: int) -> list[Party]:
    """A room in which everybody receives everybody else, its media connected."""
    room = f"room-{number}"
    parties = [Party(number * size + place, number) for place in range(size)]
    await asyncio.gather(*(_connect(http, url, room, party) for party in parties))
    stays = {_seat(party): _stay(party) for party in parties}
    await _post(http, f"{url}/routes", room=room, stays=stays)
    for party in parties:
        for stream in party.streams:
            begin = stream.timestamp(stream.first_capture_from(0.0))
            where = {"room": room, "seat": _seat(party), "stay": _stay(party)}
            await _post(http, f"{url}/boundary", **where, kind=stream.kind, ts=begin)
    return parties


def _seat(party: Party) -> str:
    return f"seat-{party.number}"


def _stay(party: Party) -> str:
    return f"stay-{party.number}"


async def _connect(http: aiohttp.ClientSession, url: str, room: str, party: Party) -> None:
    ssrcs = [secrets.randbits(32) for _ in range(5)]
    offer = description.offer(description.person_lines(ssrcs), party.uplink.credentials())
    senders = {"audio": "0", "camera": "1", "screen": "2"}
    where = {"room": room, "seat": _seat(party), "stay": _stay(party)}
    answer = await _post(http, f"{url}/negotiate", **where, sdp=offer, senders=senders)
    remote = description.parse(answer["sdp"])
    await party.uplink.connect(remote)
    party.streams = [
        Stream(party, "audio", ssrcs[0], description.OPUS, remote.lines["0"].extensions, "0"),
        Stream(party, "camera", ssrcs[1], description.VP8, remote.lines["1"].extensions, "1"),
    ]


async def _post(http: aiohttp.ClientSession, url: str, **body: object) -> dict[str, str]:
    async with http.post(url, json=body) as answer:
        answer.raise_for_status()
        return dict(await answer.json())


async def plane_figures() -> AsyncIterator[Figure]:
    """CPU time for a forwarded packet; BENCH_ROOMS and BENCH_SECONDS change the run."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        async with running(Path(name)) as (server, url), aiohttp.ClientSession() as http:
            note(f"the plane is process {server.pid}")
            parties = [party for n in range(_ROOMS) for party in await make_room(http, url, n, 3)]
            try:
                for label, tick in (("plane", None), ("plane_unbatched", 0.0)):
                    measured = await forwarding.windows(parties, server, _RUNS, _SECONDS, tick)
                    profile = parties[0].uplink.profile
                    target = Target(18, aim=10) if tick is None else None
                    yield forwarding.figure(label, measured, target, srtp=profile)
            finally:
                for party in parties:
                    party.close()
                note((Path(name) / "plane.log").read_text()[-2000:])
