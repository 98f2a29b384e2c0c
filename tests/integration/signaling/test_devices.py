"""One seat, several tabs and devices: always one place, one voice, and the mediator knows."""

import asyncio
import contextlib
import json

import pytest

from rooms.roles import Role
from tests.integration.conftest import Called
from tests.integration.frames import EVENT, Frames
from tests.integration.guest import Guest, Refused
from tests.integration.office import DEMONSTRATION, Part


async def test_a_second_tab_takes_the_seat_over_and_the_first_is_told_and_silent(call: Called) -> None:
    cast = await call()
    first, employer, _ = await cast.together("worker", "employer", "mediator")
    _, employer_voice = await cast.voices("worker", "employer")
    stay = first.stay
    second = await cast.tab("worker", first.device)
    await first.parted("other_tab")
    assert second.stay == stay
    employer_voice.forget()
    new_voice = (await cast.voices("worker"))[0]
    await asyncio.gather(employer_voice.hears(new_voice), new_voice.hears(employer_voice))
    assert {packet.mid for packet in employer_voice.peer.received} == set(_slots_of(employer, second.seat))
    await employer_voice.sounds(new_voice)
    assert [line["person"] for line in employer.view["people"].values()].count("worker") == 1


async def test_a_displaced_tab_can_neither_speak_nor_negotiate(call: Called) -> None:
    """It does not close when it is told to, and goes on as if nothing had happened."""
    cast = await call()
    worker, _, mediator = await cast.together("worker", "employer", "mediator")
    await worker.disconnect()
    stubborn = await Frames.open(worker.device)
    stay = (await stubborn.enter(worker.seat))["view"]["place"]["stay"]
    await worker.connect()
    assert await stubborn.read_until(f'{EVENT}["bye"') == f'{EVENT}["bye",{{"code":"other_tab"}}]'
    said = {"key": "12345678", "type": "say", "stay": stay, "text": "我还在这里"}
    offer = {"sdp": "v=0", "senders": {"audio": "0", "camera": "1", "screen": "2"}, "stay": stay}
    with contextlib.suppress(ConnectionError):
        await stubborn.send(f"{EVENT}1{json.dumps(['do', said])}")
        await stubborn.send(f"{EVENT}2{json.dumps(['offer', offer])}")
        await stubborn.connect(cast.seat("employer"))
    await worker.say("现在是我")
    await cast.settled()
    assert mediator.texts == ["现在是我"]
    assert worker.connected
    await stubborn.close()


async def test_two_tabs_that_displace_each_other_leave_one(call: Called) -> None:
    cast = await call()
    first, _, _ = await cast.together("worker", "employer", "mediator")
    second = await cast.tab("worker", first.device)
    await first.parted("other_tab")
    third = await cast.tab("worker", first.device)
    await second.parted("other_tab")
    assert third.stay == first.stay
    await cast["mediator"].until(lambda: cast["mediator"].entry("worker")["online"])


async def test_the_same_tab_after_a_broken_connection_keeps_its_media(call: Called) -> None:
    cast = await call()
    worker, _, _ = await cast.together("worker", "employer", "mediator")
    worker_voice, employer_voice = await cast.voices("worker", "employer")
    await worker.vanish()
    await worker.connect()
    employer_voice.forget()
    await employer_voice.hears(worker_voice)
    assert {slot["seat"] for slot in worker.slots.values() if slot} >= {cast.seat("employer")}


async def test_another_device_waits_in_the_lobby_and_the_mediator_is_told(call: Called) -> None:
    cast = await call()
    first, employer, mediator = await cast.apart("worker", "employer", "mediator")
    worker_voice, _, mediator_voice = await cast.voices("worker", "employer", "mediator")
    await mediator.do("visit", side="worker")
    await mediator_voice.hears(worker_voice)
    second = await cast.come("worker")
    await first.parted("other_device")
    mediator_voice.forget()
    assert second.channel == "lobby"
    assert second.view["me"]["standing"] == "waiting"
    await mediator.until(lambda: "new_device" in mediator.entry("worker"))
    await cast.settled(["employer", "mediator"])
    await mediator.say("还有人在吗")
    assert not mediator_voice.heard()
    assert not mediator_voice.tones()
    with pytest.raises(Refused, match="not_signed_in"):
        await Guest(first.device, first.seat).connect()
    await mediator.do("admit", who=second.seat)
    await second.reaches("worker")
    assert "new_device" not in mediator.entry("worker")
    assert employer.view["people"] == {}


async def test_a_new_device_needs_the_code_and_the_old_one_stays_until_it_is_right(call: Called) -> None:
    cast = await call()
    worker, _, _ = await cast.together("worker", "employer", "mediator")
    thief = cast.device()
    with pytest.raises(Refused, match="code_wrong"):
        await thief.enter(cast.case.people["worker"], code="000000x")
    with pytest.raises(Refused, match=r"consent_needed|code_needed|code_wrong"):
        await thief.post(cast.case.people["worker"].path, {"consents": ["online", "personal_data"]})
    await worker.say("我还在")
    assert worker.connected


async def test_two_on_one_device_move_together_and_neither_is_met_alone(call: Called) -> None:
    parts = (*DEMONSTRATION, Part("second", "工人乙", Role.PARTY, "worker"))
    cast = await call(parts)
    worker, employer, mediator = await cast.together("worker", "employer", "mediator")
    shown = await worker.device.enter(cast.case.people["second"], share_with=worker.seat)
    assert shown == worker.seat
    await worker.reaches("lobby")
    await mediator.until(lambda: mediator.entry("second")["standing"] == "waiting")
    assert mediator.entry("worker")["standing"] == "waiting"
    await mediator.do("admit", who=cast.seat("second"))
    await worker.reaches("joint")
    assert worker.view["me"]["shares"] == ["工人乙"]
    await employer.until(lambda: employer.near == {"worker", "second", "mediator"})
    for person in ("worker", "second"):
        with pytest.raises(Refused, match="shared_device"):
            await mediator.do("meet", who=cast.seat(person))
    await mediator.do("separate")
    await worker.reaches("worker")
    assert {mediator.entry(person)["channel"] for person in ("worker", "second")} == {"worker"}
    await mediator.do("back_to_lobby", who=cast.seat("second"))
    await worker.reaches("lobby")


async def test_a_device_is_shared_within_one_side_only(call: Called) -> None:
    cast = await call()
    worker, _ = await cast.together("worker", "mediator")
    with pytest.raises(Refused, match=r"other_group|not_found"):
        await worker.device.enter(cast.case.people["employer"], share_with=worker.seat)
    stranger = cast.device()
    with pytest.raises(Refused, match="not_found"):
        await stranger.enter(cast.case.people["employer"], share_with=worker.seat)


async def test_whoever_comes_and_vanishes_at_once_is_not_shown_as_there(call: Called) -> None:
    """Their connection is gone before the room has let it in."""
    cast = await call()
    worker, _, mediator = await cast.together("worker", "employer", "mediator")
    await worker.disconnect()
    await mediator.until(lambda: not mediator.entry("worker")["online"])
    for number in range(15):
        frames = await Frames.open(worker.device)
        busy = [asyncio.create_task(mediator.say(f"{number} {line}")) for line in range(2)]
        await frames.connect(worker.seat)
        await frames.close()
        await asyncio.gather(*busy)
    await mediator.again()
    await mediator.until(lambda: not mediator.entry("worker")["online"])
    await worker.connect()
    await mediator.until(lambda: mediator.entry("worker")["online"])


def _slots_of(guest: Guest, seat: str) -> list[str]:
    return [mid for mid, held in guest.slots.items() if held and held["seat"] == seat]
