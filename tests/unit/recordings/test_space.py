"""How much room recordings may take."""

from pathlib import Path

import pytest

from recordings.space import Space


@pytest.mark.parametrize(
    ("octets", "nearly", "full"),
    [(0, False, False), (79, False, False), (80, True, False), (100, True, True)],
)
def test_one_is_warned_before_it_is_full(tmp_path: Path, octets: int, nearly: bool, full: bool) -> None:
    spool, sealed = tmp_path / "spool", tmp_path / "sealed"
    for folder in (spool, sealed):
        folder.mkdir()
    (spool / "one").write_bytes(bytes(octets // 2))
    (sealed / "two").write_bytes(bytes(octets - octets // 2))
    space = Space((spool, sealed), 100)
    space.measure()
    assert (space.nearly_full, space.full) == (nearly, full)
