"""Many workers who settle with one payer: their papers, and how they are read and signed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from rooms.moments import beijing_day
from rooms.roles import Role
from server.staff.sessions import utc_now
from tests.integration.agreements.signing import done, drawn, read, signs
from tests.integration.cast import Cast
from tests.integration.guest import Guest
from tests.integration.office import AGENCY, Part

MANY = 50
"""Workers in one room, each with a code and a device of their own."""


def site(count: int) -> list[Part]:
    return [
        *(Part(f"w{at}", f"工人{at:02}号", Role.PARTY, "worker") for at in range(1, count + 1)),
        Part("agent", "彭志强", Role.REPRESENTATIVE, "employer", authority=AGENCY),
        Part("mediator", "田秀英", Role.MEDIATOR),
    ]


def amount(place: int) -> str:
    """What the worker in this place is owed; it occurs nowhere else."""
    return f"{1000 + 7 * place}.{place:02}"


def filled(terms: dict[str, Any]) -> dict[str, Any]:
    due = (beijing_day(utc_now()) + timedelta(days=60)).isoformat()
    workers = [party for party in terms["parties"] if party["role"] == "worker"]
    payments = [
        {
            "id": f"pay-{place}",
            "worker": worker["seat"],
            "payer": "employer",
            "item": "wages",
            "amount": amount(place),
            "account": {"holder": worker["name"], "bank": "吉首农商行", "number": f"62220200000{place:05}"},
            "instalments": [{"amount": amount(place), "due": due}],
        }
        for place, worker in enumerate(workers, 1)
    ]
    return {**terms, "payments": payments, "settled": {"everything": True}, "copies": len(workers) + 2}


async def frozen(cast: Cast) -> tuple[str, dict[str, str]]:
    """The settlement, and each worker's paper by the worker."""
    mediator = cast["mediator"]
    terms = filled(
        (await done(mediator, "POST", "/agreements/begin", {"template": "group-framework"}))["terms"]
    )
    made = await mediator.do("draft_settlement", terms=terms)
    for payment in terms["payments"]:
        own = {"who": payment["worker"], **payment["account"]}
        await done(mediator, "POST", f"/agreements/{made['id']}/account", own)
    await mediator.do("propose_settlement", settlement=made["id"], base=made["version"])
    asked_for = {"base": made["version"], "days": 3}
    papers = (await done(mediator, "POST", f"/agreements/{made['id']}/freeze", asked_for))["papers"]
    await mediator.until(lambda: set(papers) <= set(mediator.view.get("papers", {})), 30)
    await cast.settled()
    seats = {cast.seat(name): name for name in cast.guests}
    whose = {
        next(
            seats[seat] for seat in mediator.view["papers"][paper]["signers"] if seats[seat].startswith("w")
        ): paper
        for paper in papers
    }
    return made["id"], whose


async def reads_all(guest: Guest, settlement: str) -> list[dict[str, str]]:
    """What is alike once, clause by clause; then the list of what is not. The papers, as they are signed."""
    told = await done(guest, "GET", f"/agreements/{settlement}/framework")
    for clause in told["clauses"]:
        named = [
            {"id": one["id"], "frozen": one["frozen"], "clauses": [clause["id"]]} for one in told["papers"]
        ]
        assert await done(guest, "POST", "/papers/confirm-many", {"papers": named}) == {"refused": {}}
    own = [
        {"id": one["id"], "frozen": one["frozen"], "clauses": [clause["id"] for clause in one["clauses"]]}
        for one in told["papers"]
    ]
    assert await done(guest, "POST", "/papers/confirm-many", {"papers": own}) == {"refused": {}}
    return [{"id": one["id"], "frozen": one["frozen"]} for one in told["papers"]]


def act(cast: Cast, name: str, papers: list[dict[str, str]]) -> dict[str, Any]:
    person = cast.case.people[name]
    return {"papers": papers, "who": person.seat, "code": person.code or "", **drawn()}


async def signs_own(cast: Cast, name: str, paper: str) -> None:
    await read(cast[name], paper)
    status, answer = await signs(cast, name, paper)
    assert status == 200, answer


def own_part(guest: Guest) -> str:
    """What the view says of settlements and papers."""
    parts = {name: guest.view.get(name) for name in ("settlements", "papers")}
    return json.dumps(parts, ensure_ascii=False)
