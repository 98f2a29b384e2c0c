"""`python -m bench [PART …]` prints figures on standard output, everything else on standard error."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import uvloop

from bench import processes
from bench.browser_figures import browser_figures
from bench.captions import captions_figures
from bench.documents import documents_figures
from bench.figures import janus_figures, service_figures
from bench.group import group_figures
from bench.log import log_figures
from bench.network_figures import network_figures
from bench.plane import plane_figures
from bench.playback import playback_figures
from bench.recording import recording_figures
from bench.report import Figure, Target, note, show
from bench.search import search_figures
from bench.signing import signing_figures

_PARTS: dict[str, Callable[[], AsyncIterator[Figure]]] = {
    "service": service_figures,
    "janus": janus_figures,
    "browser": browser_figures,
    "plane": plane_figures,
    "log": log_figures,
    "network": network_figures,
    "recording": recording_figures,
    "search": search_figures,
    "playback": playback_figures,
    "captions": captions_figures,
    "documents": documents_figures,
    "signing": signing_figures,
    "group": group_figures,
}
_DEFAULT = (
    "service",
    "janus",
    "browser",
    "network",
    "recording",
    "playback",
    "captions",
    "documents",
    "signing",
    "group",
)
_WITH_BROWSERS = "browser", "network", "playback"
_RATIO = 0.6


async def run(parts: list[str]) -> None:
    """Run the parts, print their figures, and the ratio when both sides of it are there."""
    printed: dict[str, Figure] = {}
    for part in parts:
        if part not in _WITH_BROWSERS:
            processes.take_the_generators_core()
        async for figure in _PARTS[part]():
            printed[figure.name] = figure
            show(figure)
        processes.take_every_core()
    for name, target in (("forwarding", Target(_RATIO)), ("forwarding_unbatched", None)):
        ours, theirs = printed.get(name), printed.get(f"janus_{name}")
        if ours and theirs:
            runs = [one / theirs.value for one in ours.runs]
            show(Figure(f"{name}_ours_to_janus", "ratio of CPU times", runs, target))
    missed = [name for name, figure in printed.items() if figure.met is False]
    note(f"missed: {', '.join(missed)}" if missed else "every target met")


async def _until_ended(work: Coroutine[Any, Any, None]) -> None:
    """As SIGINT does by itself, SIGTERM cancels, so that browsers, servers and networks are taken down."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await work


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*_PARTS, []], help=f"default: {' '.join(_DEFAULT)}")
    arguments = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            runner.run(_until_ended(run(arguments.parts or list(_DEFAULT))))
        except asyncio.CancelledError:
            sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    main()
