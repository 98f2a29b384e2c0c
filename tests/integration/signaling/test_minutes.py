"""The record over the wire: two who write at once, what is refused with which code, and to whom it is read."""

import asyncio
import json
from typing import Any

import pytest

from tests.integration.conftest import Called
from tests.integration.guest import Guest, Refused
from tests.integration.office import BUILDING_SITE

SECRET = "两万元也可以"


async def write(guest: Guest, text: str, section: str = "statements", **more: object) -> str:
    return str((await guest.do("write_line", section=section, text=text, **more))["id"])


async def lines(guest: Guest, *texts: str) -> dict[str, Any]:
    """The record's lines, once they say this."""

    def said() -> dict[str, Any]:
        return dict(guest.view["minutes"]["lines"])

    await guest.until(lambda: [line["text"] for line in said().values()] == list(texts))
    return said()


async def test_two_write_at_once_and_nobody_of_the_parties_is_told(call: Called) -> None:
    cast = await call()
    worker, employer, mediator, clerk = await cast.together("worker", "employer", "mediator", "clerk")
    await cast.settled()
    before = len(worker.events), len(employer.events)
    ids = await asyncio.gather(
        *(
            write(guest, f"{name}第{number}条")
            for number in range(5)
            for name, guest in cast.guests.items()
            if name in {"mediator", "clerk"}
        )
    )
    await cast.settled()
    assert set(mediator.view["minutes"]["lines"]) == set(clerk.view["minutes"]["lines"]) == set(ids)
    assert (len(worker.events), len(employer.events)) == before
    assert (await clerk.again())["minutes"] == mediator.view["minutes"]


async def test_a_correction_of_an_old_version_is_refused_with_the_present_one(call: Called) -> None:
    cast = await call()
    _, mediator, clerk = await cast.together("worker", "mediator", "clerk")
    line = await write(clerk, "拖欠两个月", speaker=cast.seat("worker"))
    await mediator.do("correct_line", line=line, version=1, text="拖欠三个月")
    with pytest.raises(Refused) as refused:
        await clerk.do("correct_line", line=line, version=1, text="拖欠四个月")
    assert refused.value.code == "line_changed"
    assert refused.value.params == {"version": 2, "text": "拖欠三个月", "struck": False}
    await clerk.do("strike_line", line=line, version=2, reason="与聊天记录重复")
    shown = (await lines(mediator, "拖欠三个月"))[line]
    assert shown["former"][0]["text"] == "拖欠两个月"
    assert shown["former"][0]["speaker"] == cast.seat("worker")
    await mediator.until(lambda: "struck" in mediator.view["minutes"]["lines"][line])


@pytest.mark.parametrize(
    ("type_", "fields", "code"),
    [
        ("write_line", {"section": "statements", "text": " "}, "bad_message"),
        ("write_line", {"section": "gossip", "text": "话"}, "bad_message"),
        ("write_line", {"section": "other", "text": "字" * 1001}, "too_large"),
        ("write_line", {"section": "other", "text": "话", "ago": -1}, "bad_message"),
        ("write_line", {"section": "other", "text": "话", "speaker": "nobody"}, "not_found"),
        ("write_line", {"section": "other", "text": "话", "source": "nothing"}, "not_joint"),
        ("correct_line", {"line": "none", "version": 1, "text": "话"}, "not_found"),
        ("correct_line", {"line": "none", "version": 0, "text": "话"}, "bad_message"),
        ("strike_line", {"line": "none", "version": 1, "reason": ""}, "bad_message"),
        ("note_answer", {"question": "rights", "who": "nobody", "reply": "yes"}, "not_found"),
        ("note_answer", {"question": "mood", "who": "nobody", "reply": "yes"}, "bad_message"),
        ("note_answer", {"question": "rights", "who": "nobody", "reply": "perhaps"}, "bad_message"),
        ("read_back", {}, "nothing_to_read"),
        ("confirm_minutes", {"who": "nobody", "digest": "00"}, "not_found"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_code(
    call: Called, type_: str, fields: dict[str, Any], code: str
) -> None:
    cast = await call()
    _, _, clerk = await cast.together("worker", "mediator", "clerk")
    with pytest.raises(Refused, match=code):
        await clerk.do(type_, **fields)
    assert clerk.view["minutes"]["lines"] == {}


async def test_a_party_may_write_read_back_or_correct_nothing(call: Called) -> None:
    cast = await call()
    worker, _, clerk = await cast.together("worker", "mediator", "clerk")
    line = await write(clerk, "到场")
    for type_, fields in {
        "write_line": {"section": "other", "text": "话"},
        "correct_line": {"line": line, "version": 1, "text": "话"},
        "strike_line": {"line": line, "version": 1, "reason": "不对"},
        "note_answer": {"question": "rights", "who": worker.seat, "reply": "yes"},
        "read_back": {},
    }.items():
        with pytest.raises(Refused, match="forbidden"):
            await worker.do(type_, **fields)
    with pytest.raises(Refused, match="unknown_message"):
        await worker.do("amend_line", line=line, version=1, text="话", reason="理由")


async def test_what_was_said_apart_never_comes_into_the_record(call: Called) -> None:
    cast = await call()
    worker, employer, mediator, clerk = await cast.apart("worker", "employer", "mediator", "clerk")
    await mediator.do("visit", side="worker")
    await mediator.reaches("worker")
    await mediator.do("bring", who=clerk.seat)
    await clerk.reaches("worker")
    said = (await worker.say(SECRET))["id"]
    await clerk.until(lambda: said in clerk.view["messages"])
    for guest in (clerk, mediator):
        with pytest.raises(Refused, match="not_joint"):
            await write(guest, SECRET)
    await mediator.do("rejoin")
    await clerk.reaches("joint")
    with pytest.raises(Refused, match="not_joint"):
        await write(clerk, "摘录", source=said)
    joint = (await worker.say("三个月没有发工资"))["id"]
    line = await write(clerk, "三个月没有发工资", source=joint)
    assert (await lines(clerk, "三个月没有发工资"))[line]["source"] == joint
    await clerk.do("read_back")
    await employer.until(lambda: "reading" in employer.view)
    await cast.settled()
    assert SECRET not in json.dumps([employer.events, clerk.view["minutes"]], ensure_ascii=False)


async def test_who_comes_late_reads_and_confirms_what_was_read_last(call: Called) -> None:
    cast = await call()
    worker, mediator, clerk = await cast.together("worker", "mediator", "clerk")
    line = await write(clerk, "欠薪两万元", "undisputed")
    digest = (await clerk.do("read_back"))["digest"]
    await worker.until(lambda: worker.view.get("reading", {}).get("digest") == digest)
    await worker.do("object_minutes", who=worker.seat, digest=digest, words="是三万元")
    await clerk.do("correct_line", line=line, version=1, text="欠薪三万元")
    employer = await cast.come("employer")
    assert "reading" not in employer.view
    await mediator.do("admit", who=employer.seat)
    await employer.until(lambda: employer.view.get("reading", {}).get("digest") == digest)
    assert "是三万元" not in json.dumps(employer.events, ensure_ascii=False)
    anew = (await mediator.do("read_back"))["digest"]
    await employer.until(lambda: employer.view["reading"]["digest"] == anew)
    content = employer.view["reading"]["content"]
    assert [part["lines"][0]["text"] for part in content["sections"]] == ["欠薪三万元"]
    assert content["objections"][0]["words"] == "是三万元"
    with pytest.raises(Refused, match="read_anew"):
        await employer.do("confirm_minutes", who=employer.seat, digest=digest)
    for guest in (worker, employer):
        await guest.do("confirm_minutes", who=guest.seat, digest=anew)
    with pytest.raises(Refused, match="not_found"):
        await employer.do("confirm_minutes", who=worker.seat, digest=anew)
    await clerk.until(lambda: len(clerk.view["minutes"]["reading"]["responses"]) == 2)
    assert clerk.view["minutes"]["reading"]["current"]
    assert (await worker.again())["reading"]["mine"][worker.seat]["state"] == "confirmed"


async def test_on_a_shared_phone_each_confirms_by_themselves(call: Called) -> None:
    cast = await call(BUILDING_SITE)
    w1, mediator, clerk = await cast.together("w1", "mediator", "clerk")
    await cast.come("w2", w1.device, share_with="w1")
    phone = await cast.tab("w1", w1.device, w1.seat)
    await mediator.do("admit", who=w1.seat)
    await phone.reaches("joint")
    await write(clerk, "到场")
    digest = (await clerk.do("read_back"))["digest"]
    await phone.until(lambda: "reading" in phone.view)
    second = cast.seat("w2")
    assert set(phone.view["reading"]["mine"]) == {w1.seat, second}
    await phone.do("confirm_minutes", who=second, digest=digest)
    await phone.until(lambda: phone.view["reading"]["mine"][second]["state"] == "confirmed")
    assert phone.view["reading"]["mine"][w1.seat]["state"] == "open"
    await clerk.until(lambda: clerk.view["minutes"]["reading"]["responses"])
    assert [said["seat"] for said in clerk.view["minutes"]["reading"]["responses"]] == [second]
