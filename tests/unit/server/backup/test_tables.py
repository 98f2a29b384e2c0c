"""Rows on their way back: what is no row of ours is refused."""

from pathlib import Path

import pytest
from sqlalchemy import text

from rooms.errors import ErrorCode
from server.backup.problem import Problem
from server.backup.tables import Loading, dumped, is_empty, schema
from server.storage.engine import sqlite_url, writing_engine
from server.storage.migrate import upgrade


@pytest.mark.parametrize(
    ("name", "piece"),
    [
        ("tables/nothing/0.jsonl", b'["id"]\n["x"]\n'),
        ("tables/rooms/0.jsonl", b""),
        ("tables/rooms/0.jsonl", b"[\n"),
        ("tables/rooms/0.jsonl", b'["id","wings"]\n["x",2]\n'),
        ("tables/rooms/0.jsonl", b'["id","state"]\n["x"]\n'),
        ("tables/rooms/0.jsonl", b'["id"]\n[{"b":"%"}]\n'),
        ("tables/rooms/0.jsonl", b'["id"]\n[{"c":"eA=="}]\n'),
        ("tables/alembic_version/0.jsonl", b'["version_num"]\n["9999"]\n'),
        ("../keys.json", b"[]\n"),
    ],
)
def test_what_is_no_piece_of_a_table_is_refused(tmp_path: Path, name: str, piece: bytes) -> None:
    engine = writing_engine(sqlite_url(tmp_path / "empty.sqlite3"))
    with engine.begin() as connection:
        upgrade(connection)
        loading = Loading(connection, lambda _table, row: row)
        with pytest.raises(Problem) as caught:
            loading.take(name, piece)
        assert caught.value.code is ErrorCode.BACKUP_DAMAGED
    engine.dispose()


def test_what_others_refer_to_comes_first_and_sqlites_own_tables_never(tmp_path: Path) -> None:
    engine = writing_engine(sqlite_url(tmp_path / "empty.sqlite3"))
    with engine.begin() as connection:
        assert is_empty(connection)
        upgrade(connection)
        connection.execute(text("CREATE VIRTUAL TABLE found USING fts5(words)"))
        assert not is_empty(connection)
        names = [table.name for table in schema(connection)]
        assert names.index("cases") < names.index("rooms") < names.index("entries")
        assert not [name for name in names if name.startswith(("found", "alembic", "sqlite"))]
        assert [name.split("/")[1] for name, _ in dumped(connection)] == names
    engine.dispose()
