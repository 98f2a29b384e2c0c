"""What the mediator does with people and with the session, as everybody's views and ears tell it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rooms.participant import Authority, Scope
from tests.integration.conftest import Called
from tests.integration.guest import Guest, Refused
from tests.integration.office import DEMONSTRATION


async def test_a_person_who_waits_is_met_alone_before_being_admitted(call: Called) -> None:
    cast = await call()
    worker, employer, mediator = await cast.wait_in_lobby("worker", "employer", "mediator")
    await mediator.do("meet", who=worker.seat)
    await asyncio.gather(worker.reaches("private"), mediator.reaches("private"))
    _, _, employer_voice = await cast.voices("worker", "mediator", "employer")
    await worker.say("旁边有人")
    await cast.settled()
    assert mediator.texts == ["旁边有人"]
    assert employer.channel == "lobby"
    assert employer.view["people"] == {}
    assert not employer_voice.heard()
    await mediator.do("rejoin")
    await worker.reaches("lobby")
    assert worker.view["me"]["standing"] == "waiting"
    assert worker.texts == []


async def test_a_locked_room_lets_nobody_new_in_and_everybody_back_who_was_inside(call: Called) -> None:
    cast = await call()
    worker, mediator = await cast.together("worker", "mediator")
    await mediator.do("lock", on=True)
    employer = cast.device()
    with pytest.raises(Refused, match="locked") as refused:
        await employer.enter(cast.case.people["employer"])
    assert refused.value.status == 423
    await worker.disconnect()
    await worker.connect()
    assert worker.channel == "joint"
    with pytest.raises(Refused, match="locked"):
        await cast.device().enter(cast.case.people["worker"])
    await cast.settled()
    assert worker.view["session"]["locked"]
    await mediator.do("lock", on=False)
    assert await employer.enter(cast.case.people["employer"]) == cast.seat("employer")


async def test_whoever_is_removed_is_out_at_once_and_comes_back_only_when_reinstated(call: Called) -> None:
    cast = await call()
    worker, employer, mediator = await cast.together("worker", "employer", "mediator")
    _, employer_voice = await cast.voices("worker", "employer")
    await mediator.do("remove", who=worker.seat)
    employer_voice.forget()
    await worker.parted("removed")
    await employer.until(lambda: employer.near == {"mediator"})
    with pytest.raises(Refused, match="removed"):
        await Guest(worker.device, worker.seat).connect()
    for device in (worker.device, cast.device()):
        with pytest.raises(Refused, match="removed"):
            await device.enter(cast.case.people["worker"])
    await employer.say("还在吗")
    assert not employer_voice.heard()
    await mediator.do("back_to_lobby", who=worker.seat)
    again = await cast.come("worker")
    assert again.view["me"]["standing"] == "waiting"
    assert again.texts == []


async def test_a_muted_person_is_not_heard_until_they_unmute_themselves(call: Called) -> None:
    cast = await call()
    worker, _, mediator = await cast.together("worker", "employer", "mediator")
    worker_voice, employer_voice = await cast.voices("worker", "employer")
    await mediator.do("mute", who=worker.seat)
    employer_voice.forget()
    await worker.until(lambda: worker.view["me"]["muted_by_host"])
    await employer_voice.hears(worker_voice, kinds=["camera"])
    assert {label.kind for label in employer_voice.heard()} == {"camera"}
    with pytest.raises(Refused, match="forbidden"):
        await mediator.do("mute", who=mediator.seat)
    await worker.do("media", kind="audio", on=True)
    await employer_voice.hears(worker_voice, kinds=["audio"])
    await worker.until(lambda: not worker.view["me"]["muted_by_host"])


async def test_whoever_is_sent_back_waits_alone_and_what_is_said_meanwhile_is_not_theirs(
    call: Called,
) -> None:
    cast = await call()
    worker, employer, mediator = await cast.together("worker", "employer", "mediator")
    worker_voice, employer_voice = await cast.voices("worker", "employer")
    await mediator.do("back_to_lobby", who=worker.seat)
    for voice in (worker_voice, employer_voice):
        voice.forget()
    await worker.reaches("lobby")
    await employer.say("他不在")
    await cast.settled()
    assert worker.texts == []
    assert worker.view["people"] == {}
    await mediator.do("admit", who=worker.seat)
    await worker.reaches("joint")
    await asyncio.gather(employer_voice.hears(worker_voice), worker_voice.hears(employer_voice))
    assert worker.texts == []
    stays = {label.stay for label in employer_voice.heard() if label.seat == worker.seat}
    assert stays == {worker.stay}


async def test_an_adjourned_session_is_silent_and_goes_on_by_admission(call: Called) -> None:
    cast = await call()
    worker, employer, mediator = await cast.together("worker", "employer", "mediator")
    worker_voice, employer_voice = await cast.voices("worker", "employer")
    await worker.say("休庭之前")
    until = (datetime.now(UTC) + timedelta(days=3)).isoformat(timespec="seconds")
    await mediator.do("adjourn", until=until)
    for voice in (worker_voice, employer_voice):
        voice.forget()
    await worker.until(lambda: worker.view["session"]["state"] == "adjourned")
    assert datetime.fromisoformat(worker.view["session"]["until"]) == datetime.fromisoformat(until)
    with pytest.raises(Refused, match="adjourned"):
        await worker.say("还能说吗")
    with pytest.raises(Refused, match="adjourned"):
        await mediator.do("separate")
    assert not worker_voice.heard() | employer_voice.heard()
    await mediator.do("resume")
    await asyncio.gather(worker.reaches("lobby"), employer.reaches("lobby"))
    await mediator.do("admit_all")
    await asyncio.gather(worker.reaches("joint"), employer.reaches("joint"))
    await employer_voice.hears(worker_voice)
    assert worker.texts == ["休庭之前"]


async def test_an_ended_session_parts_from_everybody_and_opens_to_nobody(call: Called) -> None:
    cast = await call()
    guests = await cast.together("worker", "employer", "mediator")
    worker_voice, employer_voice = await cast.voices("worker", "employer")
    assert await cast["mediator"].do("end") == {}
    for voice in (worker_voice, employer_voice):
        voice.forget()
    await asyncio.gather(*(guest.parted("ended") for guest in guests))
    for person in ("worker", "employer"):
        with pytest.raises(Refused, match="ended"):
            await cast.device().enter(cast.case.people[person])
        with pytest.raises(Refused, match="ended"):
            await Guest(cast[person].device, cast[person].seat).connect()
    assert not worker_voice.heard() | employer_voice.heard()


async def test_a_silent_request_reaches_the_mediator_and_nobody_else(call: Called) -> None:
    cast = await call()
    worker, employer, mediator, clerk = await cast.together("worker", "employer", "mediator", "clerk")
    await cast.settled()
    before = (employer.seq, clerk.seq)
    await worker.do("ask_alone")
    await mediator.until(lambda: "asked_alone" in mediator.entry("worker"))
    await cast.settled()
    assert (employer.seq, clerk.seq) == before
    await worker.do("cancel_ask")
    await mediator.until(lambda: "asked_alone" not in mediator.entry("worker"))
    await cast.settled()
    assert (employer.seq, clerk.seq) == before


async def test_those_who_wait_see_no_trace_of_where_the_mediator_goes(call: Called) -> None:
    """Not a frame is sent to the employer while the mediator goes to and fro between others."""
    cast = await call()
    worker, employer, mediator = await cast.apart("worker", "employer", "mediator")
    await cast.settled()
    frames = len(employer.events)
    away = employer.view["mediator"]
    for _ in range(3):
        await mediator.do("visit", side="worker")
        await worker.say("悄悄话")
        await mediator.do("meet", who=worker.seat)
        await worker.reaches("private")
        await mediator.do("visit", side="neutral")
        await worker.reaches("worker")
    await cast.settled()
    assert len(employer.events) == frames
    assert employer.view["mediator"] == away == {"state": "away", "since": away["since"]}
    assert set(employer.view["mediator"]) == {"state", "since"}


async def test_whoever_leaves_is_gone_and_the_link_opens_again(call: Called) -> None:
    cast = await call()
    worker, employer, mediator = await cast.together("worker", "employer", "mediator")
    assert await worker.do("leave") == {}
    await worker.parted("not_here")
    await employer.until(lambda: employer.near == {"mediator"})
    again = await cast.come("worker", worker.device)
    assert again.view["me"]["standing"] == "waiting"
    await mediator.until(lambda: mediator.entry("worker")["standing"] == "waiting")


async def test_withdrawing_a_required_consent_leads_back_to_the_lobby(call: Called) -> None:
    cast = await call()
    worker, employer, mediator = await cast.together("worker", "employer", "mediator")
    await worker.do("consent", kind="personal_data", given=False)
    await worker.reaches("lobby")
    with pytest.raises(Refused, match="consent_needed"):
        await mediator.do("admit", who=worker.seat)
    await mediator.do("admit_all")
    await worker.do("consent", kind="personal_data", given=True)
    assert worker.channel == "lobby"
    await mediator.do("admit", who=worker.seat)
    await worker.reaches("joint")
    await employer.until(lambda: employer.near == {"worker", "mediator"})


async def test_an_authority_that_runs_out_during_the_session_is_shown_as_run_out(call: Called) -> None:
    soon = Authority("某公司", Scope.SPECIAL, None, datetime.now(UTC) + timedelta(seconds=2))
    parts = [replace(part, authority=soon) if part.person == "employer" else part for part in DEMONSTRATION]
    cast = await call(parts)
    worker, employer, mediator = await cast.together("worker", "employer", "mediator")
    assert not mediator.entry("employer")["authority"]["expired"]
    await mediator.until(lambda: mediator.entry("employer")["authority"]["expired"])
    await worker.until(lambda: worker.view["people"][employer.seat]["authority"]["expired"])
    assert employer.channel == "joint"
