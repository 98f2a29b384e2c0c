"""The transcriber and its process: killed, misled, overwhelmed, it loses nothing silently and holds nobody up."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psutil
import pytest

from recordings.transcription.engine import Load
from recordings.transcription.engines import sherpa
from recordings.transcription.model import digest
from recordings.transcription.register import RegisterUnavailable
from recordings.transcription.transcriber import Model, Transcriber
from recordings.transcription.voice_queue import VoiceQueue
from rooms.channel import JOINT
from rooms.ids import TRANSCRIBER, ChannelId, RoomId, SeatId, StayId
from rooms.participant import MediaKind
from rooms.policy import Dictation
from rooms.utterance import TextSource, Utterance, Voice, well_formed
from tests.e2e.until import until
from tests.integration.transcription import engines
from tests.speech import MODEL, PERIOD, SENTENCES, error_rate, opus_of

ROOM = RoomId("room")


@dataclass
class Book:
    """A register that keeps what it is told."""

    words: list[Utterance] = field(default_factory=list)
    partials: list[str] = field(default_factory=list)
    refusals: int = 0
    """How often it is not there at first."""
    faults: int = 0
    """How often it fails at first."""

    async def utter(self, room: RoomId, channel: ChannelId, utterance: Utterance) -> bool:
        assert (room, channel) == (ROOM, JOINT)
        if self.refusals:
            self.refusals -= 1
            raise RegisterUnavailable
        if self.faults:
            self.faults -= 1
            raise ZeroDivisionError
        assert well_formed(utterance)
        self.words.append(utterance)
        return True

    def partial(self, room: RoomId, voice: Voice, id: str, began: datetime, text: str) -> None:
        self.partials.append(text)

    async def has(self, count: int, within: float = 20) -> list[Utterance]:
        async def words() -> list[Utterance]:
            return self.words

        return await until(words, lambda found: len(found) >= count, f"{count} utterances", within)


@asynccontextmanager
async def at_work(
    book: Book, load: Load = sherpa.load, *, folder: Path = MODEL, digest: str = "", ready: bool = True, **more: int
) -> AsyncIterator[Transcriber]:  # fmt: skip
    transcriber = Transcriber(Model(load, folder, digest), book, **more)
    transcriber.start()
    if ready:
        await is_so(lambda: transcriber.ready is not None)
    try:
        yield transcriber
    finally:
        await transcriber.close()


async def is_so(condition: Callable[[], object], within: float = 30) -> None:
    async def found() -> object:
        return condition()

    await until(found, bool, "it is so", within)


def voice(transcriber: Transcriber, seat: str = "worker") -> VoiceQueue:
    source, stay, recording = SeatId(seat), StayId("stay"), StayId("recording")
    route = Dictation(source, stay, TRANSCRIBER, recording, MediaKind.AUDIO, JOINT, (source,))
    return transcriber.open(ROOM, route, time.monotonic())


def hears(queue: VoiceQueue, number: int, first: int = 0, last: int | None = None) -> None:
    """All of it at once, as it came over its length of time."""
    packets = opus_of(number)[first:last]
    now = time.monotonic() - PERIOD * len(packets)
    for index, payload in enumerate(packets, first):
        queue.take(index, 960 * index, False, payload, now + PERIOD * (index - first))


async def test_speech_becomes_words_that_say_what_made_them() -> None:
    book = Book()
    async with at_work(book) as transcriber:
        hears(voice(transcriber), 1)
        [said] = await book.has(1)
        assert error_rate([(SENTENCES[0], said.text)]) < 0.25
        assert (said.engine, said.model, said.source) == ("sense-voice", digest(MODEL), TextSource.MACHINE)
        assert (said.seat, said.stay, said.recording, said.speakers) == (
            "worker",
            "stay",
            "recording",
            ("worker",),
        )


async def test_a_process_that_is_killed_in_the_middle_of_a_sentence_costs_no_word() -> None:
    book = Book()
    async with at_work(book) as transcriber:
        queue = voice(transcriber)
        hears(queue, 1, 0, 200)
        await is_so(lambda: queue.given == 200 or queue.given > 100)
        assert transcriber.ready is not None
        os.kill(transcriber.ready.process, signal.SIGKILL)
        hears(queue, 1, 200)
        [said] = await book.has(1)
        assert error_rate([(SENTENCES[0], said.text)]) < 0.25
        await is_so(lambda: not len(queue))
    assert len(book.words) == 1


async def test_words_wait_for_a_log_that_is_away() -> None:
    book = Book(refusals=1)
    async with at_work(book) as transcriber:
        hears(voice(transcriber), 2)
        await book.has(1)


async def test_what_was_said_until_the_service_ended_is_kept() -> None:
    book = Book()
    async with at_work(book) as transcriber:
        hears(voice(transcriber), 3, 0, len(opus_of(3)) - 45)
    assert len(book.words) == 1


async def test_what_there_was_no_time_for_when_the_service_ended_is_told_as_a_gap() -> None:
    book = Book()
    async with at_work(book, engines.slow) as transcriber:
        hears(voice(transcriber), 1)
        hears(voice(transcriber, "employer"), 2)
    assert {said.source for said in book.words} == {TextSource.NOBODY}
    assert {said.seat for said in book.words} == {"worker", "employer"}


async def test_a_log_that_fails_in_an_unknown_way_is_asked_again() -> None:
    book = Book(faults=1)
    async with at_work(book) as transcriber:
        hears(voice(transcriber), 2)
        await book.has(1)


@pytest.mark.parametrize("damage", ["empty", "garbage", "missing"])
async def test_a_bad_model_puts_nothing_into_words_and_ends_no_service(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "model"
    if damage != "missing":
        shutil.copytree(MODEL, folder)
        (folder / "model.onnx").write_bytes(b"" if damage == "empty" else os.urandom(5000))
    book = Book()
    async with at_work(book, folder=folder, ready=False) as transcriber:
        await is_so(lambda: transcriber.failing)
        queue = voice(transcriber)
        hears(queue, 1)
        assert transcriber.ready is None
    assert [said.source for said in book.words] == [TextSource.NOBODY]


async def test_a_model_that_ends_its_process_is_tried_again_later() -> None:
    async with at_work(Book(), engines.exits, ready=False) as transcriber:
        await is_so(lambda: transcriber.failing)
        assert transcriber.ready is None


async def test_another_model_than_the_one_that_was_set_is_not_used() -> None:
    async with at_work(Book(), digest="0" * 64, ready=False) as transcriber:
        await is_so(lambda: "another" in transcriber.failing)
        assert transcriber.ready is None
    async with at_work(Book(), digest=digest(MODEL)) as transcriber:
        assert transcriber.ready is not None


@pytest.mark.parametrize("load", [engines.poisoned, engines.raising])
async def test_speech_over_which_every_process_ends_or_fails_is_dropped_and_the_record_says_so(
    load: Load,
) -> None:
    book = Book()
    async with at_work(book, load) as transcriber:
        hears(voice(transcriber), 1)
        [gap, *_] = await book.has(1, 40)
        assert (gap.source, gap.text) == (TextSource.NOBODY, "")
        assert gap.milliseconds > 5000
        await is_so(lambda: transcriber.ready)


async def test_what_waits_is_bounded_the_oldest_goes_and_the_record_says_where() -> None:
    book = Book()
    async with at_work(book, engines.slow, most=500) as transcriber:
        queues = [voice(transcriber, seat) for seat in ("worker", "employer")]
        began = time.monotonic()
        for number in (1, 2, 3, 4):
            for queue in queues:
                for payload in opus_of(number):
                    at = time.monotonic()
                    queue.take(queue_number := _next(queue), 960 * queue_number, False, payload, at)
                await asyncio.sleep(0)
        assert sum(len(queue) for queue in queues) <= 500 + 2 * 50
        assert time.monotonic() - began < 1
        gaps = await until(lambda: _gaps(book), bool, "a gap is told of", 30)
        assert all(gap.text == "" for gap in gaps)
        # By the first it shows how slow it is.
        assert len(book.partials) <= 1


_counts: dict[int, int] = {}


def _next(queue: VoiceQueue) -> int:
    _counts[queue.line] = _counts.get(queue.line, -1) + 1
    return _counts[queue.line]


async def _gaps(book: Book) -> list[Utterance]:
    return [said for said in book.words if said.source is TextSource.NOBODY]


async def test_partials_are_shown_while_there_is_time_and_left_out_when_there_is_none() -> None:
    book = Book()
    async with at_work(book) as transcriber:
        queue = voice(transcriber)
        for index, payload in enumerate(opus_of(1)[:150]):
            queue.take(index, 960 * index, False, payload, time.monotonic())
            await asyncio.sleep(PERIOD)
        assert book.partials
        assert not book.words
        told = len(book.partials)
        hears(voice(transcriber, "employer"), 2)
        await book.has(1)
        assert len(book.partials) <= told + 1


async def test_a_voice_that_is_closed_is_not_heard_any_more() -> None:
    book = Book()
    async with at_work(book) as transcriber:
        queue = voice(transcriber)
        queue.close()
        hears(queue, 1)
        hears(voice(transcriber, "employer"), 2)
        assert {said.seat for said in await book.has(1)} == {"employer"}


async def test_a_microphone_that_falls_silent_without_a_word_ends_what_was_being_said() -> None:
    book = Book()
    async with at_work(book) as transcriber:
        hears(voice(transcriber), 1, 0, 300)
        await book.has(1)


async def test_its_process_is_of_low_priority_has_one_thread_for_the_model_and_goes_with_it() -> None:
    async with at_work(Book()) as transcriber:
        assert transcriber.ready is not None
        process = psutil.Process(transcriber.ready.process)
        assert process.nice() >= psutil.Process().nice() + 10 or process.nice() == 19
        assert process.num_threads() <= 8
    await is_so(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE)
