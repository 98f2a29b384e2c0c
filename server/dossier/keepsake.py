"""The receipt that a person is given at the end of a session: what proves later that nothing was changed since."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from rooms.channel import ChannelKind, kind_of, talk_of
from rooms.events import Event, SessionEnded
from rooms.ids import ChannelId, RoomId, SeatId
from rooms.state import SessionState
from server.cases import rows as case_rows
from server.dossier import proof
from server.dossier.gathering import confirmation_of, receipts_of
from server.storage.receipts import find_first
from server.storage.store import Store


@dataclass(frozen=True, slots=True)
class Keepsake:
    """``octets``: the file; ``talks``: of which kinds of talks it holds the heads."""

    case_no: str
    at: str
    octets: bytes
    talks: tuple[ChannelKind, ...]
    public_key: bytes


class Keepsakes:
    """Every method raises StorageUnavailable, and Tampered for a log that was changed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, room: RoomId, seat: SeatId) -> Keepsake | None:
        """None before the session's end. That it is this seat's device that asks is for the caller to have asked."""

        def read(connection: Connection) -> str | None:
            session = case_rows.find_session(connection, room)
            if session is None or session.state is not SessionState.ENDED:
                return None
            case = case_rows.find_case(connection, self._store.keyring, id_=session.case)
            return None if case is None else case.number

        case_no = await self._store.database.read(read)
        log = await self._store.journal.load_chained(room)
        confirmation = await confirmation_of(self._store, room, await self._end(room, log))
        if case_no is None or confirmation is None:
            return None
        heads = await receipts_of(self._store, room, seat, log)
        at = proof.time_of(confirmation)
        keys = self._store.keys
        kept = proof.kept_text(case_no, at, confirmation, heads, keys.public_key)
        octets = proof.signed_text(kept, keys.sign(proof.message(kept)))
        talks = tuple(dict.fromkeys(kind_of(talk_of(ChannelId(head.channel))) for head in heads))
        return Keepsake(case_no, at, octets, talks, keys.public_key)

    async def _end(self, room: RoomId, log: Sequence[tuple[ChannelId, Event]]) -> int | None:
        """Which entry of the case's chain confirmed the end first; None when the end cannot be read any more.

        Not the newest: that tells when somebody of the staff took the case file out.
        """
        ended = next((place for place, (_, event) in enumerate(log) if isinstance(event, SessionEnded)), None)
        if ended is None:
            return None
        chain = log[ended][0]
        size = sum(own == chain for own, _ in log[: ended + 1])
        return await self._store.database.read(
            lambda connection: find_first(connection, self._store.keyring, room, chain, size)
        )
