"""What staff said about keeping, as the list beside the database has it: a backup that is older must not forget it.

These are the rows of four tables, a signed statement each: pauses, restrictions, separate talks that are kept, terms.
Who said it, and why, stays sealed under the installation's key, as in the database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, Connection, LargeBinary, Table, insert, select, update

from rooms.canonical import JSON
from rooms.moments import parse, stamp
from server.retention.statement import VERSION, Unproven, signed, verified
from server.retention.tables import kept, pauses, restrictions, terms
from server.storage.keys import Keys
from server.storage.tables import Instant

STANDING: Final = "standing"
_TABLES: Final[Mapping[str, Table]] = {table.name: table for table in (pauses, restrictions, kept, terms)}
_UNTIL: Final = "until"

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A row, of which table."""

    table: str
    row: Mapping[str, Any]

    @property
    def key(self) -> Key:
        return (self.table, *(self.row[column.name] for column in _TABLES[self.table].primary_key))

    @property
    def is_over(self) -> bool:
        """Whether it was lifted. What was lifted never lasts again: whoever says it again says it in another row."""
        return self.row.get(_UNTIL) is not None


def find(connection: Connection) -> list[Standing]:
    """Everything that was said, also what is over."""
    return [
        Standing(table.name, dict(row))
        for table in _TABLES.values()
        for row in connection.execute(select(table)).mappings()
    ]


def put_back(connection: Connection, told: Iterable[Standing]) -> None:
    """Say again what the database does not know; of cases and rooms alone that it knows."""
    known = {standing.key: standing for standing in find(connection)}
    for standing in told:
        table, own = _TABLES[standing.table], known.get(standing.key)
        if own is None:
            if _has_what_it_is_of(connection, table, standing.row):
                connection.execute(insert(table).values(**standing.row))
        elif standing.is_over and not own.is_over:
            same = [column == standing.row[column.name] for column in table.primary_key]
            connection.execute(update(table).where(*same).values(**standing.row))


def standing_document(keys: Keys, standing: Standing) -> bytes:
    """The signed statement."""
    row = {name: _plain(value) for name, value in standing.row.items()}
    return signed(keys, {"v": VERSION, "type": STANDING, "table": standing.table, "row": row})


def read_standing(document: bytes, public_key: bytes) -> Standing:
    """What a signed statement says. Raises Unproven."""
    said = verified(document, STANDING, public_key)
    try:
        columns = _TABLES[said["table"]].columns
        row = {name: _value(columns[name], value) for name, value in said["row"].items()}
        standing = Standing(said["table"], row)
        hash(standing.key)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unproven("no statement of what is kept") from error
    return standing


def _has_what_it_is_of(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Whether the rows are there to which it refers: the backup may be older than the case."""
    return all(
        connection.execute(select(key.column).where(key.column == row[key.parent.name])).first() is not None
        for key in table.foreign_keys
    )


def _plain(value: Any) -> JSON:
    match value:
        case bytes():
            return value.hex()
        case datetime():
            return stamp(value)
        case _:
            plain: JSON = value
            return plain


def _value(column: Column[Any], value: Any) -> Any:
    if value is None or not isinstance(column.type, Instant | LargeBinary):
        return value
    return parse(value) if isinstance(column.type, Instant) else bytes.fromhex(value)
