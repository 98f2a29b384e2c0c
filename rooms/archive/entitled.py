"""Of which chains a person may be given the head to keep, and how far.

A head tells how long its chain is. So it is given up to the first entry that this person did not receive: whoever
missed a part of a talk learns nothing of it, not even how much it was.
"""

from collections.abc import Iterable
from datetime import datetime

from rooms import events
from rooms.archive.past import Past
from rooms.channel import ChannelKind, kind_of
from rooms.ids import ChannelId, SeatId

_FOR_ALL = (
    events.LockSet,
    events.SessionAdjourned,
    events.SessionResumed,
    events.SessionEnded,
    events.JointUnhosted,
    events.JointHosted,
)
_TALKS = frozenset({ChannelKind.JOINT, ChannelKind.GROUP, ChannelKind.PRIVATE})


def heads(past: Past, log: Iterable[events.Event], seat: SeatId) -> dict[ChannelId, int]:
    """By channel, how many of its first entries this person received; none where that is not a single one.

    `past` is the whole session, `log` its events in their order.
    """
    here = {stay.channel for stay in past.residences if stay.seat == seat}
    wanted = {channel for channel in here if kind_of(channel) in _TALKS}
    counted = dict.fromkeys(wanted, 0)
    for event in log:
        if event.channel in wanted:
            if _received(past, event, seat):
                counted[event.channel] += 1
            else:
                wanted.discard(event.channel)
    return {channel: size for channel, size in counted.items() if size}


def _received(past: Past, event: events.Event, seat: SeatId) -> bool:
    match event:
        case events.ChatPosted() | events.Announced():
            return seat in event.readers
        case events.SegmentKept():
            return _there(past, event.into, seat, event.kept.began)
        case _ if isinstance(event, _FOR_ALL):
            return True
        case _:
            return _there(past, event.channel, seat, event.at)


def _there(past: Past, channel: ChannelId, seat: SeatId, at: datetime) -> bool:
    return any(stay.seat == seat and stay.channel == channel and stay.lasts(at) for stay in past.residences)
