"""What the events of recording do to the state."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from rooms import events
from rooms.channel import JOINT
from rooms.recording import Recording
from rooms.state import RoomState


def _started(state: RoomState, event: events.RecordingStarted) -> RoomState:
    begun = Recording(event.id, event.seat, event.stay, event.at)
    apart = state.taped_apart if event.into == JOINT else state.taped_apart | {event.into}
    return replace(state, recordings={**state.recordings, event.into: begun}, taped_apart=apart)


def _agreed(state: RoomState, event: events.RecordingAgreed) -> RoomState:
    before = state.recordings[event.into]
    after = replace(before, agreed={**before.agreed, event.seat: event.stay})
    return replace(state, recordings={**state.recordings, event.into: after})


def _ended(state: RoomState, event: events.RecordingDeclined | events.RecordingStopped) -> RoomState:
    left = {channel: kept for channel, kept in state.recordings.items() if channel != event.into}
    return replace(state, recordings=left)


def _restarted(state: RoomState, event: events.RecordingRestarted) -> RoomState:
    again = replace(state.recordings[event.into], id=event.id)
    return replace(state, recordings={**state.recordings, event.into: again})


def _chosen(state: RoomState, event: events.RecordingRuleChosen) -> RoomState:
    return replace(state, rules=replace(state.rules, recording=event.rule))


def _kept(state: RoomState, event: events.SegmentKept | events.GlassBroken) -> RoomState:
    """The room does not need it: whoever retrieves the record has the log and an index."""
    return state


EFFECTS: Mapping[type[events.Event], Callable[[RoomState, Any], RoomState]] = {
    events.RecordingStarted: _started,
    events.RecordingAgreed: _agreed,
    events.RecordingDeclined: _ended,
    events.RecordingStopped: _ended,
    events.RecordingRestarted: _restarted,
    events.RecordingRuleChosen: _chosen,
    events.SegmentKept: _kept,
    events.GlassBroken: _kept,
}
