"""Signed documents: what each step takes in the service's own terms, and whether packets wait while fifty sign."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from bench.report import Figure, Target, note, percentile
from server.outcomes.pki import authority
from server.outcomes.signing.document import FieldKind, Opening, Signatory
from server.outcomes.signing.means import Means
from server.outcomes.signing.workshop import Workshop
from server.storage.keys import FileKeys
from server.storage.store import KEY_FILE

RUNS, AT_ONCE = 15, 50
TICK = 0.005
"""Seconds between two looks at the loop."""
_FONTS = str(Path(pylopdf_fonts_zh_cn.__file__).parent)
_PARTIES = ("worker_1", "worker_2", "employer")
_OPENINGS = (
    *(
        Opening(name, 1, (60 + 160 * place, 500, 200 + 160 * place, 560), FieldKind.PARTY)
        for place, name in enumerate(_PARTIES)
    ),
    Opening("mediator", 1, (60, 400, 200, 460), FieldKind.MEDIATOR),
    Opening("seal", 1, (380, 360, 480, 460), FieldKind.SEAL),
)
_TEXT = (
    "用人单位应当按照劳动合同约定和国家规定，向劳动者及时足额支付劳动报酬，并承担由此产生的其他费用。" * 24
)


async def signing_figures() -> AsyncIterator[Figure]:
    """Medians over whole documents, one after another; then fifty at once."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        keys = FileKeys.open(data / KEY_FILE)
        authority.ensure(data, "吉首市劳动争议调解中心", keys, datetime.now(UTC))
        workshop = Workshop(Means(data))
        try:
            async for figure in _figures(workshop):
                yield figure
        finally:
            workshop.close()


async def _figures(workshop: Workshop) -> AsyncIterator[Figure]:
    paper, stamp = (
        _drawn(f"= 调解协议书\n{_TEXT}\n#pagebreak()\n签名"),
        _drawn("龙建军", "120pt, height: 50pt"),
    )
    await _way(workshop, paper, stamp)  # the process begins, and loads what it needs
    steps: dict[str, list[float]] = {"freeze": [], "sign": [], "seal": [], "check": [], "whole": []}
    size = 0
    for _ in range(RUNS):
        began = time.perf_counter()
        sealed, taken = await _way(workshop, paper, stamp)
        steps["whole"].append((time.perf_counter() - began) * 1e3)
        for step, each in taken:
            steps[step].append(each)
        began = time.perf_counter()
        verdict = await workshop.check(sealed)
        steps["check"].append((time.perf_counter() - began) * 1e3)
        note(f"{verdict.state} {len(sealed)} octets")
        size = len(sealed)
    targets = {"sign": Target(150.0), "whole": Target(1500.0)}
    for step, runs in steps.items():
        yield Figure(f"signing_{step}", "ms", runs, targets.get(step))
    yield Figure("signing_file", "kB", [size / 1e3], Target(400.0))
    yield await _stall(workshop, paper, stamp)


async def _way(workshop: Workshop, paper: bytes, stamp: bytes) -> tuple[bytes, list[tuple[str, float]]]:
    taken = []
    began = time.perf_counter()
    current = await workshop.freeze(paper, _OPENINGS)
    taken.append(("freeze", (time.perf_counter() - began) * 1e3))
    for name in (*_PARTIES, "mediator"):
        who = Signatory("龙建军", f"seat-{name}", "申请人", "5a" * 32, name == "mediator")
        began = time.perf_counter()
        current = (await workshop.sign(current, name, who, stamp)).pdf
        taken.append(("sign", (time.perf_counter() - began) * 1e3))
    began = time.perf_counter()
    current = await workshop.seal(current, "seal", stamp)
    taken.append(("seal", (time.perf_counter() - began) * 1e3))
    return current, taken


async def _stall(workshop: Workshop, paper: bytes, stamp: bytes) -> Figure:
    """How late the loop is while fifty people sign their documents at once."""
    frozen = await workshop.freeze(paper, _OPENINGS)
    late: list[float] = []
    watching = asyncio.create_task(_watch(late))
    began = time.perf_counter()
    await asyncio.gather(
        *(
            workshop.sign(frozen, "worker_1", Signatory("龙建军", f"seat-{n}", "申请人", "5a" * 32), stamp)
            for n in range(AT_ONCE)
        )
    )
    lasted = time.perf_counter() - began
    watching.cancel()
    detail = {"max": round(max(late), 2), "seconds": round(lasted, 2), "documents": AT_ONCE}
    return Figure("signing_loop_stall_p99", "ms", [percentile(late, 0.99)], Target(20.0), detail)


async def _watch(late: list[float]) -> None:
    while True:
        due = time.perf_counter() + TICK
        await asyncio.sleep(TICK)
        late.append(max(0.0, time.perf_counter() - due) * 1e3)


def _drawn(text: str, width: str = "") -> bytes:
    page = f"#set page(width: {width}, margin: 4pt)\n" if width else ""
    source = f'{page}#set text(font: "Noto Serif SC")\n{text}'.encode()
    return typst.compile(source, font_paths=[_FONTS], ignore_system_fonts=True, pdf_standards=["a-3u"])
