"""A paper is signed and fetched by link: on any device, by who can show that they are the one, and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rooms.ids import PaperId, SeatId
from server.auth.links import LinkKind
from server.auth.papers import COOKIE_PREFIX, PaperAccess
from tests.e2e.until import until
from tests.integration.agreements.links import begun, code_of, linked
from tests.integration.agreements.signing import PARTS, all_sign, asked, done, frozen, proposed
from tests.integration.cast import Cast
from tests.integration.conftest import Called, office_of
from tests.integration.guest import Device, Refused
from tests.integration.office import Office
from tests.integration.running import Running
from tests.servers import gateway as servers
from tests.servers.gateway import Gateway

# -- what opens nothing


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("look", {}),
        ("look", {"token": ""}),
        ("look", {"token": 5}),
        ("look", {"token": "x" * 65}),
        ("look", [1]),
        ("open", {"code": "123456"}),
        ("open", {"token": "x", "code": "1" * 65}),
        ("open", {"token": "x", "more": 1}),
        ("code", {"token": None}),
    ],
)
async def test_what_is_no_question_is_refused(call: Called, phones: Any, path: str, body: object) -> None:
    cast = await call(PARTS)
    with pytest.raises(Refused) as refused:
        await phones(cast.url).device.post(f"/paper/{path}", body)
    assert refused.value.code == "bad_message"


async def test_a_link_that_leads_elsewhere_or_nowhere_opens_no_paper(call: Called, phones: Any) -> None:
    cast, paper = await begun(call)
    own = await linked(cast, paper, "worker")
    rooms_link = cast.case.people["worker"].path.rpartition("/")[2]
    for token in (rooms_link, "A" * 24, "é", own):
        phone = phones(cast.url)
        phone.token = token
        for path in ("look", "open", "code"):
            with pytest.raises(Refused) as refused:
                await phone.device.post(
                    f"/paper/{path}", {"token": token} | ({"code": "1"} if path == "open" else {})
                )
            assert refused.value.code == "link_invalid"
    # And the other way round: it leads into no room.
    form = {"code": cast.case.people["worker"].code, "consents": ["online", "personal_data"]}
    with pytest.raises(Refused) as refused:
        await phones(cast.url).device.post(f"/j/{own.partition('#')[2]}", form)
    assert refused.value.code == "link_invalid"


async def test_a_link_names_nothing_in_its_address_and_its_page_says_nothing(
    call: Called, phones: Any
) -> None:
    cast, paper = await begun(call)
    link = await linked(cast, paper, "worker")
    assert link.startswith(f"{cast.url}/sign#")
    phone = phones(cast.url)
    for path in ("/sign", "/copy"):
        async with phone.device.http.get(path) as answer:
            page = await answer.text()
            assert answer.status == 200
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["Cache-Control"] == "no-store"
        assert "龙建军" not in page
        assert cast.case.number not in page


async def test_what_the_unproven_are_told_is_where_it_leads_and_no_more(call: Called, phones: Any) -> None:
    cast, paper = await begun(call)
    told = await phones(cast.url, await linked(cast, paper, "worker")).look()
    assert set(told) == {"kind", "seat", "paper", "name", "expires", "inside", "messages"}
    assert (told["kind"], told["name"], told["inside"], told["messages"]) == ("sign", "龙建军", False, False)


async def test_an_expired_link_says_so(call: Called, phones: Any, office: Office) -> None:
    cast, paper = await begun(call)
    seat = SeatId(cast.case.people["worker"].seat)
    access = PaperAccess(office.store, clock=lambda: datetime.now(UTC) - timedelta(days=4))
    made = await access.make(
        cast.case.room, seat, PaperId(paper), LinkKind.SIGN, datetime.now(UTC) - timedelta(seconds=1)
    )
    assert isinstance(made, tuple)
    phone = phones(cast.url, f"#{made[1]}")
    for question in (phone.look, lambda: phone.open(cast.case.people["worker"].code)):
        with pytest.raises(Refused) as refused:
            await question()
        assert refused.value.code == "link_expired"


async def test_a_revoked_link_opens_nothing_and_ends_what_it_opened(call: Called, phones: Any) -> None:
    cast, paper = await begun(call)
    worker = cast.case.people["worker"]
    phone = phones(cast.url, await linked(cast, paper, "worker"))
    await phone.open(worker.code)
    await phone.read()
    await done(cast["mediator"], "POST", f"/papers/{paper}/links/revoke", {"who": worker.seat})
    for question in (phone.look, lambda: phone.open(worker.code)):
        with pytest.raises(Refused) as refused:
            await question()
        assert refused.value.code == "link_revoked"
    for method, path in (("GET", ""), ("GET", "/clauses"), ("GET", ".pdf")):
        assert (await phone.ask(method, path))[1]["code"] == "link_revoked"


async def test_what_was_made_void_or_taken_back_says_so(call: Called, phones: Any) -> None:
    cast, paper = await begun(call)
    phone = phones(cast.url, await linked(cast, paper, "worker"))
    await phone.open(cast.case.people["worker"].code)
    (settlement,) = cast["mediator"].view["settlements"]
    await cast["mediator"].do("void_settlement", settlement=settlement, reason="重新约定")
    with pytest.raises(Refused) as refused:
        await phone.look()
    assert refused.value.code == "paper_void"
    status, answer = await phone.ask("POST", "/confirm", {"frozen": "0", "clause": "x"})
    assert (status, answer["code"]) == (409, "not_signable")
    other, paper = await begun(call)
    phone = phones(other.url, await linked(other, paper, "worker"))
    await phone.open(other.case.people["worker"].code)
    (settlement,) = other["mediator"].view["settlements"]
    await other["mediator"].do("reopen_settlement", settlement=settlement)
    assert (await phone.ask("GET", "/clauses"))[1]["code"] == "paper_void"
    with pytest.raises(Refused) as refused:
        await phone.look()
    assert refused.value.code == "paper_void"


async def test_who_was_removed_has_no_link_any_more(call: Called, phones: Any) -> None:
    cast, paper = await begun(call)
    phone = phones(cast.url, await linked(cast, paper, "worker"))
    await phone.open(cast.case.people["worker"].code)
    await cast["mediator"].do("remove", who=cast["worker"].seat)
    assert (await phone.ask("GET", ".pdf"))[0] != 200
    with pytest.raises(Refused) as refused:
        await phone.look()
    assert refused.value.code == "link_revoked"


# -- codes


async def test_a_wrong_code_opens_nothing_and_whoever_guesses_waits(call: Called, phones: Any) -> None:
    cast, paper = await begun(call, reusable=False)
    link, right = await linked(cast, paper, "worker"), await code_of(cast, paper, "worker")
    wrong = "000000" if right != "000000" else "111111"
    guesser = phones(cast.url, link, "127.0.0.9")
    codes = []
    for _ in range(6):
        with pytest.raises(Refused) as refused:
            await guesser.open(wrong)
        codes.append(refused.value.code)
    assert codes[0] == "code_wrong"
    assert codes[-1] == "too_many_tries"
    assert not [name for name in guesser.device.http.cookie_jar if name.key.startswith(COOKIE_PREFIX)]
    # Nobody is locked out by it who has the code.
    phone = phones(cast.url, link, "127.0.0.10")
    await phone.open(right)
    with pytest.raises(Refused) as refused:
        await phones(cast.url, link, "127.0.0.11").open(right)
    assert refused.value.code == "code_needed"


async def test_another_device_needs_a_code_of_its_own_and_ends_the_one_before(
    call: Called, phones: Any
) -> None:
    cast, paper = await begun(call, reusable=False)
    link = await linked(cast, paper, "worker")
    first, second = phones(cast.url, link), phones(cast.url, link)
    await first.open(await code_of(cast, paper, "worker"))
    assert (await first.look())["inside"]
    assert not (await second.look())["inside"]
    await second.open(await code_of(cast, paper, "worker"))
    await second.done("GET")
    assert (await first.ask("GET"))[1]["code"] == "not_signed_in"
    assert not (await first.look())["inside"]


async def test_without_a_gateway_no_code_is_promised(call: Called, phones: Any) -> None:
    cast, paper = await begun(call)
    phone = phones(cast.url, await linked(cast, paper, "worker"))
    with pytest.raises(Refused) as refused:
        await phone.device.post("/paper/code", {"token": phone.token})
    assert refused.value.code == "messages_off"


# -- one paper, one person, nothing else


async def test_a_device_of_a_link_reaches_no_room_no_other_paper_and_nobody_elses(
    call: Called, phones: Any
) -> None:
    cast, paper = await begun(call)
    phone = phones(cast.url, await linked(cast, paper, "worker"))
    await phone.open(cast.case.people["worker"].code)
    seat, employer = phone.seat, cast.case.people["employer"].seat
    http = phone.device.http
    for path in (
        f"/room/{seat}",
        f"/room/{seat}/papers",
        f"/room/{seat}/papers/{paper}.pdf",
        f"/room/{seat}/receipt",
        f"/paper/{employer}/papers/{paper}",
        f"/paper/{employer}/papers/{paper}.pdf",
        f"/paper/{seat}/papers/another",
        f"/paper/{seat}/papers/another.pdf",
    ):
        async with http.get(path, allow_redirects=False) as answer:
            assert answer.status in (303, 403), path
            assert b"%PDF" not in await answer.read()
    stolen = {cookie.key: cookie.value for cookie in http.cookie_jar}
    stranger = Device(cast.url)
    try:
        secret = next(value for name, value in stolen.items() if name.startswith(COOKIE_PREFIX))
        headers = {"Cookie": f"yt_seat_{seat}={secret}"}
        async with stranger.http.get(f"/room/{seat}/papers", headers=headers) as answer:
            assert answer.status == 403
    finally:
        await stranger.close()
    told = await phone.done("GET")
    assert set(told["papers"]) == {paper}
    for who in (employer, cast.case.people["mediator"].seat):
        assert (await phone.sign("1", who=who))[1]["code"] == "not_found"


async def test_only_a_host_hands_out_and_each_only_takes_their_own_elsewhere(call: Called) -> None:
    cast, paper = await begun(call)
    people = cast.case.people
    worker, employer, mediator = (people[name].seat for name in ("worker", "employer", "mediator"))
    for name, path, body, code in (
        ("employer", "links", {"who": worker}, "forbidden"),
        ("worker", "links", {"who": worker, "how": "message"}, "forbidden"),
        ("worker", "links", {"who": worker, "number": "13907430521"}, "forbidden"),
        ("worker", "send", {"who": worker, "how": "qr"}, "forbidden"),
        ("worker", "codes", {"who": worker}, "forbidden"),
        ("worker", "links/revoke", {"who": worker}, "forbidden"),
        ("mediator", "links", {"who": mediator}, "forbidden"),
        ("mediator", "links", {"who": "nobody"}, "not_found"),
        ("mediator", "links", {"who": worker, "how": "print"}, "bad_message"),
        ("mediator", "links", {"who": worker, "how": "message"}, "messages_off"),
        ("mediator", "links", {"who": worker, "number": "0743-8222222"}, "number_unfit"),
        ("mediator", "send", {"who": employer, "how": "qr"}, "not_sealed"),
        ("mediator", "codes", {"who": "nobody"}, "not_found"),
    ):
        status, answer = await asked(cast[name], "POST", f"/papers/{paper}/{path}", body)
        assert (status != 200, answer.get("code")) == (True, code), (name, path, body)
    assert (await asked(cast["mediator"], "GET", f"/papers/{paper}/reach/{worker}"))[1] == {
        "sends": False,
        "ending": "0000",
    }
    assert (await asked(cast["worker"], "GET", f"/papers/{paper}/reach/{worker}"))[0] == 403
    await linked(cast, paper, "worker", by="worker")


# -- signing


@pytest.mark.timeout(120)
async def test_who_was_never_in_the_room_signs_by_link_with_a_code_to_open_and_a_code_to_sign(
    call: Called, phones: Any
) -> None:
    cast = await call(PARTS, reusable=False)
    people = cast.case.people
    await cast.together("mediator", "employer")
    paper = await frozen_without(cast)
    link = await linked(cast, paper, "worker")
    await cast["mediator"].do("end")
    phone = phones(cast.url, link)
    await phone.open(await code_of(cast, paper, "worker"))
    assert (await phone.sign("1"))[1]["code"] == "clauses_unread"
    await phone.read()
    assert (await phone.sign("1"))[1]["code"] == "code_needed"
    assert (await phone.sign(await code_of(cast, paper, "worker")))[0] == 200
    shown = (await phone.done("GET"))["papers"][paper]
    assert "signed" in shown["signers"][people["worker"].seat]
    assert [(one["how"], one["purpose"], "opened" in one) for one in shown["served"]] == [
        ("qr", "sign", True)
    ]
    assert (await phone.sign("1"))[1]["code"] == "already_signed"
    status, answer = await asked(
        cast["mediator"], "POST", f"/papers/{paper}/links", {"who": people["worker"].seat}
    )
    assert (status, answer["code"]) == (409, "already_signed")
    assert (await phone.done("GET", ".pdf")).startswith(b"%PDF-")


async def frozen_without(cast: Cast) -> str:
    """As `frozen`, with nobody waited for."""
    id, base = await proposed(cast)
    made = await done(cast["mediator"], "POST", f"/agreements/{id}/freeze", {"base": base, "days": 3})
    (paper,) = made["papers"]
    return str(paper)


async def test_the_session_on_the_other_device_goes_on(call: Called, phones: Any) -> None:
    cast, paper = await begun(call)
    worker = cast["worker"]
    phone = phones(cast.url, await linked(cast, paper, "worker", by="worker"))
    await phone.open(cast.case.people["worker"].code)
    await phone.read()
    assert (await phone.sign(cast.case.people["worker"].code))[0] == 200
    assert worker.connected
    await worker.say("我在这边")
    await worker.until(lambda: "signed" in worker.view["papers"][paper]["signers"][worker.seat])
    assert (await asked(worker, "GET", f"/papers/{paper}.pdf"))[0] == 200
    assert worker.bye is None


async def test_a_refusal_by_link_is_before_the_host(call: Called, phones: Any) -> None:
    cast, paper = await begun(call)
    phone = phones(cast.url, await linked(cast, paper, "employer"))
    await phone.open(cast.case.people["employer"].code)
    await phone.done("POST", "/refuse", {"reason": "日期不对"})
    mediator = cast["mediator"]
    seat = cast.case.people["employer"].seat
    await mediator.until(lambda: "refused" in mediator.view["papers"][paper]["signers"][seat])


# -- copies


@pytest.mark.timeout(120)
async def test_a_copy_is_fetched_with_a_code_and_the_log_says_when_first(call: Called, phones: Any) -> None:
    cast, paper = await begun(call)
    await all_sign(cast, paper)
    await cast["mediator"].do("end")
    worker, mediator = cast.case.people["worker"], cast["mediator"]
    assert await done(mediator, "POST", f"/papers/{paper}/send", {"who": worker.seat, "how": "print"}) == {}
    told = await done(mediator, "POST", f"/papers/{paper}/send", {"who": worker.seat, "how": "qr"})
    assert told["link"].startswith(f"{cast.url}/copy#")
    assert told["qr"].startswith("data:image/svg+xml")
    phone = phones(cast.url, told["link"])
    await phone.open(worker.code)
    assert (await phone.ask("GET", "/clauses"))[0] == 403
    assert (await phone.ask("POST", "/refuse", {"reason": "x"}))[0] == 403
    own = (await asked(mediator, "GET", "/papers"))[1]["papers"][paper]["served"]
    assert ["opened" in one for one in own] == [False, False]
    octets = await phone.done("GET", ".pdf")
    assert octets == await done(mediator, "GET", f"/papers/{paper}.pdf")
    own = (await asked(mediator, "GET", "/papers"))[1]["papers"][paper]["served"]
    assert [(one["how"], "opened" in one) for one in own] == [("print", False), ("qr", True)]
    await phone.done("GET", ".pdf")
    assert (await asked(mediator, "GET", "/papers"))[1]["papers"][paper]["served"] == own
    shown = (await asked(cast["employer"], "GET", "/papers"))[1]["papers"][paper]
    assert "served" not in shown


# -- by message


@pytest.mark.timeout(120)
async def test_link_and_codes_come_by_message_and_nothing_of_them_is_in_a_log(
    messaging: Running, gateway: Gateway, phones: Any
) -> None:
    async with office_of(messaging) as office:
        cast = Cast(await office.open(PARTS, reusable=False), messaging.url)
        await cast.together("mediator", "worker", "employer")
        paper = await frozen(cast)
        worker, mediator = cast.case.people["worker"], cast["mediator"]
        gateway.way = "down"
        body = {"who": worker.seat, "how": "message", "number": "139 0743 0521"}
        told = await done(mediator, "POST", f"/papers/{paper}/links", body)
        state = await done(mediator, "GET", f"/messages/{told['message']}")
        assert state["state"] == "queued"
        gateway.way = "honest"

        async def progress() -> str:
            return str((await done(mediator, "GET", f"/messages/{told['message']}"))["state"])

        await until(progress, lambda found: found == "sent", "it was sent", 30)
        (sms,) = gateway.texts("sign")
        assert gateway.sent[told["message"]]["number"] == "+8613907430521"
        link = next(word for word in sms.split() if "/sign#" in word)
        phone = phones(messaging.url, link)
        assert (await phone.look())["messages"]
        assert await phone.device.post("/paper/code", {"token": phone.token}) == {"ending": "0521"}
        with pytest.raises(Refused) as refused:
            await phone.device.post("/paper/code", {"token": phone.token})
        assert refused.value.code == "too_many"
        assert 0 < refused.value.params["retry_after"] <= 60

        async def texts() -> list[str]:
            return gateway.texts("code")

        (code,) = await until(texts, bool, "the code was sent", 30)
        digits = next(part for part in code.replace("，", " ").split() if part.isdigit())
        await phone.open(digits)
        await phone.read()
        assert (await phone.sign(await code_of(cast, paper, "worker")))[0] == 200
        receipt = b'{"id": "%s", "state": "delivered"}' % str(told["message"]).encode()
        for signature, status in (("0" * 64, 403), (None, 200)):
            time = str(int(datetime.now(UTC).timestamp()))
            headers = {
                "X-Yuntiao-Time": time,
                "X-Yuntiao-Signature": signature or servers.signature(time, receipt),
            }
            async with phone.device.http.post("/messages/receipt", data=receipt, headers=headers) as answer:
                assert answer.status == status
        assert await progress() == "delivered"
        await cast.close()
        log = messaging.log.read_text("utf-8")
        for secret in ("0521", digits, phone.token, "龙建军"):
            assert secret not in log
