"""The room's other documents: issued, read back, signed, sealed and given out, with a running service and devices."""

from __future__ import annotations

import asyncio
import io
import socket
import subprocess
import zipfile
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from rooms.moments import beijing_day, stamp
from server.config import Settings
from server.main import serving
from server.staff.sessions import utc_now
from tests.integration.agreements.notice import NOTICE
from tests.integration.agreements.signing import (
    PARTS,
    agreed,
    asked,
    done,
    read,
    sealed,
    signs,
    verdict,
)
from tests.integration.cast import Cast
from tests.integration.conftest import Called, office_of
from tests.integration.guest import Guest
from tests.integration.running import Running
from tests.servers.process import free_port


async def offers(guest: Guest) -> dict[str, dict[str, Any]]:
    told = (await done(guest, "GET", "/documents/offered"))["documents"]
    return {one["kind"]: one for one in told}


async def whole(cast: Cast, octets: bytes, path: Path) -> None:
    """By our own verdict, and by a tool of other people's."""
    assert await verdict(cast.url, octets) == (200, "whole")
    await asyncio.to_thread(valid, octets, path)


def valid(octets: bytes, path: Path) -> None:
    path.write_bytes(octets)
    told = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False)
    assert "Signature is Valid" in told.stdout
    assert "Invalid" not in told.stdout


@pytest.mark.timeout(180)
async def test_without_an_agreement_each_party_is_given_a_sealed_notice_of_their_own(
    call: Called, tmp_path: Path
) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer", "clerk")
    mediator, worker, employer = cast["mediator"], cast["worker"], cast["employer"]
    assert (await offers(mediator))["failure"]["open"]
    made = await done(mediator, "POST", "/documents/failure", NOTICE)
    assert len(made["papers"]) == 2
    await mediator.until(lambda: set(made["papers"]) <= mediator.view.get("papers", {}).keys())
    for paper in made["papers"]:
        assert (await asked(worker, "GET", f"/papers/{paper}.pdf"))[0] == 404
        assert (await signs(cast, "mediator", paper))[0] == 200
    own = [paper for paper in made["papers"] if await _has(worker, paper)]
    others = [paper for paper in made["papers"] if await _has(employer, paper)]
    assert sorted((*own, *others)) == sorted(made["papers"])
    for guest, (paper,) in ((worker, own), (employer, others)):
        octets = await sealed(guest, paper)
        assert guest.view["papers"][paper]["kind"] == "failure"
        assert "settlement" not in guest.view["papers"][paper]
        await whole(cast, octets, tmp_path / f"{paper}.pdf")
    (other,) = others
    assert (await asked(worker, "GET", f"/papers/{other}.pdf"))[0] == 404
    assert (await asked(worker, "GET", f"/papers/{other}/clauses"))[0] == 404
    (notice,) = (await done(worker, "GET", "/documents/offered"))["notices"]
    assert notice["paper"] == own[0]


async def _has(guest: Guest, paper: str) -> bool:
    """Whether it is addressed to them, once both are sealed."""
    await guest.until(lambda: len(guest.view.get("papers", {})) == 1, 30)
    return paper in guest.view["papers"]


async def read_out(cast: Cast) -> None:
    """The clerk's record, read back, and said to be right by both sides."""
    clerk = cast["clerk"]
    for section, text in (
        ("opening", "调解员核对了到场人员的身份，告知了权利和义务。"),
        ("statements", "龙建军：我在工地干了九十五天，还差两万六千四百元。"),
        ("undisputed", "双方确认：龙建军自2026年3月1日至6月30日在该工地工作，每日280元。"),
        ("result", "双方未能达成一致。"),
    ):
        await clerk.do("write_line", section=section, text=text)
    digest = (await clerk.do("read_back"))["digest"]
    for name in ("worker", "employer"):
        guest = cast[name]
        await guest.until(lambda guest=guest: "reading" in guest.view)  # type: ignore[misc]
        await guest.do("confirm_minutes", who=cast.case.people[name].seat, digest=digest)


async def hand(cast: Cast, name: str, paper: str) -> None:
    await cast[name].until(lambda: paper in cast[name].view.get("papers", {}))
    await read(cast[name], paper)
    status, told = await signs(cast, name, paper)
    assert status == 200, told


@pytest.mark.timeout(180)
async def test_the_record_is_signed_by_all_who_were_there(call: Called, tmp_path: Path) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer", "clerk")
    clerk, mediator = cast["clerk"], cast["mediator"]
    assert (await offers(clerk))["record"]["why"] == ["nothing_read"]
    status, told = await asked(clerk, "POST", "/documents/record", {})
    assert (status, told["code"], told["params"]["why"]) == (409, "document_closed", ["nothing_read"])
    await read_out(cast)
    await clerk.do("write_line", section="other", text="还有一句。")
    assert (await offers(clerk))["record"]["why"] == ["read_anew"]
    await clerk.do("read_back")
    (paper,) = (await done(clerk, "POST", "/documents/record", {}))["papers"]
    assert (await asked(clerk, "POST", "/documents/record", {}))[1]["code"] == "document_closed"
    await mediator.until(lambda: paper in mediator.view.get("papers", {}))
    assert (await signs(cast, "mediator", paper))[1]["code"] == "parties_first"
    for name in ("worker", "employer", "clerk"):
        await hand(cast, name, paper)
    assert (await signs(cast, "mediator", paper))[0] == 200
    await whole(cast, await sealed(cast["worker"], paper), tmp_path / "record.pdf")
    hands = cast["worker"].view["papers"][paper]["signers"].values()
    assert {one["person"] for one in hands} == {"worker", "employer", "clerk", "mediator"}


@pytest.mark.timeout(180)
async def test_the_record_is_sealed_though_somebody_refuses_to_sign_it(call: Called, tmp_path: Path) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer", "clerk")
    clerk, mediator, worker = cast["clerk"], cast["mediator"], cast["worker"]
    await read_out(cast)
    made = await done(clerk, "POST", "/documents/record", {})
    (first,) = made["papers"]
    await hand(cast, "worker", first)
    employer = cast.case.people["employer"].seat
    told = await done(clerk, "GET", "/documents/offered")
    assert told["attendees"] == {
        cast.case.people[name].seat: cast.case.people[name].name
        for name in ("mediator", "worker", "employer")
    }
    assert "attendees" not in await done(worker, "GET", "/documents/offered")
    await done(
        clerk, "POST", f"/documents/{clerk.view['papers'][first]['document']}/void", {"reason": "对方拒签"}
    )
    for name, why in (("employer", " "), ("clerk", "我"), ("mediator", "不签")):
        sent = {"unsigned": [{"seat": cast.case.people[name].seat, "why": why}]}
        status, told = await asked(clerk, "POST", "/documents/record", sent)
        assert (status, told["code"], told["params"]["fields"]) == (409, "details_unfit", ["unsigned"]), name
    twice = {"unsigned": [{"seat": employer, "why": "一"}, {"seat": employer, "why": "二"}]}
    assert (await asked(clerk, "POST", "/documents/record", twice))[1]["code"] == "details_unfit"
    (paper,) = (
        await done(clerk, "POST", "/documents/record", {"unsigned": [{"seat": employer, "why": "拒绝签名"}]})
    )["papers"]
    for name in ("worker", "clerk"):
        await hand(cast, name, paper)
    await mediator.until(lambda: paper in mediator.view.get("papers", {}))
    assert (await asked(cast["employer"], "GET", f"/papers/{paper}/clauses"))[0] == 404
    assert (await signs(cast, "mediator", paper))[0] == 200
    await whole(cast, await sealed(worker, paper), tmp_path / "record.pdf")
    assert await sealed(cast["employer"], paper) == (tmp_path / "record.pdf").read_bytes()
    clauses = (await done(worker, "GET", f"/papers/{paper}/clauses"))["clauses"]
    assert "拒绝签名" in "".join(clause["text"] for clause in clauses)


@pytest.mark.timeout(180)
async def test_undisputed_facts_of_the_confirmed_record_are_on_the_notice(call: Called) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer", "clerk")
    mediator = cast["mediator"]
    assert (await done(mediator, "GET", "/documents/offered"))["facts"] == []
    await read_out(cast)
    (fact,) = (await done(mediator, "GET", "/documents/offered"))["facts"]
    made = await done(mediator, "POST", "/documents/failure", NOTICE)
    told = await done(mediator, "GET", f"/papers/{made['papers'][0]}/clauses")
    assert fact in "".join(clause["text"] for clause in told["clauses"])


@pytest.mark.timeout(240)
async def test_a_sealed_agreement_is_taken_to_court_by_both_sides_together(
    call: Called, tmp_path: Path
) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer", "clerk")
    worker, employer = cast["worker"], cast["employer"]
    kinds = ("arbitration_review", "judicial_confirmation", "payment_order")
    assert await offers(worker) == {}
    for kind in kinds:
        early = await asked(worker, "POST", f"/documents/{kind}", {"to": "吉首市人民法院"})
        assert early[1]["code"] == ("bad_message" if kind == "payment_order" else "forbidden")
    agreement = await agreed(cast)
    told = await offers(worker)
    on_default = {"payment_order", "direct_suit", "arbitration", "inspection"}
    assert set(told) == {*kinds, *on_default}
    for kind in on_default:
        assert told[kind]["why"] == ["nothing_overdue"], kind
    assert told["judicial_confirmation"]["open"]
    assert told["judicial_confirmation"]["last"]["left"] >= 30
    assert set(await offers(employer)) == {"arbitration_review", "judicial_confirmation"}
    for sent, code in (
        ({}, "bad_message"),
        ({"to": ""}, "bad_message"),
        ({"to": "法院", "days": 61}, "bad_message"),
        ({"to": "法院", "more": 1}, "bad_message"),
        ([], "bad_message"),
        ({"to": "法院", "about": "another"}, "not_found"),
    ):
        assert (await asked(worker, "POST", "/documents/judicial_confirmation", sent))[1]["code"] == code
    sent = {"to": "吉首市人民法院", "service_address": "按协议所留", "about": agreement}
    (paper,) = (await done(worker, "POST", "/documents/judicial_confirmation", sent))["papers"]
    for name in ("worker", "employer"):
        await hand(cast, name, paper)
    await whole(cast, await sealed(employer, paper), tmp_path / "application.pdf")
    assert (await offers(employer))["judicial_confirmation"]["why"] == ["already_issued"]
    for guest in (worker, employer):
        await handed_in(guest, paper, agreement)
    for name, one in (("worker", agreement), ("clerk", "another")):
        assert (await asked(cast[name], "GET", f"/papers/{one}/pack.zip"))[0] == 404
    assert (await offers(cast["mediator"]))["failure"]["why"] == ["agreed"]
    follows = (await done(worker, "GET", "/documents/offered"))["agreements"]
    assert [one["paper"] for one in follows] == [agreement]
    assert follows[0]["parts"][0]["amount"] == "26400.00"


async def handed_in(guest: Guest, paper: str, agreement: str) -> None:
    """The application comes with the agreement that it is about, each as it is, and a word on what to do."""
    octets = await done(guest, "GET", f"/papers/{paper}/pack.zip")
    with zipfile.ZipFile(io.BytesIO(octets)) as pack:
        found = {name: pack.read(name) for name in pack.namelist()}
    assert [*found] == ["1 司法确认申请书.pdf", "2 调解协议书.pdf", "使用说明.txt"]
    for name, one in zip(found, (paper, agreement), strict=False):
        assert found[name] == await sealed(guest, one)
        assert sha256(found[name]).hexdigest() in found["使用说明.txt"].decode("utf-8-sig")


@pytest.mark.timeout(180)
async def test_what_was_served_is_signed_for(call: Called, tmp_path: Path) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer", "clerk")
    clerk = cast["clerk"]
    assert (await offers(clerk))["service_receipt"]["why"] == ["nothing_to_serve"]
    agreement = await agreed(cast)
    told = (await offers(clerk))["service_receipt"]
    worker = cast.case.people["worker"].seat
    assert set(told["about"]) == {worker, cast.case.people["employer"].seat}
    step = {"what": "sent", "at": stamp(utc_now()), "proof": "短信 139****0000"}
    base = {"method": "电子送达", "address": "139****0000", "steps": [step]}
    for more, code in (
        ({}, "details_unfit"),
        ({"about": cast.case.people["mediator"].seat}, "not_found"),
        ({"about": worker, "papers": ["another"]}, "details_unfit"),
        ({"about": worker, "steps": [{**step, "at": "yesterday"}]}, "details_unfit"),
        ({"about": worker, "steps": [{**step, "at": "2099-01-01T00:00:00.000Z"}]}, "details_unfit"),
        ({"about": worker, "steps": [{**step, "what": "lost"}]}, "bad_message"),
    ):
        assert (await asked(clerk, "POST", "/documents/service_receipt", {**base, **more}))[1]["code"] == code
    sent = {**base, "about": worker, "papers": [agreement]}
    (paper,) = (await done(clerk, "POST", "/documents/service_receipt", sent))["papers"]
    assert paper not in cast["employer"].view["papers"]
    assert (await asked(cast["employer"], "GET", f"/papers/{paper}.pdf"))[0] == 404
    for name in ("worker", "clerk"):
        await hand(cast, name, paper)
    await whole(cast, await sealed(cast["worker"], paper), tmp_path / "receipt.pdf")
    employer = {**base, "about": cast.case.people["employer"].seat, "declined": "电话中表示拒收"}
    (unsigned,) = (await done(clerk, "POST", "/documents/service_receipt", employer))["papers"]
    await hand(cast, "clerk", unsigned)
    await whole(cast, await sealed(clerk, unsigned), tmp_path / "unsigned.pdf")


async def test_what_is_not_so_is_not_put_on_a_notice(call: Called) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer")
    mediator, worker = cast["mediator"], cast["worker"]
    tomorrow = (beijing_day(utc_now()) + timedelta(days=1)).isoformat()
    for sent, code in (
        ({**NOTICE, "since": tomorrow}, "details_unfit"),
        ({**NOTICE, "unknown": "不知道"}, "details_unfit"),
        ({key: value for key, value in NOTICE.items() if key != "since"}, "details_unfit"),
        ({**NOTICE, "since": "someday"}, "bad_message"),
        ({**NOTICE, "ending": "rain"}, "bad_message"),
        ({**NOTICE, "commission": "字" * 201}, "bad_message"),
        ({**NOTICE, "telephone": 5}, "bad_message"),
        ({**NOTICE, "commission": "仲裁委\U0001f600"}, "glyphs_missing"),
    ):
        assert (await asked(mediator, "POST", "/documents/failure", sent))[1]["code"] == code
    assert (await asked(mediator, "POST", "/documents/poem", NOTICE))[0] == 404
    assert (await asked(worker, "POST", "/documents/failure", NOTICE))[0] == 403
    assert mediator.view.get("papers", {}) == {}
    late = {**NOTICE, "since": "2020-01-01", "unknown": ""}
    made = await done(mediator, "POST", "/documents/failure", late)
    told = await done(mediator, "GET", f"/papers/{made['papers'][0]}/clauses")
    assert any("已经届满" in clause["text"] for clause in told["clauses"])
    again = await asked(mediator, "POST", "/documents/failure", NOTICE)
    assert (again[0], again[1]["params"]["why"]) == (409, ["already_issued"])


@pytest.mark.timeout(120)
async def test_a_document_is_made_void_and_issued_anew_also_after_the_session(call: Called) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer")
    mediator, worker = cast["mediator"], cast["worker"]
    made = await done(mediator, "POST", "/documents/failure", NOTICE)
    paper = made["papers"][0]
    await mediator.until(lambda: paper in mediator.view.get("papers", {}))
    id = mediator.view["papers"][paper]["document"]
    assert (await asked(worker, "POST", f"/documents/{id}/void", {"reason": "不"}))[0] == 404
    assert (await asked(mediator, "POST", f"/documents/{id}/void", {"reason": " "}))[1][
        "code"
    ] == "reason_needed"
    await mediator.do("end")
    await done(mediator, "POST", f"/documents/{id}/void", {"reason": "日期写错了"})
    papers = (await done(mediator, "GET", "/papers"))["papers"]
    assert papers[paper]["void"]["reason"] == "日期写错了"
    assert (await signs(cast, "mediator", paper))[1]["code"] == "not_signable"
    assert len((await done(mediator, "POST", "/documents/failure", NOTICE))["papers"]) == 2


@pytest.mark.timeout(240)
async def test_what_is_not_paid_in_time_is_asked_for_by_the_worker_alone(
    tmp_path: Path,
) -> None:
    ahead = [timedelta(0)]
    port, udp = free_port(), free_port(socket.SOCK_DGRAM)
    settings = Settings(data=tmp_path / "data", host="127.0.0.1", port=port, udp_port=udp)
    async with serving(settings, clock=lambda: utc_now() + ahead[0]):
        here = Running(f"http://127.0.0.1:{port}", ("127.0.0.1", udp), settings.data, tmp_path / "log", 0)
        async with office_of(here) as office:
            cast = Cast(await office.open(PARTS), here.url)
            await cast.together("mediator", "worker", "employer")
            await agreed(cast)
            worker, employer = cast["worker"], cast["employer"]
            assert (await offers(worker))["payment_order"]["why"] == ["nothing_overdue"]
            ahead[0] = timedelta(days=61)
            assert (await offers(worker))["payment_order"]["open"]
            assert (await offers(worker))["judicial_confirmation"]["why"] == ["too_late"]
            assert "payment_order" not in await offers(employer)
            court = {"court": "吉首市人民法院"}
            for guest in (employer, cast["mediator"]):
                assert (await asked(guest, "POST", "/documents/payment_order", court))[0] == 403
            for paid in ("30000", "26400.00"):
                some = [{"payment": "pay-1", "instalment": 1, "amount": paid}]
                refused = await asked(worker, "POST", "/documents/payment_order", {**court, "paid": some})
                assert refused[1]["code"] == "details_unfit"
            some = [{"payment": "pay-1", "instalment": 1, "amount": "6400"}]
            (paper,) = (await done(worker, "POST", "/documents/payment_order", {**court, "paid": some}))[
                "papers"
            ]
            told = await done(worker, "GET", f"/papers/{paper}/clauses")
            assert "20,000.00" in "".join(clause["text"] for clause in told["clauses"])
            assert (await asked(employer, "GET", f"/papers/{paper}.pdf"))[0] == 404
            await hand(cast, "worker", paper)
            await whole(cast, await sealed(worker, paper), tmp_path / "order.pdf")
            assert (await asked(worker, "POST", "/documents/inspection", court))[1]["code"] == "bad_message"
            whom = {"authority": "吉首市劳动保障监察大队"}
            (paper,) = (await done(worker, "POST", "/documents/inspection", whom))["papers"]
            await hand(cast, "worker", paper)
            await whole(cast, await sealed(worker, paper), tmp_path / "complaint.pdf")
            ways = {name: one["open"] for name, one in (await offers(worker)).items()}
            assert (ways["direct_suit"], ways["arbitration"]) == (True, True)
            await cast.close()
