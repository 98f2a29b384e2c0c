"""From a settlement in the room to its papers: whose they are, what is on them, who signs where."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from rooms.agreement.annexes import untouched
from rooms.agreement.facts import Facts
from rooms.agreement.rules.dates import dues
from rooms.agreement.terms import Agent, Agreement, ChainRole, Dispute, Party, PartyRole, Payer, Undisputed
from rooms.ids import GroupId, SeatId
from rooms.moments import beijing_day
from rooms.participant import Seat
from rooms.roles import HOSTS, Role
from rooms.settlement import Layout, Places, Section, Settlement
from rooms.state import RoomState
from server.cases.calendar import resting
from server.outcomes.library.texts import Library, Template
from server.outcomes.papers.forms import agreement as form
from server.outcomes.papers.forms.imprint import Imprint
from server.outcomes.papers.paper import Clause, Paper, SlotKind
from server.outcomes.signing.document import FieldKind
from server.outcomes.undisputed import undisputed

MATTERS: Final = {
    Dispute.UNPAID_WAGES: "追索劳动报酬",
    Dispute.SEVERANCE: "经济补偿",
    Dispute.WORK_INJURY: "工伤待遇",
    Dispute.OVERTIME: "加班工资",
    Dispute.NO_CONTRACT: "未订立书面劳动合同二倍工资",
    Dispute.LEAVE: "未休年休假工资",
    Dispute.OTHER: "劳动争议",
}
"""案由, as it stands in a document."""

_FACTS: Final = 100
"""As many as terms take."""

WORKERS: Final = GroupId("worker")
"""The side that works, as cases are opened; every other side may have to pay."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paper, whose it is (None: everybody's), by seat the fields that each signs, and the seal's; who may have it
    besides once it is sealed; what is read back, where that is not its clauses; the
    day until when they should do something.
    """

    paper: Paper
    worker: SeatId | None
    fields: dict[SeatId, tuple[str, ...]]
    seal: str
    readers: tuple[SeatId, ...] = ()
    sections: tuple[Section, ...] = ()
    last: date | None = None

    @property
    def clauses(self) -> list[Clause]:
        """In the order of the page."""
        return [block for block in self.paper.blocks if isinstance(block, Clause)]

    @property
    def layout(self) -> Layout:
        sections = self.sections or tuple(
            Section(clause.id, clause.heading, clause.text) for clause in self.clauses
        )
        places = tuple(Places(seat, fields) for seat, fields in self.fields.items())
        return Layout(sections, places, self.seal)


def begun(state: RoomState, template: Template, library: Library) -> Agreement:
    """What the room and a template give: whose agreement it is, what nobody disputes by its record, and the clauses; no
    sums yet.
    """
    parties = parties_of(state)
    groups = list(dict.fromkeys(party.group for party in parties if party.role is PartyRole.PAYING))
    terms = Agreement(
        dispute=template.dispute,
        template=template.reference,
        parties=tuple(parties),
        payers=tuple(Payer(group=group, role=ChainRole.EMPLOYER) for group in groups),
        undisputed=tuple(Undisputed(text=text) for text in undisputed(state)[:_FACTS]),
    )
    return replace(terms, clauses=library.draft(template, terms).clauses)


def parties_of(state: RoomState) -> list[Party]:
    """Who is a party, as far as the seats of the room say."""
    seats = [person.seat for person in state.people.values()]
    parties = [_party(seat, seats) for seat in seats if seat.role is Role.PARTY]
    return [*parties, *_organisations(seats)]


def _party(seat: Seat, seats: list[Seat]) -> Party:
    """Who sits there for themselves."""
    group = seat.group or WORKERS
    works = group == WORKERS
    acting = _agent(seat, [each for each in seats if each.group == seat.group])
    agent = None
    if acting is not None and acting.authority is not None:
        agent = Agent(seat=acting.id, name=acting.name, authority=acting.authority)
    role = PartyRole.WORKER if works else PartyRole.PAYING
    return Party(seat=seat.id, name=seat.name, group=group, role=role, agent=agent)


def _agent(seat: Seat, side: list[Seat]) -> Seat | None:
    """Who acts for them on their own side. Whose agent it is cannot be told of two who bear one name."""
    if sum(each.role is Role.PARTY and each.name == seat.name for each in side) > 1:
        return None
    return next((each for each in side if each.authority and each.authority.principal == seat.name), None)


def _organisations(seats: list[Seat]) -> list[Party]:
    """Those for whom somebody is here by a written authority, and who are not here themselves."""
    here = {seat.name for seat in seats if seat.role is Role.PARTY}
    return [
        Party(
            seat=seat.id,
            name=seat.authority.principal,
            group=seat.group or WORKERS,
            role=PartyRole.PAYING,
            organisation=True,
            agent=Agent(seat=seat.id, name=seat.name, authority=seat.authority),
        )
        for seat in seats
        if seat.authority is not None and seat.authority.principal not in here
    ]


def facts(state: RoomState, settlement: Settlement | None, agreement: Agreement, now: datetime) -> Facts:
    """What the checker has to know besides the terms."""
    return Facts(
        now=now,
        names={person.id: person.seat.name for person in state.people.values()},
        accounts={} if settlement is None else settlement.accounts,
        authorities={
            person.id: person.seat.authority
            for person in state.people.values()
            if person.seat.authority is not None
        },
        consents=frozenset() if settlement is None else _consents(settlement),
        resting=resting(day for _, day in dues(agreement)),
    )


def _consents(settlement: Settlement) -> frozenset[SeatId]:
    """Who agreed to what stands for them now: what was changed for a colleague since asks nothing of them anew."""
    latest = settlement.latest.agreement
    return frozenset(
        seat
        for seat, version in settlement.consents.items()
        if untouched(latest, settlement.versions[version - 1].agreement, seat)
    )


def papers(
    state: RoomState,
    agreement: Agreement,
    host: SeatId,
    centre: str,
    numbers: list[tuple[str, str]],
    framework: str,
    at: datetime,
) -> Iterator[Drawn]:
    """A paper a worker, or one for all where nobody works; one after the other, for of fifty all would take long.

    ``numbers``: of each its number and its address; ``framework``: the number that those of a group have in common.
    """
    workers: list[SeatId | None] = [party.seat for party in agreement.workers]
    for worker, (number, code) in zip(workers or [None], numbers, strict=True):
        imprint = Imprint(centre, number, state.case_no, code, beijing_day(at))
        yield drawn(state, agreement, host, worker, imprint, framework)


def drawn(
    state: RoomState,
    agreement: Agreement,
    host: SeatId,
    worker: SeatId | None,
    imprint: Imprint,
    framework: str,
) -> Drawn:
    """Raises ValueError for terms that no paper can say; the checker refuses them."""
    mediator = state.people[host].seat.name
    many = len(agreement.workers)
    common = form.Framework(framework, many) if many > 1 else None
    of = form.Settlement(imprint, agreement, MATTERS[agreement.dispute], (mediator,), worker, common)
    fields: dict[SeatId, tuple[str, ...]] = {}
    seal = ""
    for signer in form.signers(of):
        if signer.slot.kind is SlotKind.SEAL:
            seal = signer.slot.name
        else:
            seat = host if signer.seat is None else signer.seat
            fields[seat] = (*fields.get(seat, ()), signer.slot.name)
    return Drawn(form.agreement(of), worker, fields, seal)


def kind_of(state: RoomState, drawn_: Drawn, field: str) -> FieldKind:
    """By what kind of certificate a field is signed."""
    if field == drawn_.seal:
        return FieldKind.SEAL
    seat = next(seat for seat, names in drawn_.fields.items() if field in names)
    return FieldKind.MEDIATOR if state.people[seat].seat.role in HOSTS else FieldKind.PARTY
