"""How long hosts have been with each side, and with each person alone: what a balance of time is judged by.

Derived from stays alone. Several hosts at once count once; a broken connection ends no stay, so it does not
count; an adjournment does. There is no clock in it: what is over is a total, what goes on has a beginning.
"""

from dataclasses import replace
from datetime import datetime

from rooms.channel import ChannelKind, kind_of, of_group
from rooms.ids import ChannelId
from rooms.places import hosted
from rooms.state import Attention, RoomState, SessionState


def attended(state: RoomState) -> frozenset[ChannelId]:
    """The sides' and private channels in which a host is together with whom the channel is for."""
    if state.status.session is not SessionState.OPEN:
        return frozenset()
    people = state.people.values()
    owned = {p.channel for p in people if p.channel and p.group and p.channel == of_group(p.group)}
    private = {p.channel for p in people if p.channel and kind_of(p.channel) is ChannelKind.PRIVATE}
    return hosted(people) & (owned | private)


def counted(state: RoomState, at: datetime) -> RoomState:
    """The state with the times that began or ended at this moment."""
    now = attended(state)
    running = {channel: spent.since for channel, spent in state.attention.items() if spent.since}
    if now == running.keys():
        return state
    times = dict(state.attention)
    for channel in sorted(now - running.keys()):
        times[channel] = replace(times.get(channel, Attention()), since=at)
    for channel in running.keys() - now:
        times[channel] = Attention(times[channel].total + (at - running[channel]))
    return replace(state, attention=times)
