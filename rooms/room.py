"""A room: commands in, events out; events in, state out. No clock, no I/O, no surprises."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from hashlib import sha256

from rooms import events, permissions
from rooms.answer import Accepted, Outcome, Refused
from rooms.channel import Group
from rooms.commands import Command
from rooms.context import KEY_LIMIT, Context, moment
from rooms.decide import decide
from rooms.decide.turn import Turn
from rooms.effects import apply, opened
from rooms.errors import ErrorCode
from rooms.ids import RoomId, SeatId
from rooms.moments import whole
from rooms.participant import Seat
from rooms.seating import SEAT_LIMIT, TITLE_LIMIT, fault, group_fault, normal
from rooms.state import Done, RoomState, Rules, SessionState

__all__ = [
    "Accepted",
    "Context",
    "Outcome",
    "Refused",
    "RoomState",
    "Rules",
    "apply",
    "deadline",
    "handle",
    "initial",
    "moment",
    "opened",
    "replay",
]


def initial(
    room: RoomId,
    case_no: str,
    title: str,
    groups: Sequence[Group],
    seats: Sequence[Seat],
    *,
    at: datetime,
    rules: Rules | None = None,
) -> events.RoomOpened:
    """The first event of a room; `opened` makes the state of it.

    Raises:
        ValueError: the groups or seats cannot be those of a room.
    """
    by_id = {seat.id: seat for seat in seats}
    known = {group.id for group in groups}
    if len(by_id) != len(seats) or len(seats) > SEAT_LIMIT:
        raise ValueError(f"a room has at most {SEAT_LIMIT} seats, each with an id of its own")
    if len(case_no) > TITLE_LIMIT or len(title) > TITLE_LIMIT:
        raise ValueError(f"a title has at most {TITLE_LIMIT} characters")
    for found in (group_fault(groups), *(fault(seat, by_id, known) for seat in seats)):
        if found is not None:
            raise ValueError(found)
    return events.RoomOpened(
        at=whole(at),
        room=room,
        case_no=case_no,
        title=title,
        groups=tuple(groups),
        seats=tuple(normal(seat) for seat in seats),
        rules=rules or Rules(),
    )


def handle(state: RoomState, command: Command, context: Context) -> Outcome:
    """Decides a command. The state stays as it is; accepted events are applied once they are durable.

    A key that was used before gives the same answer and no events for the same command, and is
    refused for another. Refusals are not remembered.
    """
    if context.key is not None and not 0 < len(context.key) <= KEY_LIMIT:
        return Refused(ErrorCode.BAD_MESSAGE)
    digest = _digest(command) if context.key is not None else ""
    done = _done(state, command.seat, context.key)
    if done is not None:
        return Accepted((), done.value) if done.digest == digest else Refused(ErrorCode.KEY_REUSED)
    refused = permissions.check(state, command)
    if refused is not None:
        return refused
    turn = Turn(state, context)
    answer = decide(turn, command)
    if isinstance(answer, Refused):
        return answer
    if context.key is None:
        return Accepted(tuple(turn.events), answer)
    cause = events.Cause(command.seat, context.key, digest, answer)
    return Accepted(_caused(turn, cause), answer)


def _caused(turn: Turn, cause: events.Cause) -> tuple[events.Event, ...]:
    """The events with their cause on the first that lasts: a key stays used across restarts.

    The digest in it is one of the whole command. Where that reaches into several chains it stays with its sender: who
    may read one of them could guess from it what else was said, and to whom.
    """
    chains = {event.channel for event in turn.events}
    if len(chains) != 1 or not turn.events[0].durable:
        return (events.Noted(at=turn.at, seat=cause.seat, cause=cause), *turn.events)
    return (replace(turn.events[0], cause=cause), *turn.events[1:])


def _done(state: RoomState, seat: SeatId, key: str | None) -> Done | None:
    return state.keys[seat].get(key) if key is not None and seat in state.keys else None


def _digest(command: Command) -> str:
    """Tells one command from another under the same key, across restarts."""
    named = {field.name: getattr(command, field.name) for field in fields(command)}
    text = json.dumps([type(command).__name__, named], sort_keys=True, default=_plain)
    return sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else repr(value)


def deadline(state: RoomState) -> datetime | None:
    """When a `Tick` is due, if anything is to happen by itself; it may lie in the past."""
    if state.status.session is SessionState.ENDED:
        return None
    due = [
        person.seat.authority.expires
        for person in state.people.values()
        if person.seat.authority and person.seat.authority.expires and not person.authority_expired
    ]
    grace = timedelta(seconds=state.rules.unhosted_after)
    since = state.status.hostless_since
    if since is not None and not state.status.unhosted:
        due.append(since + grace)
    due += [alone + grace for alone in state.hostless_apart.values()]
    return min(due, default=None)


def replay(log: Iterable[events.Event]) -> RoomState:
    """The state that a room's durable events lead to, in their order. Give it a `Restart` next.

    Raises:
        ValueError: the log does not begin with the opening of the room.
    """
    remaining = iter(log)
    first = next(remaining, None)
    if not isinstance(first, events.RoomOpened):
        raise ValueError("a room's log begins with its opening")
    state = opened(first)
    for event in remaining:
        state = apply(state, event)
    return state
