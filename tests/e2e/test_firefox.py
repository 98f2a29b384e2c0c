"""The worker comes with Firefox; the employer and the mediator with Chromium."""

import asyncio
from pathlib import Path

import pytest

from tests.e2e.cast import Cast
from tests.e2e.firefox import firefox
from tests.e2e.person import Mediator, Person


@pytest.mark.timeout(240)
async def test_a_full_journey_with_firefox(cast: Cast, tmp_path: Path) -> None:
    async with firefox(tmp_path / "firefox", "worker") as tab:
        worker = Person("worker", cast.case.people["worker"], tab)
        cast.people.append(worker)
        employer, mediator = await cast.party("employer"), await cast.mediator()
        await asyncio.gather(worker.join(), employer.join(), mediator.sign_in())
        await mediator.admit("worker")
        await mediator.admit("employer")
        await all_together(worker, employer, mediator)

        await mediator.separate()
        await worker.is_in("worker")
        await asyncio.gather(worker.hears(), employer.hears(), mediator.hears())

        await mediator.visit("worker")
        await asyncio.gather(worker.hears("mediator"), mediator.hears("worker"), employer.hears())
        await worker.sees("mediator")
        await worker.say("火狐浏览器里写的")
        await mediator.reads("worker", "worker", "火狐浏览器里写的")
        await mediator.say("收到")
        await worker.reads("worker", "mediator", "收到")

        await mediator.visit("employer")
        await asyncio.gather(worker.hears(), mediator.hears("employer"), employer.hears("mediator"))

        await mediator.rejoin()
        await all_together(worker, employer, mediator)
        assert await worker.connections_made() == 1
        await employer.has_not_read("火狐浏览器里写的")

        await worker.press("mute", True)
        await employer.hears("mediator")
        await worker.press("mute", False)
        await worker.tab.reload()
        await all_together(worker, employer, mediator)
        cast.assert_no_faults()


async def all_together(worker: Person, employer: Person, mediator: Mediator) -> None:
    """Firefox's own test camera changes its colour all the time: only its frames are looked at."""
    everybody = (worker, employer, mediator)
    await asyncio.gather(*(person.is_in("joint") for person in everybody))
    await asyncio.gather(
        worker.hears("employer", "mediator"),
        employer.hears("worker", "mediator"),
        mediator.hears("worker", "employer"),
    )
    await worker.sees("employer", "mediator")
    await asyncio.gather(employer.shows_frames_of("worker"), mediator.shows_frames_of("worker"))
