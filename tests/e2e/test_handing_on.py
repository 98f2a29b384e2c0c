"""A proposal made to one side alone goes to another when that side agrees, and stays where it is otherwise."""

import pytest

from tests.e2e import layout
from tests.e2e.axe import accessible
from tests.e2e.cast import Cast
from tests.e2e.chromium import page_of
from tests.e2e.drafting import AMOUNT, all_joint, drafted
from tests.e2e.person import Mediator, Person, by
from tests.e2e.until import equals, until

UPRIGHT = {name: layout.PHONES[name] for name in ("iPhone 13", "iPhone SE", "Pixel 7")}


async def put_to_the_worker(cast: Cast) -> tuple[Person, Person, Mediator]:
    worker, employer, mediator = await all_joint(cast)
    await mediator.separate()
    await mediator.visit("worker")
    await drafted(mediator)
    await mediator.tab.click(by("draft-save"))
    await mediator.until_shown("draft-propose")
    await mediator.tab.click(by("draft-propose"))
    await worker.until_shown("agreement-read")
    await mediator.until_shown("handing")
    return worker, employer, mediator


async def handing_is(mediator: Mediator, side: str, state: str) -> None:
    await until(
        lambda: mediator.attribute(by("handing-side", side=side), "data-state"),
        equals(state),
        f"for {side} it is {state}",
    )


@pytest.mark.timeout(180)
async def test_a_proposal_is_shown_to_the_other_side_after_the_worker_agreed(cast: Cast) -> None:
    worker, employer, mediator = await put_to_the_worker(cast)
    await mediator.tab.click(by("handing-ask", side="employer"))
    await worker.until_shown("asked-terms")
    assert f"{AMOUNT}.00" in await worker.text(by("asked-terms"))
    assert "用人单位" in await worker.text(by("asked-card"))
    await accessible(worker)
    assert await layout.faults(page_of(worker), sizes=layout.PHONES) == []
    assert await layout.faults(page_of(worker), by("asked-yes"), sizes=UPRIGHT) == []
    await handing_is(mediator, "employer", "asked")
    await mediator.visit("employer")
    assert not await mediator.shown("handing-put")
    assert not await employer.shown("agreement")

    await worker.tab.click(by("asked-yes"))
    await handing_is(mediator, "employer", "may_be_conveyed")
    assert not await employer.shown("agreement")
    await accessible(mediator)
    await mediator.tab.click(by("handing-put", side="employer"))
    await employer.until_shown("agreement-read")
    await employer.tab.click(by("agreement-read"))
    await employer.until_shown("proposal")
    assert f"{AMOUNT}.00" in await employer.text(by("proposal-text"))
    assert not await employer.shown("asked-card")

    # the worker is told, and keeps their own
    await worker.tab.click(by("more"))
    await until(
        lambda: worker.attribute(by("asked-answered"), "data-state"), equals("conveyed"), "what became of it"
    )
    assert await worker.tab.evaluate("(s) => document.querySelectorAll(s).length", by("agreement")) == 1


@pytest.mark.timeout(180)
async def test_what_the_worker_refuses_nobody_else_is_shown(cast: Cast) -> None:
    worker, employer, mediator = await put_to_the_worker(cast)
    await mediator.tab.click(by("handing-ask", side="joint"))
    await worker.until_shown("asked-terms")
    await worker.tab.click(by("asked-no"))
    await handing_is(mediator, "joint", "refused")
    await mediator.rejoin()
    await employer.is_in("joint")
    assert not await mediator.shown("handing-put")
    assert not await employer.shown("agreement")
    assert await mediator.shown("handing-ask")
