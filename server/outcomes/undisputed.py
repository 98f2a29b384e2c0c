"""What nobody disputes (无争议事实), out of the record that both sides were read and said is right."""

from rooms.state import RoomState


def undisputed(state: RoomState) -> tuple[str, ...]:
    """What the record says that nobody disputes, if every side that was there has said that it is right, and nobody
    that it is not.
    """
    minutes, people = state.minutes, state.people
    latest = minutes.latest
    if latest is None:
        return ()
    last = {said.seat: said.objection is None for said in latest.responses}
    sides = {people[seat].group for seat in minutes.attendees if people[seat].group is not None}
    if not all(last.values()) or sides - {people[seat].group for seat in last}:
        return ()
    parts = [part for part in latest.content["sections"] if part["section"] == "undisputed"]  # type: ignore[index,union-attr,call-overload]
    return tuple(line["text"] for part in parts for line in part["lines"])  # type: ignore[index,union-attr,call-overload,misc]
