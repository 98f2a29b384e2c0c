"""The company stamps a print instead of signing on a phone; the mediator compares the scan page by page."""

import io
from typing import Any

import pypdfium2
import pytest

from tests.e2e import layout
from tests.e2e.axe import accessible
from tests.e2e.cast import Cast
from tests.e2e.chromium import page_of
from tests.e2e.drafting import all_joint, complete, drafted, frozen, state
from tests.e2e.person import Person, by
from tests.e2e.signing import draw, reads_all, signer, signs
from tests.e2e.until import equals, until

UPRIGHT = {name: layout.PHONES[name] for name in ("iPhone 13", "Pixel 7")}


async def photographed(person: Person) -> list[Any]:
    """The paper that the page offers to be printed, a picture a page."""
    href = await person.attribute(by("scan-print"), "href")
    page = page_of(person)
    answer = await page.request.get(f"{'/'.join(page.url.split('/')[:3])}{href}")
    with pypdfium2.PdfDocument(await answer.body()) as document:
        found = []
        for number, one in enumerate(document, 1):
            written = io.BytesIO()
            one.render(scale=1.5).to_pil().convert("RGB").save(written, "JPEG")
            found.append({"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()})
    return found


async def hands_in(person: Person, files: list[Any]) -> None:
    await page_of(person).locator(by("scan-files")).set_input_files(files)


@pytest.mark.timeout(300)
async def test_a_company_stamps_a_print_and_the_mediator_compares_it(cast: Cast) -> None:
    worker, employer, mediator = await all_joint(cast)
    await drafted(mediator)
    await complete(mediator)
    await mediator.tab.click(by("draft-propose"))
    await state(worker, "proposed")
    await until(lambda: frozen(mediator), bool, "nothing is in the way any more")
    await state(mediator, "frozen", 60)
    await state(employer, "frozen")
    assert not await worker.shown("scan")

    # a page is missing, then all are there
    await employer.tab.click(f"{by('scan')} summary")
    pages = await photographed(employer)
    await hands_in(employer, [*pages, pages[0]])
    await until(lambda: employer.text(by("scan-trouble")), lambda text: "页数" in text, "a page too many", 60)
    await accessible(employer)
    assert await layout.faults(page_of(employer), sizes=UPRIGHT) == []
    await hands_in(employer, pages)
    await employer.until_shown("scan-waiting", 60)

    # sent back once
    await mediator.until_shown("scan-compare", 60)
    await mediator.tab.click(by("scan-compare"))
    await mediator.until_shown("compare-take")
    await accessible(mediator)
    await mediator.tab.click(by("compare-decline"))
    await mediator.tab.fill(by("reason-text"), "公章盖偏了，看不清")
    await mediator.tab.click(by("reason-yes"))
    await employer.until_shown("scan-declined")
    await hands_in(employer, pages)

    # taken when every page was ticked
    await mediator.until_shown("scan-compare", 60)
    await mediator.tab.click(by("scan-compare"))
    await mediator.until_shown("compare-take")
    take = page_of(mediator).locator(by("compare-take"))
    ticks = page_of(mediator).locator(f"{by('compare-same')}, {by('compare-stamp')}")
    assert await ticks.count() == len(pages) + 1
    for tick in await ticks.all():
        assert not await take.is_enabled()
        await tick.check()
    await take.click()
    await until(lambda: signer(mediator, "employer"), equals("signed"), "it stands for the company", 60)
    await worker.until_shown("scan-taken", 60)

    await reads_all(worker)
    await signs(worker)
    await mediator.until_shown("sign-open")
    await mediator.tab.click(by("sign-open"))
    await mediator.until_shown("sign-pad")
    await draw(mediator)
    await mediator.tab.click(by("sign-submit"))
    await mediator.until_shown("sign-done", 20)
    for person in (worker, employer, mediator):
        await state(person, "sealed", 60)
