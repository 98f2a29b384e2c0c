"""People of demonstration cases who join the real service: link, code, cookie, socket, media."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bench import description
from bench.description import person_lines
from bench.party import Party, Stream
from bench.processes import Server, python, serving
from bench.wire import Answered, Client

_CONSENTS = ["online", "personal_data"]
_HEARTBEAT = 1.0


@dataclass(frozen=True, slots=True)
class Service:
    """A running `yuntiao serve` and where it is."""

    server: Server
    url: str
    data: Path


def _command(*arguments: str) -> list[str]:
    return [str(Path(sys.executable).with_name("yuntiao")), *arguments]


@contextlib.asynccontextmanager
async def running(
    folder: Path,
    *,
    pinned: bool = True,
    environment: dict[str, str] | None = None,
    options: Sequence[str] = (),
    around: Callable[..., list[str]] = lambda *command: list(command),
) -> AsyncIterator[Service]:
    """The service on free ports of the loopback address, with a fresh data folder.

    `around` gives the command that runs the service's own somewhere else.
    """
    data = folder / "data"
    serve = ("serve", "--host", "127.0.0.1", "--port", "0", "--udp-port", "0", "--data", str(data))
    command = around(*_command(*serve, *options))
    log = folder / "service.log"
    async with serving(command, log=log, pinned=pinned, environment=environment) as server:
        line = await server.line()
        while not line.startswith("ready "):
            line = await server.line()
        yield Service(server, line.removeprefix("ready ").strip().rstrip("/"), data)


async def make_cases(service: Service, count: int) -> list[dict[str, Any]]:
    """Fresh demonstration cases, each as `yuntiao demo --json` prints one."""
    command = python("bench.cases", str(service.data), str(count))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    printed, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"making cases ended with {process.returncode}")
    return [json.loads(line) for line in printed.splitlines()]


class Person(Party):
    """A light person of a demonstration case. `person` is the case's key: worker, employer, mediator."""

    def __init__(self, number: int, room: int, person: str, lag: float = 0.0) -> None:
        super().__init__(number, room, lag)
        self.person = person
        self.seat = ""
        self.stay = ""
        self.channel = ""
        self.view: dict[str, Any] = {}
        self.channels = {0: ""}
        self._client = Client(self._event)
        self._changed = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._watchers: list[asyncio.Queue[tuple[str, Any]]] = []

    # -- coming in

    async def enter(self, service: Service, invitation: dict[str, Any]) -> None:
        """Open the link, give what it asks for, connect the socket and wait for the view."""
        self._http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        link = service.url + invitation["link"]
        headers = {"Origin": service.url, "Accept": "application/json"}
        async with self._http.get(link) as page:
            page.raise_for_status()
        body = {"code": invitation.get("code"), "consents": _CONSENTS, "share_with": None, "lang": "zh-CN"}
        posted = body if "code" in invitation else {}
        async with self._http.post(link, json=posted, headers=headers) as answer:
            if answer.status != 200:
                raise RuntimeError(f"{self.person}: {answer.status} {await answer.text()}")
            self.seat = (await answer.json())["room"].rpartition("/")[2]
        auth = {"protocol": 1, "seat": self.seat, "tab": secrets.token_hex(16)}
        await self._client.connect(self._http, service.url, auth, headers)
        await self.until(lambda: bool(self.view))
        self._start(self._beat())

    async def leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self._client.close()
        await self._http.close()
        self.close()

    async def do(self, command: str, /, **fields: object) -> Answered:
        """A command of the room. Raises Refused."""
        return await self._client.call("do", {"key": secrets.token_hex(8), "type": command, **fields})

    async def until(self, condition: Callable[[], bool], wait: float = 15.0) -> None:
        """Wait until the view fulfils a condition."""
        async with asyncio.timeout(wait):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def reach(self, channel: str) -> None:
        """Wait until the server has put this person into a channel."""
        await self.until(lambda: self.channel == channel)

    async def show(self) -> None:
        """Switch microphone and camera on."""
        for flag, kind in (("mic", "audio"), ("camera", "camera")):
            if not self.view["me"][flag]:
                await self.do("media", kind=kind, on=True)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(_HEARTBEAT)
            await self._client.call("ping", {})

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # -- the room as this person sees it

    def watch(self) -> asyncio.Queue[tuple[str, Any]]:
        """All further events of the server."""
        queue: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        self._watchers.append(queue)
        return queue

    def _event(self, name: str, data: Any) -> None:
        if name == "view":
            self.view = data["view"]
        elif name == "change":
            _merge(self.view, data["patch"])
        for queue in self._watchers:
            queue.put_nowait((name, data))
        place = self.view.get("place", {})
        if place.get("stay", self.stay) != self.stay:
            former, self.stay, self.channel = self.stay, place["stay"], place["channel"]
            if former and self.streams:
                self.move(self.stays[-1].number + 1)
                self._report_boundaries()
            self.channels[self.stays[-1].number] = self.channel
        self._changed.set()

    def _report_boundaries(self) -> None:
        for stream in self.streams:
            self._start(self._report_boundary(stream, self.stay))

    async def _report_boundary(self, stream: Stream, stay: str) -> None:
        """As the client's transform does: tell the first timestamp of the stay when its frame is captured."""
        capture = stream.first_capture_from(self.stays[-1].opens)
        await asyncio.sleep(max(0.0, stream.captured_at(capture) - time.time()))
        if stay == self.stay:
            await self._client.call(
                "boundary", {"stay": stay, "kind": stream.kind, "ts": stream.timestamp(capture)}
            )

    # -- media

    async def connect_media(self) -> None:
        """Offer, connect, and report where the streams begin."""
        ssrcs = [secrets.randbits(32) for _ in range(5)]
        lines = person_lines(ssrcs)
        answer = await self._client.call(
            "offer",
            {
                "sdp": description.offer(lines, self.uplink.credentials()),
                "senders": {"audio": "0", "camera": "1", "screen": "2"},
                "stay": self.stay,
            },
        )
        remote = description.parse(answer.value["sdp"])
        for line in remote.lines.values():
            if line.direction == "sendonly":
                self.slot_ssrcs += line.ssrcs[:1]
        await self.uplink.connect(remote)
        extensions = {mid: line.extensions for mid, line in remote.lines.items()}
        self.streams = [
            Stream(self, "audio", ssrcs[0], description.OPUS, extensions["0"], "0"),
            Stream(self, "camera", ssrcs[1], description.VP8, extensions["1"], "1"),
        ]
        self._report_boundaries()


def _merge(target: dict[str, Any], patch: dict[str, Any]) -> None:
    """RFC 7396, in place."""
    for key, value in patch.items():
        if value is None:
            target.pop(key, None)
        elif isinstance(value, dict):
            inner = target.get(key)
            if not isinstance(inner, dict):
                inner = target[key] = {}
            _merge(inner, value)
        else:
            target[key] = value


def by_room(people: Sequence[Person]) -> dict[int, dict[str, Person]]:
    """The people of each room by their key."""
    rooms: dict[int, dict[str, Person]] = {}
    for person in people:
        rooms.setdefault(person.room, {})[person.person] = person
    return rooms
