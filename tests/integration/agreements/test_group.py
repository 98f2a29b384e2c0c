"""Many workers settle with one payer: each reads and signs their own paper, and nobody waits for another's."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.integration.agreements.group import MANY, act, amount, frozen, own_part, reads_all, signs_own, site
from tests.integration.agreements.signing import asked, done, read, signs, verdict
from tests.integration.conftest import Called


@pytest.mark.timeout(590)
async def test_fifty_sign_in_one_room_and_nobody_waits_for_another(call: Called, tmp_path: Path) -> None:
    cast = await call(site(MANY))
    workers = [f"w{at}" for at in range(1, MANY + 1)]
    await cast.together("mediator", "agent", *workers)
    settlement, whose = await frozen(cast)
    late, others = workers[-1], workers[:-1]
    agent, mediator = cast["agent"], cast["mediator"]

    async def agent_signs() -> list[dict[str, Any]]:
        papers = await reads_all(agent, settlement)
        return list((await done(agent, "POST", "/papers/sign-many", act(cast, "agent", papers)))["papers"])

    came, *_ = await asyncio.gather(agent_signs(), *(signs_own(cast, name, whose[name]) for name in others))
    assert {one["id"] for one in came if "signed" in one} == set(whose.values())

    named = [{"id": id, "frozen": mediator.view["papers"][id]["frozen"]} for id in whose.values()]
    given = act(cast, "mediator", named)
    came = (await done(mediator, "POST", "/papers/sign-many", given))["papers"]
    assert [one["id"] for one in came] == [one["id"] for one in named]
    assert {one["id"]: one.get("code", "") for one in came} == {
        id: "parties_first" if id == whose[late] else "" for id in whose.values()
    }
    await mediator.until(
        lambda: all(mediator.view["papers"][whose[name]]["state"] == "sealed" for name in others), 120
    )
    assert mediator.view["papers"][whose[late]]["state"] == "signing"

    for place, name in enumerate(workers, 1):
        guest = cast[name]
        assert set(guest.view["papers"]) == {whose[name]}
        shown = own_part(guest)
        for other, colleague in enumerate(workers, 1):
            assert (amount(other) in shown) == (other == place)
            assert (cast.seat(colleague) in shown) == (other == place)
        assert (await asked(guest, "GET", f"/agreements/{settlement}/framework"))[0] == 404
    for name in others:
        octets = await done(cast[name], "GET", f"/papers/{whose[name]}.pdf")
        assert await verdict(cast.url, octets) == (200, "whole")

    await signs_own(cast, late, whose[late])
    again = (await done(mediator, "POST", "/papers/sign-many", given))["papers"]
    assert {one["id"]: one.get("code", "") for one in again} == {
        id: "" if id == whose[late] else "not_signable" for id in whose.values()
    }
    await cast[late].until(lambda: cast[late].view["papers"][whose[late]]["state"] == "sealed", 60)


async def test_a_hand_for_many_is_good_for_that_list_on_that_device_and_goes_on_where_it_stopped(
    call: Called,
) -> None:
    cast = await call(site(3))
    await cast.together("mediator", "agent", "w1", "w2", "w3")
    settlement, whose = await frozen(cast)
    agent = cast["agent"]
    named = [{"id": id, "frozen": agent.view["papers"][id]["frozen"]} for id in whose.values()]
    whole = {**act(cast, "agent", named), "code": cast.case.people["agent"].code}
    came = (await done(agent, "POST", "/papers/sign-many", whole))["papers"]
    assert {one["code"] for one in came} == {"clauses_unread"}

    first, second, third = whose.values()
    await read(agent, first)
    await read(agent, second)
    wrong = {**whole, "code": "000000" if whole["code"] != "000000" else "111111"}
    assert (await asked(agent, "POST", "/papers/sign-many", wrong))[1]["code"] == "code_wrong"
    came = (await done(agent, "POST", "/papers/sign-many", whole))["papers"]
    assert {one["id"]: one.get("code", "") for one in came} == {
        first: "",
        second: "",
        third: "clauses_unread",
    }

    await read(agent, third)
    strokes = {name: whole[name] for name in ("width", "height", "strokes")}
    alone = {**whole, "papers": [one for one in named if one["id"] == third]}
    assert (await asked(agent, "POST", "/papers/sign-many", alone))[1]["code"] == "strokes_used"
    assert (await signs(cast, "agent", third, **strokes))[1]["code"] == "strokes_used"
    await read(cast["w1"], first)
    assert (await signs(cast, "w1", first, **strokes))[1]["code"] == "strokes_used"
    went_on = {**whole, "code": ""}
    came = (await done(agent, "POST", "/papers/sign-many", went_on))["papers"]
    found = {one["id"]: one.get("code", "") for one in came}
    assert found == {first: "already_signed", second: "already_signed", third: ""}
    came = (await done(agent, "POST", "/papers/sign-many", went_on))["papers"]
    assert {one["code"] for one in came} == {"already_signed"}
    mediator = cast["mediator"]
    await mediator.until(
        lambda: all(mediator.view["papers"][id]["signers"][agent.seat].get("signed") for id in whose.values())
    )
    assert (await asked(cast["w1"], "GET", f"/agreements/{settlement}/framework"))[0] == 404


async def test_what_is_no_act_is_refused_and_nobody_signs_for_somebody_elsewhere(call: Called) -> None:
    cast = await call(site(2))
    await cast.together("mediator", "agent", "w1", "w2")
    settlement, whose = await frozen(cast)
    agent = cast["agent"]
    one = {"id": whose["w1"], "frozen": agent.view["papers"][whose["w1"]]["frozen"]}
    good = act(cast, "agent", [one])
    for wrong in (
        {"papers": []},
        {"papers": [one, one]},
        {"papers": [one] * 201},
        {"papers": "x"},
        {"more": 1},
    ):
        answer = (await asked(agent, "POST", "/papers/sign-many", {**good, **wrong}))[1]
        assert answer["code"] == "bad_message", wrong
    assert (await asked(agent, "POST", "/papers/sign-many", {**good, "strokes": []}))[1][
        "code"
    ] == "strokes_unfit"
    changed = {**good, "papers": [{**one, "frozen": "0" * 64}]}
    assert (await done(agent, "POST", "/papers/sign-many", changed))["papers"][0]["code"] == "paper_changed"
    other = {
        **good,
        "papers": [{**one, "id": whose["w2"]}],
        "who": cast.seat("w1"),
        "code": cast.case.people["w1"].code,
    }
    assert (await done(cast["w1"], "POST", "/papers/sign-many", other))["papers"][0]["code"] == "not_found"
    elsewhere = {**good, "who": cast.seat("w1")}
    assert (await done(agent, "POST", "/papers/sign-many", elsewhere))["papers"][0]["code"] == "not_found"
    about = {"papers": [{**one, "clauses": ["effect"]}], "who": cast.seat("w1")}
    told = await done(agent, "POST", "/papers/confirm-many", about)
    assert told == {"refused": {whose["w1"]: "not_found"}}
    told = await done(agent, "GET", f"/agreements/{settlement}/framework")
    assert [row["amount"] for row in told["papers"]] == [amount(1), amount(2)]
    assert told["total"] == "2021.03"
    assert "framework" in {clause["id"] for clause in told["clauses"]}
    assert (await asked(agent, "GET", "/agreements/none/framework"))[0] == 404


async def test_who_has_the_text_is_seen_by_the_mediator_and_by_no_colleague(call: Called) -> None:
    cast = await call(site(2))
    await cast.together("mediator", "agent", "w1", "w2")
    _, whose = await frozen(cast)
    mediator, w1 = cast["mediator"], cast["w1"]
    await done(w1, "GET", f"/papers/{whose['w1']}/clauses")
    await mediator.until(lambda: "opened" in mediator.view["papers"][whose["w1"]]["signers"][w1.seat])
    await cast.settled()
    assert "opened" not in own_part(cast["w2"])
    await done(mediator, "GET", f"/papers/{whose['w2']}/clauses")
    signers = mediator.view["papers"][whose["w2"]]["signers"]
    assert "opened" not in signers[cast.seat("w2")]
