"""One room's mailbox: the only task that changes the room.

The order is what keeps secrets: take away (media that the outcome forbids stops before anything else), commit (the log
has it on disk), change (people are told), grant (new media flows). What waits in the mailbox together is decided one by
one and committed together. Whatever is posted while the log is asked takes away at once: a no does not wait for a disk.
"""

import asyncio
import contextlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import structlog

from rooms import policy, tenure
from rooms.commands import Command, Connect, Disconnect, Restart, Tick
from rooms.errors import ErrorCode
from rooms.events import Event
from rooms.ids import DeviceId, RoomId, SeatId
from rooms.moments import stamp
from rooms.ports import Fenced, Journal, JournalUnavailable, MediaPlane
from rooms.room import Accepted, Context, Outcome, Refused, RoomState, apply, deadline, handle, moment, replay
from rooms.utterance import Voice
from signaling.delivery import Connection, Delivery
from signaling.entropy import Entropy
from signaling.limits import Purse
from signaling.metrics import Metrics

MAILBOX: Final = 1_000
BATCH: Final = 64
ANSWER_WITHIN: Final = 5.0
AGAIN_AFTER: Final = 1.0

log = structlog.get_logger()


@dataclass(slots=True)
class Job:
    """A command waiting for its turn.

    ``device`` asks for it, if one does; ``connection`` is set when a tab arrives with it.
    """

    command: Command
    key: str | None
    answer: asyncio.Future[Outcome]
    arrived: float
    device: DeviceId | None = None
    connection: Connection | None = None


@dataclass(slots=True)
class Round:
    """What one turn of the mailbox decided, before it is known whether the log took it."""

    before: RoomState
    after: RoomState
    events: list[Event] = field(default_factory=list)
    answers: list[tuple[Job, Outcome]] = field(default_factory=list)
    departed: list[tuple[Connection, ErrorCode]] = field(default_factory=list)
    """Whom this turn parted with, and why; they are told nothing more."""


class RoomActor:
    """A live room: its state, its mailbox, its people's connections and its media."""

    def __init__(
        self,
        room: RoomId,
        state: RoomState,
        *,
        term: int,
        journal: Journal,
        plane: MediaPlane,
        delivery: Delivery,
        metrics: Metrics,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.room = room
        self.state = state
        self.delivery = delivery
        self.fenced = asyncio.Event()
        self.held_until = math.inf
        """Until when the lease holds if nobody renews it, by the monotonic clock."""
        self.term = term
        self._purses: dict[SeatId, Purse] = {}
        self._journal = journal
        self._plane = plane
        self._metrics = metrics
        self._unsettled = True
        self._unsure = False
        self._ahead: RoomState | None = None
        """During a turn: the room as it will be once the turn and all that was posted meanwhile is kept."""
        self._clock = clock
        self._entropy = Entropy()
        self._mailbox: asyncio.Queue[Job] = asyncio.Queue(MAILBOX)
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to answer: first that nobody is connected yet, then whoever calls."""
        self._task = asyncio.create_task(self._run(), name="room")
        self._put(self._job(Restart()))

    @property
    def leads(self) -> bool:
        """Whether this is the room as it is; later another process may know more, and nothing is told from here."""
        return not self.fenced.is_set() and time.monotonic() < self.held_until

    async def stop(self) -> None:
        """Answer nothing more; what was acknowledged is in the log."""
        self.fenced.set()
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        while not self._mailbox.empty():
            _settle(self._mailbox.get_nowait(), Refused(ErrorCode.BUSY))
        self._plane.close_room(self.room)

    async def submit(
        self, command: Command, key: str | None = None, device: DeviceId | None = None
    ) -> Outcome:
        """Have a command decided; BUSY when the mailbox is full or no answer came in time (then: repeat it).

        With ``device``, only while the seat is that device's.
        """
        return await self._post(self._job(command, key, device))

    async def connect(self, connection: Connection) -> Outcome:
        """Let a tab speak for its seat: the former one is told and closed, this one gets a view."""
        job = self._job(Connect(connection.seat), None, connection.device)
        job.connection = connection
        return await self._post(job)

    def disconnect(self, sid: str) -> None:
        """A connection has closed; its person is away unless another tab has taken over.

        Waits for nothing: the transport may find it closed while this room's own turn is telling it something.
        """
        gone = self.delivery.detach(sid)
        if gone is not None:
            self._post_later(Disconnect(gone.seat))

    def purse(self, seat: SeatId) -> Purse:
        """What the person on a seat may still spend; a new connection does not fill it."""
        return self._purses.setdefault(seat, Purse())

    def speaks(self, seat: SeatId, sid: str) -> bool:
        """Whether the connection is the one that speaks for the seat: a displaced tab must not touch its media."""
        connection = self.delivery.connection(seat)
        return connection is not None and connection.sid == sid

    async def partly_said(self, voice: Voice, id: str, began: datetime, text: str) -> None:
        """Shows what is just being said to who takes part there now; kept nowhere.

        Nothing is shown while a turn may be taking it away, and no more of it once the room has changed.
        """
        state = self.state
        readers = policy.listeners(state, voice, policy.begun(state, voice, began))
        said = {"id": id, "seat": voice.seat, "at": stamp(began), "text": text}
        await self.delivery.partial(readers, said, lambda: self.state is state and not self._unsettled)

    async def _post(self, job: Job) -> Outcome:
        try:
            self._put(job)
            async with asyncio.timeout(ANSWER_WITHIN):
                return await job.answer
        except (asyncio.QueueFull, TimeoutError):
            return Refused(ErrorCode.BUSY)

    def _put(self, job: Job) -> None:
        """Raises QueueFull. While a turn is under way, what the job will forbid stops now and not after it."""
        self._mailbox.put_nowait(job)
        if self._ahead is None:
            return
        turn = self._decide([job], self._ahead)
        self._ahead = turn.after
        if _moves_media(turn):
            self._cut(turn, job.arrived)

    @staticmethod
    def _job(command: Command, key: str | None = None, device: DeviceId | None = None) -> Job:
        return Job(command, key, asyncio.get_running_loop().create_future(), time.monotonic(), device)

    async def _run(self) -> None:
        while not self.fenced.is_set():
            jobs = [await self._mailbox.get()]
            while len(jobs) < BATCH and not self._mailbox.empty():
                jobs.append(self._mailbox.get_nowait())
            try:
                await self._turn(jobs)
            except Exception:
                log.exception("turn_failed", room=self.room)
                self._silence()
                for job in jobs:
                    _settle(job, Refused(ErrorCode.INTERNAL))
            finally:
                self._ahead = None

    async def _turn(self, jobs: list[Job]) -> None:
        began = time.monotonic()
        for job in jobs:
            self._metrics.mailbox_lag.observe(began - job.arrived)
        turn = self._decide(jobs, self.state)
        allowed = self._take_away(turn, began)
        self._ahead = turn.after
        if self._unsure:
            if not await self._recover():
                for job in jobs:
                    _settle(job, Refused(ErrorCode.NOT_SAVED))
                return
            waiting = self._ahead is not turn.after
            turn = self._decide(jobs, self.state)
            allowed = self._take_away(turn, began)
            if not waiting:
                self._ahead = turn.after
        refusal = await self._commit(turn)
        if refusal is None:
            await self._change(turn, allowed, began)
        for job, answer in turn.answers:
            final = answer if refusal is None or isinstance(answer, Refused) else refusal
            self._metrics.commands.labels(
                "accepted" if isinstance(final, Accepted) else final.code.value
            ).inc()
            _settle(job, final)
        self._schedule()
        await self._say_goodbye(turn)

    async def _recover(self) -> bool:
        """After a commit of which nobody knows whether it happened: the log says. People stay connected."""
        try:
            state = replay(await self._journal.load(self.room))
        except JournalUnavailable:
            return False
        again: list[Command] = [Restart(), *(Connect(connection.seat) for connection in self.delivery)]
        for command in again:
            outcome = handle(state, command, self._context(state, None))
            for event in outcome.events if isinstance(outcome, Accepted) else ():
                state = apply(state, event)
        before, self.state = self.state, state
        self._unsure = False
        self._unsettled = True
        await self.delivery.publish(before, state, {}, self._clock())
        return True

    def _context(self, state: RoomState, key: str | None) -> Context:
        return Context(moment(state, self._clock()), self._entropy.take(), key)

    def _silence(self) -> None:
        """Stop all media until a later turn is committed: when something is wrong, nobody hears anything."""
        self._unsettled = True
        self._plane.withdraw(self.room, policy.routes(self.state))

    def _decide(self, jobs: list[Job], state: RoomState) -> Round:
        turn = Round(before=state, after=state)
        for job in jobs:
            outcome = self._outcome(turn.after, job)
            if isinstance(outcome, Accepted):
                for event in outcome.events:
                    turn.after = apply(turn.after, event)
                turn.events.extend(outcome.events)
            turn.answers.append((job, outcome))
        return turn

    def _outcome(self, state: RoomState, job: Job) -> Outcome:
        if job.connection is not None:
            if job.connection.closed:
                return Refused(ErrorCode.BUSY)
            lapsed = tenure.lapsed(state, job.connection.seat, job.connection.device)
            if lapsed is not None:
                return Refused(lapsed)
        if job.device is not None and not _has_seat(state, job.command.seat, job.device):
            return Refused(ErrorCode.OTHER_DEVICE)
        return handle(state, job.command, self._context(state, job.key))

    def _take_away(self, turn: Round, began: float) -> frozenset[policy.Route] | None:
        """Stop what the outcome forbids; returns all that it allows, or None when media is as before.

        What was stopped for a turn that the log then did not take stays stopped until a later turn is committed.
        """
        if not _moves_media(turn) and not self._unsettled:
            return None
        return self._cut(turn, began)

    def _cut(self, turn: Round, began: float) -> frozenset[policy.Route]:
        self._unsettled = True
        allowed = policy.routes(turn.after)
        self._plane.withdraw(self.room, policy.routes(turn.before) - allowed)
        self._metrics.cut.observe(time.monotonic() - began)
        return allowed

    async def _commit(self, turn: Round) -> Refused | None:
        durable = [event for event in turn.events if event.durable]
        if not durable:
            return None
        began = time.monotonic()
        try:
            await self._journal.append(self.room, self.term, durable)
        except JournalUnavailable:
            log.error("log_unavailable", room=self.room)
            self._unsure = True
            return Refused(ErrorCode.NOT_SAVED)
        except Fenced:
            log.warning("room_taken_over", room=self.room)
            self._silence()
            self.fenced.set()
            return Refused(ErrorCode.BUSY)
        self._metrics.commit.observe(time.monotonic() - began)
        return None

    async def _change(self, turn: Round, allowed: frozenset[policy.Route] | None, began: float) -> None:
        self.state = turn.after
        slots = {}
        if allowed is not None:
            if self._ahead is not None and self._ahead is not turn.after:
                allowed &= policy.routes(self._ahead)
            slots = dict(self._plane.assign(self.room, allowed, policy.stays(turn.after), began))
        arrivals = [
            job.connection for job, answer in turn.answers if job.connection and isinstance(answer, Accepted)
        ]
        displaced = [former for connection in arrivals if (former := self._arrive(connection))]
        turn.departed.extend((former, ErrorCode.OTHER_TAB) for former in displaced)
        # What follows is told to the device that has the seat now; the former one learns nothing of it.
        self._part_with_the_departed(turn, ErrorCode.OTHER_DEVICE)
        await self.delivery.publish(turn.before, turn.after, slots, self._clock())
        if allowed is not None:
            self._plane.grant(self.room)
            # What was posted meanwhile has its own turn, and that settles what it has cut.
            self._unsettled = self._ahead is not turn.after
        self._part_with_the_departed(turn)

    def _arrive(self, connection: Connection) -> Connection | None:
        if connection.closed:  # while the turn was committed
            if self.delivery.connection(connection.seat) is None:
                self._post_later(Disconnect(connection.seat))
            return None
        former = self.delivery.attach(connection)
        if former is None or former.sid == connection.sid:
            return None
        if former.tab != connection.tab:
            self._plane.leave(self.room, connection.seat)
        return former

    def _part_with_the_departed(self, turn: Round, because: ErrorCode | None = None) -> None:
        """Detach those whose seat is no longer theirs to use (only for one reason, if it is named)."""
        for connection in self.delivery:
            reason = tenure.lapsed(self.state, connection.seat, connection.device)
            if reason is not None and because in (None, reason):
                self._plane.leave(self.room, connection.seat)
                self.delivery.detach(connection.sid)
                turn.departed.append((connection, reason))
                self._post_later(Disconnect(connection.seat))

    async def _say_goodbye(self, turn: Round) -> None:
        if turn.departed:
            # Whoever asked to go is answered first: their handlers wake now, and send before this goes on.
            await asyncio.sleep(0)
        for connection, reason in turn.departed:
            await self.delivery.bye(connection, reason)

    def _schedule(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        due = deadline(self.state)
        if due is not None:
            wait = max((due - self._clock()).total_seconds(), 0.0)
            self._timer = asyncio.get_running_loop().call_later(wait, self._post_later, Tick())

    def _post_later(self, command: Command) -> None:
        """Have a command decided of which nobody awaits the answer; it waits while the mailbox is full."""
        try:
            self._put(self._job(command))
        except asyncio.QueueFull:
            asyncio.get_running_loop().call_later(AGAIN_AFTER, self._post_later, command)


def _moves_media(turn: Round) -> bool:
    """Whether media may flow otherwise than before."""
    return (
        turn.before.people is not turn.after.people
        or turn.before.status is not turn.after.status
        or turn.before.recordings is not turn.after.recordings
    )


def _has_seat(state: RoomState, seat: SeatId, device: DeviceId) -> bool:
    person = state.people.get(seat)
    return person is None or person.device == device


def _settle(job: Job, answer: Outcome) -> None:
    if not job.answer.done():
        job.answer.set_result(answer)
