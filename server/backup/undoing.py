"""What was erased after a backup was made does not come back with it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from server.backup.tables import Row
from server.record.segments import DESTROYED
from server.retention import destroying
from server.retention.statement import Erasure
from server.storage.anchors import set_anchor
from server.storage.keyring import CaseErased, Keyring, UnknownCase
from server.storage.reading import UnknownRoom, find_log


class Erased:
    """Keys that are left out while rows are put back, and the erasures put on record after that."""

    def __init__(self, erasures: Iterable[Erasure]) -> None:
        self._erasures = sorted(erasures, key=lambda erasure: erasure.at)
        self._segments = {trace.id for one in self._erasures for trace in one.segments}
        self._channels = {(trace.room, trace.ordinal) for one in self._erasures for trace in one.channels}
        self._pages = {(trace.room, trace.page) for one in self._erasures for trace in one.pages}
        self._cases = {one.case for one in self._erasures if one.case_key}
        self._rooms: dict[str, str] = {}
        self._found: set[tuple[str, ...]] = set()
        """What the backup would have brought back."""

    def change(self, table: str, row: Row) -> Row | None:
        """See server.backup.tables.Change: a key that was destroyed never reaches the disk."""
        match table:
            case "rooms":
                self._rooms[row["id"]] = row["case_id"]
            case "cases" if row["id"] in self._cases and row["wrapped_key"]:
                self._found.add(("case", row["id"]))
                return row | {"wrapped_key": b"", "sealed": b""}
            case "seats" if self._rooms.get(row["room_id"]) in self._cases:
                return row | {"sealed": b""}
            case "segments" if row["id"] in self._segments and row["wrapped_key"] is not None:
                self._found.add(("segment", row["id"]))
                gone = self._rooms.get(row["room_id"]) in self._cases
                return row | {"wrapped_key": None, "state": DESTROYED} | ({"sealed": b""} if gone else {})
            case "chain_keys" if (row["room_id"], row["ordinal"]) in self._channels:
                self._found.add(("channel", row["room_id"], str(row["ordinal"])))
                return None
        return row

    def has_file(self, name: str) -> bool:
        """Whether a file of the backup is of something that was erased."""
        parts = name.split("/")
        return parts[-1] in self._segments if parts[0] == "recordings" else tuple(parts[1:]) in self._pages

    def put_on_record(self, connection: Connection, keyring: Keyring, now: datetime) -> int:
        """The statements, the anchors of what the backup's own log does not know to be erased; how many erasures."""
        known = {done.erasure.id for done in destroying.find(connection, keyring.keys)}
        undone = [one for one in self._erasures if self._would_return(one)]
        for erasure in self._erasures:
            if erasure in undone or erasure.id not in known:
                destroying.destroy(connection, erasure)
                destroying.record(connection, keyring.keys, erasure)
        self._anchor(connection, keyring, now)
        return len(undone)

    def _would_return(self, erasure: Erasure) -> bool:
        return (
            any(("segment", trace.id) in self._found for trace in erasure.segments)
            or any(("channel", trace.room, str(trace.ordinal)) in self._found for trace in erasure.channels)
            or (erasure.case_key and ("case", erasure.case) in self._found)
        )

    def _anchor(self, connection: Connection, keyring: Keyring, now: datetime) -> None:
        rooms: dict[str, set[int]] = defaultdict(set)
        for what, *where in self._found:
            if what == "channel":
                rooms[where[0]].add(int(where[1]))
        for room, ordinals in sorted(rooms.items()):
            try:
                log = find_log(connection, keyring, room)
                key = keyring.of(connection, log.case)
            except (CaseErased, UnknownCase, UnknownRoom):
                continue
            heads = [replace(head, sealer=None) for head in log.heads.values() if head.ordinal in ordinals]
            set_anchor(connection, keyring.keys, key, log, now, heads)
