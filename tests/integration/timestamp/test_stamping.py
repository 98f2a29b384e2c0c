"""A session's end is stamped by an authority; one that lies is not believed, one that is down is asked again."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rooms.archive.profiles import Profile
from server.config import SettingError, Settings, settings
from server.dossier import console
from server.dossier.checking.fault import FaultKind
from server.dossier.order import Asker, Order
from server.storage.store import Store, open_store
from server.timestamp.authority import HttpAuthority, Refused, Unavailable, check
from server.timestamp.stamping import FIRST_AGAIN, LONGEST_AGAIN, Stamping, find_stamp
from tests.integration.dossier.story import Told, told
from tests.integration.dossier.taken_apart import check as checked
from tests.integration.dossier.taken_apart import kinds, members, own_key, signed_anew
from tests.servers.timestamper import HONEST, Authority, timestamper

LIES = ("another imprint", "another nonce", "no nonce", "yesterday", "expired certificate", "another root",
        "no timestamping certificate", "broken signature", "garbage", "page", "endless", "refuses")  # fmt: skip
NUMBER = "吉劳调〔2026〕1号"


@pytest.fixture
def authority() -> Iterator[Authority]:
    with timestamper() as made:
        yield made


@pytest.fixture
async def session(tmp_path: Path) -> AsyncIterator[Told]:
    async with open_store(Settings(data=tmp_path)) as store:
        yield await told(store, tmp_path, NUMBER)


class Clock:
    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


def asked(authority: Authority) -> HttpAuthority:
    return HttpAuthority(authority.url, [authority.root])


async def stamp_of(store: Store, room: str) -> bytes | None:
    found = await store.database.read(lambda connection: find_stamp(connection, room))
    return None if found is None else found.response


@pytest.mark.parametrize("lie", LIES)
async def test_an_authority_that_lies_is_not_believed(authority: Authority, lie: str) -> None:
    authority.way = lie
    with pytest.raises(Refused):
        await asked(authority).stamp(b"message")


async def test_one_that_is_down_or_nowhere_is_to_be_asked_again(authority: Authority) -> None:
    authority.way = "down"
    with pytest.raises(Unavailable):
        await asked(authority).stamp(b"message")
    with pytest.raises(Unavailable):
        await HttpAuthority("http://127.0.0.1:1/", [authority.root]).stamp(b"message")


async def test_an_honest_one_says_when_what_was_there(authority: Authority) -> None:
    stamp = await asked(authority).stamp(b"message")
    assert abs(stamp.at - datetime.now(UTC)) < timedelta(minutes=1)
    assert check(stamp.response, b"message", [authority.root]) == stamp.at
    with pytest.raises(Refused):
        check(stamp.response, b"another message", [authority.root])


async def test_what_has_ended_is_stamped_once(session: Told, authority: Authority) -> None:
    stamping = Stamping(session.store, asked(authority), [authority.root])
    for _ in range(3):
        await stamping.look()
    assert authority.asked == 1
    assert await stamp_of(session.store, session.room) is not None


@pytest.mark.parametrize("trouble", ["down", "another imprint"])
async def test_nothing_is_lost_while_there_is_no_stamp(
    session: Told, authority: Authority, trouble: str
) -> None:
    clock = Clock()
    authority.way = trouble
    await Stamping(session.store, asked(authority), [authority.root], clock=clock).look()
    assert await stamp_of(session.store, session.room) is None
    again = Stamping(session.store, asked(authority), [authority.root], clock=clock)
    await again.look()
    assert authority.asked == 1
    waits = []
    while len(waits) < 12:
        before = authority.asked
        waits.append(timedelta())
        while authority.asked == before:
            clock.now += FIRST_AGAIN
            waits[-1] += FIRST_AGAIN
            await again.look()
    assert waits[:3] == [FIRST_AGAIN, 2 * FIRST_AGAIN, 4 * FIRST_AGAIN]
    assert max(waits) == LONGEST_AGAIN
    authority.way = HONEST
    clock.now = datetime.now(UTC) + LONGEST_AGAIN * 40
    await again.look()
    assert await stamp_of(session.store, session.room) is not None


async def test_the_stamp_is_in_the_bundle_and_openssl_finds_it_right(
    session: Told, authority: Authority, tmp_path: Path
) -> None:
    await Stamping(session.store, asked(authority), [authority.root]).look()
    octets = await exported(session)
    assert checked(tmp_path / "bundle.zip", octets) == []
    heads = {path.rpartition("/")[2]: each for path, each in members(octets).items() if "/heads/" in path}
    for name, each in heads.items():
        (tmp_path / name).write_bytes(each)
    assert verified(tmp_path)
    (tmp_path / "ended.head").write_bytes(heads["ended.head"] + b" ")
    assert not verified(tmp_path)


async def test_a_stamp_of_something_else_is_named(
    session: Told, authority: Authority, tmp_path: Path
) -> None:
    await Stamping(session.store, asked(authority), [authority.root]).look()
    octets = await exported(session)
    token, roots = "data/session-1/heads/ended.tsr", "data/session-1/heads/authority.pem"
    other = (await asked(authority).stamp(b"something else")).response
    with timestamper() as stranger:
        foreign = stranger.root_pem
    for path, each in ((token, other), (token, b""), (roots, foreign), (roots, b"")):
        forged = signed_anew(octets, {path: each}, own_key(session.data))
        assert (FaultKind.TIMESTAMP, token) in kinds(checked(tmp_path / "bundle.zip", forged))


async def exported(session: Told) -> bytes:
    written = bytearray()
    order = Order(Profile.JOINT, Asker("root", "operator"), "")
    place = Settings(data=session.data)
    await asyncio.to_thread(console.exported, place, NUMBER, order, datetime.now(UTC), written.extend)
    return bytes(written)


def verified(folder: Path) -> bool:
    openssl = shutil.which("openssl")
    assert openssl
    command = [
        openssl,
        "ts",
        "-verify",
        "-in",
        "ended.tsr",
        "-data",
        "ended.head",
        "-CAfile",
        "authority.pem",
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def test_the_address_and_who_vouches_for_it_want_each_other() -> None:
    with pytest.raises(SettingError, match="TIMESTAMP_ROOTS"):
        settings({"YUNTIAO_TIMESTAMP_URL": "http://tsa.example/"})
    with pytest.raises(SettingError, match="TIMESTAMP_URL"):
        settings({"YUNTIAO_TIMESTAMP_ROOTS": "roots.pem"})
