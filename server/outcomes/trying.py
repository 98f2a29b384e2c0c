"""What a room would say, asked before what it is to be told of is made."""

from datetime import datetime

from rooms.answer import Refused
from rooms.commands import Command
from rooms.context import Context, moment
from rooms.room import handle
from rooms.state import RoomState


def tried(state: RoomState, command: Command, now: datetime) -> Refused | None:
    """Why the room would refuse it; None: it would take it, as it is now."""
    outcome = handle(state, command, Context(moment(state, now), bytes(16)))
    return outcome if isinstance(outcome, Refused) else None
