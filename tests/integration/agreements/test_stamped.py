"""A company prints the paper, stamps it and hands in a scan; a mediator compares it, and every reader is told so."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import Any

import aiohttp
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from tests.integration.agreements.signing import PARTS, asked, done, frozen, read, signs, verdict
from tests.integration.cast import Cast
from tests.integration.command import yuntiao
from tests.integration.conftest import Called
from tests.integration.guest import Guest
from tests.unit.server.outcomes.scans.files import encrypted, pdf


def stamped(octets: bytes) -> list[bytes]:
    """Printed, stamped in red and photographed: a JPEG a page."""
    pages = []
    with pypdfium2.PdfDocument(octets) as document:
        for page in document:
            picture = page.render(scale=1.5).to_pil().convert("RGB")
            ImageDraw.Draw(picture).ellipse((500, 700, 700, 900), outline=(200, 16, 46), width=6)
            written = io.BytesIO()
            picture.save(written, "JPEG")
            pages.append(written.getvalue())
    return pages


def as_pdf(pages: list[bytes]) -> bytes:
    """As a copier would send it."""
    first, *others = [Image.open(io.BytesIO(page)) for page in pages]
    written = io.BytesIO()
    first.save(written, "PDF", save_all=True, append_images=others)
    return written.getvalue()


async def hands_in(
    guest: Guest, paper: str, who: str, files: list[bytes], digest: str = ""
) -> tuple[int, Any]:
    form = aiohttp.FormData()
    form.add_field("who", who)
    form.add_field("frozen", digest or guest.view["papers"][paper]["frozen"])
    for number, octets in enumerate(files):
        form.add_field("file", octets, filename=f"page-{number}")
    url, headers = f"/room/{guest.seat}/papers/{paper}/scan", {"Origin": guest.device.url}
    async with guest.device.http.post(url, data=form, headers=headers) as answer:
        return answer.status, await answer.json()


async def printed(guest: Guest, paper: str) -> list[bytes]:
    return stamped(await done(guest, "GET", f"/papers/{paper}/frozen.pdf"))


async def compares(cast: Cast, name: str, paper: str, scan: dict[str, Any], **more: Any) -> tuple[int, Any]:
    given = {
        "who": cast["employer"].seat,
        "scan": scan["scan"],
        "pages": [*range(1, scan["pages"] + 1)],
        "stamp": True,
    }
    return await asked(cast[name], "POST", f"/papers/{paper}/scan/compared", {**given, **more})


async def at_the_table(call: Called) -> tuple[Cast, str]:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer")
    return cast, await frozen(cast)


@pytest.mark.timeout(180)
async def test_a_stamped_print_stands_for_the_company_and_is_told_apart_by_every_reader(
    call: Called, tmp_path: Path
) -> None:
    cast, paper = await at_the_table(call)
    employer, worker = cast["employer"], cast["worker"]
    seat = str(employer.seat)
    pages = await printed(employer, paper)
    status, scan = await hands_in(employer, paper, seat, [as_pdf(pages)])
    assert (status, scan["pages"]) == (200, len(pages))

    # the host holds them beside each other
    for path in (f"frozen/{len(pages)}.jpg", f"scans/{seat}/1.jpg"):
        picture = await done(cast["mediator"], "GET", f"/papers/{paper}/{path}")
        assert Image.open(io.BytesIO(picture)).format == "JPEG"
    assert (await asked(cast["mediator"], "GET", f"/papers/{paper}/scans/{seat}/99.jpg"))[0] == 404
    words = (await done(cast["mediator"], "GET", f"/papers/{paper}/scan/words"))["words"]
    assert "逐页核对" in words
    for half in ({"pages": [1][: len(pages) - 1]}, {"stamp": False}):
        assert (await compares(cast, "mediator", paper, scan, **half))[1]["code"] == "not_compared"
    assert (await compares(cast, "mediator", paper, scan))[0] == 200

    await read(worker, paper)
    assert (await signs(cast, "worker", paper))[0] == 200
    assert (await signs(cast, "mediator", paper))[0] == 200
    await worker.until(lambda: worker.view["papers"][paper]["state"] == "sealed", 30)
    signer = worker.view["papers"][paper]["signers"][seat]
    assert signer["compared"] == cast.case.people["mediator"].name
    assert signer["scan"]["digest"] == scan["scan"]

    # the document says what it is, to machines and to people
    octets = await done(worker, "GET", f"/papers/{paper}.pdf")
    assert len(octets) <= 400_000
    path = tmp_path / "agreement.pdf"
    path.write_bytes(octets)
    told = await yuntiao("verify", path)
    assert told.status == 0, told
    assert "单位纸质盖章的扫描件" in told.output
    assert "no electronic signature of the organisation" in told.output
    assert await verdict(cast.url, octets) == (200, "whole")
    with pypdfium2.PdfDocument(octets) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    assert scan["scan"].encode() in octets or scan["scan"] in _reasons(octets)
    assert "调解" in text

    # and the scan lies beside it for whoever may have it
    kept = await done(worker, "GET", f"/papers/{paper}/scans/{seat}.pdf")
    with pypdfium2.PdfDocument(kept) as document:
        assert len(document) == len(pages)


def _reasons(octets: bytes) -> str:
    from pyhanko.pdf_utils.reader import PdfFileReader

    found = PdfFileReader(io.BytesIO(octets)).embedded_signatures
    return " ".join(str(each.sig_object.get("/Reason", "")) for each in found)


async def test_what_is_no_scan_of_this_paper_is_not_taken(call: Called) -> None:
    cast, paper = await at_the_table(call)
    employer = cast["employer"]
    seat, pages = str(employer.seat), await printed(employer, paper)
    script = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"
    for files, fault in (
        ([b"MZ\x90\x00"], "not_readable"),
        ([encrypted()], "encrypted"),
        ([*pages, pages[0]], "pages"),
        ([pdf(len(pages) + 1)], "pages"),
        ([pdf(len(pages), side=14_400)], "too_large"),
    ):
        status, told = await hands_in(employer, paper, seat, files)
        assert (status, told["code"], told["params"]["fault"]) == (409, "scan_unfit", fault)
    assert (await hands_in(employer, paper, seat, []))[1]["code"] == "bad_message"
    assert (await hands_in(employer, paper, seat, pages, "0" * 64))[1]["code"] == "paper_changed"

    # one with a script is taken without it, and sent back when it is another paper
    status, scan = await hands_in(employer, paper, seat, [pdf(len(pages), script)])
    assert status == 200
    kept = await done(employer, "GET", f"/papers/{paper}/scans/{seat}.pdf")
    assert b"JavaScript" not in kept
    given = {"who": seat, "scan": scan["scan"], "reason": "是另一份文件"}
    assert (await asked(cast["worker"], "POST", f"/papers/{paper}/scan/declined", given))[0] == 403
    await done(cast["mediator"], "POST", f"/papers/{paper}/scan/declined", given)
    await employer.until(lambda: "declined" in employer.view["papers"][paper]["signers"][seat])
    assert (await asked(employer, "GET", f"/papers/{paper}/scans/{seat}.pdf"))[0] == 404
    assert (await compares(cast, "mediator", paper, scan))[1]["code"] == "scan_changed"


async def test_nobody_stamps_for_another_and_nobody_stamps_for_a_person(call: Called) -> None:
    cast, paper = await at_the_table(call)
    worker, employer, mediator = cast["worker"], cast["employer"], cast["mediator"]
    pages = await printed(worker, paper)
    assert (await hands_in(worker, paper, str(employer.seat), pages))[1]["code"] == "not_found"
    for guest in (worker, mediator):
        status, told = await hands_in(guest, paper, str(worker.seat), pages)
        assert (status, told["code"]) == (409, "not_an_organisation")
    status, scan = await hands_in(mediator, paper, str(employer.seat), pages)
    assert status == 200
    for name in ("worker", "employer"):
        assert (await compares(cast, name, paper, scan))[1]["code"] == "forbidden"
    other = await call(PARTS)
    await other.together("mediator", "worker", "employer")
    for path in ("frozen.pdf", "frozen/1.jpg", f"scans/{employer.seat}.pdf", f"scans/{employer.seat}/1.jpg"):
        assert (await asked(other["employer"], "GET", f"/papers/{paper}/{path}"))[0] == 404
        url = f"{cast.url}/room/{employer.seat}/papers/{paper}/{path}"
        async with aiohttp.ClientSession() as stranger, stranger.get(url) as answer:
            assert answer.status == 403


async def test_a_hand_and_a_stamp_at_once_are_both_on_the_paper(call: Called) -> None:
    cast, paper = await at_the_table(call)
    employer = cast["employer"]
    _, scan = await hands_in(employer, paper, str(employer.seat), await printed(employer, paper))
    await read(cast["worker"], paper)
    found = await asyncio.gather(signs(cast, "worker", paper), compares(cast, "mediator", paper, scan))
    assert [status for status, _ in found] == [200, 200]
    assert (await signs(cast, "mediator", paper))[0] == 200
    worker = cast["worker"]
    await worker.until(lambda: worker.view["papers"][paper]["state"] == "sealed", 30)


async def test_a_stamp_on_what_is_void_counts_for_nothing(call: Called) -> None:
    cast, paper = await at_the_table(call)
    employer, mediator = cast["employer"], cast["mediator"]
    _, scan = await hands_in(employer, paper, str(employer.seat), await printed(employer, paper))
    settlement = mediator.view["papers"][paper]["settlement"]
    await mediator.do("void_settlement", settlement=settlement, reason="金额改了")
    assert (await compares(cast, "mediator", paper, scan))[1]["code"] == "not_signable"
