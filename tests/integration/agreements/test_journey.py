"""From a host's draft to a sealed document that anybody can check: with a running service and three devices."""

from __future__ import annotations

import asyncio
import math
from pathlib import Path

import aiohttp
import pytest

from tests.e2e.until import until
from tests.integration.agreements.signing import (
    ACCOUNT,
    PARTS,
    agreed,
    asked,
    done,
    drawn,
    filled,
    frozen,
    proposed,
    read,
    sealed,
    signs,
    verdict,
)
from tests.integration.cast import Cast
from tests.integration.command import yuntiao
from tests.integration.conftest import Called, office_of
from tests.integration.guest import Refused
from tests.integration.running import Running, running


async def test_what_is_no_document_is_said_to_be_none(call: Called) -> None:
    cast = await call(PARTS)
    for octets in (b"", b"%PDF-1.7", b"PK\x03\x04" * 1000, None):
        assert await verdict(cast.url, octets) == (200, "broken")
    async with aiohttp.ClientSession() as stranger, stranger.get(f"{cast.url}/v/anything") as answer:
        assert answer.status == 200
        assert 'data-testid="verify-form"' in await answer.text()


@pytest.mark.timeout(180)
async def test_a_session_ends_with_a_sealed_agreement_that_anybody_can_check(
    call: Called, tmp_path: Path
) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer")
    octets = await sealed(cast["worker"], await agreed(cast))
    assert octets.startswith(b"%PDF-")
    assert len(octets) <= 400_000
    path = tmp_path / "agreement.pdf"
    path.write_bytes(octets)
    told = await yuntiao("verify", path)
    assert told.status == 0, told
    assert await verdict(cast.url, octets) == (200, "whole")
    assert await verdict(cast.url, octets[:-1] + b"\x00") == (200, "broken")


async def test_out_of_turn_without_reading_or_with_a_wrong_code_nobody_signs(call: Called) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer")
    paper = await frozen(cast)
    assert (await signs(cast, "worker", paper))[1]["code"] == "clauses_unread"
    assert (await signs(cast, "mediator", paper))[1]["code"] == "parties_first"
    await read(cast["worker"], paper)
    for given, code in (
        ({"code": "000000" if cast.case.people["worker"].code != "000000" else "111111"}, "code_wrong"),
        ({"frozen": "0" * 64}, "paper_changed"),
        ({"who": cast.case.people["employer"].seat}, "not_found"),
        ({"strokes": []}, "strokes_unfit"),
        ({"strokes": [{"points": [{"x": 1, "y": 1, "time": 1, "pressure": 0.5}]}]}, "strokes_unfit"),
    ):
        assert (await signs(cast, "worker", paper, **given))[1]["code"] == code
    assert "signed" not in cast["worker"].view["papers"][paper]["signers"][cast["worker"].seat]


async def test_a_long_signature_is_read_to_its_end(call: Called) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer")
    paper = await frozen(cast)
    await read(cast["worker"], paper)
    points = [
        {
            "x": 40 + at % 300 + 0.123456789,
            "y": 100 + 40 * math.sin(at / 9),
            "time": 1000 + at,
            "pressure": 0.5,
        }
        for at in range(6000)
    ]
    strokes = [{"points": points[at : at + 300]} for at in range(0, 6000, 300)]
    assert (await signs(cast, "worker", paper, strokes=strokes))[0] == 200


async def test_a_drawing_is_used_once(call: Called) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer")
    paper = await frozen(cast)
    same = drawn()
    for name in ("worker", "employer"):
        await read(cast[name], paper)
    assert (await signs(cast, "worker", paper, **same))[0] == 200
    assert (await signs(cast, "employer", paper, **same))[1]["code"] == "strokes_used"
    assert (await signs(cast, "worker", paper))[1]["code"] == "already_signed"


async def test_only_whose_paper_it_is_reads_it_and_only_on_their_device(call: Called) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer", "clerk")
    paper = await frozen(cast)
    other = await call(PARTS)
    await other.together("mediator", "worker", "employer")
    for path in (f"/papers/{paper}.pdf", f"/papers/{paper}/clauses"):
        assert (await asked(other["worker"], "GET", path))[0] == 404
        room = f"{cast.url}/room/{cast['worker'].seat}"
        async with aiohttp.ClientSession() as stranger, stranger.get(f"{room}{path}") as answer:
            assert answer.status == 403
    for name in ("clerk", "worker", "employer", "mediator"):
        assert (await asked(cast[name], "GET", f"/papers/{paper}.pdf"))[0] == 200


async def test_a_host_alone_begins_checks_and_freezes(call: Called) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer")
    id, base = await proposed(cast)
    for path, data in (
        ("/agreements/begin", {"template": "wages-by-day"}),
        ("/agreements/check", {"terms": {}}),
        (f"/agreements/{id}/freeze", {"base": base, "days": 3}),
        (f"/agreements/{id}/account", {"who": cast["worker"].seat, **ACCOUNT}),
        (f"/agreements/{id}/consent", {"who": cast["worker"].seat, "base": base, "words": "x"}),
    ):
        assert (await asked(cast["worker"], "POST", path, data))[0] == 403
    mediator = cast["mediator"]
    assert (await asked(mediator, "POST", "/agreements/begin", {"template": "none"}))[0] == 404
    assert (await asked(mediator, "POST", "/agreements/check", {"terms": {}}))[1]["code"] == "terms_unfit"
    assert (await asked(mediator, "POST", "/agreements/check", [1]))[1]["code"] == "bad_message"
    for days in (0, 61):
        wrong = {"base": base, "days": days}
        assert (await asked(mediator, "POST", f"/agreements/{id}/freeze", wrong))[1]["code"] == "bad_message"
    stale = {"base": base + 1, "days": 3}
    assert (await asked(mediator, "POST", f"/agreements/{id}/freeze", stale))[1]["code"] == "version_changed"
    templates = (await done(mediator, "GET", "/agreements/templates"))["templates"]
    assert {"wages-by-day", "severance"} <= {one["id"] for one in templates}


async def test_a_host_alone_reads_what_a_former_version_said(call: Called) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer")
    id, base = await proposed(cast)
    mediator = cast["mediator"]
    terms = mediator.view["settlements"][id]["terms"]
    changed = {**terms, "copies": 9}
    assert (await mediator.do("draft_settlement", terms=changed, settlement=id, base=base))[
        "version"
    ] == base + 1
    assert (await done(mediator, "GET", f"/agreements/{id}/versions/{base}"))["terms"] == terms
    for wrong in ("0", "3", "01", "x"):
        assert (await asked(mediator, "GET", f"/agreements/{id}/versions/{wrong}"))[0] == 404
    assert (await asked(mediator, "GET", "/agreements/none/versions/1"))[0] == 404
    assert (await asked(cast["worker"], "GET", f"/agreements/{id}/versions/{base}"))[0] == 403


async def test_what_may_not_be_agreed_is_not_frozen(call: Called) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer")
    mediator = cast["mediator"]
    terms = filled((await done(mediator, "POST", "/agreements/begin", {"template": "wages-by-day"}))["terms"])
    made = await mediator.do("draft_settlement", terms=terms)
    await mediator.do("propose_settlement", settlement=made["id"], base=1)
    status, told = await asked(mediator, "POST", f"/agreements/{made['id']}/freeze", {"base": 1, "days": 3})
    assert (status, told["code"]) == (409, "findings")
    assert "account_unverified" in told["params"]["findings"]


async def test_of_two_who_sign_at_once_both_are_on_the_paper(call: Called) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer")
    paper = await frozen(cast)
    for name in ("worker", "employer"):
        await read(cast[name], paper)
    answers = await asyncio.gather(*(signs(cast, name, paper) for name in ("worker", "employer")))
    assert [status for status, _ in answers] == [200, 200]
    mediator = cast["mediator"]

    async def names() -> set[str]:
        signers = mediator.view["papers"][paper]["signers"].values()
        return {one["person"] for one in signers if "signed" in one}

    await until(names, lambda found: found == {"worker", "employer"}, "both have signed", 20)


async def test_after_the_session_who_is_left_signs_on_the_same_device(call: Called) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer")
    paper = await frozen(cast)
    for name in ("worker", "employer"):
        await read(cast[name], paper)
    assert (await signs(cast, "worker", paper))[0] == 200
    await cast["mediator"].do("end")
    assert (await signs(cast, "employer", paper))[0] == 200
    assert (await signs(cast, "mediator", paper))[0] == 200


@pytest.mark.timeout(240)
async def test_a_restored_backup_has_every_document_and_every_stroke(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    with running(own) as service:
        async with office_of(service) as office:
            cast = Cast(await office.open(PARTS), service.url)
            await cast.together("mediator", "worker", "employer")
            paper = await frozen(cast)
            await read(cast["worker"], paper)
            assert (await signs(cast, "worker", paper))[0] == 200
            await cast.close()
        kept, folder = tmp_path / "backup", tmp_path / "restored"
        assert (await yuntiao("backup", "-o", str(kept), "--data", str(service.data)))[0] == 0
        words = ("restore", str(kept), "--data", str(folder), "--nothing-erased")
        status, told, errors = await yuntiao(*words)
        assert (status, errors) == (0, "")
        assert "documents 2\n" in told
        names = [{path.name for path in (data / "papers").glob("*/*")} for data in (folder, service.data)]
        assert names[0] == names[1]


async def test_what_is_stored_only_is_shown_to_nobody(call: Called, service: Running) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer")
    paper = await frozen(cast)
    told = await done(cast["worker"], "GET", f"/papers/{paper}/clauses")
    asked_for = (cast.case.number, "--reason", "本人申请", "--data", str(service.data))
    for name in ((), ("--name", "龙建军")):
        assert (await yuntiao("retention", "restrict", *asked_for, *name))[0] == 0
        for guest in ("worker", "employer", "mediator"):
            for path in (f"/papers/{paper}.pdf", f"/papers/{paper}/clauses"):
                assert (await asked(cast[guest], "GET", path))[0] == 404
        about = {"paper": paper, "frozen": told["frozen"]}
        with pytest.raises(Refused, match="not_found"):
            await cast["worker"].do("confirm_clause", **about, clause=told["clauses"][0]["id"])
        with pytest.raises(Refused, match="not_found"):
            await cast["employer"].do("refuse_paper", paper=paper, reason="不签")
        assert (await yuntiao("retention", "unrestrict", *asked_for, *name))[0] == 0
    await read(cast["worker"], paper)
    assert (await asked(cast["worker"], "GET", f"/papers/{paper}.pdf"))[0] == 200
