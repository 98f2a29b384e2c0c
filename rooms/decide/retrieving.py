"""What staff do with the record after the talk, where the room's own log must tell of it."""

from datetime import timedelta
from typing import Final

from rooms import events
from rooms.answer import Refused
from rooms.commands import BreakGlass
from rooms.decide.turn import DONE, Answer, Turn
from rooms.decide.wording import reasoned
from rooms.errors import ErrorCode

GLASS_LASTS: Final = timedelta(hours=1)
"""How long what was opened stays open."""

REASON_LIMIT: Final = 500
"""Characters of a reason."""


def break_glass(turn: Turn, command: BreakGlass) -> Answer:
    """Every separate talk that was ever recorded here is opened: which ones there are is told by nothing before."""
    reason = reasoned(command.reason, REASON_LIMIT)
    if isinstance(reason, Refused):
        return reason
    if not turn.state.taped_apart:
        return Refused(ErrorCode.NOTHING_RECORDED)
    for channel in sorted(turn.state.taped_apart):
        turn.emit(
            events.GlassBroken(
                at=turn.at,
                into=channel,
                by=command.by,
                name=command.name,
                reason=reason,
                until=turn.at + GLASS_LASTS,
            )
        )
    return DONE
