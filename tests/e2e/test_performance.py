"""After the session: who pays says so on their phone, and the worker looks at their own bank before they confirm."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from server.staff.sessions import utc_now
from tests.e2e import layout
from tests.e2e.axe import accessible
from tests.e2e.chromium import PHONE, Chromiums, page_of
from tests.e2e.person import Person, by
from tests.e2e.service import Invitation
from tests.e2e.until import equals, until
from tests.integration.agreements.performance import in_force, say
from tests.integration.agreements.signing import PARTS
from tests.integration.cast import Cast
from tests.integration.conftest import office_of
from tests.integration.running import running


@asynccontextmanager
async def afterwards(folder: Path) -> AsyncIterator[tuple[Cast, str]]:
    """A case whose session ended with a sealed agreement, and the agreement's paper."""
    with running(folder) as service:
        async with office_of(service) as office:
            cast = Cast(await office.open(PARTS), service.url)
            paper = await in_force(cast)
            await cast["mediator"].do("end")
            yield cast, paper
            await cast.close()


async def opened(cast: Cast, browsers: Chromiums, key: str, **device: object) -> Person:
    """Somebody opens the room's page again in a browser that was here before, when the session is over."""
    guest = cast[key]
    found = await browsers.device(key, **{**PHONE, **device})
    cookies = [{"name": one.key, "value": one.value, "url": cast.url} for one in guest.device.http.cookie_jar]
    await found.context.add_cookies(cookies)  # type: ignore[arg-type]
    person = Person(key, Invitation(key, cast.url, None), await found.tab())
    await person.tab.goto(f"{cast.url}/room/{guest.seat}")
    await person.has_ended(20)
    await person.until_shown("payment", 20)
    return person


async def state(person: Person, wanted: str) -> None:
    await until(
        lambda: person.attribute(by("payment"), "data-state"),
        equals(wanted),
        f"it is {wanted} for {person}",
        20,
    )


async def says_no(person: Person, reason: str) -> None:
    await person.until_shown("payment-reason")
    await person.tab.click(by("payment-why-send"))
    await person.until_shown("payment-trouble")
    await person.tab.fill(by("payment-reason"), reason)
    await person.tab.click(by("payment-why-send"))
    await person.until_shown("payment-thanks")
    await person.tab.click(by("payment-done"))


@pytest.mark.timeout(300)
async def test_a_worker_confirms_on_a_phone_after_the_session(browsers: Chromiums, tmp_path: Path) -> None:
    async with afterwards(tmp_path) as (cast, paper):
        worker = await opened(cast, browsers, "worker")
        employer = await opened(cast, browsers, "employer")
        mediator = await opened(cast, browsers, "mediator")
        assert not await mediator.shown("payment-receive", "payment-pay")
        assert not await employer.shown("payment-receive")

        # who pays says so
        await employer.tab.click(by("payment-pay"))
        assert not await employer.shown("payment-look")
        await employer.tab.fill(by("payment-amount"), "-5")
        await employer.tab.click(by("payment-next"))
        await employer.until_shown("payment-trouble")
        await employer.tab.fill(by("payment-amount"), "１０，０００")
        await employer.tab.fill(by("payment-reference"), "尾号 8812")
        await accessible(employer)
        await employer.tab.click(by("payment-next"))
        await employer.until_shown("payment-thanks")
        await employer.tab.click(by("payment-done"))

        # the worker is asked, looks at their own bank, and confirms what has really come
        await worker.until_shown("payment-asks", 20)
        assert "尾号 8812" in await worker.text(by("payment-asks"))
        await accessible(worker)
        await worker.tab.click(by("payment-arrived"))
        assert "自己的银行" in await worker.text(by("payment-look"))
        assert "截图" in await worker.text(by("payment-look"))
        assert await worker.value(by("payment-amount")) == "10000.00"
        await accessible(worker)
        assert await layout.faults(page_of(worker), sizes=layout.PHONES) == []
        await worker.tab.fill(by("payment-amount"), "99999")
        await worker.tab.click(by("payment-next"))
        await worker.until_shown("payment-more")
        assert "73599.00" in await worker.text(by("payment-more"))
        await worker.tab.click(by("payment-back"))
        await worker.tab.fill(by("payment-amount"), "9000")
        await worker.tab.click(by("payment-next"))
        await worker.until_shown("payment-sum")
        assert "9000.00" in await worker.text(by("payment-sum"))
        assert not await worker.shown("payment-more")
        await accessible(worker)
        assert await layout.faults(page_of(worker), by("payment-sure"), sizes=layout.PHONES) == []
        await worker.tab.click(by("payment-sure"))
        await worker.until_shown("payment-thanks")
        await worker.tab.click(by("payment-done"))
        await state(worker, "part")
        assert "17400.00" in await worker.text(by("payment"))

        # what has not come is said not to have, and taken back by who said it
        assert (await say(cast["employer"], paper, "claim", amount="17400"))[0] == 200
        await worker.until_shown("payment-deny", 20)
        await worker.tab.click(by("payment-deny"))
        await says_no(worker, "卡里没有")
        await state(employer, "disputed")
        await state(mediator, "disputed")
        await employer.tab.click(f"{by('payment-said')} summary")
        await employer.tab.click(by("payment-withdraw"))
        await says_no(employer, "转错了人")
        await state(worker, "part")

        # money that nobody spoke of
        await worker.tab.click(by("payment-receive"))
        await worker.tab.fill(by("payment-amount"), "17,400.00")
        await worker.tab.click(by("payment-next"))
        await worker.tab.click(by("payment-sure"))
        await worker.until_shown("payment-thanks")
        await worker.tab.click(by("payment-done"))
        await state(worker, "paid")
        await state(employer, "paid")
        assert not await worker.shown("payment-receive")


@pytest.mark.timeout(240)
async def test_what_is_overdue_is_said_to_be_and_what_can_be_done_to_the_worker_and_hosts(
    browsers: Chromiums, tmp_path: Path
) -> None:
    async with afterwards(tmp_path) as (cast, _):
        worker, employer = [await opened(cast, browsers, key) for key in ("worker", "employer")]
        await state(worker, "due")
        for person in (worker, employer):
            await page_of(person).clock.set_fixed_time(utc_now() + timedelta(days=62))
        await state(worker, "overdue")
        await state(employer, "overdue")
        assert not await worker.shown("remedies")  # by the service's own clock it is not
