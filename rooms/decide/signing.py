"""The papers of a settlement agreement are read, signed or refused, and sealed.

A signature and the seal are made outside the room, on octets; here it is decided, under the room's one order of things,
whether they count: of two who sign the same octets at once the second is refused, and signs again on the new ones.
"""

from rooms import events
from rooms.answer import Refused
from rooms.commands import ConfirmClause, RefusePaper, SealPaper, SignPaper
from rooms.decide.turn import DONE, Answer, Turn
from rooms.decide.wording import worded
from rooms.errors import ErrorCode
from rooms.ids import PaperId, SeatId
from rooms.places import mates
from rooms.policy import paper_of
from rooms.roles import HOSTS
from rooms.settlement import COMMENT_LIMIT, LIVE, Paper


def confirm(turn: Turn, command: ConfirmClause) -> Answer:
    who = command.who or command.seat
    paper = _before(turn, command, who)
    if isinstance(paper, Refused):
        return paper
    if command.frozen != paper.frozen:
        return Refused(ErrorCode.PAPER_CHANGED)
    if command.clause not in paper.clauses:
        return Refused(ErrorCode.NOT_FOUND)
    if command.clause not in paper.signers[who].read:
        turn.emit(
            events.ClauseConfirmed(
                at=turn.at,
                seat=who,
                id=paper.settlement,
                paper=paper.id,
                frozen=paper.frozen,
                clause=command.clause,
            )
        )
    return DONE


def sign(turn: Turn, command: SignPaper) -> Answer:
    paper = _unsigned(turn, command.seat, command.paper)
    if isinstance(paper, Refused):
        return paper
    refused = _too_soon(turn, paper, command.seat)
    if refused is not None:
        return refused
    if command.before != paper.digest:
        return Refused(ErrorCode.PAPER_CHANGED)
    turn.emit(
        events.PaperSigned(
            at=turn.at,
            seat=command.seat,
            id=paper.settlement,
            paper=paper.id,
            before=command.before,
            digest=command.digest,
            evidence=command.evidence,
        )
    )
    return DONE


def _too_soon(turn: Turn, paper: Paper, seat: SeatId) -> Refused | None:
    """Who hosts signs last: to what all others have agreed. All others have read every clause."""
    if turn.state.people[seat].seat.role in HOSTS:
        waiting = [
            signer
            for signer in paper.signers.values()
            if signer.signature is None and turn.state.people[signer.seat].seat.role not in HOSTS
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
    paper = _before(turn, command, who)
    if isinstance(paper, Refused):
        return paper
    last = paper.signers[who].refused
    if last is None or last.reason != reason:
        turn.emit(
            events.PaperRefused(at=turn.at, seat=who, id=paper.settlement, paper=paper.id, reason=reason)
        )
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
            id=paper.settlement,
            paper=paper.id,
            before=command.before,
            digest=command.digest,
        )
    )
    return DONE


def _before(turn: Turn, command: ConfirmClause | RefusePaper, who: SeatId) -> Paper | Refused:
    """The paper, if it waits for `who` and they are at this device: nobody is spoken for from elsewhere."""
    here = {command.seat, *(mate.id for mate in mates(turn.state, command.seat))}
    return _unsigned(turn, who, command.paper) if who in here else Refused(ErrorCode.NOT_FOUND)


def _unsigned(turn: Turn, seat: SeatId, id: PaperId) -> Paper | Refused:
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
    for settlement in turn.state.settlements.values():
        paper = settlement.papers.get(id)
        if paper is not None:
            if settlement.state not in LIVE or paper.sealed is not None:
                return Refused(ErrorCode.NOT_SIGNABLE, {"state": settlement.state.value})
            return paper
    return Refused(ErrorCode.NOT_FOUND)
