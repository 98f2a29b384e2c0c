"""Whoever has a document looks at what it is worth, on any screen, without an account."""

from pathlib import Path

from tests.e2e import axe, layout
from tests.e2e.chromium import PHONE, Chromiums
from tests.e2e.person import by
from tests.e2e.service import Service


async def test_a_file_that_is_no_document_of_ours_is_told_in_plain_words(
    service: Service, browsers: Chromiums, tmp_path: Path
) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(b"%PDF-1.7\nnothing")
    device = await browsers.device("worker", **PHONE)
    page = (await device.tab()).page
    await page.goto(f"{service.url}/v/of-a-paper")
    assert await axe.faults(page) == []
    assert await layout.faults(page, sizes=layout.PHONES) == []
    await page.set_input_files("input[type=file]", file)
    await page.click(by("verify-go"))
    verdict = page.locator(by("verify-verdict"))
    await verdict.wait_for()
    assert await verdict.get_attribute("data-state") == "broken"
    assert await page.locator(by("verify-fault")).count() == 1
    assert await axe.faults(page) == []
    assert await layout.faults(page, sizes=layout.PHONES) == []
    await page.context.close()
