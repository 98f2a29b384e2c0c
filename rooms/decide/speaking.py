"""Writing, sources of media, and what is told to hosts in silence."""

from rooms import events
from rooms.answer import Refused
from rooms.chat import TEXT_LIMIT
from rooms.commands import AskAlone, Broadcast, CancelAsk, Say, SetMedia, SetOverheard, TellEquipment
from rooms.decide.turn import DONE, Answer, Turn
from rooms.decide.wording import worded
from rooms.equipment import ROUND_TRIP_LIMIT
from rooms.errors import ErrorCode
from rooms.moments import stamp
from rooms.pages import PAGES_LIMIT
from rooms.participant import MediaKind
from rooms.policy import audiences, new_readers, takes_part


def say(turn: Turn, command: Say) -> Answer:
    person = turn.state.people[command.seat]
    stay = turn.stay(command.seat, command.stay)
    if isinstance(stay, Refused):
        return stay
    if not takes_part(person):
        return Refused(ErrorCode.NOT_HERE)
    text = worded(command.text, TEXT_LIMIT, empty=bool(command.pages))
    if isinstance(text, Refused):
        return text
    if len(command.pages) > PAGES_LIMIT:
        return Refused(ErrorCode.TOO_LARGE, {"limit": PAGES_LIMIT})
    named = {page.id for page in command.pages}
    if len(named) < len(command.pages) or named & turn.state.pages.keys():
        return Refused(ErrorCode.NOT_FOUND)
    readers, to_hosts = new_readers(turn.state, person)
    message = turn.message_id()
    turn.emit(
        events.ChatPosted(
            at=turn.at,
            id=message,
            seat=person.id,
            stay=stay.id,
            into=stay.channel,
            text=text,
            to_hosts=to_hosts,
            readers=readers,
            pages=command.pages,
        )
    )
    return {"id": message, "at": stamp(turn.at)}


def broadcast(turn: Turn, command: Broadcast) -> Answer:
    """The answer names the copy in the host's own channel."""
    text = worded(command.text, TEXT_LIMIT)
    if isinstance(text, Refused):
        return text
    person = turn.state.people[command.seat]
    for into, readers in audiences(turn.state).items():
        turn.emit(
            events.Announced(
                at=turn.at,
                id=turn.message_id(into),
                seat=person.id,
                into=into,
                text=text,
                readers=readers,
            )
        )
    return {"id": turn.message_id(str(person.channel)), "at": stamp(turn.at)}


def set_media(turn: Turn, command: SetMedia) -> Answer:
    person = turn.state.people[command.seat]
    if person.primary != person.id:
        return Refused(ErrorCode.SHARED_DEVICE)
    if command.kind is MediaKind.SCREEN and command.on and not takes_part(person):
        return Refused(ErrorCode.NOT_HERE)
    unmutes = command.kind is MediaKind.AUDIO and command.on and person.muted
    if (command.kind in person.media) != command.on or unmutes:
        turn.emit(events.MediaSet(at=turn.at, seat=person.id, media=command.kind, on=command.on))
    return DONE


def ask_alone(turn: Turn, command: AskAlone) -> Answer:
    if turn.state.people[command.seat].asked_alone is None:
        turn.emit(events.AskedAlone(at=turn.at, seat=command.seat))
    return DONE


def cancel_ask(turn: Turn, command: CancelAsk) -> Answer:
    if turn.state.people[command.seat].asked_alone is not None:
        turn.emit(events.AskCancelled(at=turn.at, seat=command.seat))
    return DONE


def set_overheard(turn: Turn, command: SetOverheard) -> Answer:
    if (turn.state.people[command.seat].overheard is not None) != command.on:
        turn.emit(events.OverheardSet(at=turn.at, seat=command.seat, on=command.on))
    return DONE


def tell_equipment(turn: Turn, command: TellEquipment) -> Answer:
    if not 0 <= (command.equipment.round_trip or 0) <= ROUND_TRIP_LIMIT:
        return Refused(ErrorCode.BAD_MESSAGE)
    if turn.state.people[command.seat].equipment != command.equipment:
        turn.emit(events.EquipmentTold(at=turn.at, seat=command.seat, equipment=command.equipment))
    return DONE
