"""Whose a spool is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from recordings.claim import begun, folder_id, taken_over

HOLD = """
import sys
from pathlib import Path
from recordings.claim import begun
begun(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_spool_is_its_processs_until_that_ends(tmp_path: Path) -> None:
    path = tmp_path / "one.spool"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert taken_over(path) is None
        process.kill()
    file = taken_over(path)
    assert file is not None
    os.close(file)


def test_a_spool_is_begun_once(tmp_path: Path) -> None:
    file = begun(tmp_path / "one.spool")
    with pytest.raises(FileExistsError):
        begun(tmp_path / "one.spool")
    os.close(file)


def test_one_whose_name_does_not_last_is_not_begun_and_can_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_folder: Path) -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as patched:
        patched.setattr("recordings.claim.settle", fails)
        with pytest.raises(OSError, match="gone"):
            begun(tmp_path / "one.spool")
    os.close(begun(tmp_path / "one.spool"))


def test_what_is_not_there_is_not_taken_over(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        taken_over(tmp_path / "one.spool")


def test_a_folder_keeps_its_name_and_no_other_has_it(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    assert folder_id(tmp_path) == folder_id(tmp_path) != folder_id(tmp_path / "other")
