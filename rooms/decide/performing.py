"""What was agreed is paid: who owes it says so, and the worker alone says that it has arrived.

An amount beyond what is owed is taken and told: what came has come, and the worker's word is not to be bent to the sum
that was agreed.
"""

from datetime import date
from decimal import Decimal

from rooms import events
from rooms.agreement.terms import LARGEST
from rooms.answer import Refused
from rooms.commands import ClaimPayment, ConfirmPayment, DenyPayment, RemindPayment, WithdrawPayment
from rooms.decide.turn import DONE, Answer, Turn
from rooms.decide.wording import reasoned, worded
from rooms.errors import ErrorCode
from rooms.ids import PaperId, SeatId, SettlementId
from rooms.moments import beijing_day
from rooms.participant import Standing
from rooms.performance import ENTRIES_LIMIT, REFERENCE_LIMIT, Claim, Reminder, Row
from rooms.policy import due, paper_of, pays, receives, watched
from rooms.settlement import COMMENT_LIMIT, Paper
from rooms.state import SessionState


def claim(turn: Turn, command: ClaimPayment) -> Answer:
    reference = worded(command.reference, REFERENCE_LIMIT, empty=True)
    if isinstance(reference, Refused):
        return reference
    found = _row(turn, command.seat, command.paper, command.payment, command.part)
    if isinstance(found, Refused):
        return found
    paper, row = found
    if not pays(turn.state, command.seat, paper, row):
        return Refused(ErrorCode.FORBIDDEN)
    refused = _unfit(turn, paper, command.amount, command.day)
    if refused is not None:
        return refused
    entry = turn.entry_id()
    turn.emit(
        events.PaymentClaimed(
            at=turn.at,
            seat=command.seat,
            id=paper.act,
            paper=paper.id,
            entry=entry,
            payment=command.payment,
            part=command.part,
            amount=command.amount,
            day=command.day,
            way=command.way,
            reference=reference,
        )
    )
    return {"entry": entry}


def confirm(turn: Turn, command: ConfirmPayment) -> Answer:
    found = _row(turn, command.seat, command.paper, command.payment, command.part)
    if isinstance(found, Refused):
        return found
    paper, row = found
    refused = _not_theirs(turn, command.seat, row) or _unfit(turn, paper, command.amount, command.day)
    if refused is None and command.claim is not None:
        claimed = paper.performance.claims.get(command.claim)
        if claimed is None or not row.is_for(claimed.said.payment, claimed.said.part):
            return Refused(ErrorCode.NOT_FOUND)
        refused = _settled(paper, claimed)
    if refused is not None:
        return refused
    entry = turn.entry_id()
    turn.emit(
        events.PaymentConfirmed(
            at=turn.at,
            seat=command.seat,
            id=paper.act,
            paper=paper.id,
            entry=entry,
            payment=command.payment,
            part=command.part,
            amount=command.amount,
            day=command.day,
            way=command.way,
            session=_together(turn, command.seat),
            claim=command.claim,
        )
    )
    return {"entry": entry}


def deny(turn: Turn, command: DenyPayment) -> Answer:
    """Until the worker says that it came after all."""
    reason = reasoned(command.reason, COMMENT_LIMIT)
    if isinstance(reason, Refused):
        return reason
    paper = _performed(turn, command.seat, command.paper)
    if isinstance(paper, Refused):
        return paper
    claimed = paper.performance.claims.get(command.claim)
    if claimed is None:
        return Refused(ErrorCode.NOT_FOUND)
    row = next(one for one in due(turn.state, paper) if one.is_for(claimed.said.payment, claimed.said.part))
    refused = _not_theirs(turn, command.seat, row) or _settled(paper, claimed)
    if refused is None and claimed.denied is not None:
        refused = Refused(ErrorCode.ALREADY_ANSWERED)
    if refused is not None:
        return refused
    turn.emit(
        events.PaymentDenied(
            at=turn.at,
            seat=command.seat,
            id=paper.act,
            paper=paper.id,
            claim=claimed.id,
            reason=reason,
        )
    )
    return DONE


def withdraw(turn: Turn, command: WithdrawPayment) -> Answer:
    """By who said it. A claim that was confirmed is the worker's word too, and stays as long as that does."""
    reason = reasoned(command.reason, COMMENT_LIMIT)
    if isinstance(reason, Refused):
        return reason
    paper = _performed(turn, command.seat, command.paper)
    if isinstance(paper, Refused):
        return paper
    said = paper.performance
    entry = said.claims.get(command.entry) or said.receipts.get(command.entry)
    if entry is None:
        return Refused(ErrorCode.NOT_FOUND)
    if entry.seat != command.seat:
        return Refused(ErrorCode.FORBIDDEN)
    if entry.withdrawn is not None:
        return DONE
    if said.answered(entry.id) is not None:
        return Refused(ErrorCode.ALREADY_ANSWERED)
    turn.emit(
        events.PaymentWithdrawn(
            at=turn.at,
            seat=command.seat,
            id=paper.act,
            paper=paper.id,
            entry=entry.id,
            reason=reason,
        )
    )
    return DONE


def remind(turn: Turn, command: RemindPayment) -> Answer:
    """Each once."""
    papers = (one.papers.get(command.paper) for one in turn.state.settlements.values())
    paper = next((found for found in papers if found is not None), None)
    row = None if paper is None else _named(turn, paper, command.payment, command.part)
    if paper is None or row is None:
        return Refused(ErrorCode.NOT_FOUND)
    reminded = Reminder(command.payment, command.part, command.days) in paper.performance.reminders
    if row.left > 0 and not reminded:
        turn.emit(
            events.PaymentReminded(
                at=turn.at,
                seat=command.seat,
                id=paper.act,
                paper=paper.id,
                payment=command.payment,
                part=command.part,
                days=command.days,
            )
        )
    return DONE


def _performed(turn: Turn, seat: SeatId, id: PaperId) -> Paper | Refused:
    """The paper, if it is in force. Another's is as unknown as none."""
    paper = paper_of(turn.state, seat, id)
    if paper is None:
        return Refused(ErrorCode.NOT_FOUND)
    return Refused(ErrorCode.NOT_IN_FORCE) if paper.sealed is None else paper


def _row(turn: Turn, seat: SeatId, id: PaperId, payment: str, part: int) -> tuple[Paper, Row] | Refused:
    paper = _performed(turn, seat, id)
    if isinstance(paper, Refused):
        return paper
    row = _named(turn, paper, payment, part)
    return Refused(ErrorCode.NOT_FOUND) if row is None else (paper, row)


def _named(turn: Turn, paper: Paper, payment: str, part: int) -> Row | None:
    return next((row for row in due(turn.state, paper) if row.is_for(payment, part)), None)


def _not_theirs(turn: Turn, seat: SeatId, row: Row) -> Refused | None:
    """Of money that one gets only oneself says whether it is there; not before the eyes of whoever owes it."""
    if not receives(seat, row):
        return Refused(ErrorCode.NOT_YOUR_MONEY)
    return Refused(ErrorCode.OTHER_SIDE_HERE) if watched(turn.state, seat, row) else None


def _settled(paper: Paper, claimed: Claim) -> Refused | None:
    """Why a claim wants no answer any more."""
    if claimed.withdrawn is not None or paper.performance.answered(claimed.id) is not None:
        return Refused(ErrorCode.ALREADY_ANSWERED)
    return None


def _unfit(turn: Turn, paper: Paper, amount: Decimal, day: date) -> Refused | None:
    """Why this cannot be what was paid: no sum of money, or not a day from the text's writing to today."""
    if len(paper.performance.claims) + len(paper.performance.receipts) >= ENTRIES_LIMIT:
        return Refused(ErrorCode.TOO_MANY, {"limit": ENTRIES_LIMIT})
    if not amount.is_finite() or not 0 < amount <= LARGEST or amount != round(amount, 2):
        return Refused(ErrorCode.AMOUNT_UNFIT)
    settlement = turn.state.settlements[SettlementId(paper.act)]
    first = beijing_day(settlement.settled.at)
    last = beijing_day(turn.at)
    if not first <= day <= last:
        return Refused(ErrorCode.DAY_UNFIT, {"first": first.isoformat(), "last": last.isoformat()})
    return None


def _together(turn: Turn, seat: SeatId) -> bool:
    """Whether it is said in the session, where the others are."""
    person = turn.state.people[seat]
    return turn.state.status.session is SessionState.OPEN and person.standing is Standing.ADMITTED
