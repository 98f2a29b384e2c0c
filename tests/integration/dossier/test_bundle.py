"""What a bundle holds, what it never holds, and that others can check it without us."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import bagit
import pytest
from sqlalchemy import update

from rooms.archive.profiles import NotOrderable, Profile
from rooms.channel import JOINT, MINUTES, of_group, tape_of
from rooms.ids import SeatId
from server.cases.case import Invited
from server.cases.repository import Cases, new_id
from server.config import Settings
from server.dossier import bag, console
from server.dossier.gathering import NotThere
from server.dossier.order import Order
from server.dossier.source import SourceUnavailable
from server.retention.rows import Restriction, Word, insert_restriction
from server.staff import log
from server.staff.log import Deed
from server.storage.store import Store, open_store
from server.storage.tables import segments
from tests.integration.command import run_yuntiao, yuntiao
from tests.integration.dossier.conftest import AT, BY, NUMBER, bundle
from tests.integration.dossier.orders import LETTER, ORDERED, court
from tests.integration.dossier.story import (
    BROADCAST,
    CONCESSION,
    FACT,
    JOINT_FILE,
    JOINT_WORDS,
    OBJECTION,
    OTHER_SECRET,
    SECRET,
    SECRET_FILE,
    STATEMENT,
    WORKER,
    Told,
    told,
)
from tests.integration.dossier.taken_apart import check, everything, folder, members
from tests.unit.rooms.scene import DEMONSTRATION, EMPLOYER, WORKERS


def test_a_case_or_a_party_that_is_not_there_makes_no_bundle(data: Path) -> None:
    order = Order(Profile.JOINT, BY, "")
    with pytest.raises(NotThere):
        console.exported(Settings(data=data), "no such case", order, AT, lambda octets: None)
    for party in ("", "nobody", "key-mediator", "key-clerk"):
        with pytest.raises(NotThere):
            bundle(data, Order(Profile.PARTY, BY, "", party=party))
    with pytest.raises(NotOrderable):
        bundle(data, Order(Profile.JOINT, BY, "", ordered=ORDERED))


async def test_a_recording_that_is_not_what_the_log_says_goes_into_no_bundle(fresh: Told) -> None:
    stored = next((fresh.data / "recordings" / "kept").iterdir())
    octets = bytearray(stored.read_bytes())
    octets[-1] ^= 1
    for broken in (bytes(octets), b""):
        for path in stored.parent.iterdir():
            path.write_bytes(broken)
        done = await yuntiao("export", NUMBER, "--data", fresh.data, "-o", fresh.data / "out.zip")
        assert done.status == 1
        assert "SourceUnavailable" in done.errors
        assert not list(fresh.data.glob("out.zip*"))


def test_the_two_commands_fit(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "case.zip"
    done = run_yuntiao("export", NUMBER, "--data", data, "-o", path, "--reason", "归档")
    assert done.status == 0, done.errors
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]
    good = run_yuntiao("verify", path)
    assert good.status == 0, good.output
    assert NUMBER in good.output
    octets = bytearray(path.read_bytes())
    octets[len(octets) // 2] ^= 1
    path.write_bytes(octets)
    bad = run_yuntiao("verify", path)
    assert bad.status == 1
    assert "changed  data/session-1/recordings/001-key-worker-audio.webm" in bad.output
    assert run_yuntiao("verify", tmp_path / "nowhere.zip").status == 2
    assert run_yuntiao("export", "nothing", "--data", data, "-o", path).status == 1
    assert run_yuntiao("export", NUMBER, "--data", data, "-o", path, "--profile", "court").status == 2


async def test_a_court_s_bundle_at_the_console_holds_what_its_letter_orders(fresh: Told) -> None:
    path, letter = fresh.data / "case.zip", fresh.data / "letter.pdf"
    letter.write_bytes(LETTER)
    done = await yuntiao(
        "export", NUMBER, "--data", fresh.data, "-o", path, "--profile", "court", "--ordered", "chat",
        "--ordered", "log", "--letter", letter, "--letter-number", " （2026）湘3101民初7号 ", "--letter-from",
        "吉首市人民法院", "--reason", "法院调取",
    )  # fmt: skip
    assert done.status == 0, done.errors
    assert (await yuntiao("verify", path)).status == 0
    found = members(path.read_bytes())
    assert found["data/request/letter.pdf"] == LETTER
    assert {"data/session-1/chat.json", "data/session-1/log/joint.json"} <= set(found)
    stated = json.loads(found["statement.json"])
    assert (stated["ordered"], stated["approved_by"]) == (["chat", "log"], None)
    assert stated["request"] == {"number": "（2026）湘3101民初7号", "sender": "吉首市人民法院"}


def test_verifying_needs_nothing_but_the_file(joint: bytes, tmp_path: Path) -> None:
    """No folder, no key, no setting, no network."""
    path = tmp_path / "case.zip"
    path.write_bytes(joint)
    probe = (
        "import sys\n"
        "def hook(event, told):\n"
        "    assert not event.startswith('socket.'), event\n"
        "sys.addaudithook(hook)\n"
        "from server.cli import main\n"
        "sys.argv = ['yuntiao', 'verify', sys.argv[1]]\n"
        "main()"
    )
    alone = {"PATH": "/usr/bin", "HOME": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run(
        [sys.executable, "-c", probe, str(path)],
        cwd=tmp_path,
        env=alone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == [path]


def test_the_same_moment_gives_the_same_octets(data: Path) -> None:
    order = Order(Profile.COURT, BY, "x", request=court().request)
    one, two = members(bundle(data, order)), members(bundle(data, order))
    differing = {path for path in one if one[path] != two[path]}
    # Each export confirms the log anew.
    assert not {path for path in differing if path.endswith((".txt", ".html"))} - {
        bag.MANIFEST, bag.TAG_MANIFEST, bag.INDEX,
    }  # fmt: skip


def unpacked(octets: bytes, into: Path) -> Path:
    path = into / "bundle.zip"
    path.write_bytes(octets)
    with zipfile.ZipFile(path) as zip_:
        zip_.extractall(into)
    return into / folder(octets)


@pytest.mark.parametrize("which", ["joint", "party", "court"])
def test_bagit_and_openssl_find_it_right(data: Path, tmp_path: Path, which: str) -> None:
    order = {"joint": Order(Profile.JOINT, BY, "归档"), "court": court(ORDERED),
             "party": Order(Profile.PARTY, BY, "本人申请", party="key-worker")}[which]  # fmt: skip
    where = unpacked(bundle(data, order), tmp_path)
    bagit.Bag(str(where)).validate()
    assert signature_is_right(where)
    with (where / bag.STATEMENT).open("ab") as statement:
        statement.write(b" ")
    assert not signature_is_right(where)
    with pytest.raises(bagit.BagError):
        bagit.Bag(str(where)).validate()


def signature_is_right(where: Path) -> bool:
    openssl = shutil.which("openssl")
    assert openssl
    command = [openssl, "pkeyutl", "-verify", "-pubin", "-inkey", bag.PUBLIC_KEY, "-rawin",
               "-in", bag.STATEMENT, "-sigfile", bag.SIGNATURE]  # fmt: skip
    return subprocess.run(command, cwd=where, capture_output=True, check=False).returncode == 0


def test_the_whole_joint_talk_is_in_it(joint: bytes) -> None:
    found = members(joint)
    assert found["data/session-1/recordings/001-key-worker-audio.webm"] == JOINT_FILE
    assert found["data/session-1/photographs/001.jpg"].startswith(b"\xff\xd8")
    for paper in ("chat.txt", "chat.json", "transcript.txt", "transcript.json"):
        text = found[f"data/session-1/{paper}"].decode()
        assert JOINT_WORDS in text
        assert BROADCAST in text
        assert "2026-03-02T01:30" in text
    stated = json.loads(found[bag.STATEMENT])
    assert (stated["profile"], stated["reason"], stated["by"]) == (
        "joint",
        "归档",
        {"name": "向晓梅", "office": "operator"},
    )
    assert stated["made"] == "2026-03-09T08:00:00.000Z"
    assert {file["path"]: file["sha256"] for file in stated["files"]}.items() <= {
        path: hashlib.sha256(octets).hexdigest() for path, octets in found.items()
    }.items()


@pytest.mark.parametrize("which", ["joint", "court", "court, all that can be ordered", "worker", "employer"])
async def test_nothing_of_a_separate_talk_is_in_any_bundle(data: Path, store: Store, which: str) -> None:
    """Neither words nor files nor names nor ids nor counts."""
    order = {
        "joint": Order(Profile.JOINT, BY, "归档"),
        "court": court(),
        "court, all that can be ordered": court(ORDERED),
        "worker": Order(Profile.PARTY, BY, "", party="key-worker"),
        "employer": Order(Profile.PARTY, BY, "", party="key-employer"),
    }[which]
    octets = await asyncio.to_thread(bundle, data, order)
    everywhere = everything(octets)
    hidden: dict[str, bytes] = {
        "what the worker said": SECRET.encode(),
        "what the employer said": OTHER_SECRET.encode(),
        "what was recorded": SECRET_FILE[20:60],
        "a telephone": b"13907430521",
    }
    for what, octets_ in {**hidden, **await separate(store, which)}.items():
        assert octets_ not in everywhere, what


async def separate(store: Store, which: str) -> dict[str, bytes]:
    """Ids, digests and hashes of all that belongs to channels that are nobody's but their own."""
    room = await store.database.read(
        lambda connection: connection.exec_driver_sql("select id from rooms").scalar()
    )
    own = {"worker": of_group(WORKERS), "employer": of_group(EMPLOYER)}.get(which)
    found: dict[str, bytes] = {}
    for event in await store.journal.load(room):
        if event.channel in {JOINT, MINUTES, own}:  # the record has tests of its own
            continue
        for name in ("id", "stay", "text"):
            value = getattr(event, name, None)
            if isinstance(value, str) and value and "stay" not in name:
                found[f"{name} of {type(event).__name__}"] = value.encode()
        kept = getattr(event, "kept", None)
        if kept is not None:
            found |= {
                "digest": kept.plain_digest.encode(),
                "file": kept.id.encode(),
                "sealed": kept.digest.encode(),
            }
    for channel in (of_group(WORKERS), of_group(EMPLOYER)):
        if channel != own:
            found[f"name of {channel}"] = channel.encode()
    assert len(found) >= 3
    return found


async def test_bundles_are_as_long_whatever_was_said_apart(tmp_path: Path) -> None:
    """Two histories that differ in a separate talk alone give bundles that differ in nothing but chance."""
    shapes = []
    for place, more in enumerate((0, 30)):
        where = tmp_path / str(place)
        where.mkdir()
        async with open_store(Settings(data=where)) as store:
            await told(store, where, NUMBER, more)
        done = await yuntiao("export", NUMBER, "--data", where, "-o", where / "out.zip")
        assert done.status == 0
        found = members((where / "out.zip").read_bytes())
        shapes.append([(path, len(octets)) for path, octets in found.items()])
    assert [path for path, _ in shapes[0]] == [path for path, _ in shapes[1]]
    # The place of a leaf is drawn by lot, and has one digit or two.
    assert all(abs(one - two) <= 2 for (_, one), (_, two) in zip(*shapes, strict=True))


def test_the_centre_s_record_is_whole(joint: bytes) -> None:
    found = members(joint)
    for paper in ("record.txt", "record.en.txt", "record.json"):
        text = found[f"data/session-1/{paper}"].decode()
        for said in (STATEMENT, FACT, CONCESSION, OBJECTION):
            assert said in text


def test_a_party_keeps_the_record_that_was_read_to_them_and_their_own_word_on_it(mine: bytes) -> None:
    found = members(mine)
    read = found["data/session-1/record.txt"].decode()
    for said in (STATEMENT, FACT, CONCESSION):
        assert said in read
    assert OBJECTION not in read
    assert "name-worker" in read.splitlines()[-1]
    confirmed = json.loads(found["data/session-1/record.json"])["confirmed"]
    assert [word["name"] for word in confirmed] == ["name-worker"]


def test_a_party_keeps_their_messages_and_the_heads_of_their_own_talks(mine: bytes) -> None:
    found = members(mine)
    receipts = [json.loads(octets) for path, octets in found.items() if "/receipts/" in path]
    assert [receipt["channel"] for receipt in receipts] == [
        of_group(WORKERS),
        JOINT,
        tape_of(of_group(WORKERS)),
    ]
    assert not any(path.endswith(".webm") or "/log/" in path for path in found)
    assert json.loads(found[bag.STATEMENT])["party"] == "name-worker"


async def test_no_gap_tells_a_party_of_a_session_in_which_they_were_not(fresh: Told) -> None:
    """The second was the other side's alone; the worker was in the first and the third."""
    without = [seat for seat in DEMONSTRATION if seat.person != "key-worker"]
    for hours, seats in enumerate((without, DEMONSTRATION)):
        people = [Invited(replace(seat, id=SeatId(new_id())), "13907430521") for seat in seats]
        await Cases(fresh.store).open_session(fresh.case, people, at=AT + timedelta(hours=hours))
    order = Order(Profile.PARTY, BY, "本人申请", party="key-worker")
    found = members(await asyncio.to_thread(bundle, fresh.data, order))
    assert [session["number"] for session in json.loads(found[bag.STATEMENT])["sessions"]] == [1, 2]
    assert "data/session-2/heads/session.json" in found


async def test_an_export_is_in_the_staff_s_log_before_its_first_octet(fresh: Told) -> None:
    order = Order(Profile.JOINT, BY, "归档")

    def out(octets: bytes) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        await asyncio.to_thread(console.exported, Settings(data=fresh.data), NUMBER, order, AT, out)
    entries = await fresh.store.database.read(
        lambda connection: log.about(connection, fresh.store.keys, fresh.case.id)
    )
    noted = [1 for entry in entries if entry.deed is Deed.EXPORTED]
    assert noted == [1]
    assert entries[-1].detail["profile"] == "joint"
    assert entries[-1].detail["reason"] == "归档"


async def test_a_recording_whose_key_was_destroyed_is_told_of_and_nothing_else_is_wrong(
    fresh: Told, tmp_path: Path
) -> None:
    await fresh.store.database.write(
        lambda connection: connection.execute(update(segments).values(wrapped_key=None))
    )
    path = tmp_path / "out.zip"
    assert (await yuntiao("export", NUMBER, "--data", fresh.data, "-o", path)).status == 0
    octets = path.read_bytes()
    assert check(path, octets) == []
    (recording,) = json.loads(members(octets)["data/session-1/recordings.json"])["recordings"]
    assert recording["file"] is None
    assert not any(name.endswith(".webm") for name in members(octets))


async def test_a_talk_whose_key_was_destroyed_leaves_a_bundle_without_it(fresh: Told, tmp_path: Path) -> None:
    await fresh.store.journal.erase(fresh.room, [JOINT])
    path = tmp_path / "out.zip"
    done = await yuntiao("export", NUMBER, "--data", fresh.data, "-o", path)
    assert done.status == 0, done.errors
    octets = path.read_bytes()
    assert check(path, octets) == []
    assert JOINT_WORDS.encode() not in everything(octets)


def test_what_is_missing_is_said(data: Path) -> None:
    hidden = data / "recordings" / "kept"
    hidden.rename(data / "elsewhere")
    try:
        with pytest.raises(SourceUnavailable):
            bundle(data, Order(Profile.JOINT, BY, ""))
    finally:
        shutil.rmtree(hidden, ignore_errors=True)
        (data / "elsewhere").rename(hidden)


async def test_what_is_only_stored_is_in_no_bundle_nor_is_the_log_that_holds_it(
    fresh: Told, tmp_path: Path
) -> None:
    restriction = Restriction(new_id(), fresh.case.id, WORKER, AT, None, Word("console", "本人要求删除"))
    await fresh.store.database.write(
        lambda connection: insert_restriction(connection, fresh.store.keys, restriction)
    )
    path = tmp_path / "out.zip"
    done = await yuntiao("export", NUMBER, "--data", fresh.data, "-o", path)
    assert done.status == 0, done.errors
    octets = await asyncio.to_thread(path.read_bytes)
    assert check(path, octets) == []
    found = members(octets)
    assert JOINT_WORDS in found["data/session-1/chat.txt"].decode()
    for hidden in ("工资条".encode(), JOINT_FILE[20:60], b"name-worker (", b"/log/", b".webm"):
        assert hidden not in everything(octets)
