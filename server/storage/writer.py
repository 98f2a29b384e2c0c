"""Group commit: one thread writes, and whatever was queued while it committed goes into its next transaction.

Each caller waits for the commit that holds its request; the event loop is woken once a batch. The time of
one write to the disk is shared by all who came meanwhile, so that the log keeps up however many rooms there
are.
"""

import asyncio
import contextlib
import math
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from server.storage.engine import reason
from server.storage.faults import StorageUnavailable

BATCH: Final = 1_024

PACE: Final = 0.008
"""Seconds between the beginnings of two transactions under load. A transaction costs as much CPU time as ten
events: without a pace they would be as many and as small as the disk allows.
"""
BUSY: Final = 200.0
"""Requests a second from which on that is load; below it nobody waits for company."""
_MEMORY: Final = 0.1
"""Seconds over which requests are counted."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Performed:
    """What a lane has written: an answer (or an exception) for each request, and what to do once it is committed."""

    answers: Sequence[object]
    settle: Callable[[], None] | None = None


class Lane(Protocol):
    """One kind of writing. Its methods are called by the writer's thread only.

    A request that is answered by an exception must have written nothing; an exception that escapes
    ``perform`` undoes the whole transaction.
    """

    def perform(self, connection: Connection, requests: Sequence[Any]) -> Performed:
        """Write these requests in this order."""

    def undone(self, requests: Sequence[Any], *, final: bool) -> None:
        """What ``perform`` wrote for these was rolled back, or nobody knows; unless final, they are tried again."""


@dataclass(frozen=True, slots=True)
class _Ticket:
    lane: Lane
    request: object
    future: asyncio.Future[Any]


class Writer:
    """The thread that writes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._queue: queue.SimpleQueue[_Ticket | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._open = False
        self._began = 0.0
        self._recent = 0.0
        self._thread = threading.Thread(target=self._run, name="storage writer", daemon=True)

    def start(self) -> None:
        self._open = True
        self._thread.start()

    def submit(self, lane: Lane, request: object) -> asyncio.Future[Any]:
        """Queue a request; the future has its answer when it is committed.

        Raises (through the future) StorageUnavailable when it was not written.
        """
        future = asyncio.get_running_loop().create_future()
        with self._gate:
            if self._open:
                self._queue.put(_Ticket(lane, request, future))
            else:
                future.set_exception(StorageUnavailable("storage is closed"))
        return future

    def stop(self) -> None:
        """Write what is queued, then end; blocks until it is done."""
        with self._gate:
            was_open, self._open = self._open, False
            self._queue.put(None)
        if was_open:
            self._thread.join()

    def _run(self) -> None:
        more = True
        while more:
            batch, more = self._take()
            self._recent += len(batch)
            try:
                self._commit(batch)
            except Exception:
                # A fault of ours must not leave people waiting, nor end the thread.
                log.exception("storage_fault", count=len(batch))
                _deliver([(ticket, StorageUnavailable("fault")) for ticket in batch])
        self._disconnect()

    def _take(self) -> tuple[list[_Ticket], bool]:
        """Everything that is queued, when the next transaction may begin; false when it is the last."""
        batch: list[_Ticket] = []
        ticket = self._queue.get()
        self._keep_pace()
        while ticket is not None:
            batch.append(ticket)
            if len(batch) == BATCH:
                return batch, True
            try:
                ticket = self._queue.get_nowait()
            except queue.Empty:
                return batch, True
        return batch, False

    def _keep_pace(self) -> None:
        """Let more requests gather while there are many; few do not wait."""
        now = time.monotonic()
        self._recent *= math.exp((self._began - now) / _MEMORY)
        if self._recent > BUSY * _MEMORY and now < self._began + PACE:
            time.sleep(self._began + PACE - now)
            now = time.monotonic()
        self._began = now

    def _commit(self, batch: Sequence[_Ticket]) -> None:
        lanes = _by_lane(batch)
        try:
            connection = self._connected()
            with connection.begin():
                performed = [
                    (tickets, lane.perform(connection, [ticket.request for ticket in tickets]))
                    for lane, tickets in lanes
                ]
        except Exception as error:
            self._recover(batch, error)
            return
        results: list[tuple[_Ticket, object]] = []
        for tickets, done in performed:
            if done.settle is not None:
                done.settle()
            results.extend(zip(tickets, done.answers, strict=True))
        _deliver(results)

    def _connected(self) -> Connection:
        """The writer's connection, kept from one transaction to the next."""
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(SQLAlchemyError):
                connection.close()

    def _recover(self, batch: Sequence[_Ticket], error: Exception) -> None:
        """Spare the rest when one request breaks a rule of the database; give up when the database is not there."""
        self._disconnect()
        at_fault = isinstance(error, IntegrityError) or not isinstance(error, SQLAlchemyError)
        again = at_fault and len(batch) > 1
        for lane, tickets in _by_lane(batch):
            lane.undone([ticket.request for ticket in tickets], final=not again)
        if again:
            for ticket in batch:
                self._commit([ticket])
            return
        if not at_fault:
            cause = reason(error) if isinstance(error, DBAPIError) else type(error).__name__
            log.error("storage_unavailable", error=cause, count=len(batch))
            error = StorageUnavailable(cause)
        _deliver([(ticket, error) for ticket in batch])


def _by_lane(batch: Sequence[_Ticket]) -> list[tuple[Lane, list[_Ticket]]]:
    lanes: dict[int, tuple[Lane, list[_Ticket]]] = {}
    for ticket in batch:
        lanes.setdefault(id(ticket.lane), (ticket.lane, []))[1].append(ticket)
    return list(lanes.values())


def _deliver(results: Sequence[tuple[_Ticket, object]]) -> None:
    """Wake the event loop once for all results that belong to it."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[_Ticket, object]]] = {}
    for ticket, answer in results:
        loops.setdefault(ticket.future.get_loop(), []).append((ticket, answer))
    for loop, own in loops.items():
        try:
            loop.call_soon_threadsafe(_resolve, own)
        except RuntimeError:
            log.warning("storage_answer_too_late", count=len(own))


def _resolve(results: Sequence[tuple[_Ticket, object]]) -> None:
    for ticket, answer in results:
        if ticket.future.done():
            continue
        if isinstance(answer, Exception):
            ticket.future.set_exception(answer)
        else:
            ticket.future.set_result(answer)
