"""A case's pages in front of somebody: finds, plays, and looks at what is heard and seen."""

from __future__ import annotations

import itertools
from typing import Any

from playwright.async_api import Page, Response

from tests.e2e.person import by
from tests.e2e.until import equals, until

MOST_DRIFT = 0.08
"""Seconds that tracks may be apart."""
ELEMENTS = """() => [...document.querySelectorAll("[data-testid=player] :is(audio, video)")].map((one) => ({
  address: one.getAttribute("src"), at: one.currentTime, plays: !one.paused, rate: one.playbackRate,
  sound: one.webkitAudioDecodedByteCount, pictures: one.webkitDecodedFrameCount, kind: one.dataset.kind,
}))"""
COLOURS = """() => [...document.querySelectorAll("[data-testid=seen]")].map((tile) => {
  const video = tile.querySelector("video");
  const canvas = Object.assign(document.createElement("canvas"), { width: 8, height: 8 });
  const context = canvas.getContext("2d");
  context.drawImage(video, 0, 0, 8, 8);
  return [tile.querySelector("figcaption").textContent, [...context.getImageData(4, 2, 1, 1).data].slice(0, 3)];
})"""


class Watching:
    """`played`: what the service told of each recording that was opened, by the addresses of its files."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.knots: dict[str, list[list[float]]] = {}
        page.on("response", self._opened)

    async def _opened(self, response: Response) -> None:
        if response.url.endswith("/play") and response.ok:
            told = await response.json()
            self.knots |= {track["address"]: track["knots"] for track in told["tracks"]}

    async def is_(self, state: str, seconds: float = 15) -> None:
        await until(
            lambda: self.page.get_attribute(by("player"), "data-state"),
            equals(state),
            f"the player is {state}",
            seconds,
        )

    async def elements(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.page.evaluate(ELEMENTS)
        return found

    async def place(self) -> float:
        """Seconds of the timeline."""
        return float(await self.page.input_value(by("seek")))

    async def apart(self) -> float:
        """How far from each other what plays now stands on the timeline: seconds."""
        playing = await until(self._playing, lambda playing: len(playing) > 1, "several play")
        places = [self._on_the_timeline(one["address"], one["at"]) for one in playing]
        return max(places) - min(places)

    async def goes_to(self, seconds: float, about: float = 1.5) -> None:
        await until(
            self.place, lambda place: abs(place - seconds) < about, f"it plays from {seconds:g} s on", 10
        )

    async def colours(self) -> dict[str, list[int]]:
        """In the middle of each picture, by the name that is on it."""
        return {name.strip(): colour for name, colour in await self.page.evaluate(COLOURS)}

    async def _playing(self) -> list[dict[str, Any]]:
        """Not each begins with the first: one may have been switched on a moment later."""
        return [one for one in await self.elements() if one["plays"] and one["address"] in self.knots]

    def _on_the_timeline(self, address: str, at: float) -> float:
        knots = self.knots[address]
        for (begin, since), (end, until_) in itertools.pairwise(knots):
            if begin <= at <= end and end > begin:
                return since + (at - begin) * (until_ - since) / (end - begin)
        return knots[-1][1] if at > knots[-1][0] else knots[0][1]
