"""An agreement as a mediator writes it at the desk: its fields, what the checker says, and that it is settled."""

import asyncio
from datetime import date, timedelta

from tests.e2e.cast import Cast
from tests.e2e.chromium import page_of
from tests.e2e.person import Mediator, Person, by
from tests.e2e.until import equals, until

AMOUNT = "18600"
NUMBER = "6217000010012345678"


def field(where: str) -> str:
    return by("draft-field") + f'[data-where="{where}"]'


async def fill(mediator: Mediator, where: str, text: str) -> None:
    await mediator.tab.fill(field(where), text)


async def add(mediator: Mediator, where: str) -> None:
    await mediator.tab.click(by("draft-add", where=where))


async def state(person: Person, wanted: str, seconds: float = 10) -> None:
    await until(
        lambda: person.attribute(by("agreement"), "data-state"),
        equals(wanted),
        f"the agreement is {wanted} for {person}",
        seconds,
    )


async def findings(mediator: Mediator, severity: str) -> list[str]:
    found = await mediator.attributes(by("draft-finding", severity=severity), "data-code")
    return sorted(str(code) for code in found)


async def all_joint(cast: Cast) -> tuple[Person, Person, Mediator]:
    worker, employer, mediator = await cast.in_the_lobby()
    await mediator.admit("worker")
    await mediator.admit("employer")
    await asyncio.gather(worker.is_in("joint"), employer.is_in("joint"))
    return worker, employer, mediator


async def frozen(mediator: Mediator) -> bool:
    """Presses as soon as the checker lets it."""
    button = page_of(mediator).locator(by("agreement-freeze"))
    if not await button.is_enabled():
        return False
    await button.click()
    return True


async def drafted(mediator: Mediator) -> None:
    """The worker's wages by the day, paid in two parts."""
    await mediator.tab.click(by("tab", tab="agreement"))
    page = page_of(mediator)
    await until(
        lambda: mediator.attributes(f"{by('draft-template')} option", "value"), bool, "there are templates"
    )
    await page.locator(by("draft-template")).select_option("wages-by-day")
    await mediator.tab.click(by("agreement-edit"))
    await mediator.until_shown("draft-form")
    await add(mediator, "wages")
    await fill(mediator, "wages[0].work", "木工")
    await fill(mediator, "wages[0].quantity", "90")
    await fill(mediator, "wages[0].rate", "240")
    await fill(mediator, "wages[0].advances", "3，000")
    for name in ("quantity", "rate", "advances"):
        for side in ("worker", "payer"):
            await page.locator(field(f"wages[0].{name}.{side}")).select_option("agreed")
    await add(mediator, "payments")
    await fill(mediator, "payments[0].amount", AMOUNT)
    await fill(mediator, "payments[0].instalments[0].amount", "10000")
    await add(mediator, "payments[0].instalments")
    await fill(mediator, "payments[0].instalments[1].amount", "8600")
    for number, days in enumerate((10, 40)):
        due = date.today() + timedelta(days=days)
        await fill(mediator, f"payments[0].instalments[{number}].due", due.isoformat())


async def complete(mediator: Mediator) -> None:
    """What the checker asked for."""
    await fill(mediator, "payments[0].account.holder", "龙建军")
    await fill(mediator, "payments[0].account.bank", "中国农业银行")
    await fill(mediator, "payments[0].account.number", NUMBER)
    await mediator.tab.click(by("draft-save"))
    await mediator.until_shown("draft-propose")
    await until(
        lambda: findings(mediator, "refuse"), equals(["account_unverified"]), "the card was not looked at yet"
    )
    await mediator.tab.click(by("draft-act"))
    await until(lambda: findings(mediator, "refuse"), equals([]), "nothing is refused any more")
    await mediator.tab.click(by("agreement-edit"))
    await mediator.tab.click(f"{by('draft-section', section='rest')} summary")
    await page_of(mediator).locator(field("settled")).select_option("true")
    await mediator.tab.click(by("draft-save"))
    await mediator.until_shown("draft-text")
