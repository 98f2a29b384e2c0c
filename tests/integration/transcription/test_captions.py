"""What is said over real media becomes words, for those who are there and for nobody else."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

from tests.integration.office import Office
from tests.integration.transcription.conftest import Called
from tests.integration.transcription.speaker import (
    captions,
    consent,
    partials,
    record,
    speak,
    speakers,
    uttered,
    uttered_at_least,
)
from tests.speech import SENTENCES, error_rate, opus_of

EVERYONE = ("mediator", "worker", "employer", "clerk")
WORST = 0.25


async def test_eight_sentences_are_understood_by_who_said_them(gather: Called, beside: Office) -> None:
    cast = await gather(*EVERYONE)
    voices = await speakers(cast, *EVERYONE)
    await consent(cast, "worker", "employer")
    await record(cast)
    began = datetime.now(UTC)

    async def says(place: int, person: str) -> None:
        for number in (2 * place + 1, 2 * place + 2):
            await speak(voices[person], number)

    await asyncio.gather(*(says(place, person) for place, person in enumerate(EVERYONE)))
    found = await uttered_at_least(beside, cast, 8)
    assert {channel for channel, _ in found} == {"joint"}
    pairs = []
    for place, person in enumerate(EVERYONE):
        own = sorted((one for _, one in found if one.seat == cast.seat(person)), key=lambda one: one.began)
        assert len(own) == 2
        pairs += [(SENTENCES[2 * place + index], one.text) for index, one in enumerate(own)]
        length = timedelta(seconds=len(opus_of(2 * place + 1)) * 0.02)
        assert abs(own[0].began - began) < timedelta(seconds=2)
        assert abs(own[1].began - began - length) < timedelta(seconds=2.5)
        assert all(5000 < one.milliseconds < 8500 for one in own)
        assert {one.speakers for one in own} == {(cast.seat(person),)}
    assert error_rate(pairs) < WORST
    await cast.settled()
    for person in EVERYONE:
        assert sorted(captions(cast[person])) == sorted(one.text for _, one in found)
        assert partials(cast[person])


async def test_words_are_shown_with_what_is_to_be_confirmed_and_never_as_more_than_a_machines(
    gather: Called,
) -> None:
    cast = await gather("mediator", "worker", "employer")
    voices = await speakers(cast, "mediator", "worker", "employer")
    await consent(cast, "worker", "employer")
    await record(cast)
    await speak(voices["worker"], 5)
    await cast["employer"].until(lambda: captions(cast["employer"]))
    shown = next(iter(cast["employer"].view["captions"].values()))
    assert (shown["person"], shown["channel"], shown["source"]) == ("worker", "joint", "machine")
    assert {doubt["kind"] for doubt in shown["doubts"]} >= {"negation"}


async def test_what_is_said_apart_reaches_nobody_else_in_any_form(gather: Called, beside: Office) -> None:
    cast = await gather("mediator", "worker", "employer")
    voices = await speakers(cast, "mediator", "worker", "employer")
    await consent(cast, "worker", "employer")
    await cast["mediator"].do("separate")
    await cast["mediator"].do("visit", side="worker")
    await cast["worker"].reaches("worker")
    await record(cast)
    await cast["worker"].do("agree_recording", stay=cast["worker"].stay, agreed=True)
    before = len(cast["employer"].events)
    await asyncio.gather(speak(voices["worker"], 1), speak(voices["employer"], 2))
    await cast["mediator"].until(lambda: captions(cast["mediator"]))
    assert captions(cast["worker"]) == captions(cast["mediator"])
    assert partials(cast["worker"])
    await cast.settled()
    assert captions(cast["employer"]) == partials(cast["employer"]) == []
    told = json.dumps(cast["employer"].events[before:], ensure_ascii=False)
    assert not any(text in told for text in [*captions(cast["worker"]), *partials(cast["worker"])])
    found = await uttered(beside, cast)
    assert [(channel, one.seat) for channel, one in found] == [("group:worker", cast.seat("worker"))]


async def test_consent_taken_back_ends_it_in_the_middle_of_a_sentence(gather: Called, beside: Office) -> None:
    cast = await gather("mediator", "worker", "employer")
    voices = await speakers(cast, "mediator", "worker", "employer")
    await consent(cast, "worker", "employer")
    await record(cast)
    half = len(opus_of(4)) // 2
    await speak(voices["worker"], 4, packets=slice(half))
    await consent(cast, "employer", kinds=("transcription",), given=False)
    ended = datetime.now(UTC)
    await speak(voices["worker"], 4, packets=slice(half, None))
    await speak(voices["mediator"], 1)
    await consent(cast, "employer", kinds=("transcription",))
    again = datetime.now(UTC)
    await speak(voices["worker"], 3)
    found = await uttered_at_least(beside, cast, 2)
    first, second = sorted((one for _, one in found), key=lambda one: one.began)
    assert {first.seat, second.seat} == {cast.seat("worker")}
    assert first.began + timedelta(milliseconds=first.milliseconds) <= ended + timedelta(seconds=0.3)
    assert second.began >= again - timedelta(seconds=0.3)
    assert len(found) == 2


async def test_who_comes_into_the_talk_reads_nothing_that_was_begun_before(gather: Called) -> None:
    cast = await gather("mediator", "worker", "employer")
    voices = await speakers(cast, "mediator", "worker", "employer")
    await consent(cast, "worker", "employer")
    await record(cast)
    clerk = await cast.come("clerk")
    speaking = asyncio.create_task(speak(voices["worker"], 1))
    await cast["employer"].until(lambda: partials(cast["employer"]))
    await cast["mediator"].do("admit", who=cast.seat("clerk"))
    await clerk.reaches("joint")
    await speaking
    await cast["employer"].until(lambda: captions(cast["employer"]))
    await cast.settled()
    assert captions(clerk) == partials(clerk) == []
    await speak(voices["worker"], 2)
    await clerk.until(lambda: captions(clerk))


async def test_what_was_said_last_is_kept_when_the_session_ends(gather: Called, beside: Office) -> None:
    cast = await gather("mediator", "worker", "employer")
    voices = await speakers(cast, "mediator", "worker", "employer")
    await consent(cast, "worker", "employer")
    await record(cast)
    await speak(voices["worker"], 3, packets=slice(len(opus_of(3)) - 40))
    await cast["mediator"].do("end")
    [(channel, said)] = await uttered_at_least(beside, cast, 1)
    assert channel == "joint"
    assert error_rate([(SENTENCES[2], said.text)]) < WORST


async def test_that_speech_becomes_words_takes_nothing_from_what_hosts_are_told_of_the_recording(
    gather: Called,
) -> None:
    cast = await gather("mediator", "worker", "employer")
    await cast.voices("mediator", "worker", "employer")
    await consent(cast, "worker", "employer")
    await record(cast)
    mediator = cast["mediator"]

    def told_of_all() -> bool:
        levels = [t.get("level") for t in mediator.reports[-1]["tracks"] if t["kind"] == "audio"]
        return levels == [30, 30, 30]

    await mediator.until(lambda: mediator.reports and told_of_all())
    since = len(mediator.reports)
    await mediator.until(lambda: len(mediator.reports) > since)
    assert told_of_all()
