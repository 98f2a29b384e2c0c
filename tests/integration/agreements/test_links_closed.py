"""A link that should give nothing gives nothing: revoked, stored only, handed back, told of by no log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from rooms.ids import PaperId, SeatId
from server.auth.links import LinkKind
from server.auth.papers import PaperAccess
from server.storage.tables import seats
from tests.e2e.until import until
from tests.integration.agreements.links import begun, code_of, linked
from tests.integration.agreements.signing import PARTS, all_sign, asked, done, frozen
from tests.integration.cast import Cast
from tests.integration.command import yuntiao
from tests.integration.conftest import Called, office_of
from tests.integration.guest import Refused
from tests.integration.office import Office
from tests.integration.running import Running
from tests.servers.gateway import Gateway


@pytest.mark.parametrize("path", ["refuse", "confirm"])
async def test_a_link_that_was_revoked_while_a_body_was_sent_does_nothing_more(
    call: Called, phones: Any, path: str
) -> None:
    cast, paper = await begun(call)
    worker = cast.case.people["worker"]
    phone = phones(cast.url, await linked(cast, paper, "worker"))
    await phone.open(worker.code)
    told = await phone.done("GET", "/clauses")
    go_on = asyncio.Event()
    body = (
        b'{"reason": "I do not want it"}'
        if path == "refuse"
        else b'{"frozen": "%s", "clause": "%s"}'
        % (told["frozen"].encode(), told["clauses"][0]["id"].encode())
    )

    async def slowly() -> AsyncIterator[bytes]:
        yield body[:5]
        await go_on.wait()
        yield body[5:]

    async def ask() -> tuple[int, Any]:
        address = f"/paper/{phone.seat}/papers/{paper}/{path}"
        headers = {"Origin": cast.url, "Content-Type": "application/json"}
        async with phone.device.http.post(address, data=slowly(), headers=headers) as answer:
            return answer.status, await answer.json()

    asking = asyncio.create_task(ask())
    for _ in range(3):  # it has asked by then whether the link opens
        await phone.done("GET", "/clauses")
    await done(cast["mediator"], "POST", f"/papers/{paper}/links/revoke", {"who": worker.seat})
    assert (await phone.ask("GET"))[1]["code"] == "link_revoked"
    go_on.set()
    status, answer = await asking
    signer = (await asked(cast["mediator"], "GET", "/papers"))[1]["papers"][paper]["signers"][worker.seat]
    assert (status, answer["code"] if status != 200 else "", signer.get("refused"), signer["read"]) == (
        409,
        "link_revoked",
        None,
        [],
    )


async def test_of_what_is_stored_only_a_link_tells_nothing_and_uses_nothing_up(
    call: Called, phones: Any, service: Running
) -> None:
    cast, paper = await begun(call, reusable=False)
    link = await linked(cast, paper, "worker")
    code = await code_of(cast, paper, "worker")
    phone = phones(cast.url, link)
    about = (cast.case.number, "--reason", "本人申请", "--name", "龙建军", "--data", str(service.data))
    assert (await yuntiao("retention", "restrict", *about))[0] == 0
    told: dict[str, object] = {}
    try:
        told["look"] = await phone.look()
    except Refused as refused:
        told["look"] = refused.code
    try:
        await phone.open(code)
        told["open"] = "let in"
    except Refused as refused:
        told["open"] = refused.code
    worker = cast.case.people["worker"].seat
    for way, path, body in (("GET", f"reach/{worker}", None), ("POST", "codes", {"who": worker})):
        status, answer = await asked(cast["mediator"], way, f"/papers/{paper}/{path}", body)
        assert (status, answer["code"]) == (404, "not_found"), path
    assert (await yuntiao("retention", "unrestrict", *about))[0] == 0
    (served,) = (await asked(cast["mediator"], "GET", "/papers"))[1]["papers"][paper]["served"]
    assert "opened" not in served
    assert told == {"look": "not_found", "open": "not_found"}


@pytest.mark.timeout(120)
async def test_a_link_that_leads_nowhere_sends_no_code_and_tells_nothing_of_a_number(
    messaging: Running, gateway: Gateway, phones: Any
) -> None:
    async with office_of(messaging) as office:
        cast = Cast(await office.open(PARTS, reusable=False), messaging.url)
        await cast.together("mediator", "worker", "employer")
        paper = await frozen(cast)
        phone = phones(messaging.url, await linked(cast, paper, "worker"))
        await cast["mediator"].do("remove", who=cast["worker"].seat)
        try:
            with pytest.raises(Refused) as refused:
                await phone.look()
            assert refused.value.code == "link_revoked"
            with pytest.raises(Refused) as refused:
                await phone.device.post("/paper/code", {"token": phone.token})
            assert refused.value.code == "link_revoked"
        finally:
            await cast.close()


@pytest.mark.timeout(180)
async def test_a_receipt_does_not_say_that_it_was_sent_when_nobody_sent_it(
    messaging: Running, gateway: Gateway, phones: Any
) -> None:
    async with office_of(messaging) as office:
        cast = Cast(await office.open(PARTS), messaging.url)
        await cast.together("mediator", "worker", "employer")
        paper = await frozen(cast)
        await all_sign(cast, paper)
        worker, mediator = cast.case.people["worker"], cast["mediator"]
        gateway.way = "refuses"
        body = {"who": worker.seat, "how": "message", "number": "139 0743 0521"}
        told = await done(mediator, "POST", f"/papers/{paper}/send", body)

        async def progress() -> str:
            return str((await done(mediator, "GET", f"/messages/{told['message']}"))["state"])

        await until(progress, lambda found: found == "failed", "it failed", 30)
        asking = {"method": "电子送达", "address": "x", "about": worker.seat, "papers": [paper]}
        (receipt,) = (await done(mediator, "POST", "/documents/service_receipt", asking))["papers"]
        read = (await done(mediator, "GET", f"/papers/{receipt}/clauses"))["clauses"]
        text = str(read)
        await cast.close()
        gateway.way = "honest"
        assert "已发送" not in text
        assert "已提交短信发送" in text
        assert "发送失败" in text


@pytest.mark.timeout(120)
async def test_a_copy_whose_going_out_is_in_no_log_shows_nothing(
    call: Called, phones: Any, office: Office
) -> None:
    """As after a service that was killed, or a log that failed, between the message and the room's word."""
    cast, paper = await begun(call)
    await all_sign(cast, paper)
    worker = cast.case.people["worker"]
    access = PaperAccess(office.store)
    room = await office.store.database.read(
        lambda connection: connection.execute(
            select(seats.c.room_id).where(seats.c.id == worker.seat)
        ).scalar_one()
    )
    made = await access.make(
        room, SeatId(worker.seat), PaperId(paper), LinkKind.COPY, datetime.now(UTC) + timedelta(days=1)
    )
    phone = phones(cast.url, f"x#{made[1]}")
    with pytest.raises(Refused):
        await phone.open(worker.code)


@pytest.mark.timeout(120)
async def test_to_ask_whether_there_is_a_copy_is_not_to_open_it(call: Called, phones: Any) -> None:
    cast, paper = await begun(call)
    await all_sign(cast, paper)
    worker, mediator = cast.case.people["worker"], cast["mediator"]
    told = await done(mediator, "POST", f"/papers/{paper}/send", {"who": worker.seat, "how": "qr"})
    phone = phones(cast.url, told["link"])
    await phone.open(worker.code)
    await phone.ask("HEAD", ".pdf")
    own = (await asked(mediator, "GET", "/papers"))[1]["papers"][paper]["served"]
    assert ["opened" in one for one in own] == [False]


async def test_what_is_stored_only_is_neither_confirmed_nor_refused(call: Called, service: Running) -> None:
    cast, paper = await begun(call)
    worker = cast["worker"]
    told = (await asked(worker, "GET", f"/papers/{paper}/clauses"))[1]
    about = (cast.case.number, "--reason", "本人申请", "--data", str(service.data))
    assert (await yuntiao("retention", "restrict", *about))[0] == 0
    clause = {"frozen": told["frozen"], "clause": told["clauses"][0]["id"]}
    found = [
        (await asked(worker, "POST", f"/papers/{paper}/confirm", clause))[0],
        (await asked(worker, "POST", f"/papers/{paper}/refuse", {"reason": "x"}))[0],
    ]
    assert (await yuntiao("retention", "unrestrict", *about))[0] == 0
    assert found == [404, 404]


async def test_who_borrowed_a_phone_leaves_nothing_open_on_it(call: Called, phones: Any) -> None:
    cast, paper = await begun(call)
    phone = phones(cast.url, await linked(cast, paper, "worker"))
    await phone.open(cast.case.people["worker"].code)
    status, _ = await phone.ask("POST", "/leave", {})
    # Whoever has the phone now finds the link in its history: no code is asked for.
    lead = await phone.look()
    again = await phone.ask("GET")
    refused = await phone.ask("POST", "/refuse", {"reason": "somebody else"})
    assert (status, lead["inside"], again[0], refused[0]) == (200, False, 403, 403), (again[0], refused)
