"""The file of a backup: what was changed, cut short or is another's opens as nothing, with a reason."""

import contextlib
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recordings.vault.cipher import Damaged
from rooms.errors import ErrorCode
from server.backup import envelope
from server.backup.envelope import MAGIC, SHORTEST, opened, sealing
from server.backup.problem import Problem

MADE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSPHRASE = "一句很长很长的备份口令，谁也猜不到"
CONTENT = b"everything " * 20_000


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(envelope._COST, "n", 2**4)


def sealed(content: bytes = CONTENT, passphrase: str = PASSPHRASE) -> bytes:
    file = io.BytesIO()
    with sealing(file, passphrase, MADE) as stream:
        stream.write(content)
    return file.getvalue()


def read(octets: bytes, passphrase: str = PASSPHRASE) -> bytes:
    head, stream = opened(io.BytesIO(octets), passphrase)
    assert head.made == MADE
    return stream.read()


@pytest.mark.parametrize("length", [0, 1, 65_535, 65_536, 65_537, 200_000])
def test_what_was_sealed_is_read_back(length: int) -> None:
    content = CONTENT[:length]
    assert read(sealed(content)) == content


def test_nothing_of_it_can_be_read_without_the_passphrase() -> None:
    octets = sealed()
    assert b"everything" not in octets
    for wrong in ("", PASSPHRASE[:-1], PASSPHRASE + " "):
        with pytest.raises(Problem) as caught:
            read(octets, wrong)
        assert caught.value.code is ErrorCode.PASSPHRASE_WRONG


def test_a_short_passphrase_seals_nothing() -> None:
    file = io.BytesIO()
    with pytest.raises(Problem) as caught, sealing(file, "x" * (SHORTEST - 1), MADE):
        raise AssertionError
    assert (caught.value.code, caught.value.params) == (ErrorCode.PASSPHRASE_SHORT, {"limit": SHORTEST})
    assert file.getvalue() == b""


def test_a_file_that_was_not_finished_is_no_backup() -> None:
    file = io.BytesIO()
    begun = sealing(file, PASSPHRASE, MADE)
    with contextlib.suppress(OSError), begun as stream:
        stream.write(CONTENT)
        raise OSError
    with pytest.raises(Problem) as caught:
        read(file.getvalue())
    assert caught.value.code is ErrorCode.BACKUP_DAMAGED


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_one_changed_octet_anywhere_is_found(data: st.DataObject) -> None:
    octets = bytearray(sealed())
    at = data.draw(st.integers(0, len(octets) - 1))
    octets[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises((Problem, Damaged)):
        read(bytes(octets))


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_cut_short_anywhere_it_is_found(data: st.DataObject) -> None:
    octets = sealed()
    with pytest.raises((Problem, Damaged)):
        read(octets[: data.draw(st.integers(0, len(octets) - 1))])


def test_cut_at_a_chunk_it_is_found_at_its_end() -> None:
    octets = sealed()
    chunk = 64 * 1024 + 16
    with pytest.raises(Damaged):
        read(octets[: -((len(CONTENT) % (64 * 1024)) + 16)])
    with pytest.raises(Damaged):
        read(octets + bytes(chunk))


def test_other_files_are_none() -> None:
    for octets in (b"", b"YT", b"PK\x03\x04" + bytes(100), b"SQLite format 3\0" + bytes(4096)):
        with pytest.raises(Problem) as caught:
            read(octets)
        assert caught.value.code is ErrorCode.NOT_A_BACKUP


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"v": 2}, ErrorCode.BACKUP_TOO_NEW),
        ({"n": 2**30}, ErrorCode.BACKUP_DAMAGED),
        ({"n": 3}, ErrorCode.BACKUP_DAMAGED),
        ({"n": 1}, ErrorCode.BACKUP_DAMAGED),
        ({"n": "x"}, ErrorCode.BACKUP_DAMAGED),
        ({"r": 10**9}, ErrorCode.BACKUP_DAMAGED),
        ({"p": 0}, ErrorCode.BACKUP_DAMAGED),
        ({"salt": "%"}, ErrorCode.BACKUP_DAMAGED),
        ({"made": "yesterday"}, ErrorCode.BACKUP_DAMAGED),
        ({"p": 2}, ErrorCode.PASSPHRASE_WRONG),
        ({"made": "2027-03-02T09:00:00.000Z"}, ErrorCode.PASSPHRASE_WRONG),
    ],
)
def test_a_head_that_was_changed_is_refused_before_it_costs_anything(
    said: dict[str, object], code: ErrorCode
) -> None:
    octets = sealed()
    start = len(MAGIC) + 2
    length = int.from_bytes(octets[len(MAGIC) : start], "big")
    head = json.dumps(json.loads(octets[start : start + length]) | said).encode()
    with pytest.raises(Problem) as caught:
        read(MAGIC + len(head).to_bytes(2, "big") + head + octets[start + length :])
    assert caught.value.code is code


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        envelope.file_of(tmp_path / "none")
    assert (caught.value.code, caught.value.told[:4]) == (ErrorCode.DISK_UNUSABLE, "none")
