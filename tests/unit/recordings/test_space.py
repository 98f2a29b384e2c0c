"""How much room recordings may take."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from recordings.space import MEBIBYTE, RESERVE, SCARCE, Space


@pytest.mark.parametrize(
    ("octets", "nearly", "full"),
    [(0, False, False), (79, False, False), (80, True, False), (100, True, True)],
)
def test_one_is_warned_before_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, octets: int, nearly: bool, full: bool
) -> None:
    free_are(SCARCE, monkeypatch)
    spool, sealed = tmp_path / "spool", tmp_path / "sealed"
    for folder in (spool, sealed):
        folder.mkdir()
    (spool / "one").write_bytes(bytes(octets // 2))
    (sealed / "two").write_bytes(bytes(octets - octets // 2))
    space = Space((spool, sealed), 100)
    space.measure()
    assert (space.nearly_full, space.full) == (nearly, full)


@pytest.mark.parametrize(
    ("free", "nearly", "full"),
    [(SCARCE, False, False), (SCARCE - 1, True, False), (RESERVE, True, False), (RESERVE - 1, True, True)],
)
def test_the_log_is_left_room_and_one_is_warned_while_there_is_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, nearly: bool, full: bool
) -> None:
    free_are(free, monkeypatch)
    (tmp_path / "one").write_bytes(bytes(1000))
    space = Space([tmp_path], 20 * 1024 * MEBIBYTE)
    space.measure()
    assert (space.nearly_full, space.full) == (nearly, full)


def free_are(octets: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recordings.space.shutil.disk_usage", lambda _: SimpleNamespace(free=octets))
