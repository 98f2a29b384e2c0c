"""The writer's lane of the log, and what it remembers of each room.

What it remembers is what is committed; a transaction works on drafts, which replace it after the commit.
After a failure nobody may know what the disk holds, so a room's log is looked up again before more is
written to it.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from rooms.ports import Fenced
from server.storage.entries import RoomLog
from server.storage.keyring import Keyring
from server.storage.reading import find_log
from server.storage.requests import Append, Request
from server.storage.turn import Turn
from server.storage.writer import Performed

REMEMBERED: Final = 1_000


class Appending:
    """A Lane. Its methods run on the writer's thread."""

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring
        self._logs: OrderedDict[str, RoomLog] = OrderedDict()
        self._doubtful: dict[str, RoomLog] = {}
        self._failed_rounds: dict[str, int] = {}

    def perform(self, connection: Connection, requests: Sequence[Request]) -> Performed:
        """Draft all the requests, then write the rows of all drafts together."""
        turn = Turn(self, connection, {request.room for request in requests})
        answers = [turn.answer(request) for request in requests]
        turn.write()
        return Performed(answers, lambda: self._settle(turn))

    def undone(self, requests: Sequence[Request], *, final: bool) -> None:
        """Doubt what is remembered of these rooms, and refuse what was queued behind a request that is lost."""
        for request in requests:
            known = self._logs.pop(request.room, None)
            if known is not None:
                self._doubtful[request.room] = known
            if final and isinstance(request, Append):
                self.refuse_what_follows(request)

    def refuse_what_follows(self, request: Append) -> None:
        """Nothing of the same round is written any more: it was decided in the belief that this had been."""
        self._failed_rounds[request.room] = request.round

    def follows_a_failure(self, request: Append) -> bool:
        return self._failed_rounds.get(request.room) == request.round

    def log_of(self, connection: Connection, room: str, term: int) -> RoomLog:
        """Where a room's log ends; raises UnknownRoom, and Fenced when it grew without this writer knowing."""
        known = self._logs.get(room)
        if known is not None and known.term >= term:
            return known
        found = find_log(connection, self.keyring, room)
        doubtful = self._doubtful.get(room)
        if doubtful is not None and doubtful.term == term and doubtful.position != found.position:
            raise Fenced(room)
        return found

    def _settle(self, turn: Turn) -> None:
        for room in turn.claimed:
            self._logs.pop(room, None)
            self._doubtful.pop(room, None)
        for log in turn.results():
            self._logs[log.room] = log
            self._logs.move_to_end(log.room)
            self._doubtful.pop(log.room, None)
        while len(self._logs) > REMEMBERED:
            self._logs.popitem(last=False)
