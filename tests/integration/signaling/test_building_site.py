"""A whole session with fourteen people on thirteen devices, walked through step by step, everybody's view looked at."""

import asyncio
from collections.abc import Mapping

import pytest

from tests.integration.cast import Cast
from tests.integration.conftest import Called
from tests.integration.guest import Guest, Refused
from tests.integration.office import BUILDING_SITE

WORKERS = {f"w{number}" for number in range(1, 7)}
SIDE = WORKERS | {"lawyer", "interpreter"}
EVERYBODY = SIDE | {"contractor", "agent", "mediator", "comediator", "clerk", "observer"}
HOSTS = {"mediator", "comediator"}


@pytest.fixture
async def site(call: Called) -> Cast:
    """Everybody has come, w2 on w1's telephone."""
    cast = await call(BUILDING_SITE)
    await asyncio.gather(*(cast.come(person) for person in sorted(EVERYBODY - {"w2"})))
    await cast["w1"].device.enter(cast.case.people["w2"], share_with=cast.seat("w1"))
    return cast


async def see(site: Cast, channels: Mapping[str, set[str]]) -> None:
    """Waits until everybody is where they are said to be, and checks who sees whom: those of one's channel.

    Whoever is not named waits in the lobby, alone with whom they share a telephone.
    """
    where = {person: channel for channel, people in channels.items() for person in people}
    for person, guest in site.guests.items():
        channel = where.get(person, "lobby")
        alone = {"w2"} if person == "w1" else set()
        near = channels[channel] - {person} if person in where else alone
        await guest.until(lambda g=guest, c=channel, n=near: (g.channel, g.near) == (c, n))
        assert ("roster" in guest.view) == (person in HOSTS)
    for host in HOSTS:
        expected = {person: where.get(person, "lobby") for person in EVERYBODY - {host}}
        await site[host].until(lambda h=site[host], e=expected: roster(h) == e)


def roster(host: Guest) -> dict[str, str | None]:
    """Where everybody else is, as a host sees it."""
    return {line["person"]: line.get("channel") for line in host.view["roster"].values()}


async def test_a_session_of_fourteen_people_from_the_lobby_to_the_end(site: Cast) -> None:
    mediator, comediator = site["mediator"], site["comediator"]
    await see(site, {"joint": HOSTS})

    # Each side's people are met alone first; the interpreter comes along.
    await mediator.do("admit", who=site.seat("interpreter"))
    await mediator.do("meet", who=site.seat("w6"))
    await see(site, {"joint": {"comediator"}, "private": {"mediator", "w6", "interpreter"}})
    await site["w6"].say("听不懂普通话")
    await site.settled()
    assert mediator.texts == site["interpreter"].texts == ["听不懂普通话"]
    with pytest.raises(Refused, match="shared_device"):
        await comediator.do("meet", who=site.seat("w2"))

    # Together.
    await mediator.do("rejoin")
    await comediator.do("admit_all")
    await see(site, {"joint": EVERYBODY})
    await site["agent"].say("公司愿意谈")
    await site.settled()
    assert all("公司愿意谈" in guest.texts for guest in site.everyone)
    assert site["w1"].view["people"][site.seat("agent")]["authority"]["ceiling"] == "120000.50"
    with pytest.raises(Refused, match="forbidden"):
        await site["observer"].say("我只能听")

    # Apart: each side alone, neutral people on neutral ground, the observer nowhere.
    await mediator.do("separate")
    apart = {"worker": SIDE, "contractor": {"contractor"}, "employer": {"agent"}}
    await see(site, apart | {"neutral": {"mediator", "comediator", "clerk"}})
    await site["w3"].say("最少要八万")
    await site["contractor"].say("我也没拿到钱")
    await site["agent"].say("最多出六万")
    await site["clerk"].say("在记")
    await site.settled()
    await _reads(site, {"最少要八万": SIDE, "我也没拿到钱": {"contractor"}, "最多出六万": {"agent"},
                        "在记": {"mediator", "comediator", "clerk"}})  # fmt: skip
    unread = {group["id"]: group["unread"] for group in mediator.view["groups"]}
    assert unread == {"worker": 1, "contractor": 1, "employer": 1}
    assert all("unread" not in group for group in site["w1"].view["groups"])

    # Two mediators at once, one takes the observer along.
    await mediator.do("visit", side="worker")
    await comediator.do("visit", side="employer")
    await mediator.do("bring", who=site.seat("observer"))
    await see(
        site,
        {
            "worker": SIDE | {"mediator", "observer"},
            "employer": {"agent", "comediator"},
            "contractor": {"contractor"},
            "neutral": {"clerk"},
        },
    )
    assert "最少要八万" in mediator.texts
    assert "最多出六万" in comediator.texts
    assert not {"最少要八万", "最多出六万"} & set(site["observer"].texts)
    with pytest.raises(Refused, match="forbidden"):
        await mediator.do("bring", who=site.seat("contractor"))

    # One person alone, out of a side; their interpreter comes along, the guest goes home.
    await site["w6"].do("ask_alone")
    await mediator.until(lambda: "asked_alone" in mediator.entry("w6"))
    await comediator.until(lambda: "asked_alone" in comediator.entry("w6"))
    assert "asked_alone" not in str(site["w1"].view["people"])
    await mediator.do("meet", who=site.seat("w6"))
    await see(
        site,
        {
            "private": {"mediator", "w6", "interpreter"},
            "worker": SIDE - {"w6", "interpreter"},
            "employer": {"agent", "comediator"},
            "contractor": {"contractor"},
            "neutral": {"clerk"},
        },
    )
    await site["w6"].say("包工头拿着我的手机")
    await site.settled()
    await _reads(site, {"包工头拿着我的手机": {"mediator", "w6", "interpreter"}})
    assert "asked_alone" not in mediator.entry("w6")

    # Together again, and everything that was folded is what a fresh look shows.
    await comediator.do("rejoin")
    await see(site, {"joint": EVERYBODY})
    for guest in site.guests.values():
        await site.settled()  # the one before has left and come back
        folded = guest.view
        await guest.again()
        assert guest.view == folded
    await _reads(site, {"最多出六万": {"agent", "comediator"}, "最少要八万": SIDE | {"mediator"}})
    await mediator.do("end")
    await asyncio.gather(*(guest.parted("ended") for guest in site.guests.values()))


async def test_two_on_one_telephone_are_one_voice_with_two_names(site: Cast) -> None:
    await site["mediator"].do("admit_all")
    await see(site, {"joint": EVERYBODY})
    agent = site["agent"].view["people"]
    assert agent[site.seat("w1")]["shares"] == ["工人2"]
    assert agent[site.seat("w2")]["shares"] == ["工人1"]
    w1, lawyer = await site.voices("w1", "lawyer")
    assert {label.seat for label in lawyer.heard()} == {w1.seat}
    assert {slot["seat"] for slot in site["lawyer"].slots.values() if slot} >= {w1.seat}
    assert site.seat("w2") not in {slot["seat"] for slot in site["lawyer"].slots.values() if slot}


async def _reads(site: Cast, texts: Mapping[str, set[str]]) -> None:
    for text, readers in texts.items():
        found = {person for person, guest in site.guests.items() if text in guest.texts}
        # Two sit at w1's telephone, and one page shows what both may read.
        assert found == readers - {"w2"}, text
