"""Those for and against whom a case is, as far as the seats of its room say."""

from dataclasses import dataclass

from rooms.channel import JOINT
from rooms.ids import SeatId
from rooms.roles import Role
from rooms.state import RoomState
from server.outcomes.drawing_up import MATTERS, WORKERS, parties_of


@dataclass(frozen=True, slots=True)
class Addressee:
    """A party, whether it works, and the seats that receive what is addressed to it: its own and its agent's."""

    name: str
    works: bool
    seats: tuple[SeatId, ...]


def addressees(state: RoomState) -> list[Addressee]:
    """Each party; a side of which only somebody without a written authority is here is named by its side."""
    found = [
        Addressee(
            party.name,
            party.group == WORKERS,
            tuple(dict.fromkeys((party.seat, party.signatory))),
        )
        for party in parties_of(state)
    ]
    sides = {party.group for party in parties_of(state)}
    for group in state.groups:
        seats = tuple(
            person.id
            for person in state.people.values()
            if person.seat.group == group.id and person.seat.role in (Role.PARTY, Role.REPRESENTATIVE)
        )
        if group.id not in sides and seats:
            found.append(Addressee(group.zh, group.id == WORKERS, seats))
    return found


def names(found: list[Addressee], *, works: bool) -> str:
    return "、".join(one.name for one in found if one.works == works) or "对方当事人"


def matter(state: RoomState) -> str:
    """案由: what was last put before the parties as a settlement says it; before that it is a labour dispute."""
    proposed = [one for one in state.settlements.values() if one.proposed and one.channel == JOINT]
    return MATTERS[proposed[-1].latest.agreement.dispute] if proposed else "劳动争议"
