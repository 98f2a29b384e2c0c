"""Nobody is left with the other side alone: without the mediator media stops between the sides."""

import asyncio

from rooms.roles import Role
from rooms.state import Rules
from tests.integration.conftest import Called
from tests.integration.office import DEMONSTRATION, Part

SOON = Rules(unhosted_after=1)
CAST = (*DEMONSTRATION, Part("second", "工人乙", Role.PARTY, "worker"))
PEOPLE = ("worker", "second", "employer", "mediator")


async def test_without_the_mediator_the_sides_stop_hearing_each_other_until_one_is_back(call: Called) -> None:
    cast = await call(CAST, rules=SOON)
    worker, second, employer, mediator = await cast.together(*PEOPLE)
    worker_voice, second_voice, employer_voice = await cast.voices("worker", "second", "employer")
    stay = mediator.stay
    await mediator.vanish()
    await asyncio.gather(*(guest.until(lambda g=guest: g.view["unhosted"]) for guest in (worker, employer)))
    for voice in (worker_voice, second_voice, employer_voice):
        voice.forget()
    await asyncio.gather(worker_voice.hears(second_voice), second_voice.hears(worker_voice))
    assert {label.seat for label in worker_voice.heard()} == {second.seat}
    assert not employer_voice.heard()
    await employer.say("调解员您还在吗")
    await cast.settled(["worker", "second", "employer"])
    assert worker.texts == []
    assert employer.texts == ["调解员您还在吗"]
    await mediator.connect()
    assert mediator.stay == stay
    assert mediator.texts == ["调解员您还在吗"]
    await asyncio.gather(worker_voice.hears(employer_voice), employer_voice.hears(worker_voice, second_voice))
    assert not worker.view["unhosted"]


async def test_who_was_apart_stays_apart_and_the_mediator_finds_everything_as_it_was(call: Called) -> None:
    cast = await call(rules=SOON)
    worker, _, mediator = await cast.apart("worker", "employer", "mediator")
    await mediator.do("visit", side="worker")
    worker_voice, employer_voice = await cast.voices("worker", "employer")
    stay, roster = mediator.stay, {seat: line["channel"] for seat, line in mediator.view["roster"].items()
                                   if "channel" in line}  # fmt: skip
    await mediator.vanish()
    await worker.until(lambda: not worker.view["people"][mediator.seat]["online"])
    assert not worker.view["unhosted"]
    await mediator.connect()
    assert (mediator.stay, mediator.channel) == (stay, "worker")
    assert {seat: mediator.view["roster"][seat]["channel"] for seat in roster} == roster
    assert not worker_voice.heard() | employer_voice.heard()


async def test_a_second_mediator_keeps_the_joint_channel_hosted(call: Called) -> None:
    cast = await call((*DEMONSTRATION, Part("comediator", "张调解", Role.CO_MEDIATOR)), rules=SOON)
    await cast.together("worker", "employer", "mediator", "comediator")
    worker_voice, employer_voice = await cast.voices("worker", "employer")
    await cast["mediator"].vanish()
    comediator = cast["comediator"]
    await comediator.until(lambda: not comediator.entry("mediator")["online"])
    employer_voice.forget()
    await employer_voice.sounds(worker_voice)
    assert not cast["worker"].view["unhosted"]
    await comediator.vanish()
    await cast["worker"].until(lambda: cast["worker"].view["unhosted"])
