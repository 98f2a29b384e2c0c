"""What nobody disputes (无争议事实), out of the record that both sides were read and said is right."""

from rooms.archive import released
from rooms.state import RoomState


def undisputed(state: RoomState) -> tuple[str, ...]:
    """What the record says that nobody disputes, if that is `released.agreed`."""
    latest, seats = state.minutes.latest, {person.id: person.seat for person in state.people.values()}
    if latest is None or not released.agreed(state.minutes, seats):
        return ()
    parts = [part for part in latest.content["sections"] if part["section"] == "undisputed"]  # type: ignore[index,union-attr,call-overload]
    return tuple(line["text"] for part in parts for line in part["lines"])  # type: ignore[index,union-attr,call-overload,misc]
