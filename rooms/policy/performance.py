"""The performance of sealed agreements: what is due by a paper, and whose word counts for which of it."""

from rooms.agreement.terms import Agreement
from rooms.ids import SeatId, SettlementId
from rooms.moments import beijing_day
from rooms.participant import Person
from rooms.performance import Row, schedule
from rooms.places import mates
from rooms.roles import HOSTS, RECORD_KEEPERS
from rooms.settlement import Paper
from rooms.state import RoomState


def agreed(state: RoomState, paper: Paper) -> Agreement:
    """What a paper of a settlement says."""
    return state.settlements[SettlementId(paper.act)].settled.agreement


def due(state: RoomState, paper: Paper) -> tuple[Row, ...]:
    """What falls due by a paper, once it is in force; nothing by one that is not, or is of no agreement."""
    if paper.act not in state.settlements or paper.sealed is None:
        return ()
    return schedule(agreed(state, paper), paper.worker, beijing_day(paper.sealed), paper.performance)


def pays(state: RoomState, seat: SeatId, paper: Paper, row: Row) -> bool:
    """Whether one may say that this was paid: a signer of the side that owes it."""
    person = state.people[seat]
    return seat in paper.signers and person.group == row.payer and person.seat.role not in HOSTS


def receives(seat: SeatId, row: Row) -> bool:
    """Whether one may say that this has arrived: whose money it is, on their own seat, and nobody for them."""
    return seat == row.worker


def may_pursue(state: RoomState, seat: SeatId, paper: Paper) -> bool:
    """Whether one is told which ways are open when it is not kept: whoever is owed it, who signed for them, hosts and
    the clerk; of whoever has the paper.
    """
    if paper.act not in state.settlements:
        return False
    agreement = agreed(state, paper)
    owed = {paper.worker} if paper.worker else {party.seat for party in agreement.workers}
    signatories = {party.signatory for party in agreement.workers if party.seat in owed}
    return seat in owed | signatories or state.people[seat].seat.role in RECORD_KEEPERS


def watched(state: RoomState, seat: SeatId, row: Row) -> bool:
    """Whether somebody of the side that owes it sits at one's device: then no word of the worker's is taken there."""
    return any(mate.group == row.payer for mate in mates(state, seat) if mate.id != seat)


def hand(state: RoomState, seat: SeatId, paper: Paper, row: Row) -> tuple[SeatId, str] | None:
    """Who at this device has something to say of a row, and what: `receive` or `pay`; each does on their own seat."""
    here = {seat: state.people[seat], **{mate.id: mate for mate in mates(state, seat)}}
    worker: Person | None = here.get(row.worker)
    if worker is not None and not watched(state, worker.id, row):
        return worker.id, "receive"
    payer = next((id for id in here if pays(state, id, paper, row)), None)
    return None if payer is None else (payer, "pay")
