"""The disk is full: nothing is said to be done that is not, and nobody hears what was to be taken away."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.integration.cast import Cast
from tests.integration.conftest import office_of
from tests.integration.guest import Refused
from tests.integration.running import Running, running
from tests.integration.signaling.full_disk import full_disk
from tests.integration.voice import more_was_said

PEOPLE = ("worker", "employer", "mediator")


@pytest.fixture
def own_service(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path) as service:
        yield service


@pytest.fixture
async def cast(own_service: Running) -> AsyncIterator[Cast]:
    async with office_of(own_service) as office:
        cast = Cast(await office.open(), own_service.url)
        try:
            yield cast
        finally:
            await cast.close()
    cast.assert_sound()


async def test_what_cannot_be_kept_is_refused_and_nobody_is_told(cast: Cast, own_service: Running) -> None:
    worker, _, mediator = await cast.together(*PEOPLE)
    await worker.say("之前")
    await cast.settled()
    views = {person: cast[person].view for person in PEOPLE}
    with full_disk(own_service):
        for _ in range(3):
            with pytest.raises(Refused, match="not_saved"):
                await worker.say("写不下")
        for command, fields in (("separate", {}), ("mute", {"who": worker.seat}), ("lock", {"on": True})):
            with pytest.raises(Refused, match="not_saved"):
                await mediator.do(command, **fields)
        await cast.settled()
        assert {person: cast[person].view for person in PEOPLE} == views
        for person in PEOPLE:
            assert await cast[person].again() == views[person]
    await worker.say("之后")
    for person in PEOPLE:
        await cast.settled()
        assert cast[person].texts == ["之前", "之后"]
        folded = cast[person].view
        assert await cast[person].again() == folded


async def test_media_that_was_to_be_cut_stays_cut_until_something_is_kept_again(
    cast: Cast, own_service: Running
) -> None:
    _, _, mediator = await cast.together(*PEOPLE)
    worker, employer = await cast.voices("worker", "employer")
    with full_disk(own_service):
        with pytest.raises(Refused, match="not_saved"):
            await mediator.do("separate")
        for voice in (worker, employer):
            voice.forget()
        with pytest.raises(Refused, match="not_saved"):
            await mediator.say("大家听得到吗")
        await more_was_said(worker, employer)
        assert not worker.heard() | employer.heard()
        assert mediator.channel == "joint"
    await mediator.say("现在呢")
    await worker.hears(employer)
    await employer.hears(worker)
    await mediator.do("separate")
    for voice in (worker, employer):
        voice.forget()
    await more_was_said(worker, employer)
    assert not worker.heard() | employer.heard()


async def test_the_door_says_that_it_cannot_open_and_uses_nothing_up(
    own_service: Running, cast: Cast
) -> None:
    await cast.come("mediator")
    worker = cast.device()
    with full_disk(own_service):
        async with worker.http.get("/healthz") as alive:
            assert alive.status == 200
        with pytest.raises(Refused, match="not_saved") as refused:
            await worker.enter(cast.case.people["worker"])
        assert refused.value.status == 503
        with pytest.raises(Refused, match="not_saved") as refused:
            await worker.enter(cast.case.people["worker"], code="000000")
        assert refused.value.status == 503
        with pytest.raises(Refused, match="not_saved"):
            await cast["mediator"].do("reissue_code", who=cast.seat("worker"))
        async with worker.http.get(cast.case.people["worker"].path) as page:
            assert page.status == 200
    assert await worker.enter(cast.case.people["worker"]) == cast.seat("worker")


async def test_the_log_tells_the_operator_and_nothing_of_the_people(cast: Cast, own_service: Running) -> None:
    worker, _, mediator = await cast.together(*PEOPLE)
    with full_disk(own_service), pytest.raises(Refused, match="not_saved"):
        await worker.say("不能让人看见的话")
    with full_disk(own_service), pytest.raises(Refused, match="not_saved"):
        await mediator.do("separate")
    events = {line["event"] for line in own_service.lines()}
    assert {"storage_unavailable", "log_unavailable"} <= events
    text = own_service.log.read_text()
    assert "不能让人看见的话" not in text
    assert worker.view["me"]["name"] not in text
