"""A settlement agreement is written, put before people, talked about, frozen, taken back and made void."""

from collections.abc import Mapping

from rooms import events
from rooms.acts import papers as papers_of
from rooms.agreement.shape import Malformed
from rooms.agreement.terms import from_json, to_json
from rooms.answer import Refused, Value
from rooms.canonical import JSON
from rooms.channel import JOINT, NEUTRAL
from rooms.commands import (
    CheckAccount,
    CommentSettlement,
    DraftSettlement,
    FreezeSettlement,
    NoteConsent,
    ProposeSettlement,
    ReopenSettlement,
    VoidSettlement,
)
from rooms.decide.conveying import retract
from rooms.decide.turn import DONE, Answer, Turn
from rooms.decide.wording import reasoned, worded
from rooms.errors import ErrorCode
from rooms.ids import ChannelId, SeatId, SettlementId
from rooms.policy import may_comment, new_readers, settlements
from rooms.roles import HOSTS, SIGNERS, Role
from rooms.settlement import (
    ACCOUNTS_LIMIT,
    CLAUSES_LIMIT,
    COMMENT_LIMIT,
    COMMENTS_LIMIT,
    PAPERS_LIMIT,
    SETTLEMENTS_LIMIT,
    VERSIONS_LIMIT,
    NewPaper,
    Settlement,
    SettlementState,
)


def draft(turn: Turn, command: DraftSettlement) -> Answer:
    """It belongs to the channel where the host is when it is begun, and stays there."""
    terms = _terms(command.terms)
    if isinstance(terms, Refused):
        return terms
    if command.id is None:
        return _begun(turn, command.seat, terms)
    settlement = standing(turn, command.seat, command.id, command.base)
    if isinstance(settlement, Refused):
        return settlement
    if settlement.latest.terms == terms:
        return {"id": settlement.id, "version": settlement.latest.number}
    if len(settlement.versions) >= VERSIONS_LIMIT:
        return Refused(ErrorCode.TOO_MANY, {"limit": VERSIONS_LIMIT})
    retract(turn, command.seat, settlement.id)
    return _written(turn, command.seat, settlement.id, settlement.channel, command.base + 1, terms)


def _terms(given: Value) -> dict[str, JSON] | Refused:
    try:
        return to_json(from_json(given))
    except Malformed as unfit:
        return Refused(ErrorCode.TERMS_UNFIT, {"where": unfit.where, "fault": unfit.fault.value})


def _begun(turn: Turn, seat: SeatId, terms: dict[str, JSON]) -> Answer:
    channel = turn.state.people[seat].channel or NEUTRAL
    if len(turn.state.settlements) >= SETTLEMENTS_LIMIT:
        return Refused(ErrorCode.TOO_MANY, {"limit": SETTLEMENTS_LIMIT})
    return _written(turn, seat, turn.settlement_id(), channel, 1, terms)


def _written(
    turn: Turn, seat: SeatId, id: SettlementId, into: ChannelId, number: int, terms: dict[str, JSON]
) -> Value:
    turn.emit(events.SettlementDrafted(at=turn.at, seat=seat, id=id, into=into, number=number, terms=terms))
    return {"id": id, "version": number}


def standing(turn: Turn, seat: SeatId, id: SettlementId, base: int) -> Settlement | Refused:
    """The settlement, if it can be changed and still is as it was seen: two who write must not undo each other."""
    settlement = settlements(turn.state, seat).get(id)
    if settlement is None:
        return Refused(ErrorCode.NOT_FOUND)
    if not settlement.editable:
        return Refused(ErrorCode.NOT_EDITABLE, {"state": settlement.state.value})
    if settlement.latest.number != base:
        return Refused(ErrorCode.VERSION_CHANGED, {"version": settlement.latest.number})
    return settlement


def propose(turn: Turn, command: ProposeSettlement) -> Answer:
    """What was drafted in one talk is not put before another; what hosts drafted among themselves is put anywhere."""
    settlement = standing(turn, command.seat, command.id, command.base)
    if isinstance(settlement, Refused):
        return settlement
    here = turn.state.people[command.seat].channel
    if here is None or here == NEUTRAL or settlement.channel not in (here, NEUTRAL):
        return Refused(ErrorCode.NOT_HERE)
    if settlement.state is SettlementState.PROPOSED:
        return DONE
    turn.emit(
        events.SettlementProposed(
            at=turn.at,
            seat=command.seat,
            id=settlement.id,
            into=here,
            number=settlement.latest.number,
            terms=settlement.latest.terms,
        )
    )
    return DONE


def comment(turn: Turn, command: CommentSettlement) -> Answer:
    text = worded(command.text, COMMENT_LIMIT)
    if isinstance(text, Refused):
        return text
    settlement = settlements(turn.state, command.seat).get(command.id)
    if settlement is None or not may_comment(turn.state, command.seat, settlement):
        return Refused(ErrorCode.NOT_FOUND)
    if not settlement.editable:
        return Refused(ErrorCode.NOT_EDITABLE, {"state": settlement.state.value})
    if not 0 < command.version <= settlement.latest.number:
        return Refused(ErrorCode.NOT_FOUND)
    if len(settlement.comments) >= COMMENTS_LIMIT:
        return Refused(ErrorCode.TOO_MANY, {"limit": COMMENTS_LIMIT})
    turn.emit(
        events.SettlementCommented(
            at=turn.at,
            seat=command.seat,
            id=settlement.id,
            into=settlement.channel,
            version=command.version,
            text=text,
            readers=new_readers(turn.state, turn.state.people[command.seat])[0],
            clause=command.clause,
        )
    )
    return DONE


def check_account(turn: Turn, command: CheckAccount) -> Answer:
    settlement = settlements(turn.state, command.seat).get(command.id)
    if settlement is None or not _works(settlement, command.who):
        return Refused(ErrorCode.NOT_FOUND)
    known = settlement.accounts.get(command.who, frozenset())
    if command.account in known:
        return DONE
    if len(known) >= ACCOUNTS_LIMIT:
        return Refused(ErrorCode.TOO_MANY, {"limit": ACCOUNTS_LIMIT})
    turn.emit(
        events.AccountChecked(
            at=turn.at,
            seat=command.seat,
            id=settlement.id,
            into=settlement.channel,
            who=command.who,
            account=command.account,
        )
    )
    return DONE


def _works(settlement: Settlement, who: SeatId) -> bool:
    return any(party.seat == who for party in settlement.latest.agreement.workers)


def note_consent(turn: Turn, command: NoteConsent) -> Answer:
    words = worded(command.words, COMMENT_LIMIT)
    if isinstance(words, Refused):
        return words
    settlement = standing(turn, command.seat, command.id, command.base)
    if isinstance(settlement, Refused):
        return settlement
    if not _works(settlement, command.who):
        return Refused(ErrorCode.NOT_FOUND)
    turn.emit(
        events.ConsentNoted(
            at=turn.at,
            seat=command.seat,
            id=settlement.id,
            into=settlement.channel,
            version=command.base,
            who=command.who,
            words=words,
        )
    )
    return DONE


def freeze(turn: Turn, command: FreezeSettlement) -> Answer:
    """Out of the joint talk alone: what was proposed apart has to be conveyed first."""
    settlement = standing(turn, command.seat, command.id, command.base)
    if isinstance(settlement, Refused):
        return settlement
    if settlement.state is not SettlementState.PROPOSED:
        return Refused(ErrorCode.NOT_EDITABLE, {"state": settlement.state.value})
    if settlement.channel != JOINT:
        return Refused(ErrorCode.NOT_JOINT)
    if command.until <= turn.at or not _sound(turn, command.papers):
        return Refused(ErrorCode.BAD_MESSAGE)
    turn.emit(
        events.SettlementFrozen(
            at=turn.at,
            seat=command.seat,
            id=settlement.id,
            into=settlement.channel,
            version=settlement.latest.number,
            papers=command.papers,
            until=command.until,
        )
    )
    return DONE


def _sound(turn: Turn, papers: tuple[NewPaper, ...]) -> bool:
    """Each has its own id, clauses to read, a host's hand and those of two others at least."""
    known = {
        seat: person.seat.role for seat, person in turn.state.people.items() if person.seat.role in SIGNERS
    }
    taken = {paper.id for paper in papers_of(turn.state)}
    ids = {paper.id for paper in papers}
    return (
        0 < len(papers) <= PAPERS_LIMIT
        and len(ids) == len(papers)
        and not ids & taken
        and all(_signable(paper, known) for paper in papers)
    )


def _signable(paper: NewPaper, known: Mapping[SeatId, Role]) -> bool:
    signers = set(paper.signers)
    hosts = {seat for seat in signers if known.get(seat) in HOSTS}
    return (
        signers <= known.keys()
        and len(signers) == len(paper.signers)
        and bool(hosts)
        and len(signers - hosts) >= 2
        and 0 < len(paper.clauses) <= CLAUSES_LIMIT
        and len(set(paper.clauses)) == len(paper.clauses)
    )


def reopen(turn: Turn, command: ReopenSettlement) -> Answer:
    settlement = settlements(turn.state, command.seat).get(command.id)
    if settlement is None:
        return Refused(ErrorCode.NOT_FOUND)
    if settlement.state is not SettlementState.FROZEN:
        return Refused(ErrorCode.NOT_EDITABLE, {"state": settlement.state.value})
    event = events.SettlementReopened(
        at=turn.at, seat=command.seat, id=settlement.id, into=settlement.channel
    )
    turn.emit(event)
    return DONE


def void(turn: Turn, command: VoidSettlement) -> Answer:
    """Also after the session: whoever led it sees that it cannot be signed as it is."""
    reason = reasoned(command.reason, COMMENT_LIMIT)
    if isinstance(reason, Refused):
        return reason
    settlement = turn.state.settlements.get(command.id)
    if settlement is None:
        return Refused(ErrorCode.NOT_FOUND)
    if settlement.state in (SettlementState.SEALED, SettlementState.VOID):
        return Refused(ErrorCode.NOT_EDITABLE, {"state": settlement.state.value})
    retract(turn, command.seat, settlement.id)
    turn.emit(
        events.SettlementVoided(
            at=turn.at, seat=command.seat, id=settlement.id, into=settlement.channel, reason=reason
        )
    )
    return DONE
