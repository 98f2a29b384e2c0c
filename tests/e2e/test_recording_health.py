"""The mediator sees how the recording does, is warned in plain words, and can begin it anew."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from recordings.space import MEBIBYTE
from tests.e2e.axe import accessible
from tests.e2e.cast import Cast
from tests.e2e.chromium import Chromiums
from tests.e2e.conftest import dismiss
from tests.e2e.person import Mediator, by
from tests.e2e.recording import indicates, notices, records
from tests.e2e.service import Service
from tests.e2e.until import equals, until

UNCOVERED = """() => {
  const { left, top, height } = document.querySelector("[data-testid=recording-card] h2").getBoundingClientRect();
  return document.elementFromPoint(left + 8, top + height / 2)?.closest("[data-testid=recording-card]") !== null;
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def little_room(
    tmp_path: Path, browsers: Chromiums, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Service, Cast]]:
    """A service whose room for recordings is taken up."""
    monkeypatch.setenv("YUNTIAO_SPOOL_MEGABYTES", "2")
    async with Service(tmp_path) as service:
        taken_up(service).write_bytes(bytes(2 * MEBIBYTE))
        people = Cast(await service.demo(), browsers)
        yield service, people
        await dismiss(people, request)


def taken_up(service: Service) -> Path:
    return service.data / "recordings" / "sealed" / "somebody_elses"


async def does(mediator: Mediator, state: str | None, seconds: float = 15) -> None:
    await until(
        lambda: mediator.attribute(f"{by('recording-health')}:not([hidden])", "data-state"),
        equals(state),
        f"the recording is {state}",
        seconds,
    )


@pytest.mark.timeout(180)
async def test_a_quiet_line_tells_that_it_does_well_and_each_track_on_a_press(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    await does(mediator, None)
    await records(mediator, True)
    await does(mediator, "ok")
    assert await mediator.text(by("recording-health")) == "录音正常"
    for party in (worker, employer):
        assert not await party.shown("recording-health")
    await mediator.tab.click(by("recording-health"))
    await mediator.until_shown("recording-track")
    told = await mediator.text(by("recording-tracks"))
    for name in ("龙建军", "彭志强"):
        assert name in told
    assert "正常" in told
    await accessible(mediator)

    await mediator.tab.click(by("recording-restart"))
    await notices(mediator, "不用再同意一遍")
    await does(mediator, "ok")
    for person in (worker, employer, mediator):
        await indicates(person, "on")
    assert not await worker.shown("recording-card")
    await records(mediator, False)
    await does(mediator, None)


@pytest.mark.timeout(180)
async def test_where_there_is_no_room_the_mediator_is_told_what_is_safe_and_what_to_do(
    little_room: tuple[Service, Cast],
) -> None:
    service, cast = little_room
    worker, _, mediator = await cast.together()
    await records(mediator, True)
    await does(mediator, "storage")
    await mediator.until_shown("recording-alarm-card")
    await until(
        lambda: mediator.text(by("recording-alarm")),
        lambda text: "已经录下的都在" in text and "管理员" in text,
        "it is told in plain words",
    )
    assert await mediator.shown("recording-restart")
    assert not await worker.shown("recording-alarm-card")
    await accessible(mediator)
    taken_up(service).unlink()
    await does(mediator, "ok")
    await until(lambda: mediator.shown("recording-alarm-card"), equals(False), "the alarm goes with it")
    assert not await mediator.shown("recording-restart"), "behind the line again"


@pytest.mark.timeout(180)
async def test_the_rule_is_chosen_before_and_everybody_is_told(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    await worker.tab.click(by("more"))
    await worker.tab.click(f"{by('my-consents')} [data-kind=recording]")
    await worker.tab.click(by("more-close"))
    await mediator.choose_own("record-rule-open")
    await accessible(mediator)
    await mediator.tab.click(by("record-rule-choice", rule="consenting"))
    for party in (worker, employer):
        await notices(party, "只录同意的人")
    await mediator.tab.click(by("record-rule-close"))

    await records(mediator, True)
    await worker.until_shown("recording-card")
    assert await worker.tab.evaluate(UNCOVERED), "by what the page says in passing"
    assert "别人的录音里可能有您的声音" in await worker.text(by("recording-card"))
    await indicates(employer, "on")
    await worker.tab.click(by("recording-no"))
    await until(lambda: worker.shown("recording-card"), equals(False), "it is put away")
    assert "您没有被录" in await worker.text(by("recording-not-me"))

    await mediator.choose_own("record-rule-open")
    for rule in ("everyone", "consenting"):
        choice = by("record-rule-choice", rule=rule)
        assert await mediator.attribute(choice, "disabled") == ""
        assert await mediator.attribute(choice, "aria-pressed") == str(rule == "consenting").lower()
    assert "先停止录" in await mediator.text(by("record-rule-note"))
