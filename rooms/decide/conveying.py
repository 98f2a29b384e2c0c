"""The disclosure ledger: what was heard in private goes as far as its speaker lets it."""

from rooms import events
from rooms.answer import Refused
from rooms.channel import ChannelKind, of_group, private
from rooms.commands import AnswerConsent, AskConsent, Convey, Hear, Withdraw
from rooms.decide.hosting import found
from rooms.decide.turn import DONE, Answer, Turn
from rooms.decide.wording import worded
from rooms.errors import ErrorCode
from rooms.ids import ChannelId, SeatId, SettlementId
from rooms.ledger import ITEMS_LIMIT, WORDING_LIMIT, Item, ItemState
from rooms.moments import stamp
from rooms.participant import Person
from rooms.policy import asked, ledger, may_convey, new_readers


def hear(turn: Turn, command: Hear) -> Answer:
    person = found(turn, command.who)
    if isinstance(person, Refused):
        return person
    source = _source(person, command.source)
    if source is None:
        return Refused(ErrorCode.NOT_FOUND)
    wording = worded(command.wording, WORDING_LIMIT)
    if isinstance(wording, Refused):
        return wording
    if len(turn.state.ledger) >= ITEMS_LIMIT:
        return Refused(ErrorCode.TOO_MANY, {"limit": ITEMS_LIMIT})
    item = turn.item_id()
    turn.emit(
        events.ItemHeard(
            at=turn.at, seat=command.seat, item=item, source=source, speaker=person.id, wording=wording
        )
    )
    return {"id": item}


def _source(person: Person, named: str) -> ChannelId | None:
    if named == ChannelKind.PRIVATE:
        return private(person.id)
    return of_group(person.group) if person.group is not None and named == person.group else None


def ask(turn: Turn, command: AskConsent) -> Answer:
    item = ledger(turn.state, command.seat).get(command.item)
    side = next((group.id for group in turn.state.groups if group.id == command.side), None)
    if item is None or side is None:
        return Refused(ErrorCode.NOT_FOUND)
    if item.channel == of_group(side):
        return Refused(ErrorCode.FORBIDDEN)
    if item.state is not ItemState.KEPT:
        return Refused(_gone_on(item, ErrorCode.ALREADY_ASKED))
    turn.emit(events.ItemAsked(at=turn.at, seat=command.seat, item=item.id, source=item.channel, side=side))
    return DONE


def _gone_on(item: Item, code: ErrorCode) -> ErrorCode:
    return ErrorCode.ALREADY_CONVEYED if item.state is ItemState.CONVEYED else code


def answer(turn: Turn, command: AnswerConsent) -> Answer:
    """What one is not shown now is as unknown as what never was."""
    item = asked(turn.state, command.seat).get(command.item)
    if item is None:
        return Refused(ErrorCode.NOT_FOUND)
    if item.state is not ItemState.ASKED:
        return Refused(_gone_on(item, ErrorCode.ALREADY_ANSWERED))
    step = events.ItemConsented if command.given else events.ItemRefused
    turn.emit(step(at=turn.at, seat=command.seat, item=item.id, source=item.channel))
    return DONE


def convey(turn: Turn, command: Convey) -> Answer:
    """As if the host had said it there; nothing in the message tells that it was asked for elsewhere."""
    item, host = ledger(turn.state, command.seat).get(command.item), turn.state.people[command.seat]
    if item is None or item.proposal is not None:
        return Refused(ErrorCode.NOT_FOUND)
    if item.state is not ItemState.CONVEYABLE:
        return Refused(_gone_on(item, ErrorCode.NOT_CONSENTED))
    if host.stay is None or not may_convey(turn.state, host, item):
        return Refused(ErrorCode.NOT_HERE)
    message = turn.message_id()
    readers, to_hosts = new_readers(turn.state, host)
    turn.emit(events.ItemConveyed(at=turn.at, seat=host.id, item=item.id, source=item.channel))
    turn.emit(
        events.ChatPosted(
            at=turn.at,
            id=message,
            seat=host.id,
            stay=host.stay.id,
            into=host.stay.channel,
            text=item.wording,
            to_hosts=to_hosts,
            readers=readers,
        )
    )
    return {"id": message, "at": stamp(turn.at)}


def withdraw(turn: Turn, command: Withdraw) -> Answer:
    shown = ledger if turn.state.people[command.seat].host else asked
    item = shown(turn.state, command.seat).get(command.item)
    if item is None:
        return Refused(ErrorCode.NOT_FOUND)
    if item.state is ItemState.CONVEYED:
        return Refused(ErrorCode.ALREADY_CONVEYED)
    if item.state not in (ItemState.REFUSED, ItemState.WITHDRAWN):
        turn.emit(events.ItemWithdrawn(at=turn.at, seat=command.seat, item=item.id, source=item.channel))
    return DONE


def retract(turn: Turn, seat: SeatId, settlement: SettlementId) -> None:
    """What was asked, or agreed to, of a settlement as it stood: it stands so no more."""
    for item in [*turn.state.ledger.values()]:
        of_it = item.proposal is not None and item.proposal.settlement == settlement
        if of_it and item.state in (ItemState.ASKED, ItemState.CONVEYABLE):
            turn.emit(events.ItemWithdrawn(at=turn.at, seat=seat, item=item.id, source=item.channel))
