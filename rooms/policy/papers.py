"""Settlement agreements and the papers that are signed."""

from collections.abc import Mapping

from rooms.acts import papers as every
from rooms.channel import JOINT, NEUTRAL
from rooms.document import JOINT_APPLICATIONS, ON_AGREEMENTS, Document, DocumentKind
from rooms.ids import (
    PaperId,
    SeatId,
    SettlementId,
)
from rooms.participant import Person, Standing
from rooms.places import mates
from rooms.policy.presence import may_lead, takes_part
from rooms.roles import RECORD_KEEPERS
from rooms.serving import Service
from rooms.settlement import Comment, Paper, Settlement
from rooms.state import RoomState, SessionState


def settlements(state: RoomState, seat: SeatId) -> Mapping[SettlementId, Settlement]:
    """Of which the text may be shown, as far as `agreement.seen` lets it: every one to whoever leads.

    To the others where they are, once it was proposed there; the clerk helps to write what is no secret of a side.
    """
    person = state.people[seat]
    if may_lead(state, seat):
        return state.settlements
    ended = state.status.session is SessionState.ENDED
    if ended or person.standing is not Standing.ADMITTED or person.telephone:
        return {}
    return {one.id: one for one in state.settlements.values() if _before_them(person, one)}


def _before_them(person: Person, settlement: Settlement) -> bool:
    if person.seat.role in RECORD_KEEPERS:
        return settlement.channel in (JOINT, NEUTRAL)
    return settlement.proposed and takes_part(person) and person.channel == settlement.channel


def may_comment(state: RoomState, seat: SeatId, settlement: Settlement) -> bool:
    """In the talk in which it is proposed; while a joint talk has no host the sides do not speak to each other."""
    if state.people[seat].channel != settlement.channel:
        return False
    return settlement.channel != JOINT or not state.status.unhosted


def comments(state: RoomState, seat: SeatId, settlement: Settlement) -> list[Comment]:
    """What was said to it while one was there; to whoever writes it all."""
    writes = state.people[seat].seat.role in RECORD_KEEPERS
    return [said for said in settlement.comments if writes or seat in said.readers]


def papers(state: RoomState, seat: SeatId) -> Mapping[PaperId, Paper]:
    """What waits for a hand or bears it: for its signers, and the worker whose it is, wherever they are, also after the
    session; hosts and clerk.

    Those to whom it is addressed have it once it is sealed.
    """
    person, ended = state.people[seat], state.status.session is SessionState.ENDED
    # Of who waits to be let in nothing is known but the link, while the session runs.
    if person.standing is Standing.REMOVED or (person.standing is Standing.WAITING and not ended):
        return {}
    keeps, here = _keeps(person), {seat, *(mate.id for mate in mates(state, seat))}
    return {paper.id: paper for paper in every(state) if keeps or not here.isdisjoint(whose(paper))}


def paper_of(state: RoomState, seat: SeatId, wanted: PaperId) -> Paper | None:
    """The paper, if this person may have it now."""
    return papers(state, seat).get(wanted) if seat in state.people else None


def framework(state: RoomState, seat: SeatId, id: SettlementId) -> Settlement | None:
    """The settlement of many workers, if this person may have every paper of it: who leads or keeps the record, and
    whoever signs each of them, as those who pay do. To a worker the others' are as unknown as none.
    """
    one = state.settlements.get(id)
    if one is None or len(one.papers) < 2:
        return None
    own = papers(state, seat)
    keeps = _keeps(state.people[seat])
    signs = all(seat in paper.signers for paper in one.papers.values())
    return one if (keeps or signs) and own.keys() >= one.papers.keys() else None


def stamps(state: RoomState, paper: Paper, seat: SeatId) -> bool:
    """Whether one signs an agreement for organisations alone: what these print and stamp can stand for a hand."""
    settlement = state.settlements.get(SettlementId(paper.act))
    if settlement is None:
        return False
    agreement = settlement.settled.agreement
    bound = [party for party in agreement.parties if party.signatory == seat]
    return seat in paper.signers and bool(bound) and all(party.organisation for party in bound)


def may_be_served(state: RoomState, seat: SeatId, paper: Paper) -> bool:
    """Whether what leads to the paper may go out to this person."""
    person = state.people.get(seat)
    return person is not None and person.standing is not Standing.REMOVED and seat in whose(paper)


def services(state: RoomState, seat: SeatId, paper: Paper) -> list[Service]:
    """Of its going out, what concerns those at this device; to whoever writes the record all of it."""
    if state.people[seat].seat.role in RECORD_KEEPERS:
        return [*paper.served]
    own = {seat, *(mate.id for mate in mates(state, seat))}
    return [one for one in paper.served if one.who in own]


def reasons(state: RoomState, seat: SeatId, signer: SeatId) -> bool:
    """Whether one reads why somebody does not sign: they were told that the mediator does, and nobody else."""
    here = {seat, *(mate.id for mate in mates(state, seat))}
    return signer in here or state.people[seat].seat.role in RECORD_KEEPERS


def whose(paper: Paper) -> set[SeatId]:
    """Whose it is: who signs it, and once it is sealed to whom it is addressed."""
    own = set() if paper.worker is None else {paper.worker}
    return {*own, *paper.signers, *(paper.readers if paper.sealed is not None else ())}


def may_issue(state: RoomState, seat: SeatId, kind: DocumentKind, about: str | None) -> bool:
    """Whoever leads or keeps the record, also after the session; what is asked for on an agreement also those who
    signed it, together or, if only the worker can ask, the worker. `about` names that agreement's sealed paper.
    """
    if kind not in ON_AGREEMENTS:
        return _keeps(state.people[seat])
    paper = paper_of(state, seat, PaperId(about or ""))
    settlement = state.settlements.get(SettlementId(paper.act)) if paper is not None else None
    if paper is None or settlement is None or paper.sealed is None:
        return False
    if kind in JOINT_APPLICATIONS:
        return _keeps(state.people[seat]) or seat in paper.signers
    return seat == asks(settlement, paper)


def asks(settlement: Settlement, paper: Paper) -> SeatId | None:
    """Who asks for an order to pay what one worker was promised: they, or who signed for them."""
    party = None
    if paper.worker is not None and settlement.frozen is not None:
        party = settlement.settled.agreement.party(paper.worker)
    return None if party is None else party.signatory


def may_void(state: RoomState, seat: SeatId, document: Document) -> bool:
    """Whoever issued it, as long as they may have it; and whoever leads or keeps the record."""
    return _keeps(state.people[seat]) or seat == document.by


def _keeps(person: Person) -> bool:
    return person.standing is Standing.ADMITTED and person.seat.role in RECORD_KEEPERS
