"""What was agreed is paid, in parts, late or not at all: over HTTP, with a clock that goes on, across restarts."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from rooms.events import PaymentReminded
from rooms.moments import BEIJING
from server.config import Settings
from server.main import serving
from server.storage.store import open_store
from tests.e2e.until import until
from tests.integration.agreements.performance import TODAY, in_force, row, say, words
from tests.integration.agreements.signing import PARTS, all_sign, asked, done, frozen
from tests.integration.cast import Cast
from tests.integration.command import yuntiao
from tests.integration.conftest import Called
from tests.integration.guest import Guest
from tests.integration.office import Office
from tests.integration.running import Running
from tests.servers.process import free_port

DUE = TODAY + timedelta(days=60)


async def test_what_is_paid_in_parts_is_claimed_denied_withdrawn_and_confirmed_by_the_worker(
    call: Called,
) -> None:
    cast = await call(PARTS)
    paper = await in_force(cast)
    worker, employer, mediator = (cast[name] for name in ("worker", "employer", "mediator"))
    status, told = await say(employer, paper, "claim", reference="尾号 8812")
    assert status == 200
    await mediator.until(lambda: "尾号 8812" in str(mediator.view["papers"][paper]))
    assert (await say(worker, paper, "confirm", claim=told["entry"], amount="9，999.50"))[0] == 200
    await cast["mediator"].do("end")
    found = await row(worker, paper)
    assert (found["received"], found["left"], found["state"]) == ("9999.50", "16400.50", "part")
    assert found["receipts"][0]["session"] is True
    assert found["mine"] == {"seat": worker.seat, "what": "receive"}

    other = (await say(employer, paper, "claim", amount="500"))[1]["entry"]
    assert (await say(worker, paper, "deny", claim=other, reason="没有到账"))[0] == 200
    assert (await row(employer, paper))["state"] == "disputed"
    assert (await say(employer, paper, "withdraw", entry=other, reason="转错了人"))[0] == 200
    assert (await say(worker, paper, "confirm", amount="16400.50", way="cash"))[0] == 200
    found = await row(mediator, paper)
    assert (found["left"], found["state"], found["receipts"][-1]["session"]) == ("0.00", "paid", False)
    assert "mine" not in found


async def test_only_the_worker_says_on_their_own_seat_what_has_arrived(call: Called) -> None:
    cast = await call(PARTS)
    paper = await in_force(cast)
    for name, code in (("employer", "forbidden"), ("mediator", "forbidden"), ("clerk", "forbidden")):
        assert (await say(cast[name], paper, "confirm"))[1]["code"] == code
    for name in ("worker", "mediator", "clerk"):
        assert (await say(cast[name], paper, "claim"))[1]["code"] == "forbidden"
    other = await call(PARTS)
    await other.together("mediator", "worker")
    assert (await say(other["worker"], paper, "confirm"))[0] == 404
    assert (await asked(other["worker"], "GET", f"/papers/{paper}/next"))[0] == 404
    assert (await row(cast["worker"], paper))["received"] == "0.00"


async def test_what_cannot_be_is_refused_and_says_why(call: Called) -> None:
    cast = await call(PARTS)
    paper = await in_force(cast)
    worker, employer = cast["worker"], cast["employer"]
    tomorrow, before = (TODAY + timedelta(days=days) for days in (1, -1))
    for more, code in (
        ({"amount": "-1"}, "amount_unfit"),
        ({"amount": "0"}, "amount_unfit"),
        ({"amount": "0.001"}, "amount_unfit"),
        ({"amount": "99999999999"}, "amount_unfit"),
        ({"amount": "1e5"}, "amount_unfit"),
        ({"amount": "NaN"}, "amount_unfit"),
        ({"amount": "一千"}, "amount_unfit"),
        ({"amount": "1" * 41}, "bad_message"),
        ({"amount": 1000}, "bad_message"),
        ({"day": tomorrow.isoformat()}, "day_unfit"),
        ({"day": before.isoformat()}, "day_unfit"),
        ({"day": "2026-02-30"}, "bad_message"),
        ({"payment": "none"}, "not_found"),
        ({"part": 7}, "not_found"),
        ({"part": -1}, "bad_message"),
        ({"way": "bitcoin"}, "bad_message"),
        ({"key": ""}, "bad_message"),
        ({"who": worker.seat}, "bad_message"),
    ):
        for guest, what in ((employer, "claim"), (worker, "confirm")):
            assert (await say(guest, paper, what, **more))[1]["code"] == code, more
    for given, code in (
        ({"checked": False}, "bad_message"),
        ({"claim": "none"}, "not_found"),
    ):
        assert (await say(worker, paper, "confirm", **given))[1]["code"] == code
    assert (await say(worker, paper, "deny", claim="none", reason="x"))[1]["code"] == "not_found"
    assert (await say(worker, paper, "withdraw", entry="none", reason=""))[1]["code"] == "reason_needed"
    assert (await say(worker, paper, "shout"))[1]["code"] == "bad_message"
    assert (await asked(worker, "POST", f"/papers/{paper}/payments", [1]))[1]["code"] == "bad_message"
    assert (await asked(worker, "GET", f"/papers/{paper}/next?document=x"))[1]["code"] == "bad_message"
    assert (await row(worker, paper))["receipts"] == []


async def test_before_the_seal_nothing_is_performed_and_a_press_twice_counts_once(call: Called) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer")
    paper = await frozen(cast)
    worker = cast["worker"]
    assert (await say(worker, paper, "confirm"))[1]["code"] == "not_in_force"
    assert (await asked(worker, "GET", f"/papers/{paper}/next"))[1]["code"] == "not_in_force"
    await all_sign(cast, paper)
    same = words("confirm")
    answers = [await asked(worker, "POST", f"/papers/{paper}/payments", same) for _ in range(2)]
    assert answers[0] == answers[1]
    assert (await row(worker, paper))["received"] == "10000.00"


async def test_what_is_stored_only_is_performed_by_nobody(call: Called, service: Running) -> None:
    cast = await call(PARTS)
    paper = await in_force(cast)
    about = (cast.case.number, "--reason", "本人申请", "--data", str(service.data))
    assert (await yuntiao("retention", "restrict", *about))[0] == 0
    assert (await say(cast["worker"], paper, "confirm"))[0] == 404
    assert (await asked(cast["worker"], "GET", f"/papers/{paper}/next"))[0] == 404
    for name in ("worker", "employer", "mediator"):
        assert (await done(cast[name], "GET", "/papers"))["papers"] == {}
        told = await done(cast[name], "GET", "/documents/offered")
        assert (told["agreements"], "about" in str(told["documents"])) == ([], False)
    assert (await yuntiao("retention", "unrestrict", *about))[0] == 0
    assert paper in (await done(cast["worker"], "GET", "/papers"))["papers"]
    assert (await say(cast["worker"], paper, "confirm"))[0] == 200


async def offered(guest: Guest) -> dict[str, Any]:
    """What follows from the agreement, beside the documents that can be made."""
    (found,) = (await done(guest, "GET", "/documents/offered"))["agreements"]
    assert isinstance(found, dict)
    return found


# -- as time goes on


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), BEIJING).astimezone(UTC)


@dataclass
class Site:
    """A data folder that services come and go on, at one address."""

    settings: Settings
    cast: Cast
    paper: str

    @contextlib.asynccontextmanager
    async def serving(self, now: datetime) -> AsyncIterator[None]:
        async with serving(self.settings, clock=lambda: now):
            yield

    async def reminded(self) -> list[int]:
        async with open_store(self.settings) as store:
            log = await store.journal.load(self.cast.case.room)
        return [event.days for event in log if isinstance(event, PaymentReminded)]


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    settings = Settings(port=free_port(), udp_port=0, data=tmp_path)
    async with serving(settings) as url, open_store(settings) as store:
        cast = Cast(await Office(store).open(PARTS), url)
        paper = await in_force(cast)
        await cast["mediator"].do("end")
        for guest in cast.everyone:
            await guest.disconnect()
    yield Site(settings, cast, paper)
    await cast.close()


@pytest.mark.timeout(180)
async def test_an_overdue_instalment_opens_the_ways_that_are_open_and_says_why_others_are_not(
    site: Site,
) -> None:
    worker, employer = site.cast["worker"], site.cast["employer"]
    path = f"/papers/{site.paper}/next"
    async with site.serving(at(DUE)):
        found = await done(worker, "GET", path)
        assert found == {"paper": site.paper, "in_force": TODAY.isoformat(), "left": "26400.00"}
    async with site.serving(at(DUE + timedelta(days=1))):
        found = await done(worker, "GET", path)
        assert (found["overdue"], found["owed"]) == (DUE.isoformat(), "26400.00")
        ways = {route["route"]: route for route in found["routes"]}
        assert {name for name, route in ways.items() if route["open"]} >= {"payment_order", "inspection"}
        assert ways["enforcement"]["why"] == ["not_enforceable"]
        assert ways["arbitration"]["last"]["left"] > 300
        ruled = (await done(worker, "GET", f"{path}?document=ruling"))["routes"]
        assert [route["route"] for route in ruled if route["open"]] == ["enforcement", "inspection"]
        assert (await asked(employer, "GET", path))[1]["code"] == "forbidden"
        for name in ("mediator", "clerk"):
            assert (await done(site.cast[name], "GET", path))["overdue"] == DUE.isoformat()
        assert (await offered(worker))["overdue"] == DUE.isoformat()
        assert (await say(worker, site.paper, "confirm", amount="26400"))[0] == 200
        assert "overdue" not in await done(worker, "GET", path)
        paid = await offered(worker)
        assert ("overdue" in paid, paid["parts"][0]["received"]) == (False, "26400.00")


@pytest.mark.timeout(180)
async def test_both_sides_are_reminded_of_each_once_across_restarts(site: Site) -> None:
    async def wanted(days: list[int]) -> None:
        await until(site.reminded, lambda found: found == days, f"reminded {days}", 20)

    for now, days in (
        (at(DUE - timedelta(days=3)), [3]),
        (at(DUE - timedelta(days=1)), [3]),
        (at(DUE + timedelta(days=1)), [3, -1]),
        (at(DUE + timedelta(days=9)), [3, -1]),
    ):
        async with site.serving(now):
            await wanted(days)
    assert await site.reminded() == [3, -1]
