"""What of the record leaves the house: what was read back, and of that what a profile lets go.

A court is given what was read without the proposals and without what parties said was not right: concessions
made in mediation may not be used against whoever made them. What the record calls undisputed (无争议事实) may be; so it
goes out only as far as it is: where every side has said that the record is right.
"""

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any, Final

from rooms.archive.past import Past
from rooms.archive.profiles import Profile
from rooms.canonical import JSON
from rooms.channel import JOINT
from rooms.ids import SeatId
from rooms.minutes import Minutes, Reading, Section
from rooms.participant import Seat

_CONCEDED: Final = frozenset({Section.PROPOSALS})


def released(past: Past, profile: Profile, party: SeatId | None = None) -> Reading | None:
    """The last reading; for a party's copy the last that was read to them. None: there is none."""
    readings = past.minutes.readings
    if profile is Profile.PARTY:
        readings = tuple(reading for reading in readings if _heard(past, reading, party))
    return readings[-1] if readings else None


def agreed(minutes: Minutes, seats: Mapping[SeatId, Seat]) -> bool:
    """Whether every side that was there has said that what was read last is right, and nobody that it is not.

    Who is not among ``seats`` may be of any side, and where no side is known none has said it: then it is not.
    """
    found = [seats.get(_spoken_for(seats, seat)) for seat in minutes.attendees]
    if minutes.latest is None or None in found:
        return False
    last = {said.seat: said.objection is None for said in minutes.latest.responses}
    sides = {seat.group for seat in found if seat is not None} - {None}
    confirmed = {seats[seat].group for seat in last if seat in seats}
    return bool(sides) and all(last.values()) and sides <= confirmed


def record(reading: Reading, profile: Profile, *, agreed: bool) -> dict[str, JSON]:
    """Its content as such a bundle may hold it; `left_out`: the parts that are not in it, whether there were any."""
    content: dict[str, Any] = dict(reading.content)
    if profile is not Profile.COURT:
        return content
    withheld = _CONCEDED if agreed else _CONCEDED | {Section.UNDISPUTED}
    kept = [section for section in content["sections"] if section["section"] not in withheld]
    return {
        **content,
        "sections": _numbered(kept),
        "objections": [],
        "left_out": sorted({"objections", *withheld}),
    }


def named(reading: Reading, profile: Profile) -> dict[str, JSON]:
    """Which reading it is. A court is told neither how often it was read nor a digest of what it is not given: with
    the rest at hand, an amount is soon guessed.
    """
    if profile is Profile.COURT:
        return {}
    return {"number": reading.number, "digest": reading.digest}


def undisputed(reading: Reading) -> dict[str, JSON]:
    """The facts alone, without answers and objections; for whoever has asked whether they are `agreed`."""
    content: Mapping[str, Any] = reading.content
    facts = [section for section in content["sections"] if section["section"] == Section.UNDISPUTED]
    return {**content, "sections": _numbered(facts), "answers": [], "objections": []}


def _spoken_for(seats: Mapping[SeatId, Seat], seat: SeatId) -> SeatId:
    """Themselves, or whom they interpret: whose side that is."""
    found = seats.get(seat)
    return seat if found is None else found.interprets or seat


def _numbered(sections: Iterable[Mapping[str, Any]]) -> list[JSON]:
    """Numbered anew: no gap tells how much is left out."""
    numbers = count(1)
    return [
        {**section, "lines": [{**line, "number": next(numbers)} for line in section["lines"]]}
        for section in sections
    ]


def _heard(past: Past, reading: Reading, party: SeatId | None) -> bool:
    """Whether they were in the joint talk when it was read."""
    return any(
        stay.seat == party and stay.channel == JOINT and stay.lasts(reading.at) for stay in past.residences
    )
