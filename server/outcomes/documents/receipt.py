"""送达回证: which sealed papers went to whom, how, and when."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Annotated

import msgspec
from msgspec import Meta

from rooms.acts import papers
from rooms.document import DocumentKind
from rooms.ids import SeatId
from rooms.moments import parse
from rooms.roles import Role
from rooms.settlement import Paper as Signed
from server.outcomes import served
from server.outcomes.documents.addressees import matter
from server.outcomes.documents.aloud import sections
from server.outcomes.documents.asked import Asked, Form, Given, Id, Line, Maybe, Unfit, Why
from server.outcomes.drawing_up import Drawn
from server.outcomes.making import Sheet
from server.outcomes.numbering import number_of
from server.outcomes.papers.forms import service_receipt as form
from server.outcomes.papers.forms.imprint import Imprint
from server.outcomes.titles import kind_of, title_of


class What(StrEnum):
    """What happened on the way."""

    SENT = "sent"
    ARRIVED = "arrived"
    OPENED = "opened"
    TAKEN = "taken"
    RETURNED = "returned"


_STEPS = {
    What.SENT: "已发送",
    What.ARRIVED: "已到达",
    What.OPENED: "已打开",
    What.TAKEN: "已签收",
    What.RETURNED: "退回",
}


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    what: What
    at: str
    proof: Maybe = ""


class Details(Given, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`about` is the recipient's seat. `papers`: all that were sealed for them if none are named; `declined`: why they
    do not sign for it. What is served by electronic means has arrived when it has reached their system, signed for or
    not (民事诉讼法 art. 90).
    """

    method: Line
    address: Maybe = ""
    papers: Annotated[tuple[Id, ...], Meta(max_length=50)] = ()
    steps: Annotated[tuple[Step, ...], Meta(max_length=20)] = ()
    consent: Maybe = ""
    remark: Maybe = ""
    declined: Maybe = ""


def _subjects(asked: Asked) -> list[str | None]:
    return [
        person.id
        for person in asked.state.people.values()
        if person.seat.role in (Role.PARTY, Role.REPRESENTATIVE) and _theirs(asked, person.id)
    ]


def _theirs(asked: Asked, seat: SeatId) -> list[Signed]:
    """What is sealed and meant for them; receipts are served on nobody."""
    return [
        paper
        for paper in papers(asked.state)
        if paper.sealed is not None
        and paper.id not in asked.hidden
        and seat in (*paper.signers, *paper.readers)
        and kind_of(asked.state, paper) is not DocumentKind.SERVICE_RECEIPT
    ]


def _sheets(asked: Asked, about: str | None, given: Details) -> list[Sheet]:
    recipient = SeatId(about or "")
    theirs = {paper.id: paper for paper in _theirs(asked, recipient)}
    if not set(given.papers) <= theirs.keys():
        raise Unfit("papers")
    chosen = [paper for id, paper in theirs.items() if not given.papers or id in given.papers]
    steps = tuple(_steps(asked, recipient, chosen, given))
    return [partial(_drawn, asked, recipient, given, chosen, steps)]


def _steps(asked: Asked, recipient: SeatId, chosen: list[Signed], given: Details) -> Iterator[form.Step]:
    """First what the room itself knows: when each was there to be had, how it went out, and when it was opened."""
    for paper in chosen:
        assert paper.sealed is not None
        number = number_of(asked.state, paper)
        yield form.Step("生效并向受送达人开放", paper.sealed, number)
        yield from served.steps(paper, recipient, number, asked.messages)
    for step in given.steps:
        yield form.Step(_STEPS[step.what], _moment(asked, step.at), step.proof)


def _moment(asked: Asked, at: str) -> datetime:
    try:
        found = parse(at)
    except ValueError:
        raise Unfit("steps") from None
    if found > asked.now:
        raise Unfit("steps")
    return found


def _drawn(
    asked: Asked,
    recipient: SeatId,
    given: Details,
    chosen: list[Signed],
    steps: tuple[form.Step, ...],
    imprint: Imprint,
) -> Drawn:
    people = asked.state.people
    paper = form.service_receipt(
        form.Service(
            imprint=imprint,
            matter=matter(asked.state),
            recipient=people[recipient].seat.name,
            method=given.method,
            address=given.address,
            papers=tuple(
                form.Served(title_of(asked.state, each), number_of(asked.state, each), each.digest)
                for each in chosen
            ),
            steps=steps,
            server=people[asked.seat].seat.name,
            consent=given.consent,
            remark=given.remark,
            declined=given.declined.strip(),
        )
    )
    fields: dict[SeatId, tuple[str, ...]] = {asked.seat: ("server",)}
    if not given.declined.strip():
        fields = {recipient: ("recipient",), **fields}
    return Drawn(paper, None, fields, "centre", (), sections(paper))


FORM = Form(
    given=Details,
    needs=("method", "address", "papers", "steps", "consent", "declined", "remark"),
    none=Why.NOTHING_TO_SERVE,
    subjects=_subjects,
    why=lambda asked, about: [],
    sheets=_sheets,
)
