"""What is on a host's desk, and what it asks of others, as views show it."""

from rooms.agreement.seen import seen
from rooms.agreement.terms import to_json
from rooms.canonical import JSON
from rooms.channel import wire_name
from rooms.ids import SeatId
from rooms.ledger import Item
from rooms.moments import stamp
from rooms.places import behind
from rooms.policy import asked, ledger, may_lead, notes
from rooms.state import RoomState


def unlike(before: RoomState, after: RoomState) -> bool:
    """Whether anything on anybody's desk may have changed."""
    return before.notes is not after.notes or before.ledger is not after.ledger


def desk(state: RoomState, seat: SeatId) -> dict[str, JSON]:
    """The parts of this seat's view that are about notes and the ledger; `asked` only when there is any."""
    if may_lead(state, seat):
        items: dict[str, JSON] = {item.id: _item(state, item) for item in ledger(state, seat).values()}
        return {"notes": _notes(state, seat), "ledger": items}
    questions: dict[str, JSON] = {item.id: _put_to(state, seat, item) for item in asked(state, seat).values()}
    return {"asked": questions} if questions else {}


def _notes(state: RoomState, seat: SeatId) -> JSON:
    shown: dict[str, JSON] = {}
    for note in notes(state, seat).values():
        written: dict[str, JSON] = {"text": note.text, "at": stamp(note.at)}
        shown[note.id] = written if note.edited is None else {**written, "edited": stamp(note.edited)}
    return shown


def _put_to(state: RoomState, seat: SeatId, item: Item) -> JSON:
    """As its speaker sees it; of a proposal what concerns them, which is what goes on with their consent."""
    shown = _question(item)
    if item.proposal is None:
        return shown
    version = state.settlements[item.proposal.settlement].versions[item.proposal.version - 1]
    return {**shown, "terms": to_json(seen(version.agreement, behind(state, seat)))}


def _question(item: Item) -> dict[str, JSON]:
    """As its speaker sees it, and every host."""
    shown: dict[str, JSON] = {"state": item.state.value, "since": stamp(item.since)}
    if item.proposal is None:
        shown["wording"] = item.wording
    else:
        shown["proposal"] = {"settlement": item.proposal.settlement, "version": item.proposal.version}
    return shown if item.side is None else {**shown, "side": item.side}


def _item(state: RoomState, item: Item) -> JSON:
    return {
        **_question(item),
        "seat": item.speaker,
        "person": state.people[item.speaker].seat.person,
        "source": wire_name(item.channel),
        "at": stamp(item.at),
    }
