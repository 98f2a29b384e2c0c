"""Debian's Firefox over WebDriver BiDi (W3C), which it speaks itself: no driver program stands between."""

import asyncio
import itertools
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from tests.e2e.tab import PROBE
from tests.e2e.voices import VOICES
from tests.servers.process import ended, started

LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


class BidiError(Exception):
    """The browser refused a command: its error code and message."""


class Bidi:
    """Commands and events of one BiDi session over its WebSocket."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.entries: list[dict[str, Any]] = []  # log.entryAdded
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for frame in self._socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            message = json.loads(frame.data)
            if message["type"] == "event":
                if message["method"] == "log.entryAdded":
                    self.entries.append(message["params"])
            elif (answer := self._waiting.pop(message["id"], None)) is not None and not answer.done():
                if message["type"] == "success":
                    answer.set_result(message["result"])
                else:
                    answer.set_exception(BidiError(f"{message['error']}: {message['message']}"))

    async def send(self, method: str, seconds: float = 30, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        async with asyncio.timeout(seconds):
            result: dict[str, Any] = await answer
        return result

    async def close(self) -> None:
        self._reader.cancel()
        await self._socket.close()


class FirefoxTab:
    """A tab driven over BiDi."""

    def __init__(self, bidi: Bidi, context: str) -> None:
        self._bidi = bidi
        self._context = context

    @property
    def faults(self) -> list[str]:
        return [
            str(entry["text"])
            for entry in self._bidi.entries
            if entry["type"] == "javascript" and entry["level"] == "error"
        ]

    async def goto(self, url: str) -> None:
        await self._bidi.send("browsingContext.navigate", context=self._context, url=url, wait="interactive")

    async def reload(self) -> None:
        await self._bidi.send("browsingContext.reload", context=self._context, wait="interactive")

    async def close(self) -> None:
        await self._bidi.send("browsingContext.close", context=self._context)

    async def _call(self, function: str, argument: Any) -> dict[str, Any]:
        answer = await self._bidi.send(
            "script.callFunction",
            functionDeclaration=function,
            arguments=[{"type": "string", "value": json.dumps(argument)}],
            awaitPromise=True,
            target={"context": self._context},
            userActivation=True,
        )
        if answer["type"] != "success":
            raise BidiError(answer["exceptionDetails"]["text"])
        result: dict[str, Any] = answer["result"]
        return result

    async def evaluate(self, function: str, argument: Any = None) -> Any:
        """Values cross as JSON: BiDi's own notation of values would need a decoder of its own."""
        wrapped = f"async (given) => JSON.stringify((await ({function})(JSON.parse(given))) ?? null)"
        return json.loads((await self._call(wrapped, argument))["value"])

    async def _visible(self, selector: str, seconds: float = 10) -> dict[str, Any]:
        """The first visible match, scrolled to, as an origin of actions."""
        find = """async (given) => {
            const [selector, ms] = JSON.parse(given), end = performance.now() + ms;
            while (performance.now() < end) {
                const node = [...document.querySelectorAll(selector)].find((one) => one.checkVisibility());
                if (node && !node.disabled) { node.scrollIntoView({ block: "center" }); return node; }
                await new Promise((done) => setTimeout(done, 50));
            }
            throw new Error(`nothing visible matches ${selector}`);
        }"""
        node = await self._call(find, [selector, seconds * 1000])
        return {"type": "element", "element": {"sharedId": node["sharedId"]}}

    async def _perform(self, *sources: dict[str, Any]) -> None:
        await self._bidi.send("input.performActions", context=self._context, actions=list(sources))

    async def click(self, selector: str) -> None:
        origin = await self._visible(selector)
        moves = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        await self._perform({"type": "pointer", "id": "mouse", "actions": moves})

    async def fill(self, selector: str, text: str) -> None:
        await self.click(selector)
        await self.evaluate("() => document.activeElement.select()")
        strokes = [{"type": kind, "value": letter} for letter in text for kind in ("keyDown", "keyUp")]
        await self._perform({"type": "key", "id": "keyboard", "actions": strokes})


def preferences(voice: str) -> dict[str, Any]:
    return {
        "media.navigator.streams.fake": True,
        "media.navigator.audio.fake_frequency": VOICES[voice].hertz,
        "media.navigator.permission.disabled": True,
        "media.autoplay.default": 0,
        "media.autoplay.blocking_policy": 0,
        "media.autoplay.block-webaudio": False,
        "intl.accept_languages": "zh-CN",
        "browser.shell.checkDefaultBrowser": False,
        "app.update.enabled": False,
        "network.captive-portal-service.enabled": False,
        "network.connectivity-service.enabled": False,
        "datareporting.policy.dataSubmissionEnabled": False,
        "toolkit.telemetry.server": "",
        "remote.active-protocols": 1,  # BiDi alone
    }


def write_profile(folder: Path, voice: str) -> None:
    folder.mkdir()
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences(voice).items()
    ]
    (folder / "user.js").write_text("\n".join(lines))


@asynccontextmanager
async def firefox(folder: Path, voice: str) -> AsyncIterator[FirefoxTab]:
    """A Firefox of its own with a microphone that gives that person's tone, and one tab."""
    log = folder / "firefox.log"
    write_profile(folder, voice)
    command = ["/usr/bin/firefox-esr", "--headless", "--no-remote", "--profile", str(folder),
               "--remote-debugging-port", "0", "about:blank"]  # fmt: skip
    process = await asyncio.to_thread(
        started, command, log, lambda: LISTENING.search(log.read_text(errors="replace")) is not None
    )
    try:
        found = LISTENING.search(log.read_text(errors="replace"))
        assert found
        async with ClientSession() as http, http.ws_connect(f"{found[1]}/session", max_msg_size=0) as socket:
            bidi = Bidi(socket)
            await bidi.send("session.new", capabilities={})
            await bidi.send("session.subscribe", events=["log.entryAdded"])
            await bidi.send("script.addPreloadScript", functionDeclaration=f"() => {{{PROBE}}}")
            tree = await bidi.send("browsingContext.getTree")
            yield FirefoxTab(bidi, tree["contexts"][0]["context"])
            await bidi.close()
    finally:
        await asyncio.to_thread(ended, process)
