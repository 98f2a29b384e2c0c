"""Papers go out: to be signed later on any device, or as copies. What leads there is made outside the room."""

from rooms import events
from rooms.answer import Refused
from rooms.commands import OpenPaper, ServePaper
from rooms.decide.signing import unsigned
from rooms.decide.turn import DONE, Answer, Turn
from rooms.errors import ErrorCode
from rooms.ids import SeatId
from rooms.places import mates
from rooms.policy import may_be_served, paper_of
from rooms.roles import RECORD_KEEPERS
from rooms.serving import SERVICES_LIMIT, Carrier, Purpose
from rooms.settlement import Paper


def serve(turn: Turn, command: ServePaper) -> Answer:
    paper = _served(turn, command)
    if isinstance(paper, Refused):
        return paper
    if len(paper.served) >= SERVICES_LIMIT:
        return Refused(ErrorCode.TOO_MANY, {"limit": SERVICES_LIMIT})
    turn.emit(
        events.PaperServed(
            at=turn.at,
            seat=command.seat,
            id=paper.act,
            paper=paper.id,
            who=command.who,
            how=command.how,
            purpose=command.purpose,
            service=command.service,
        )
    )
    return DONE


def _served(turn: Turn, command: ServePaper) -> Paper | Refused:
    paper = paper_of(turn.state, command.seat, command.paper)
    if paper is None or not may_be_served(turn.state, command.who, paper):
        return Refused(ErrorCode.NOT_FOUND)
    if command.purpose is Purpose.SIGN:
        return _to_sign(turn, command)
    if not turn.state.people[command.seat].host:
        return Refused(ErrorCode.FORBIDDEN)
    return Refused(ErrorCode.NOT_SEALED) if paper.sealed is None else paper


def _to_sign(turn: Turn, command: ServePaper) -> Paper | Refused:
    """By a host to anybody who has still to sign; by a person to themself, for another device. No staff sign by link:
    what proves who they are is their account.
    """
    if turn.state.people[command.who].seat.role in RECORD_KEEPERS or command.how is Carrier.PRINT:
        return Refused(ErrorCode.FORBIDDEN)
    if not turn.state.people[command.seat].host and command.who not in _here(turn, command.seat):
        return Refused(ErrorCode.FORBIDDEN)
    return unsigned(turn, command.who, command.paper)


def _here(turn: Turn, seat: SeatId) -> set[SeatId]:
    return {seat, *(mate.id for mate in mates(turn.state, seat))}


def open_(turn: Turn, command: OpenPaper) -> Answer:
    """Told once: when it was opened first."""
    paper = paper_of(turn.state, command.seat, command.paper)
    if paper is None:
        return Refused(ErrorCode.NOT_FOUND)
    known = [one for one in paper.served if one.id == command.service and one.who == command.seat]
    if not known:
        return Refused(ErrorCode.NOT_FOUND)
    if known[0].opened is None:
        turn.emit(
            events.PaperOpened(
                at=turn.at,
                seat=command.seat,
                id=paper.act,
                paper=paper.id,
                service=command.service,
            )
        )
    return DONE
