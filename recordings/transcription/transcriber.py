"""The transcriber: what the routes grant it is heard by one process of low priority, and comes back as words.

It never holds anything up: the packet loop remembers, the process is given a batch at a time, what waits is bounded.
Falling behind it stops showing what is not finished yet; when even so there is no more room the oldest is dropped, and
the record says that there something was not put into words.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import signal
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Final, TypeVar

from recordings.beside import let_go
from recordings.transcription import process
from recordings.transcription.engine import Load, ModelFault
from recordings.transcription.register import Register, RegisterUnavailable
from recordings.transcription.voice_queue import VoiceQueue
from recordings.transcription.work import Batch, LineId, Portion, Ready, Result, Words
from rooms.ids import ID_LENGTH, ChannelId, RoomId
from rooms.moments import whole
from rooms.policy import Dictation
from rooms.utterance import LONGEST, TextSource, Utterance, worded

EVERY: Final = 0.15
"""Seconds between two batches."""
BEHIND: Final = 0.6
"""Seconds that something has waited after which only what is finished is put into words."""
MOST: Final = 45_000
"""Packets that may wait, all voices together: a quarter of an hour of one."""
AT_ONCE: Final = 250
"""Packets of one voice in a batch, five seconds."""
DROPPED: Final = 50
"""Packets that are dropped at once when there is no room."""
AGAIN_AFTER: Final = 2.0
"""Seconds until something that failed is tried again; twice that for every time more, up to a minute."""
ANSWERS_WITHIN: Final = 60.0
"""Seconds after which a process that says nothing is ended."""
CLOSES_WITHIN: Final = 1.5
"""Seconds that what was said last is waited for when the service ends."""
TELLS_WITHIN: Final = 1.0
"""Seconds that the log is waited for after that."""
TRIES: Final = 2
"""Times that a process may end over the same speech before that is dropped."""

T = TypeVar("T")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Model:
    """`digest`: what recordings.transcription.model must find; empty: whatever it finds."""

    load: Load
    folder: Path
    digest: str = ""


class Transcriber:
    """Puts into words what may be (rooms.ports.SpeechSink)."""

    def __init__(
        self,
        model: Model,
        register: Register,
        *,
        wall: Callable[[], float] = time.time,
        most: int = MOST,
        on_state: Callable[[], object] = lambda: None,
    ) -> None:
        """`wall`: seconds since 1970; `on_state`: called when `ready` has changed."""
        self.ready: Ready | None = None
        """What is at work; None while nothing can be put into words."""
        self.failing = ""
        """Why not, for an operator."""
        self._model, self._register, self._on_state = model, register, on_state
        self._wall = wall
        self._most = most
        self._numbers = count(1)
        self._queues: dict[LineId, VoiceQueue] = {}
        self._idle = asyncio.Event()
        self._idle.set()
        self._waiting = 0
        """Packets, all voices together."""
        self._pool: ProcessPoolExecutor | None = None
        self._process = 0
        self._batch_took = 0.0
        self._known = Ready("unknown", "0" * 64, "", 0, 0.0, 0.0)
        """What was last at work: it signs for a gap."""
        self._task: asyncio.Task[None] | None = None
        self._telling: set[asyncio.Task[None]] = set()

    # -- life

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run(), name="transcriber")

    async def close(self) -> None:
        """What was said up to now is put into words, if that is soon; else the record says that it was not."""
        for queue in self._queues.values():
            queue.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSES_WITHIN):
                if self.ready is not None:
                    await self._idle.wait()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self._end()
        for queue in self._queues.values():
            queue.lose()
            self._tell_gap(queue)
        if self._telling:
            await asyncio.wait(self._telling, timeout=TELLS_WITHIN)
        for task in self._telling:
            task.cancel()

    # -- the packet loop

    def open(self, room: RoomId, dictation: Dictation, at: float) -> VoiceQueue:
        """See SpeechSink."""
        line = LineId(next(self._numbers))
        self._idle.clear()
        queue = self._queues[line] = VoiceQueue(line, room, dictation.voice, self._came)
        return queue

    def _came(self, queue: VoiceQueue) -> None:
        self._waiting += 1
        if self._waiting > self._most:
            oldest = min(self._queues.values(), key=lambda one: one.oldest_unsent)
            before = len(oldest)
            oldest.drop(DROPPED)
            self._waiting -= before - len(oldest)

    # -- the process

    async def _run(self) -> None:
        wait = AGAIN_AFTER
        while True:
            try:
                await self._begin()
                wait = AGAIN_AFTER
                await self._work_on()
            except ModelFault as fault:
                self._fail(str(fault))
            except BrokenProcessPool:
                self._fail("its process ended")
            except Exception:
                log.exception("the transcriber failed")
                self._fail("an error of its own")
            self._end()
            await asyncio.sleep(wait)
            wait = min(2 * wait, 60.0)

    def _fail(self, why: str) -> None:
        if why != self.failing:
            log.error("nothing is put into words: %s", why)
        self.failing = why

    def _end(self) -> None:
        """The process, now: what it was at is done again."""
        pool, self._pool = self._pool, None
        if pool is not None:
            if self._process:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self._process, signal.SIGKILL)
            let_go(pool)
        self._process = 0
        for queue in self._queues.values():
            queue.replay()
        if self.ready is not None:
            self.ready = None
            self._on_state()

    async def _begin(self) -> None:
        """Raises ModelFault, BrokenProcessPool."""
        self._pool = ProcessPoolExecutor(1, get_context("spawn"), initializer=process.begin)
        self._process = await self._ask(os.getpid)
        model = self._model
        self._known = await self._ask(partial(process.prepare, model.load, model.folder, model.digest))
        self.ready, self.failing = self._known, ""
        self._on_state()

    async def _ask(self, function: Callable[[], T]) -> T:
        assert self._pool is not None
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                return await asyncio.get_running_loop().run_in_executor(self._pool, function)
        except BrokenProcessPool:
            self._process = 0  # it has ended: the number may be another's by now
            raise
        except TimeoutError:
            raise BrokenProcessPool("it says nothing") from None

    async def _work_on(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            batch = self._batch(time.monotonic())
            if batch is None:
                continue
            began = time.monotonic()
            try:
                result = await self._ask(partial(process.work, batch))
            except Exception as error:  # of any kind: the engine's own too, over what it was given
                self._give_up()
                ended = isinstance(error, BrokenProcessPool)
                # No more of it than its name: its message may hold what was said.
                self._fail("its process ended" if ended else f"the engine raised {type(error).__name__}")
                self._end()
                await self._begin()
                continue
            self._batch_took = time.monotonic() - began
            self._take(batch, result)

    def _batch(self, now: float) -> Batch | None:
        oldest = min((queue.oldest_unsent for queue in self._queues.values()), default=now)
        portions: list[Portion] = []
        for queue in self._queues.values():
            self._tell_gap(queue)
            portion = queue.portion(AT_ONCE, now)
            if portion is not None:
                portions.append(portion)
        if not portions:
            return None
        return Batch(portions, partials=now - oldest < BEHIND and self._batch_took < BEHIND)

    def _take(self, batch: Batch, result: Result) -> None:
        for words in result.words:
            queue = self._queues[words.line]
            queue.ends = 0 if words.final else queue.ends
            self._tell(queue, words)
        for portion in batch.portions:
            queue = self._queues[portion.line]
            before = len(queue)
            queue.settle(result.settled[portion.line], gone=portion.gone)
            self._waiting -= before - len(queue)
            if portion.gone:
                self._forget(portion.line)

    def _forget(self, line: LineId) -> None:
        del self._queues[line]
        if not self._queues:
            self._idle.set()

    def _give_up(self) -> None:
        """What the process ended over more than once is not given to another."""
        for queue in self._queues.values():
            if queue.given:
                queue.ends += 1
            if queue.ends >= TRIES:
                before = len(queue)
                queue.drop(queue.given, sent=True)
                queue.ends = 0
                self._waiting -= before - len(queue)

    # -- the register

    def _tell(self, queue: VoiceQueue, words: Words) -> None:
        text = worded(words.text)
        began = self._at(words.began)
        if not words.final:
            if text and not queue.closed:
                self._register.partial(queue.room, queue.voice, words.id, whole(began), text)
        elif text:
            self._keep(queue, words.id, began, words.seconds, text, TextSource.MACHINE)

    def _at(self, moment: float) -> datetime:
        """By the clock that the log's events have now."""
        return datetime.fromtimestamp(self._wall() - time.monotonic() + moment, UTC)

    def _tell_gap(self, queue: VoiceQueue) -> None:
        if queue.gap is None:
            return
        since, until = queue.gap
        queue.gap = None
        seconds = min(until - since + 0.02, LONGEST.total_seconds())
        began = self._at(since)
        self._keep(queue, secrets.token_urlsafe(24)[:ID_LENGTH], began, seconds, "", TextSource.NOBODY)

    def _keep(
        self, queue: VoiceQueue, id: str, began: datetime, seconds: float, text: str, source: TextSource
    ) -> None:
        voice = queue.voice
        utterance = Utterance(
            id=id,
            seat=voice.seat,
            stay=voice.stay,
            recording=voice.recording,
            speakers=voice.speakers,
            began=whole(began),
            milliseconds=max(1, round(1000 * seconds)),
            text=text,
            engine=self._known.engine,
            model=self._known.model,
            source=source,
        )
        self._later(self._register_always(queue.room, voice.channel, utterance))

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _register_always(self, room: RoomId, channel: ChannelId, utterance: Utterance) -> None:
        while True:
            try:
                kept = await self._register.utter(room, channel, utterance)
            except RegisterUnavailable:
                await asyncio.sleep(AGAIN_AFTER)
                continue
            except Exception:  # the words are still there
                log.exception("the register failed")
                await asyncio.sleep(AGAIN_AFTER)
                continue
            if not kept:
                log.error("words of room %s were refused by the log", room)
            return
