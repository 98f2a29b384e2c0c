"""Playing: what is opened is in the log first, and only then anything of it is given."""

from rooms.ids import RoomId, StayId
from server.storage.keys import Keys


class Openings:
    """Proofs that the playing of a recording was noted. Each is worth something to one sign-in only, beside its
    cookie, and is asked for besides the right to play, not instead of it.
    """

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def proof(self, session: str, room: RoomId, recording: StayId) -> str:
        """For whoever has just been noted; ``session``: of their signing in."""
        message = "\0".join((session, room, recording)).encode()
        return self._keys.keyed_hash("opened recording", message)[:16].hex()
