"""Whoever takes the database without the keys reads nothing that is personal or was said."""

from pathlib import Path

from sqlalchemy import Connection, select

from rooms.participant import Authority, Scope, Seat
from rooms.roles import Role
from server.auth.access import Access
from server.auth.links import LinkKind
from server.cases.case import Invited
from server.cases.repository import Cases
from server.storage.store import Store
from server.storage.tables import chain_keys, metadata
from tests.contract.given import EMPLOYER, GROUPS, NOW, WORKER, a_room, a_seat, ended, said
from tests.on_disk import files

SECRETS = {
    "name": "欧阳秘密姓名",
    "telephone": "13900001234",
    "title": "秘密案由追索劳动报酬",
    "principal": "秘密委托单位有限公司",
    "joint": "plain secret words",
    "caucus": "底线是三万二千元",
}


async def _planted(store: Store) -> dict[str, str]:
    cases = Cases(store)
    case = await cases.create(f"YT-{id(store)}", SECRETS["title"], GROUPS, at=NOW)
    worker = a_seat("worker", SECRETS["name"], Role.PARTY, "worker")
    agent = Seat(
        a_seat("x", "x", Role.REPRESENTATIVE).id,
        "employer",
        "彭志强",
        Role.REPRESENTATIVE,
        GROUPS[1].id,
        authority=Authority(SECRETS["principal"], Scope.SPECIAL),
    )
    session = await cases.open_session(case, [Invited(worker, SECRETS["telephone"]), Invited(agent)], at=NOW)
    await store.journal.append(
        session.id, 1, [said(SECRETS["joint"]), said(SECRETS["caucus"], EMPLOYER, at=2)]
    )
    access = Access(store)
    token = await access.issue_link(worker.id, LinkKind.PARTY)
    await access.issue_code(session.id, worker.id)
    bound = await access.bind(worker.id)
    await access.present(token, "999999", "203.0.113.77")
    await store.journal.append(session.id, 1, [ended(3)])
    told = {"token": token, "cookie": bound.secret, "address": "203.0.113.77"}
    return SECRETS | told | {"channel": WORKER, "kind": "chat_posted"}


async def test_no_planted_secret_is_in_any_row(store: Store) -> None:
    secrets = await _planted(store)
    rows = b"".join(await store.database.read(_everything))
    for name, secret in secrets.items():
        assert secret.encode() not in rows, name


async def test_no_planted_secret_is_in_any_file(store: Store, tmp_path: Path) -> None:
    secrets = await _planted(store)
    for when in ("open", "closed"):
        kept = files(tmp_path)
        assert kept
        for name, secret in secrets.items():
            for file, content in kept.items():
                assert secret.encode() not in content, (when, name, file)
        await store.database.close()


async def test_an_erased_key_is_in_no_file_any_more(sqlite_store: Store, tmp_path: Path) -> None:
    """Only for SQLite: the files of PostgreSQL are not ours to overwrite; SECURITY.md says what follows."""
    room = await a_room(sqlite_store)
    await sqlite_store.journal.append(room, 1, [said("一"), said("二", EMPLOYER, at=2)])

    def wrapped(connection: Connection) -> set[bytes]:
        return set(connection.execute(select(chain_keys.c.wrapped_key)).scalars())

    before = await sqlite_store.database.read(wrapped)
    await sqlite_store.journal.erase(room, [EMPLOYER])
    (erased,) = before - await sqlite_store.database.read(wrapped)
    for file, content in files(tmp_path).items():
        assert erased not in content, file


def _everything(connection: Connection) -> list[bytes]:
    values = []
    for table in metadata.sorted_tables:
        for row in connection.execute(select(table)):
            values.extend(value if isinstance(value, bytes) else str(value).encode() for value in row)
    return values
