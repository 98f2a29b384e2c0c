"""What the events of recording do to the state."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from rooms import events
from rooms.channel import JOINT
from rooms.policy import begun, voices
from rooms.recording import Recording
from rooms.state import RoomState
from rooms.utterance import WINDOW, caption


def _started(state: RoomState, event: events.RecordingStarted) -> RoomState:
    begun = Recording(event.id, event.seat, event.stay, event.at)
    apart = state.taped_apart if event.into == JOINT else state.taped_apart | {event.into}
    return replace(state, recordings={**state.recordings, event.into: begun}, taped_apart=apart)


def _agreed(state: RoomState, event: events.RecordingAgreed) -> RoomState:
    before = state.recordings.get(event.into)
    if before is None:  # begun in the chain of a talk that is destroyed, by an older release
        return state
    after = replace(before, agreed={**before.agreed, event.seat: event.stay})
    return replace(state, recordings={**state.recordings, event.into: after})


def _ended(state: RoomState, event: events.RecordingDeclined | events.RecordingStopped) -> RoomState:
    left = {channel: kept for channel, kept in state.recordings.items() if channel != event.into}
    return replace(state, recordings=left)


def _restarted(state: RoomState, event: events.RecordingRestarted) -> RoomState:
    before = state.recordings.get(event.into)
    if before is None:  # as above
        return state
    again = replace(before, id=event.id)
    return replace(state, recordings={**state.recordings, event.into: again})


def _chosen(state: RoomState, event: events.RecordingRuleChosen) -> RoomState:
    return replace(state, rules=replace(state.rules, recording=event.rule))


def _kept(state: RoomState, event: events.SegmentKept | events.GlassBroken) -> RoomState:
    """The room does not need it: whoever retrieves the record has the log and an index."""
    return state


def _uttered(state: RoomState, event: events.Uttered) -> RoomState:
    said = event.utterance
    seat = state.people[said.seat].seat
    names = [state.people[one].seat.name for one in said.speakers]
    began = begun(state, said.voice(event.into), said.began)
    shown = caption(said, began, event.into, seat.person, seat.name, names)
    here = (*state.captions.get(event.into, ()), shown)[-WINDOW:]
    return replace(state, captions={**state.captions, event.into: here})


def attended(before: RoomState, after: RoomState, at: datetime) -> RoomState:
    """Keeps the moment since which no host has been online in a separate talk that one records."""
    if before.people is after.people and before.recordings is after.recordings:
        return after
    hosted = {person.channel for person in after.people.values() if person.host and person.online}
    alone = after.recordings.keys() - hosted - {JOINT}
    if alone == after.hostless_apart.keys():
        return after
    return replace(after, hostless_apart={it: after.hostless_apart.get(it, at) for it in sorted(alone)})


def granted(before: RoomState, after: RoomState, at: datetime) -> RoomState:
    """Remembers what may be put into words now: the words may come when it no longer may."""
    alike = before.people is after.people and before.status is after.status
    if alike and before.recordings is after.recordings:
        return after
    new = voices(after) - after.voices.keys()
    return replace(after, voices={**after.voices, **dict.fromkeys(sorted(new), at)}) if new else after


EFFECTS: Mapping[type[events.Event], Callable[[RoomState, Any], RoomState]] = {
    events.RecordingStarted: _started,
    events.RecordingAgreed: _agreed,
    events.RecordingDeclined: _ended,
    events.RecordingStopped: _ended,
    events.RecordingRestarted: _restarted,
    events.RecordingRuleChosen: _chosen,
    events.SegmentKept: _kept,
    events.Uttered: _uttered,
    events.GlassBroken: _kept,
}
