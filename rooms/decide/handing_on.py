"""A settlement that was proposed apart is put before others, when those before whom it was have agreed.

What goes on is one version, and of it what concerns those who agreed. It begins a settlement of its own there: no
former version, no comment, nothing that was checked goes along, and nothing tells where it comes from.
"""

from rooms import events
from rooms.agreement.seen import concerning
from rooms.agreement.terms import to_json
from rooms.answer import Refused
from rooms.commands import AskProposal, ConveyProposal
from rooms.decide.drafting import standing
from rooms.decide.turn import DONE, Answer, Turn
from rooms.errors import ErrorCode
from rooms.ids import GroupId, SeatId, SettlementId
from rooms.ledger import FOR_ALL, ITEMS_LIMIT, Item, ItemState, Proposal
from rooms.policy import asked_of, consenters, goes_so_far, may_put, put_before
from rooms.settlement import SETTLEMENTS_LIMIT, Settlement, SettlementState


def ask(turn: Turn, command: AskProposal) -> Answer:
    """Everybody who has to agree is asked at once; who was asked already is not asked again."""
    found = _proposed_apart(turn, command)
    if isinstance(found, Refused):
        return found
    settlement, side = found
    needed, standing_so = consenters(turn.state, settlement), asked_of(turn.state, settlement, side)
    missing = [seat for seat in needed if seat not in standing_so]
    if not needed:
        return Refused(ErrorCode.NOBODY_TO_ASK)
    if not missing:
        return Refused(_asked_before([*standing_so.values()]))
    if len(turn.state.ledger) + len(missing) > ITEMS_LIMIT:
        return Refused(ErrorCode.TOO_MANY, {"limit": ITEMS_LIMIT})
    for seat in missing:
        _asked(turn, command.seat, settlement, seat, side)
    return DONE


def _asked_before(items: list[Item]) -> ErrorCode:
    gone = any(item.state is ItemState.CONVEYED for item in items)
    return ErrorCode.ALREADY_CONVEYED if gone else ErrorCode.ALREADY_ASKED


def _asked(turn: Turn, host: SeatId, settlement: Settlement, who: SeatId, side: GroupId) -> None:
    item, source = turn.item_id(who), settlement.channel
    proposal = Proposal(settlement.id, settlement.latest.number)
    turn.emit(
        events.ItemHeard(
            at=turn.at, seat=host, item=item, source=source, speaker=who, wording="", proposal=proposal
        )
    )
    turn.emit(events.ItemAsked(at=turn.at, seat=host, item=item, source=source, side=side))


def convey(turn: Turn, command: ConveyProposal) -> Answer:
    found = _proposed_apart(turn, command)
    if isinstance(found, Refused):
        return found
    settlement, side = found
    needed, answers = consenters(turn.state, settlement), asked_of(turn.state, settlement, side)
    if any(item.state is ItemState.CONVEYED for item in answers.values()):
        return Refused(ErrorCode.ALREADY_CONVEYED)
    given = [item for item in answers.values() if item.state is ItemState.CONVEYABLE]
    if not needed or {item.speaker for item in given} != {*needed}:
        return Refused(ErrorCode.NOT_CONSENTED)
    if not may_put(turn.state, turn.state.people[command.seat], side):
        return Refused(ErrorCode.NOT_HERE)
    if len(turn.state.settlements) >= SETTLEMENTS_LIMIT:
        return Refused(ErrorCode.TOO_MANY, {"limit": SETTLEMENTS_LIMIT})
    return {"id": _begun_there(turn, command.seat, settlement, given, side), "version": 1}


def _begun_there(
    turn: Turn, host: SeatId, settlement: Settlement, given: list[Item], side: GroupId
) -> SettlementId:
    """As if the host had written it there."""
    id, into = turn.settlement_id(), put_before(side)
    terms = to_json(concerning(settlement.latest.agreement, [item.speaker for item in given]))
    for item in given:
        turn.emit(events.ItemConveyed(at=turn.at, seat=host, item=item.id, source=item.channel, became=id))
    turn.emit(events.SettlementDrafted(at=turn.at, seat=host, id=id, into=into, number=1, terms=terms))
    turn.emit(events.SettlementProposed(at=turn.at, seat=host, id=id, into=into, number=1, terms=terms))
    return id


def _proposed_apart(
    turn: Turn, command: AskProposal | ConveyProposal
) -> tuple[Settlement, GroupId] | Refused:
    """The settlement as it was seen, and a side that it may be for."""
    settlement = standing(turn, command.seat, command.id, command.base)
    if isinstance(settlement, Refused):
        return settlement
    sides = {FOR_ALL, *(group.id for group in turn.state.groups)}
    side = GroupId(command.side)
    if side not in sides:
        return Refused(ErrorCode.NOT_FOUND)
    if settlement.channel == put_before(side):
        return Refused(ErrorCode.FORBIDDEN)
    if settlement.state is not SettlementState.PROPOSED:
        return Refused(ErrorCode.NOT_EDITABLE, {"state": settlement.state.value})
    if not goes_so_far(turn.state, settlement, side):
        return Refused(ErrorCode.NOT_SO_FAR)
    return settlement, side
