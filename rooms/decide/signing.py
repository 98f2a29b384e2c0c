"""The papers of a settlement agreement, and of any other document, are read, signed or refused, and sealed.

A signature and the seal are made outside the room, on octets; here it is decided, under the room's one order of things,
whether they count: of two who sign the same octets at once the second is refused, and signs again on the new ones.
"""

from rooms import events
from rooms.acts import holding
from rooms.answer import Refused
from rooms.canonical import JSON
from rooms.commands import (
    ConfirmClause,
    ConfirmClauses,
    Reading,
    RefusePaper,
    SealPaper,
    SignPaper,
    TakeUpPaper,
)
from rooms.decide.turn import DONE, Answer, Turn
from rooms.decide.wording import worded
from rooms.document import ON_AGREEMENTS, Document
from rooms.errors import ErrorCode
from rooms.ids import PaperId, SeatId
from rooms.places import mates
from rooms.policy import paper_of, recording_of
from rooms.roles import HOSTS
from rooms.settlement import COMMENT_LIMIT, LIVE, PAPERS_LIMIT, Paper


def take_up(turn: Turn, command: TakeUpPaper) -> Answer:
    """What is over is opened no more; that it is still read is nobody's business."""
    who = command.who or command.seat
    paper = _before(turn, command.seat, who, command.paper)
    if isinstance(paper, Refused):
        return paper
    if paper.signers[who].opened is None:
        turn.emit(events.PaperTakenUp(at=turn.at, seat=who, id=paper.act, paper=paper.id))
    return DONE


def confirm(turn: Turn, command: ConfirmClause) -> Answer:
    reading = Reading(command.paper, command.frozen, (command.clause,))
    return _read(turn, command.seat, command.who or command.seat, reading) or DONE


def confirm_many(turn: Turn, command: ConfirmClauses) -> Answer:
    """Each paper by itself: what may not be confirmed of one is said (`refused`, by paper) and holds up no other."""
    if not 0 < len(command.readings) <= PAPERS_LIMIT:
        return Refused(ErrorCode.BAD_MESSAGE)
    refused: dict[str, JSON] = {}
    for reading in command.readings:
        fault = _read(turn, command.seat, command.who or command.seat, reading)
        if fault is not None:
            refused[reading.paper] = fault.code.value
    return {"refused": refused}


def _read(turn: Turn, seat: SeatId, who: SeatId, reading: Reading) -> Refused | None:
    paper = _before(turn, seat, who, reading.paper)
    if isinstance(paper, Refused):
        return paper
    if reading.frozen != paper.frozen:
        return Refused(ErrorCode.PAPER_CHANGED)
    if not set(reading.clauses) <= set(paper.clauses):
        return Refused(ErrorCode.NOT_FOUND)
    for clause in dict.fromkeys(reading.clauses):
        if clause not in paper.signers[who].read:
            turn.emit(
                events.ClauseConfirmed(
                    at=turn.at,
                    seat=who,
                    id=paper.act,
                    paper=paper.id,
                    frozen=paper.frozen,
                    clause=clause,
                    recording=recording_of(turn.state, seat),
                )
            )
    return None


def sign(turn: Turn, command: SignPaper) -> Answer:
    paper = unsigned(turn, command.seat, command.paper)
    if isinstance(paper, Refused):
        return paper
    refused = _lapsed(turn, paper, command.seat) or _too_soon(turn, paper, command.seat)
    if refused is not None:
        return refused
    if command.before != paper.digest:
        return Refused(ErrorCode.PAPER_CHANGED)
    turn.emit(
        events.PaperSigned(
            at=turn.at,
            seat=command.seat,
            id=paper.act,
            paper=paper.id,
            before=command.before,
            digest=command.digest,
            evidence=command.evidence,
        )
    )
    return DONE


def _lapsed(turn: Turn, paper: Paper, seat: SeatId) -> Refused | None:
    """Who acts for another binds them as long as the authority lasts. To a record one signs for what one heard."""
    one = holding(turn.state, paper.id)
    binds = not isinstance(one, Document) or one.kind in ON_AGREEMENTS
    authority = turn.state.people[seat].seat.authority
    over = authority is not None and authority.expires is not None and authority.expires <= turn.at
    return Refused(ErrorCode.AUTHORITY_LAPSED) if binds and over else None


def _too_soon(turn: Turn, paper: Paper, seat: SeatId) -> Refused | None:
    """Who hosts signs last: to what all others have agreed. All others have read every clause."""
    people = turn.state.people
    if people[seat].seat.role in HOSTS:
        waiting = [
            signer
            for signer in paper.signers.values()
            if signer.signature is None and people[signer.seat].seat.role not in HOSTS
        ]
        return Refused(ErrorCode.PARTIES_FIRST) if waiting else None
    read = paper.signers[seat].read
    unread = [clause for clause in paper.clauses if clause not in read]
    return Refused(ErrorCode.CLAUSES_UNREAD, {"clauses": [*unread]}) if unread else None


def refuse(turn: Turn, command: RefusePaper) -> Answer:
    """They may still change their mind."""
    reason = worded(command.reason, COMMENT_LIMIT, empty=True)
    if isinstance(reason, Refused):
        return reason
    who = command.who or command.seat
    paper = _before(turn, command.seat, who, command.paper)
    if isinstance(paper, Refused):
        return paper
    last = paper.signers[who].refused
    if last is None or last.reason != reason:
        turn.emit(events.PaperRefused(at=turn.at, seat=who, id=paper.act, paper=paper.id, reason=reason))
    return DONE


def seal(turn: Turn, command: SealPaper) -> Answer:
    paper = _signable(turn, command.paper)
    if isinstance(paper, Refused):
        return paper
    if not paper.complete:
        return Refused(ErrorCode.PARTIES_FIRST)
    if command.before != paper.digest:
        return Refused(ErrorCode.PAPER_CHANGED)
    turn.emit(
        events.PaperSealed(
            at=turn.at,
            seat=command.seat,
            id=paper.act,
            paper=paper.id,
            before=command.before,
            digest=command.digest,
        )
    )
    return DONE


def _before(turn: Turn, seat: SeatId, who: SeatId, id: PaperId) -> Paper | Refused:
    """The paper, if it waits for `who` and they are at this device: nobody is spoken for from elsewhere."""
    here = {seat, *(mate.id for mate in mates(turn.state, seat))}
    return unsigned(turn, who, id) if who in here else Refused(ErrorCode.NOT_FOUND)


def unsigned(turn: Turn, seat: SeatId, id: PaperId) -> Paper | Refused:
    """The paper, if it waits for this person's hand, and there is time. Another's is as unknown as none."""
    shown = paper_of(turn.state, seat, id)
    if shown is None or seat not in shown.signers:
        return Refused(ErrorCode.NOT_FOUND)
    paper = _signable(turn, id)
    if isinstance(paper, Refused):
        return paper
    if paper.signers[seat].signature is not None:
        return Refused(ErrorCode.ALREADY_SIGNED)
    return Refused(ErrorCode.SIGNING_OVER) if turn.at > paper.until else paper


def _signable(turn: Turn, id: PaperId) -> Paper | Refused:
    one = holding(turn.state, id)
    if one is None:
        return Refused(ErrorCode.NOT_FOUND)
    paper = one.papers[id]
    if one.state not in LIVE or paper.sealed is not None:
        return Refused(ErrorCode.NOT_SIGNABLE, {"state": one.state.value})
    return paper
