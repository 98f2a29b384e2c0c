"""Janus's VideoRoom under the same load: a process with a configuration of ours, driven over WebSocket."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import secrets
import shutil
import socket
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Self

import aiohttp

from bench import description
from bench.association import Association
from bench.description import Line
from bench.party import Party, Stream, StreamKind
from bench.processes import Server, serving

_PLUGINS = "janus/plugins", "janus/transports"
_LIBRARIES = Path("/usr/lib/x86_64-linux-gnu"), Path("/usr/lib/aarch64-linux-gnu"), Path("/usr/lib")


def installed() -> str | None:
    """The path of Debian's `janus`, if there is one."""
    return shutil.which("janus")


def _configure(folder: Path, port: int, udp_port: int) -> None:
    library = next(path for path in _LIBRARIES if (path / _PLUGINS[0]).is_dir())
    folder.mkdir()
    (folder / "janus.jcfg").write_text(
        f"""general: {{
            configs_folder = "{folder}"
            plugins_folder = "{library / _PLUGINS[0]}"
            transports_folder = "{library / _PLUGINS[1]}"
            debug_level = 1
            event_loops = 1
        }}
        media: {{ ipv6 = false  rtp_port_range = "{udp_port}-{udp_port + 2000}" }}
        nat: {{ ice_lite = true  ice_enforce_list = "127.0.0.1" }}
        plugins: {{ disable = "{_all_but(library / _PLUGINS[0], "libjanus_videoroom.so")}" }}
        transports: {{ disable = "{_all_but(library / _PLUGINS[1], "libjanus_websockets.so")}" }}
        """
    )
    (folder / "janus.transport.websockets.jcfg").write_text(
        f'general: {{ json = "compact"  ws = true  ws_port = {port}  ws_ip = "127.0.0.1"  wss = false }}\n'
    )
    (folder / "janus.plugin.videoroom.jcfg").write_text("general: { }\n")


def _all_but(folder: Path, kept: str) -> str:
    return ",".join(sorted(path.name for path in folder.glob("*.so") if path.name != kept))


@contextlib.asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[Server, str]]:
    """A Janus with one event loop, on the server's core; yields it and the address of its API."""
    executable = installed()
    assert executable is not None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = folder / "janus"
    _configure(config, port, udp_port=20_000)
    command = [executable, "--configs-folder", str(config), "--disable-colors"]
    async with serving(command, log=folder / "janus.log") as server:
        drain = asyncio.create_task(_drain(server))
        try:
            yield server, f"ws://127.0.0.1:{port}"
        finally:
            drain.cancel()


async def _drain(server: Server) -> None:
    with contextlib.suppress(RuntimeError):
        while True:
            await server.line()


class JanusError(Exception):
    """Janus refused a request."""


class Session:
    """One API session: a person's handles. Use as an async context manager."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http, self._url = http, url
        self._numbers = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._id = 0
        self._up: dict[int, asyncio.Event] = defaultdict(asyncio.Event)

    async def __aenter__(self) -> Self:
        self._socket = await _connected(self._http, self._url)
        self._reading = asyncio.create_task(self._read())
        self._id = (await self._ask({"janus": "create"}))["data"]["id"]
        self._keeping = asyncio.create_task(self._keep_alive())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._reading.cancel()
        self._keeping.cancel()
        await self._socket.close()

    async def _read(self) -> None:
        async for message in self._socket:
            reply = message.json()
            if reply["janus"] == "webrtcup":
                self._up[reply["sender"]].set()
            future = self._waiting.get(reply.get("transaction", ""))
            if future is not None and not future.done() and reply["janus"] != "ack":
                future.set_result(reply)

    async def _ask(self, request: Mapping[str, object]) -> dict[str, Any]:
        transaction = str(next(self._numbers))
        future = self._waiting[transaction] = asyncio.get_running_loop().create_future()
        await self._socket.send_json(dict(request) | {"transaction": transaction})
        try:
            return await asyncio.wait_for(future, 15)
        finally:
            del self._waiting[transaction]

    async def _keep_alive(self) -> None:
        while True:  # Janus forgets a session after 60 s without a request; a keepalive is only "ack"ed
            await asyncio.sleep(20)
            await self._socket.send_json(
                {"janus": "keepalive", "session_id": self._id, "transaction": "alive"}
            )

    async def attach(self) -> int:
        reply = await self._ask(
            {"janus": "attach", "plugin": "janus.plugin.videoroom", "session_id": self._id}
        )
        return int(reply["data"]["id"])

    async def up(self, handle: int) -> None:
        """Wait until Janus holds the handle's association for connected: a feed exists from then on."""
        await asyncio.wait_for(self._up[handle].wait(), 15)

    async def tell(
        self, handle: int, body: Mapping[str, object], jsep: Mapping[str, str] | None = None
    ) -> tuple[dict[str, Any], str]:
        """Send the plugin a message; its data and the description that came along. Raises JanusError."""
        request: dict[str, object] = {
            "janus": "message",
            "session_id": self._id,
            "handle_id": handle,
            "body": dict(body),
        }
        if jsep is not None:
            request["jsep"] = dict(jsep)
        reply = await self._ask(request)
        data = reply.get("plugindata", {}).get("data", {})
        if reply["janus"] == "error" or "error" in data:
            raise JanusError(str(reply))
        return data, reply.get("jsep", {}).get("sdp", "")


async def _connected(http: aiohttp.ClientSession, url: str) -> aiohttp.ClientWebSocketResponse:
    for _ in range(100):
        try:
            return await http.ws_connect(url, protocols=["janus-protocol"], heartbeat=20)
        except aiohttp.ClientError:
            await asyncio.sleep(0.05)
    raise JanusError("does not answer")


async def make_room(session: Session, number: int, size: int) -> list[Party]:
    """A room in which everybody publishes and receives everybody else."""
    room = 1000 + number
    await session.tell(
        await session.attach(),
        {
            "request": "create",
            "room": room,
            "publishers": size,
            "bitrate": 0,
            "audiocodec": "opus",
            "videocodec": "vp8",
            "videoorient_ext": False,
            "playoutdelay_ext": False,
        },
    )
    parties = [Party(number * size + place, number) for place in range(size)]
    feeds = await asyncio.gather(*(_publish(session, room, party) for party in parties))
    await asyncio.gather(
        *(
            _subscribe(session, room, party, [feed for feed in feeds if feed != own])
            for party, own in zip(parties, feeds, strict=True)
        )
    )
    return parties


async def _publish(session: Session, room: int, party: Party) -> int:
    handle = await session.attach()
    join = {"request": "join", "ptype": "publisher", "room": room, "display": str(party.number)}
    joined, _ = await session.tell(handle, join)
    lines = [
        Line("0", "audio", secrets.randbits(32)),
        Line("1", "video", secrets.randbits(32), secrets.randbits(32)),
    ]
    offer = description.offer(lines, party.uplink.credentials())
    _, sdp = await session.tell(handle, {"request": "publish"}, {"type": "offer", "sdp": offer})
    remote = description.parse(sdp)
    await party.uplink.connect(remote)
    await session.up(handle)
    for line, kind, codec in _sent(lines):
        assert line.ssrc is not None
        accepted = remote.lines[line.mid].extensions
        party.streams.append(Stream(party, kind, line.ssrc, codec, accepted, line.mid))
    return int(joined["id"])


def _sent(lines: list[Line]) -> list[tuple[Line, StreamKind, int]]:
    return [(lines[0], "audio", description.OPUS), (lines[1], "camera", description.VP8)]


async def _subscribe(session: Session, room: int, party: Party, feeds: list[int]) -> None:
    handle = await session.attach()
    join = {
        "request": "join",
        "ptype": "subscriber",
        "room": room,
        "streams": [{"feed": feed} for feed in feeds],
    }
    _, sdp = await session.tell(handle, join)
    remote = description.parse(sdp)
    downlink: Association = party.use_second_association()
    answer = description.answer(remote, downlink.credentials("active"))
    await session.tell(handle, {"request": "start"}, {"type": "answer", "sdp": answer})
    remote.setup = "actpass"
    await downlink.connect(remote)
    await session.up(handle)
