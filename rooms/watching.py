"""How a recording does, as a host may be told: of the channel in which they are now, and of no other.

A report holds no null, as a view:

    stay     the host's, for which it holds
    state    ok | silent | storage
    why      of storage: disk, full, nearly_full, index, deposit
    tracks   of each that should be recorded: seat, kind, octets, gaps, lost, level (-dBov, if it is known), state (ok |
             silent: nothing can be heard | missing: nothing arrives | disk | full | index)
    waiting  finished files that are not where they are kept yet, and waiting_seconds: how long the oldest has waited
"""

from collections.abc import Mapping, Sequence
from typing import Final

from rooms import policy
from rooms.canonical import JSON
from rooms.channel import JOINT
from rooms.ids import ChannelId, SeatId
from rooms.participant import MediaKind
from rooms.places import mates
from rooms.policy import Take
from rooms.ports import RecordingHealth, TrackHealth, Waiting
from rooms.state import RoomState

MISSING_AFTER: Final = 10.0
"""Seconds without a packet of somebody's speech until hosts are warned: a short break of a line is told elsewhere."""
SILENT_AFTER: Final = 60.0
"""Seconds in which a microphone that is on gives silence to the last bit; a quiet room is louder."""
DEPOSIT_AFTER: Final = 300.0
"""Seconds that a finished file may wait for its storage."""


def report(
    state: RoomState, seat: SeatId, health: RecordingHealth, awaited: Mapping[Take, float]
) -> dict[str, JSON] | None:
    """What a seat is told now; None: nothing.

    `awaited`: everything that may be recorded at this moment (`policy.takes`), and for how many seconds it has.
    """
    channel, stay = policy.watches(state, seat), state.people[seat].stay
    if channel is None or stay is None:
        return None
    tracks = [
        _track(state, take, _found(take, health.tracks), seconds)
        for take, seconds in awaited.items()
        if take.channel == channel
    ]
    waiting = [one.seconds for one in health.waiting if _of_this_talk(state, channel, one)]
    why = _storage(tracks, waiting, nearly_full=health.nearly_full)
    silent = any(track["state"] in ("silent", "missing") for track in tracks)
    told: dict[str, JSON] = {"stay": stay.id, "state": "storage" if why else "silent" if silent else "ok"}
    if why:
        told["why"] = why
    told["tracks"] = [*sorted(tracks, key=lambda track: (str(track["seat"]), str(track["kind"])))]
    if waiting:
        told |= {"waiting": len(waiting), "waiting_seconds": int(max(waiting))}
    return told


def _of_this_talk(state: RoomState, channel: ChannelId, waiting: Waiting) -> bool:
    """In a separate talk only what is recorded now: that others have met there before is nobody's to count."""
    if waiting.channel != channel:
        return False
    return channel == JOINT or waiting.recording == state.recordings[channel].id


def _found(take: Take, tracks: Sequence[TrackHealth]) -> TrackHealth | None:
    wanted = (take.source, take.source_stay, take.target_stay, take.kind)
    return next(
        (one for one in tracks if (one.source, one.source_stay, one.recording, one.kind) == wanted), None
    )


def _track(state: RoomState, take: Take, found: TrackHealth | None, seconds: float) -> dict[str, JSON]:
    told: dict[str, JSON] = {"seat": take.source, "kind": take.kind.value}
    online = any(mate.online for mate in mates(state, take.source))
    heard = take.kind is MediaKind.AUDIO and online
    if found is None:
        late = heard and seconds > MISSING_AFTER
        return {**told, "octets": 0, "gaps": 0, "lost": 0, "state": "missing" if late else "ok"}
    told |= {"octets": found.octets, "gaps": found.gaps, "lost": found.lost}
    if found.level is not None:
        told["level"] = found.level
    told["state"] = found.failing or (_silence(found) if heard else "ok")
    return told


def _silence(found: TrackHealth) -> str:
    if found.missing > MISSING_AFTER:
        return "missing"
    return "silent" if found.silent > SILENT_AFTER else "ok"


def _storage(tracks: Sequence[Mapping[str, JSON]], waiting: Sequence[float], *, nearly_full: bool) -> str:
    """What is wrong with it, the worst first; empty: nothing."""
    failing = {track["state"] for track in tracks}
    for why in ("disk", "full"):
        if why in failing:
            return why
    if nearly_full:
        return "nearly_full"
    if "index" in failing:
        return "index"
    return "deposit" if max(waiting, default=0.0) > DEPOSIT_AFTER else ""
