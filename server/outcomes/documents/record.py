"""调解笔录, as it was read back last, for all who were there to sign."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, cast

import msgspec
from msgspec import Meta

from rooms.ids import SeatId
from rooms.minutes import Reading
from rooms.roles import ATTESTERS
from server.outcomes.documents.aloud import sections
from server.outcomes.documents.asked import Asked, Form, Given, Id, Line, Unfit, Why
from server.outcomes.drawing_up import Drawn
from server.outcomes.making import Sheet
from server.outcomes.papers.forms import record as form
from server.outcomes.papers.forms.imprint import Imprint
from server.outcomes.papers.paper import SlotKind


class Unsigned(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who was there and does not sign: who refuses, or who left."""

    seat: Id
    why: Line


class Details(Given, frozen=True, forbid_unknown_fields=True, kw_only=True):
    unsigned: Annotated[tuple[Unsigned, ...], Meta(max_length=100)] = ()


def _why(asked: Asked, about: str | None) -> list[Why]:
    attended = {asked.state.people[seat].host for seat in asked.state.minutes.attendees}
    found = {
        Why.READ_ANEW: not asked.state.minutes.current,
        Why.NO_MEDIATOR: True not in attended,
        Why.NO_PARTIES: False not in attended,
    }
    return [why for why, so in found.items() if so]


def _subjects(asked: Asked) -> list[str | None]:
    latest = asked.state.minutes.latest
    return [] if latest is None else [latest.digest]


def _sheets(asked: Asked, about: str | None, given: Details) -> list[Sheet]:
    latest = asked.state.minutes.latest
    assert latest is not None
    return [partial(_drawn, asked, latest, _unsigned(asked, given))]


def may_not_sign(asked: Asked) -> list[SeatId]:
    """Of those who were there and would sign, all but whoever makes it."""
    people = asked.state.people
    return [
        seat
        for seat in asked.state.minutes.attendees
        if seat != asked.seat and people[seat].seat.role in ATTESTERS
    ]


def _unsigned(asked: Asked, given: Details) -> dict[int, str]:
    """By their places among the attendees. Whoever makes it signs it, and so does one of those who led."""
    attendees = asked.state.minutes.attendees
    found = {SeatId(one.seat): one.why.strip() for one in given.unsigned}
    staying = [seat for seat in attendees if seat not in found]
    if (
        len(found) != len(given.unsigned)
        or not all(found.values())
        or not found.keys() <= {*may_not_sign(asked)}
        or not any(asked.state.people[seat].host for seat in staying)
    ):
        raise Unfit("unsigned")
    return {attendees.index(seat) + 1: why for seat, why in found.items()}


def _drawn(asked: Asked, read: Reading, unsigned: Mapping[int, str], imprint: Imprint) -> Drawn:
    state = asked.state
    said = {response.seat: response for response in read.responses}
    content = cast(Mapping[str, Any], read.content)
    paper = form.record(
        form.Record(
            imprint=imprint,
            content=content,
            digest=read.digest,
            groups={group.id: group.zh for group in state.groups},
            confirmations=tuple(
                form.Confirmation(one.name, one.at, one.objection or "") for one in said.values()
            ),
            ended=read.at,
            unsigned=unsigned,
        )
    )
    fields: dict[SeatId, tuple[str, ...]] = {
        _attendee(asked, slot.name): (slot.name,) for slot in paper.slots if slot.kind is SlotKind.SIGNATURE
    }
    # Whoever does not sign it was there all the same, and has it once it is sealed.
    readers = tuple(state.minutes.attendees[place - 1] for place in unsigned)
    return Drawn(paper, None, fields, "centre", readers, sections(paper))


def _attendee(asked: Asked, slot: str) -> SeatId:
    """Attendees are only ever added: their places in what was read are those that they have now."""
    return asked.state.minutes.attendees[int(slot.removeprefix("attendee_")) - 1]


FORM = Form(
    given=Details,
    needs=("unsigned",),
    none=Why.NOTHING_READ,
    subjects=_subjects,
    why=_why,
    sheets=_sheets,
)
