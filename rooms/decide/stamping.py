"""A paper that an organisation printed and stamped (公章), instead of a hand on a page: scanned, compared, taken.

Who signs for people signs by hand: a scan stands for organisations alone. A host compares it with what was frozen, and
the signature in the organisation's place is the host's, who says that and nothing more.
"""

from rooms import events
from rooms.answer import Refused
from rooms.commands import DeclineScan, OfferScan, SignByScan
from rooms.decide.signing import unsigned
from rooms.decide.turn import DONE, Answer, Turn
from rooms.decide.wording import reasoned
from rooms.errors import ErrorCode
from rooms.ids import PaperId, SeatId
from rooms.places import mates
from rooms.policy import paper_of, stamps
from rooms.roles import HOSTS
from rooms.settlement import COMMENT_LIMIT, SCAN_PAGES_LIMIT, Paper, Scan


def offer(turn: Turn, command: OfferScan) -> Answer:
    """By whoever signs, on their device, or by a host to whom it was sent. A later one takes the place of it."""
    paper = _stamped(turn, command.seat, command.paper, command.who)
    if isinstance(paper, Refused):
        return paper
    if command.frozen != paper.frozen:
        return Refused(ErrorCode.PAPER_CHANGED)
    if not 0 < command.pages <= SCAN_PAGES_LIMIT:
        return Refused(ErrorCode.BAD_MESSAGE)
    turn.emit(
        events.ScanOffered(
            at=turn.at,
            seat=command.seat,
            id=paper.act,
            paper=paper.id,
            who=command.who,
            frozen=paper.frozen,
            scan=command.scan,
            pages=command.pages,
        )
    )
    return DONE


def decline(turn: Turn, command: DeclineScan) -> Answer:
    reason = reasoned(command.reason, COMMENT_LIMIT)
    if isinstance(reason, Refused):
        return reason
    found = _compared(turn, command)
    if isinstance(found, Refused):
        return found
    paper, scan = found
    turn.emit(
        events.ScanDeclined(
            at=turn.at,
            seat=command.seat,
            id=paper.act,
            paper=paper.id,
            who=command.who,
            scan=scan.digest,
            reason=reason,
        )
    )
    return DONE


def sign(turn: Turn, command: SignByScan) -> Answer:
    """Nobody has read it clause by clause here: they had it on paper."""
    found = _compared(turn, command)
    if isinstance(found, Refused):
        return found
    paper, _ = found
    if command.before != paper.digest:
        return Refused(ErrorCode.PAPER_CHANGED)
    turn.emit(
        events.PaperSigned(
            at=turn.at,
            seat=command.who,
            id=paper.act,
            paper=paper.id,
            before=command.before,
            digest=command.digest,
            evidence=command.evidence,
            compared=command.seat,
        )
    )
    return DONE


def _compared(turn: Turn, command: DeclineScan | SignByScan) -> tuple[Paper, Scan] | Refused:
    """The paper and the scan that the host had before them, if it still is the last one."""
    paper = _stamped(turn, command.seat, command.paper, command.who)
    if isinstance(paper, Refused):
        return paper
    scan = paper.signers[command.who].scan
    if scan is None or scan.digest != command.scan:
        return Refused(ErrorCode.SCAN_CHANGED)
    return paper, scan


def _stamped(turn: Turn, seat: SeatId, id: PaperId, who: SeatId) -> Paper | Refused:
    """The paper, if it waits for an organisation whose signer is at this device, or before a host."""
    here = {seat, *(mate.id for mate in mates(turn.state, seat))}
    shown = paper_of(turn.state, seat, id)
    hosting = turn.state.people[seat].seat.role in HOSTS
    if shown is None or who not in shown.signers or not (hosting or who in here):
        return Refused(ErrorCode.NOT_FOUND)
    if not stamps(turn.state, shown, who):
        return Refused(ErrorCode.NOT_AN_ORGANISATION)
    return unsigned(turn, who, id)
