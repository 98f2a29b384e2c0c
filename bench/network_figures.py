"""The figures of weak networks: real browsers, a line of 40 ms a leg to each, and what is done to it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack

from playwright.async_api import Browser

from bench import browser, conditions, people, scene
from bench.conditions import FULL_RATE, FULL_SIZE, Quality, Return
from bench.namespaces import NotAllowed
from bench.report import Detail, Figure, Target, note
from bench.scene import Scene, Site

_RUNS = 3
_LOSS = 0.1
_LOSSY_SECONDS = 12.0
_RATE, _QUEUE, _NARROW_SECONDS = 300_000, 0.4, 30.0


async def network_figures() -> AsyncIterator[Figure]:
    """A worker with a telephone and the mediator, both in Chromium; then the worker in Firefox."""
    if not browser.installed():
        note("Chromium is not installed: nothing measured on weak networks")
        return
    try:
        async with scene.site() as place, AsyncExitStack() as stack:
            mediator = await stack.enter_async_context(
                people.chromium(place.accesses[1], place.folder, place.url)
            )
            async for figure in _in_chromium(place, mediator):
                yield figure
            if people.firefox_installed():
                yield await _in_firefox(place, mediator)
            else:
                note("Firefox is not installed: its column is missing")
    except NotAllowed as reason:
        raise SystemExit(f"nothing measured on weak networks: {reason}") from None


async def _in_chromium(place: Site, mediator: Browser) -> AsyncIterator[Figure]:
    async with people.chromium(place.accesses[0], place.folder, place.url) as worker:
        yield await _usable(place, worker)
        yield await _entering(place, worker)
        async with (
            people.chromium_tab(worker) as phone,
            people.chromium_tab(mediator, phone=False) as desk,
            scene.together(place, phone, desk) as joined,
        ):
            for measure in (_good, _lossy, _narrow, _short_black_out, _moved, _long_black_out):
                note(f"weak networks: {measure.__name__.strip('_').replace('_', ' ')}")
                for figure in await measure(joined):
                    yield figure


async def _in_firefox(place: Site, mediator: Browser) -> Figure:
    note("weak networks: Firefox")
    async with (
        people.firefox_tab(place.accesses[0], place.folder) as phone,
        people.chromium_tab(mediator, phone=False) as desk,
        scene.together(place, phone, desk) as joined,
    ):
        runs = [await conditions.lossy(joined, _LOSS, _LOSSY_SECONDS) for _ in range(_RUNS)]
        return Figure(
            "firefox_loss_10_concealed",
            "% of samples",
            [worker.concealed for worker, _ in runs],
            Target(8),
            _side("chromium_opposite", [mediator for _, mediator in runs]) | _load(),
        )


async def _usable(place: Site, worker: Browser) -> Figure:
    runs = [await scene.usable(place, worker, delay=0.15, rate=400_000, queue=1.0) for _ in range(_RUNS)]
    return Figure(
        "party_page_usable",
        "s",
        runs,
        Target(2),
        {"line": "400 kbit/s, 300 ms round trip", "to": "the button can be pressed", **_load()},
    )


async def _entering(place: Site, worker: Browser) -> Figure:
    runs = [await scene.entering(place, worker, delay=0.1, loss=_LOSS) for _ in range(_RUNS)]
    return Figure(
        "slow_line_in_the_room",
        "s",
        [live for _, live in runs],
        Target(4),
        {
            "line": "200 ms round trip, 10 % loss",
            "from": f"press on enter, on a new device, {scene.READING:g} s after the link was there",
            "to": "room live: socket and media",
            "link_to_page_s": [round(usable, 2) for usable, _ in runs],
            **_load(),
        },
    )


async def _good(joined: Scene) -> list[Figure]:
    """What the machine itself costs: browsers without enough processor time conceal on a perfect line, too."""
    runs = [await conditions.lossy(joined, 0.0, _LOSSY_SECONDS) for _ in range(_RUNS)]
    return [
        Figure("good_line_concealed", "% of samples", _worse(runs, _concealed, max), None, _load()),
        Figure("good_line_video", "frames/s", _worse(runs, _seen, min)),
    ]


async def _lossy(joined: Scene) -> list[Figure]:
    runs = [await conditions.lossy(joined, _LOSS, _LOSSY_SECONDS) for _ in range(_RUNS)]
    workers, mediators = [worker for worker, _ in runs], [mediator for _, mediator in runs]
    detail = _side("worker", workers) | _side("mediator", mediators) | _load()
    return [
        Figure("loss_10_concealed", "% of samples", _worse(runs, _concealed, max), Target(2), detail),
        Figure("loss_10_video", "frames/s", _worse(runs, _seen, min), Target(FULL_RATE, "at least")),
    ]


async def _narrow(joined: Scene) -> list[Figure]:
    runs = [await conditions.narrow(joined, _RATE, _QUEUE, _NARROW_SECONDS) for _ in range(_RUNS)]
    whole, later = [run.whole for run in runs], [run.later for run in runs]
    detail = _side("worker", [one for one, _ in later]) | _side("mediator", [other for _, other in later])
    line: Detail = {
        "line": "300 kbit/s, queue 400 ms, the worker's",
        "worker_received_before_kbit_s": [round(run.before[0]) for run in runs],
        "mediator_received_before_kbit_s": [round(run.before[1]) for run in runs],
        **_load(),
    }
    return [
        Figure("narrow_concealed", "% of samples", _worse(whole, _concealed, max), Target(2), line),
        Figure("narrow_concealed_later", "% of samples", _worse(later, _concealed, max), Target(0.5), detail),
        # What the other person sees of the camera is what counts of it.
        Figure("narrow_camera", "frames/s", [other.seen for _, other in later], Target(7, "at least")),
        Figure("narrow_sees", "frames/s", [one.seen for one, _ in later], Target(5, "at least")),
        # To come back, the camera's way up needs the browser's own estimate, which grows by 8 % a second.
        _lifted("narrow_lifted_sees", [run.full_again[0] for run in runs]),
        _lifted("narrow_lifted_camera", [run.full_again[1] for run in runs]),
    ]


def _lifted(name: str, runs: Sequence[float]) -> Figure:
    detail: Detail = {"to": f"{FULL_RATE:g} frames/s and {FULL_SIZE:.0%} of the former bytes/s"}
    return Figure(name, "s", runs, Target(5), detail)


async def _short_black_out(joined: Scene) -> list[Figure]:
    runs = [await conditions.black_out(joined, 5.0) for _ in range(_RUNS)]
    return [
        Figure("black_out_5_audio", "s", [run.audio for run in runs], Target(0.5), _live(runs)),
        Figure("black_out_5_video", "s", [run.video for run in runs], Target(1)),
    ]


async def _moved(joined: Scene) -> list[Figure]:
    runs = [await conditions.move(joined) for _ in range(_RUNS)]
    return [Figure("address_audio", "s", [run.audio for run in runs], Target(3), _load())]


async def _long_black_out(joined: Scene) -> list[Figure]:
    runs = [await conditions.black_out(joined, 35.0) for _ in range(_RUNS)]
    detail: Detail = {
        "audio_s": [round(run.audio, 2) for run in runs],
        "video_s": [round(run.video, 2) for run in runs],
        **_live(runs),
    }
    back = [max(run.audio, run.video, run.live) for run in runs]
    return [Figure("black_out_35_back", "s", back, Target(2), detail)]


def _concealed(quality: Quality) -> float:
    return quality.concealed


def _seen(quality: Quality) -> float:
    return quality.seen


def _worse(
    runs: Sequence[tuple[Quality, Quality]],
    what: Callable[[Quality], float],
    of: Callable[[float, float], float],
) -> list[float]:
    """Of each run, the figure of the person who has it worse."""
    return [of(what(worker), what(mediator)) for worker, mediator in runs]


def _side(name: str, qualities: Sequence[Quality]) -> dict[str, list[float]]:
    return {
        f"{name}_concealed": [round(one.concealed, 2) for one in qualities],
        f"{name}_sees": [round(one.seen, 1) for one in qualities],
        f"{name}_sends": [round(one.sent, 1) for one in qualities],
    }


def _live(runs: Sequence[Return]) -> dict[str, list[float] | float]:
    return {"live_s": [round(run.live, 2) for run in runs], **_load()}


def _load() -> dict[str, float]:
    """Others at work on the machine take frames away from the browsers."""
    return {"machine_load": round(os.getloadavg()[0], 1)}
