"""Of which chains a person may be given the head to keep, and how far.

A head tells how long its chain is. So it is given up to the first entry that this person did not receive: whoever
missed a part of a talk learns nothing of it, not even how much it was.
"""

from collections.abc import Iterable
from datetime import datetime

from rooms import events
from rooms.archive.past import Past
from rooms.channel import ChannelKind, kind_of, talk_of, tape_of
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


def heads(past: Past, log: Iterable[tuple[ChannelId, events.Event]], seat: SeatId) -> dict[ChannelId, int]:
    """By chain, how many of its first entries this person received; none where that is not a single one.

    `past` is the whole session, `log` its events in their order, each with the chain in which it lies.
    """
    here = {stay.channel for stay in past.residences if stay.seat == seat}
    talks = {channel for channel in here if kind_of(channel) in _TALKS}
    wanted = talks | {tape_of(talk) for talk in talks}
    counted = dict.fromkeys(wanted, 0)
    for chain, event in log:
        if chain in wanted:
            if _received(past, event, seat):
                counted[chain] += 1
            else:
                wanted.discard(chain)
    return {chain: size for chain, size in counted.items() if size}


def _received(past: Past, event: events.Event, seat: SeatId) -> bool:
    match event:
        case events.ChatPosted() | events.Announced():
            return seat in event.readers
        case events.SegmentKept():
            return _there(past, event.into, seat, event.kept.began)
        case _ if isinstance(event, _FOR_ALL):
            return True
        case _:
            return _there(past, talk_of(event.channel), seat, event.at)


def _there(past: Past, channel: ChannelId, seat: SeatId, at: datetime) -> bool:
    return any(stay.seat == seat and stay.channel == channel and stay.lasts(at) for stay in past.residences)
