"""调解笔录, as it was read back last, for all who were there to sign."""

from collections.abc import Mapping
from functools import partial
from typing import Any, cast

from rooms.ids import SeatId
from rooms.minutes import Reading
from server.outcomes.documents.aloud import sections
from server.outcomes.documents.asked import Asked, Form, Given, Why
from server.outcomes.drawing_up import Drawn
from server.outcomes.making import Sheet
from server.outcomes.papers.forms import record as form
from server.outcomes.papers.forms.imprint import Imprint
from server.outcomes.papers.paper import SlotKind


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


def _sheets(asked: Asked, about: str | None, given: Given) -> list[Sheet]:
    latest = asked.state.minutes.latest
    assert latest is not None
    return [partial(_drawn, asked, latest)]


def _drawn(asked: Asked, read: Reading, imprint: Imprint) -> Drawn:
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
        )
    )
    fields: dict[SeatId, tuple[str, ...]] = {
        _attendee(asked, slot.name): (slot.name,) for slot in paper.slots if slot.kind is SlotKind.SIGNATURE
    }
    return Drawn(paper, None, fields, "centre", (), sections(paper))


def _attendee(asked: Asked, slot: str) -> SeatId:
    """Attendees are only ever added: their places in what was read are those that they have now."""
    return asked.state.minutes.attendees[int(slot.removeprefix("attendee_")) - 1]


FORM = Form(
    given=Given,
    needs=(),
    none=Why.NOTHING_READ,
    subjects=_subjects,
    why=_why,
    sheets=_sheets,
)
