"""A settlement's way over HTTP: drafted, frozen, read, signed and sealed, by three who are in the room."""

from __future__ import annotations

import math
import re
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp

from rooms.moments import beijing_day
from server.staff.sessions import utc_now
from tests.integration.cast import Cast
from tests.integration.guest import Guest
from tests.integration.office import AGENCY, DEMONSTRATION

PARTS = [replace(part, authority=AGENCY) if part.person == "employer" else part for part in DEMONSTRATION]
ACCOUNT = {"holder": "龙建军", "bank": "吉首农商行", "number": "6222020000001234"}


async def asked(guest: Guest, method: str, path: str, data: object = None) -> tuple[int, Any]:
    """What the service answers a device."""
    headers = {"Origin": guest.device.url}
    async with guest.device.http.request(
        method, f"/room/{guest.seat}{path}", json=data, headers=headers
    ) as answer:
        body = await answer.read()
        return answer.status, await answer.json() if answer.content_type == "application/json" else body


async def done(guest: Guest, method: str, path: str, data: object = None) -> Any:
    status, answer = await asked(guest, method, path, data)
    assert status == 200, answer
    return answer


def drawn() -> dict[str, Any]:
    """A signature as a thumb would draw it; no two are alike."""
    shift, began = secrets.randbelow(1000) / 100, 1000 + secrets.randbelow(10**9)
    points = [
        {
            "x": 40 + number * 5 + shift,
            "y": 100 + 40 * math.sin(number / 4),
            "time": began + number * 16,
            "pressure": 0.5,
        }
        for number in range(60)
    ]
    return {"width": 400.0, "height": 200.0, "strokes": [{"points": points}]}


def filled(terms: dict[str, Any], amount: str = "26400.00") -> dict[str, Any]:
    """What is paid to the worker, when and where to."""
    worker = next(party for party in terms["parties"] if party["role"] == "worker")
    due = (beijing_day(utc_now()) + timedelta(days=60)).isoformat()
    payment = {
        "id": "pay-1",
        "worker": worker["seat"],
        "payer": "employer",
        "item": "wages",
        "amount": amount,
        "account": ACCOUNT,
        "instalments": [{"amount": amount, "due": due}],
    }
    return {**terms, "payments": [payment], "settled": {"everything": True}}


async def proposed(cast: Cast) -> tuple[str, int]:
    """The mediator has drafted it and put it before everybody. Its id and version."""
    mediator = cast["mediator"]
    terms = filled((await done(mediator, "POST", "/agreements/begin", {"template": "wages-by-day"}))["terms"])
    made = await mediator.do("draft_settlement", terms=terms)
    own = {"who": cast.case.people["worker"].seat, **ACCOUNT}
    await done(mediator, "POST", f"/agreements/{made['id']}/account", own)
    checked = await done(mediator, "POST", "/agreements/check", {"terms": terms, "settlement": made["id"]})
    assert [one for one in checked["findings"] if one["severity"] == "refuse"] == []
    await mediator.do("propose_settlement", settlement=made["id"], base=made["version"])
    return made["id"], made["version"]


async def frozen(cast: Cast) -> str:
    """The id of the paper."""
    id, base = await proposed(cast)
    made = await done(cast["mediator"], "POST", f"/agreements/{id}/freeze", {"base": base, "days": 3})
    (paper,) = made["papers"]
    await cast["worker"].until(lambda: paper in cast["worker"].view.get("papers", {}))
    await cast.settled()
    return str(paper)


async def read(guest: Guest, paper: str) -> str:
    """Each clause is confirmed; the digest of what was read."""
    told = await done(guest, "GET", f"/papers/{paper}/clauses")
    for clause in told["clauses"]:
        await guest.do("confirm_clause", paper=paper, frozen=told["frozen"], clause=clause["id"])
    return str(told["frozen"])


async def signs(cast: Cast, name: str, paper: str, **more: object) -> tuple[int, Any]:
    guest, person = cast[name], cast.case.people[name]
    told = await done(guest, "GET", f"/papers/{paper}/clauses")
    given = {"who": person.seat, "frozen": told["frozen"], "code": person.code or "", **drawn(), **more}
    return await asked(guest, "POST", f"/papers/{paper}/sign", given)


async def is_sealed(guest: Guest, paper: str) -> None:
    await guest.until(lambda: guest.view.get("papers", {}).get(paper, {}).get("state") == "sealed", 30)


async def sealed(guest: Guest, paper: str) -> bytes:
    """The octets, once they are sealed."""
    await is_sealed(guest, paper)
    octets = await done(guest, "GET", f"/papers/{paper}.pdf")
    assert isinstance(octets, bytes)
    return octets


async def all_sign(cast: Cast, paper: str) -> None:
    """Both parties, who have read it, and then the mediator; it is sealed."""
    for name in ("worker", "employer"):
        await read(cast[name], paper)
        assert (await signs(cast, name, paper))[0] == 200
    assert (await signs(cast, "mediator", paper))[0] == 200
    for name in ("worker", "mediator"):
        await is_sealed(cast[name], paper)


async def agreed(cast: Cast) -> str:
    """The paper of the agreement, sealed."""
    paper = await frozen(cast)
    await all_sign(cast, paper)
    return paper


async def verdict(url: str, octets: bytes | None) -> tuple[int, str]:
    """What the page for everybody says of a document."""
    form = aiohttp.FormData()
    if octets is not None:
        form.add_field("file", octets, filename="agreement.pdf", content_type="application/pdf")
    asked = {"data": form, "headers": {"Origin": url}}
    async with aiohttp.ClientSession() as stranger, stranger.post(f"{url}/verify", **asked) as answer:
        found = re.search(r'data-state="(\w+)"', await answer.text())
        return answer.status, found[1] if found else ""
