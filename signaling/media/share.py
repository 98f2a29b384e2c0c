"""Which layer of each video a subscriber gets: as large as its estimate allows, screens before cameras.

Audio is always sent. A publisher that sends one size only is asked for less instead (`PublisherCap`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rooms.participant import MediaKind

if TYPE_CHECKING:
    from signaling.media.downlink import Leg
    from signaling.media.peer import Peer
    from signaling.media.uplink import Stream

AUDIO_SHARE = 48_000
"""bit/s of an estimate that an audio leg needs for itself."""
_SLACK = 1.15
"""Rates swing: a layer that is shown may exceed the estimate by this, and one that is not must leave as much."""


class Wish(NamedTuple):
    """One video that a subscriber should get."""

    rates: Sequence[float]
    """bit/s of each layer that arrives, the smallest first; at least one."""
    now: int
    """The layer that is shown, -1 = none of these."""


def allocate(wishes: Sequence[Wish], budget: float | None) -> list[int]:
    """The layer for each wish, the most important first; `budget`: bit/s for all of them, None = no limit.

    Everybody gets the smallest; then the first is made larger as far as it goes, then the second.
    """
    if budget is None:
        return [len(wish.rates) - 1 for wish in wishes]
    chosen = [0] * len(wishes)
    left = budget - sum(wish.rates[0] for wish in wishes)
    for place, wish in enumerate(wishes):
        for layer in range(len(wish.rates) - 1, 0, -1):
            more = wish.rates[layer] - wish.rates[0]
            if more <= (left * _SLACK if layer <= wish.now else left / _SLACK):
                chosen[place] = layer
                left -= more
                break
    return chosen


def settle(peer: Peer, now: float) -> list[Stream]:
    """Gives each leg of the subscriber its layer. Returns the streams that must send a key frame for it."""
    legs = videos(peer)
    layered = [leg for leg in legs if len(leg.publication.layers) > 1]
    if not layered:
        return []
    flowing = [leg.publication.flowing(now) or leg.publication.layers[:1] for leg in layered]
    wishes = [
        Wish(_rates(streams), _place(leg.target or leg.stream, streams))
        for leg, streams in zip(layered, flowing, strict=True)
    ]
    budget = peer.limit.budget
    if budget is not None:
        budget -= _taken(peer, layered)
    asked = []
    for leg, streams, layer in zip(layered, flowing, allocate(wishes, budget), strict=True):
        stream = streams[layer]
        if stream is not (leg.target or leg.stream) and leg.turn_to(stream):
            asked.append(stream)
    return asked


def share(peer: Peer, now: float) -> None:
    """Caps the publishers of one size, when the subscriber's estimate is a limit."""
    budget = peer.limit.budget
    if budget is None:
        return
    legs = videos(peer)
    single = [leg for leg in legs if len(leg.publication.layers) == 1]
    budget -= AUDIO_SHARE * _voices(peer) + sum(leg.stream.bitrate for leg in legs if leg not in single)
    for leg in single:
        leg.publication.cap.heard(peer.seat, max(int(budget / len(single)), 0), now)


def fold(peer: Peer, now: float) -> None:
    """How often each packet of speech is said again, for this subscriber."""
    levels = peer.loss.levels(now)
    for slot in peer.slots.values():
        leg = slot.leg
        if leg is not None and slot.red and leg.levels != levels:
            leg.levels = levels
            leg.stream.doubled |= levels > 0


def wanted(peer: Peer, now: float) -> float:
    """bit/s of everything that the subscriber should get, each as large as it arrives."""
    best = (
        max((stream.bitrate for stream in leg.publication.flowing(now)), default=0.0) for leg in videos(peer)
    )
    return AUDIO_SHARE * _voices(peer) + sum(best)


def spent(peer: Peer) -> float:
    """bit/s of what the subscriber gets now."""
    return AUDIO_SHARE * _voices(peer) + sum((leg.target or leg.stream).bitrate for leg in videos(peer))


def step_up(peer: Peer, now: float) -> float | None:
    """bit/s that the cheapest larger picture needs beyond what is spent; None when all are as large as they
    arrive.
    """
    steps = [
        stream.bitrate - (leg.target or leg.stream).bitrate
        for leg in videos(peer)
        for stream in _larger(leg.publication.flowing(now), leg.target or leg.stream)
    ]
    return max(0.0, min(steps)) if steps else None


def _larger(streams: Sequence[Stream], than: Stream) -> Sequence[Stream]:
    """The next layer above; what is not among them any more counts as the smallest."""
    place = _place(than, streams)
    return streams[place + 1 : place + 2]


def videos(peer: Peer) -> list[Leg]:
    """The subscriber's legs of video, screens first."""
    legs = [slot.leg for slot in peer.slots.values() if slot.leg is not None]
    return sorted(
        (leg for leg in legs if leg.publication.video),
        key=lambda leg: leg.publication.kind is not MediaKind.SCREEN,
    )


def _voices(peer: Peer) -> int:
    return sum(slot.leg is not None and not slot.leg.publication.video for slot in peer.slots.values())


def _taken(peer: Peer, layered: list[Leg]) -> float:
    """What is spent before the layers are chosen: voices, and videos of one size."""
    others = [leg for leg in videos(peer) if leg not in layered]
    return AUDIO_SHARE * _voices(peer) + sum(leg.stream.bitrate for leg in others)


def _rates(streams: Sequence[Stream]) -> list[float]:
    """One that has not been measured yet is too much for whoever has a limit, unless it is the smallest."""
    return [stream.bitrate or (float("inf") if place else 0.0) for place, stream in enumerate(streams)]


def _place(stream: Stream, streams: Sequence[Stream]) -> int:
    return next((place for place, one in enumerate(streams) if one is stream), -1)
