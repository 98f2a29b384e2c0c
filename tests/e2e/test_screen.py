"""A screen that is shown: who sees it, and where it ends."""

from tests.e2e.cast import Cast
from tests.e2e.person import Person, by
from tests.e2e.until import until

PLAYED = """() => [...document.querySelectorAll("[data-testid=screens] video")]
    .filter((video) => video.checkVisibility() && video.videoWidth > 0 && !video.paused).length"""


async def sees_screens(person: Person, count: int) -> None:
    await until(
        lambda: person.tab.evaluate(PLAYED), lambda seen: seen == count, f"{person} sees {count} screens", 15
    )


async def test_a_screen_is_seen_where_it_was_shown_and_ends_with_the_stay(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    await mediator.press("share-screen", True)
    await sees_screens(worker, 1)
    await sees_screens(employer, 1)
    await mediator.separate()
    await sees_screens(worker, 0)
    await sees_screens(employer, 0)
    await mediator.until_pressed("share-screen", False)
    await mediator.visit("worker")
    await worker.is_in("worker")
    await mediator.press("share-screen", True)
    await sees_screens(worker, 1)
    await sees_screens(employer, 0)
    await mediator.press("share-screen", False)
    await sees_screens(worker, 0)
    assert await worker.attribute(by("screens"), "hidden") is not None
