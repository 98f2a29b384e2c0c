"""Papers as people read them part by part and sign them by hand."""

from tests.e2e import layout
from tests.e2e.axe import accessible
from tests.e2e.chromium import page_of
from tests.e2e.person import Mediator, Person, by
from tests.e2e.until import until


async def reads_all(person: Person) -> None:
    """Each clause by itself; one drops out in the middle and goes on where they were."""
    if not await person.shown("sign-dialog"):
        await person.tab.click(by("sign-open"))
    await person.until_shown("sign-confirm")
    if person.key == "worker":
        await accessible(person)
        assert await layout.faults(page_of(person), by("sign-confirm"), sizes=layout.PHONES) == []
    await confirms_all(person)


async def confirms_all(person: Person) -> None:
    """From the first part on, once it is there: before, a title that changes tells nothing of what was confirmed."""
    await person.until_shown("sign-confirm")
    while not await person.shown("sign-pad"):
        await confirms(person)


async def confirms(person: Person) -> None:
    title = await person.text(by("sign-title"))
    await person.tab.click(by("sign-confirm"))
    await until(lambda: moved(person, title), bool, f"{person} comes to the next clause")


async def moved(person: Person, title: str) -> bool:
    return await person.text(by("sign-title")) != title


async def draw(person: Person) -> None:
    """A name, roughly."""
    page = page_of(person)
    pad = page.locator(by("sign-pad"))
    await pad.scroll_into_view_if_needed()
    box = await pad.bounding_box()
    assert box is not None
    left, top, width, height = box["x"], box["y"], box["width"], box["height"]
    for stroke in (
        ((0.2, 0.3), (0.5, 0.25), (0.7, 0.3)),
        ((0.4, 0.2), (0.42, 0.6), (0.3, 0.85)),
        ((0.5, 0.6), (0.8, 0.8)),
    ):
        await page.mouse.move(left + stroke[0][0] * width, top + stroke[0][1] * height)
        await page.mouse.down()
        for x, y in stroke[1:]:
            await page.mouse.move(left + x * width, top + y * height, steps=6)
        await page.mouse.up()


async def signs(person: Person) -> None:
    await person.until_shown("sign-pad")
    if person.key == "worker":
        await person.tab.click(by("sign-submit"))
        await person.until_shown("sign-trouble")
        await draw(person)
        await person.tab.fill(by("sign-code"), "000000")
        await person.tab.click(by("sign-submit"))
        await until(
            lambda: person.text(by("sign-trouble")), lambda text: "验证码不对" in text, "a wrong code is said"
        )
        await accessible(person)
        assert await layout.faults(page_of(person), sizes=layout.PHONES) == []
    else:
        await draw(person)
    await person.tab.fill(by("sign-code"), person.invitation.code or "")
    await person.tab.click(by("sign-submit"))
    await person.until_shown("sign-done", 60)


async def signer(mediator: Mediator, person: str) -> str | None:
    return await mediator.attribute(by("draft-signer", person=person), "data-state")
