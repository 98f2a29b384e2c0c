"""A person without a browser: a cookie jar, a link, a Socket.IO connection, and the view that they fold."""

from __future__ import annotations

import asyncio
import copy
import json
import secrets
import ssl
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import socketio

from tests.integration.office import Invitation

CONSENTS = ("online", "personal_data")
WITHIN = 15.0
"""Seconds for whatever must happen soon; a loaded machine takes its time."""


class Refused(Exception):
    """The service answered with a code."""

    def __init__(self, code: str, params: Mapping[str, Any] | None = None, status: int = 0) -> None:
        super().__init__(f"{code} {params or ''}")
        self.code, self.params, self.status = code, dict(params or {}), status


class Device:
    """A browser: what it holds are cookies."""

    def __init__(
        self, url: str, address: str = "127.0.0.1", trust: ssl.SSLContext | None = None, **headers: str
    ) -> None:
        """`address`: the loopback address that the browser calls from; `trust`: whose certificates it takes."""
        self.url = url
        connector = aiohttp.TCPConnector(local_addr=(address, 0), force_close=True, ssl=trust or True)
        jar = aiohttp.CookieJar(unsafe=True)
        self.http = aiohttp.ClientSession(url, cookie_jar=jar, connector=connector, headers=headers)

    async def post(self, path: str, body: object | None = None, **headers: str) -> Any:
        """A form's answer. Raises Refused."""
        sent = {"Origin": self.url, "Accept": "application/json", **headers}
        async with self.http.post(path, json=body, headers=sent) as answer:
            told = await answer.json()
            if answer.status != 200:
                raise Refused(told["code"], told["params"], answer.status)
            return told

    async def enter(
        self, invitation: Invitation, *, code: str | None = None, share_with: str | None = None
    ) -> str:
        """Open the link and take the seat; the seat whose room page is then shown. Raises Refused."""
        if invitation.code is None:
            told = await self.post(invitation.path)
        else:
            form = {"code": code or invitation.code, "consents": CONSENTS, "share_with": share_with}
            told = await self.post(invitation.path, form)
        return str(told["room"]).removeprefix("/room/")

    async def close(self) -> None:
        await self.http.close()


class Guest:
    """One tab of one person. `view` is folded from what arrived and from nothing else."""

    def __init__(self, device: Device, seat: str, tab: str | None = None) -> None:
        self.device, self.seat = device, seat
        self.tab = tab or secrets.token_hex(8)
        self.view: dict[str, Any] = {}
        self.slots: dict[str, Any] = {}
        self.seq = 0
        self.epoch = ""
        self.events: list[tuple[str, Any]] = []
        """All that the server sent by itself, in order."""
        self.reports: list[dict[str, Any]] = []
        """How the recording does, as a host is told."""
        self.faults: list[str] = []
        self.bye: str | None = None
        self.on_event: Callable[[str, Any], None] = lambda _name, _data: None
        self._sio: socketio.AsyncClient | None = None
        self._changed = asyncio.Event()

    # -- the connection

    async def connect(self) -> Guest:
        """Connects and waits for the view. Raises Refused."""
        self._sio = sio = socketio.AsyncClient(reconnection=False, http_session=self.device.http)
        self.view, self.bye = {}, None
        refusals: list[Any] = []
        told = {
            "view": self._fresh,
            "change": self._change,
            "slots": self._slots,
            "recording_health": self.reports.append,
            "partial": _only_kept,
            "captions": _only_kept,
        }
        for name, handler in told.items():
            sio.on(name, self._only(sio, name, handler))
        sio.on("bye", self._only(sio, "bye", self._bye))
        sio.on("disconnect", lambda *_: self._changed.set())
        sio.on("connect_error", refusals.append)
        try:
            await sio.connect(
                self.device.url,
                auth={"protocol": 1, "seat": self.seat, "tab": self.tab},
                headers={"Origin": self.device.url},
                transports=["websocket"],
                wait_timeout=WITHIN,
            )
        except socketio.exceptions.ConnectionError:
            told = next((item.get("data") for item in refusals if isinstance(item, dict)), None)
            raise Refused(**told or {"code": "no_connection"}) from None
        await self.until(lambda: bool(self.view) or self.bye is not None)
        if self.bye is not None:
            raise Refused(self.bye)
        return self

    @property
    def connected(self) -> bool:
        return self._sio is not None and self._sio.connected

    async def disconnect(self) -> None:
        sio, self._sio = self._sio, None
        if sio is not None:
            await sio.disconnect()

    async def vanish(self) -> None:
        """The connection breaks without a word."""
        sio, self._sio = self._sio, None
        assert sio is not None
        await sio.eio.ws.close()

    async def again(self) -> dict[str, Any]:
        """A new connection of the same tab; the fresh view."""
        await self.disconnect()
        await self.connect()
        return self.view

    # -- what they ask

    async def do(self, type_: str, /, key: str | None = None, **fields: object) -> dict[str, Any]:
        """A command of the room. Raises Refused."""
        return await self.ask("do", {"key": key or secrets.token_hex(8), "type": type_, **fields})

    async def ask(self, event: str, data: object) -> dict[str, Any]:
        answer = await self.raw(event, data)
        if not answer.get("ok"):
            raise Refused(answer["code"], answer["params"])
        return dict(answer["value"])

    async def raw(self, event: str, data: object) -> Any:
        """The acknowledgement as it came."""
        assert self._sio is not None
        return await self._sio.call(event, data, timeout=WITHIN)

    async def tell(self, event: str, data: object) -> None:
        """Without waiting for an answer; into the void while there is no connection."""
        if self._sio is not None and self._sio.connected:
            await self._sio.emit(event, data)

    async def say(self, text: str, *, stay: str | None = None, key: str | None = None) -> dict[str, Any]:
        return await self.do("say", key, stay=stay or self.stay, text=text)

    # -- what they see

    @property
    def stay(self) -> str:
        return str(self.view["place"].get("stay", ""))

    @property
    def channel(self) -> str:
        return str(self.view["place"]["channel"])

    @property
    def texts(self) -> list[str]:
        return [message["text"] for message in self.view["messages"].values()]

    @property
    def near(self) -> set[str]:
        """The persons seen in one's own channel."""
        return {other["person"] for other in self.view["people"].values()}

    def entry(self, person: str) -> dict[str, Any]:
        """A host's line about somebody."""
        return next(line for line in self.view["roster"].values() if line["person"] == person)

    async def until(self, condition: Callable[[], object], within: float = WITHIN) -> None:
        """Waits until what was received fulfils the condition; fails with the view when it does not."""
        try:
            async with asyncio.timeout(within):
                while not condition():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"not within {within:g} s; last view: {json.dumps(self.view)}") from None

    async def reaches(self, channel: str) -> None:
        await self.until(lambda: self.channel == channel)

    async def parted(self, code: str | None = None) -> None:
        """Waits for the end of the connection, and for its reason if one is given."""
        await self.until(lambda: not self.connected and (code is None or self.bye == code))

    # -- folding

    def _only(
        self, sio: socketio.AsyncClient, name: str, handler: Callable[[Any], None]
    ) -> Callable[[Any], None]:
        def hear(data: Any) -> None:
            if sio is not self._sio:
                return  # a connection that was given up
            self.events.append((name, copy.deepcopy(data)))
            handler(data)
            self.on_event(name, data)
            self._changed.set()

        return hear

    def _fresh(self, data: dict[str, Any]) -> None:
        if data["seq"] != 0:
            self.faults.append("a view that is not number 0")
        self.view, self.seq, self.epoch = data["view"], 0, data["epoch"]
        self.slots = data["slots"]

    def _change(self, data: dict[str, Any]) -> None:
        if data["seq"] != self.seq + 1:
            self.faults.append(f"change {data['seq']} after {self.seq}")
        self.seq = data["seq"]
        self.view = fold(self.view, data["patch"])

    def _slots(self, data: dict[str, Any]) -> None:
        self.slots = {**self.slots, **data}

    def _bye(self, data: dict[str, Any]) -> None:
        self.bye = data["code"]


def _only_kept(_data: object) -> None:
    """It is among the events."""


def fold(target: Any, patch: Any) -> Any:
    """RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = fold(merged.get(name), value)
    return merged
