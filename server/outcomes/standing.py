"""What became of papers: in rooms read from their logs, where no room is at work or it is of no matter."""

from sqlalchemy import Connection

from rooms.acts import acts
from rooms.ids import PaperId, RoomId
from rooms.room import replay
from rooms.settlement import SettlementState
from rooms.state import RoomState
from server.storage.journal import events_of
from server.storage.keyring import CaseErased, Keyring
from server.storage.reading import UnknownRoom, examine, find_log


def with_papers(connection: Connection, keyring: Keyring, room: RoomId) -> RoomState | None:
    """The room as it is, if any paper was ever made in it: most logs need not be read at all.

    Raises Tampered for a log that was changed.
    """
    try:
        known = find_log(connection, keyring, room)
        if not any(channel.startswith("paper:") for channel in known.heads):
            return None
        return replay(events_of(examine(connection, keyring, room)))
    except (UnknownRoom, CaseErased):
        return None


def unsealed(state: RoomState) -> list[PaperId]:
    """The papers that lack nothing but the seal."""
    live = (one for one in acts(state) if one.state is SettlementState.SIGNING)
    return [
        paper.id for one in live for paper in one.papers.values() if paper.complete and paper.sealed is None
    ]
