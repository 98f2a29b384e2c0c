"""What of its videos a subscriber gets: as large as its line allows, screens before cameras, and none rather than
speech in pieces.

Audio is always sent. A publisher that sends one size only, or whose smallest is too much, is asked for less
(`PublisherCap`); a picture for which there is no room even so is paused.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rooms.participant import MediaKind
from signaling.media.red import LEVELS

if TYPE_CHECKING:
    from signaling.media.downlink import Leg
    from signaling.media.peer import Peer
    from signaling.media.uplink import Stream

AUDIO_SHARE = 48_000
"""bit/s of the line that an audio leg needs for itself; half as much again for each packet that is repeated,
and as much again when each is sent twice."""
LEAST_PICTURE = 50_000
"""bit/s of the least picture that is worth it: with speech, 100 kbit/s."""
_SLACK = 1.15
"""Rates swing: a layer that is shown may exceed the room by this, and one that is not must leave as much."""
_ROOM = 1.2
"""Of everything that a subscriber should get, until a line is no limit."""


class Wish(NamedTuple):
    """One video that a subscriber should get."""

    rates: Sequence[float]
    """bit/s of each layer that arrives, the smallest first; at least one."""
    now: int
    """The layer that is shown, -1 = none of these."""


def allocate(wishes: Sequence[Wish], budget: float | None) -> list[int]:
    """The layer for each wish, the most important first, or -1: paused; `budget`: bit/s for all, None = no limit.

    Each gets the smallest, as long as there is room for the least of pictures; then the first is made larger as far
    as it goes, then the second.
    """
    if budget is None:
        return [len(wish.rates) - 1 for wish in wishes]
    left = budget
    chosen = []
    for wish in wishes:
        least = min(wish.rates[0], LEAST_PICTURE)
        fits = not least or left >= (least if wish.now >= 0 else least * _SLACK)
        chosen.append(0 if fits else -1)
        left -= wish.rates[0] if fits else 0.0
    for place, wish in enumerate(wishes):
        for layer in range(len(wish.rates) - 1, 0, -1):
            more = wish.rates[layer] - wish.rates[0]
            if chosen[place] == 0 and 0 < more <= (left * _SLACK if layer <= wish.now else left / _SLACK):
                chosen[place] = layer
                left -= more
                break
    return chosen


def settle(peer: Peer, now: float) -> list[Stream]:
    """Gives each video of the subscriber its layer, or none. Returns the streams that must send a key frame for it."""
    legs = videos(peer)
    flowing = [leg.publication.flowing(now) or leg.publication.layers[:1] for leg in legs]
    if peer.limit.draining:
        chosen = [-1 if leg.publication.flowing(now) else 0 for leg in legs]
    else:
        wishes = [
            Wish(_rates(streams), -1 if leg.paused is not None else _place(leg.target or leg.stream, streams))
            for leg, streams in zip(legs, flowing, strict=True)
        ]
        budget = peer.limit.budget
        chosen = allocate(wishes, None if budget is None else budget - speech(peer))
    asked = []
    for leg, streams, layer in zip(legs, flowing, chosen, strict=True):
        if layer < 0:
            leg.pause(now)
        elif leg.paused is not None:
            leg.resume(streams[layer])
            asked.append(streams[layer])
        elif streams[layer] is not (leg.target or leg.stream) and leg.turn_to(streams[layer]):
            asked.append(streams[layer])
    return asked


def share(peer: Peer, now: float) -> None:
    """Asks publishers for no more than the subscriber's line has room for, when that is a limit."""
    budget = peer.limit.budget
    if budget is None:
        for leg in videos(peer):
            leg.publication.cap.forget(peer.seat)
        return
    shown = [leg for leg in videos(peer) if leg.paused is None]
    smallest = [leg for leg in shown if (leg.target or leg.stream) is leg.publication.layers[0]]
    room = budget - speech(peer)
    room -= sum((leg.target or leg.stream).bitrate for leg in shown if leg not in smallest)
    for leg in smallest:
        leg.publication.cap.heard(peer.seat, max(int(room / len(smallest)), LEAST_PICTURE), now)


def fold(peer: Peer, now: float) -> None:
    """How often each packet of speech is said again, for this subscriber."""
    levels = peer.loss.levels(now)
    for slot in peer.slots.values():
        leg = slot.leg
        if leg is None or leg.publication.video:
            continue
        if not slot.red:
            leg.again = levels == LEVELS
            leg.stream.repeated |= leg.again
        elif leg.levels != levels:
            leg.levels = levels
            leg.stream.doubled |= levels > 0


def speech(peer: Peer) -> float:
    """bit/s of the voices that the subscriber gets."""
    legs = [
        slot.leg for slot in peer.slots.values() if slot.leg is not None and not slot.leg.publication.video
    ]
    return sum(AUDIO_SHARE * (1 + leg.levels / 2 + leg.again) for leg in legs)


def wanted(peer: Peer, now: float) -> float:
    """bit/s of everything that the subscriber should get, each as large as it is made."""
    return speech(peer) + sum(leg.publication.full(now) for leg in videos(peer))


def goal(peer: Peer, now: float) -> float | None:
    """bit/s at which the line is no limit any more, None when it is none now."""
    return _ROOM * wanted(peer, now) if peer.limit.limited and videos(peer) else None


def videos(peer: Peer) -> list[Leg]:
    """The subscriber's legs of video, screens first."""
    legs = [slot.leg for slot in peer.slots.values() if slot.leg is not None]
    return sorted(
        (leg for leg in legs if leg.publication.video),
        key=lambda leg: leg.publication.kind is not MediaKind.SCREEN,
    )


def _rates(streams: Sequence[Stream]) -> list[float]:
    """One that has not been measured yet is too much for whoever has a limit, unless it is the smallest."""
    return [stream.bitrate or (float("inf") if place else 0.0) for place, stream in enumerate(streams)]


def _place(stream: Stream, streams: Sequence[Stream]) -> int:
    return next((place for place, one in enumerate(streams) if one is stream), -1)
