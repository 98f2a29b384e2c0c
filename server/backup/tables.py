"""All rows of one state of the database, whatever database it is, and back into whatever database is there.

Both kinds go the same way, through one transaction that sees one state: so one can be restored into the other, and
nothing comes along that a database's file still holds of what was deleted. The live service goes on writing.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Connection, MetaData, Table, insert, inspect, select, text

from rooms.errors import ErrorCode
from server.backup.problem import Problem

PREFIX: Final = "tables/"
_PIECE: Final = 4 * 1024 * 1024
_VERSION: Final = "alembic_version"
_MADE_ANEW: Final = frozenset({"search_rooms", "search_parts"})
"""The index of the log: whoever starts on the restored data makes it again, of what is not erased by then."""

Row = dict[str, Any]
Change = Callable[[str, Row], Row | None]
"""A table's row on its way back: as it is to be, or None when it is left out."""


def schema(connection: Connection) -> list[Table]:
    """The tables as they are, those that others refer to first; not what SQLite keeps for itself."""
    found = MetaData()
    found.reflect(connection, only=_names(connection))
    return found.sorted_tables


def dumped(connection: Connection) -> Iterator[tuple[str, bytes]]:
    """Pieces by name: the columns in the first line, then a row a line."""
    for table in schema(connection):
        head = _line([column.name for column in table.columns])
        piece, number = bytearray(head), 0
        rows = connection.execute(select(table).execution_options(yield_per=1_000))
        for row in rows:
            piece += _line([_plain(value) for value in row])
            if len(piece) >= _PIECE:
                yield _name(table.name, number), bytes(piece)
                piece, number = bytearray(head), number + 1
        yield _name(table.name, number), bytes(piece)


class Loading:
    """Puts pieces into a database whose schema is that of the backup, in the caller's transaction."""

    def __init__(self, connection: Connection, change: Change) -> None:
        self._connection, self._change = connection, change
        self._tables: Mapping[str, Table] = {table.name: table for table in schema(connection)}

    def take(self, name: str, piece: bytes) -> None:
        """Raises Problem (BACKUP_DAMAGED) for what is no piece of a table of this schema."""
        try:
            table = self._tables[name.removeprefix(PREFIX).partition("/")[0]]
            columns, *lines = piece.splitlines()
            rows = list(self._rows(table, json.loads(columns), lines))
        except (KeyError, ValueError, TypeError) as error:
            raise Problem(ErrorCode.BACKUP_DAMAGED) from error
        if rows:
            self._connection.execute(insert(table), rows)

    def _rows(self, table: Table, columns: list[str], lines: Iterable[bytes]) -> Iterator[Row]:
        for line in lines:
            row = {name: _value(value) for name, value in zip(columns, json.loads(line), strict=True)}
            if row.keys() - table.columns.keys():
                raise ValueError("an unknown column")
            changed = self._change(table.name, row)
            if changed is not None:
                yield changed


def is_empty(connection: Connection) -> bool:
    """Whether there is no table yet."""
    return not inspect(connection).get_table_names()


def _names(connection: Connection) -> list[str]:
    names = set(inspect(connection).get_table_names()) - {_VERSION} - _MADE_ANEW
    if connection.dialect.name == "sqlite":
        listed = connection.execute(text("SELECT name, type FROM pragma_table_list WHERE schema = 'main'"))
        names &= {row.name for row in listed if row.type == "table"}
    return sorted(names)


def _name(table: str, number: int) -> str:
    return f"{PREFIX}{table}/{number:08}.jsonl"


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    return {"b": base64.b64encode(value).decode()} if isinstance(value, bytes | memoryview) else value


def _value(value: Any) -> Any:
    return base64.b64decode(value["b"], validate=True) if isinstance(value, dict) else value
