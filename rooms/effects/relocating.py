"""What follows when others than before are together: who is without a host, who has caught up."""

from dataclasses import replace
from datetime import datetime

from rooms.channel import ChannelKind, kind_of
from rooms.chat import EMPTY
from rooms.ids import ChannelId, SeatId
from rooms.participant import Person
from rooms.places import hosted
from rooms.state import RoomState


def relocated(state: RoomState, people: dict[SeatId, Person], at: datetime) -> RoomState:
    """Others than before may be together now: who has lost their host or guest, who has caught up?"""
    before, after = hosted(state.people.values()), hosted(people.values())
    for person in list(people.values()):
        if person.channel in after:
            away = None
        elif person.channel in before and person.away_since is None:
            away = at
        else:
            away = person.away_since
        brought = person.brought if person.brought in after else None
        if away != person.away_since or brought != person.brought:
            people[person.id] = replace(person, away_since=away, brought=brought)
    after_state = replace(state, people=people)
    for person in people.values():
        if person.host and person.stay is not state.people[person.id].stay:
            after_state = _caught_up(after_state, person.id, state.people[person.id].channel, person.channel)
    return after_state


def _caught_up(state: RoomState, host: SeatId, *channels: ChannelId | None) -> RoomState:
    """Gives a host who comes to a group's channel, or goes from it, all that was written there so far."""
    for channel in channels:
        if channel is not None and kind_of(channel) is ChannelKind.GROUP and channel in state.logs:
            log, marks = state.logs[channel], state.marks.get(host, {})
            gained = [m for m in log.span(marks.get(channel, 0), len(log)) if host not in m.readers]
            state = replace(
                state,
                inboxes={**state.inboxes, host: state.inboxes.get(host, EMPTY).merge(gained)},
                marks={**state.marks, host: {**marks, channel: len(log)}},
            )
    return state
