"""Records what the installed Chromium and Firefox offer: `python -m tests.data.sdp.capture`.

Each offer is answered by our own negotiation, and again after an ICE restart; a browser that refuses an answer
fails the recording. Run it when browsers have changed, look at the difference, and commit it.
"""

import asyncio
import contextlib
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from aiohttp import web
from playwright.async_api import async_playwright

from signaling.media.answer import LocalTransport, SlotStream, write_answer
from signaling.media.offer import Fingerprint, Offer, parse_offer, parse_restart

HERE = Path(__file__).parent
KEPT = {"trimmed", "trimmed-restart", "untrimmed", "untrimmed-restart", "gathered", "balanced", "data"}
CHROMIUM = [
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FIREFOX = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}


class Recorder:
    """Answers one browser's offers and keeps them."""

    def __init__(self, browser: str) -> None:
        self._browser = browser
        self._offers: dict[str, Offer] = {}
        self._version = 1
        self.report: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def offered(self, request: web.Request) -> web.Response:
        body = await request.json()
        name, sdp = body["name"], body["sdp"]
        if name in KEPT:
            (HERE / f"{self._browser}-{name}.sdp").write_bytes(sdp.encode())
        first = self._offers.get(name.removesuffix("-restart"))
        offer = parse_restart(sdp, first) if first else parse_offer(sdp, body["senders"])
        self._offers.setdefault(name, offer)
        return web.Response(text=self._answer(offer))

    def _answer(self, offer: Offer) -> str:
        self._version += 1
        local = LocalTransport(
            ufrag=f"ufrag{self._version}",
            pwd=f"{self._version:0>24}",
            fingerprint=Fingerprint("sha-256", ":".join(["AB"] * 32)),
            candidates=(("127.0.0.1", 40000), ("::1", 40000)),
            session=1,
            version=self._version,
        )
        numbered = enumerate(offer.slots().items())
        slots = {mid: SlotStream(1 + 2 * n, 2 + 2 * n if line.rtx else 0) for n, (mid, line) in numbered}
        return write_answer(offer, local, slots)

    async def done(self, request: web.Request) -> web.Response:
        self.report.set_result(await request.text())
        return web.Response()


async def page(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(HERE / "capture.html")


@contextlib.asynccontextmanager
async def serving(recorder: Recorder) -> AsyncIterator[str]:
    app = web.Application(client_max_size=1 << 20)
    app.add_routes(
        [web.get("/", page), web.post("/offer", recorder.offered), web.post("/done", recorder.done)]
    )
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def chromium(url: str) -> AsyncIterator[None]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        await (await browser.new_page()).goto(url)
        yield
        await browser.close()


@contextlib.asynccontextmanager
async def firefox(url: str) -> AsyncIterator[None]:
    with firefox_profile() as profile:
        arguments = ["--headless", "--no-remote", "--profile", profile, url]
        silence = asyncio.subprocess.DEVNULL
        browser = await asyncio.create_subprocess_exec(
            "firefox-esr", *arguments, stdout=silence, stderr=silence
        )
        try:
            yield
        finally:
            browser.terminate()
            await browser.wait()


@contextlib.contextmanager
def firefox_profile() -> Iterator[str]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        pairs = (f"{json.dumps(name)}, {json.dumps(value)}" for name, value in FIREFOX.items())
        Path(profile, "user.js").write_text("\n".join(f"user_pref({pair});" for pair in pairs))
        yield profile


async def main() -> int:
    failures = 0
    for name, browser in (("chromium", chromium), ("firefox", firefox)):
        recorder = Recorder(name)
        async with serving(recorder) as url, browser(url):
            report = await asyncio.wait_for(recorder.report, 60)
        print(name, report or "recorded")
        failures += bool(report)
    return failures


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
