"""How a command gets a passphrase, and tells what was not done."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
import typer

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.ports import JournalUnavailable
from server import console

VARIABLE = "YUNTIAO_SOME_PASSPHRASE"
SECRET = "只有主任知道"


def test_what_is_refused_is_told_with_what_it_depends_on(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        console.done(lambda: Refused(ErrorCode.PASSPHRASE_SHORT, {"limit": 12}))
    assert ended.value.exit_code == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("passphrase_short: ")
    assert "12" in told.err
    assert "{" not in told.err


@pytest.mark.parametrize("error", [JournalUnavailable("the disk is full"), EOFError("the disk is full")])
def test_what_can_be_expected_is_one_sentence(error: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    def work() -> None:
        raise error

    with pytest.raises(typer.Exit) as ended:
        console.done(work, EOFError)
    assert (ended.value.exit_code, capsys.readouterr()) == (1, ("", "the disk is full\n"))


def test_what_nobody_expects_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        console.done(lambda: 1 // 0, EOFError)


@pytest.mark.parametrize("written", [f"{SECRET}\n", f"{SECRET}\r\nof the root's key\n", SECRET])
def test_a_file_s_first_line_goes_before_the_environment(
    tmp_path: Path, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "another")
    file = tmp_path / "secret"
    file.write_bytes(written.encode())
    assert console.passphrase(file, VARIABLE, "Passphrase") == SECRET
    assert console.passphrase(None, VARIABLE, "Passphrase") == "another"


@pytest.mark.parametrize(("written", "fault"), [(b"", ""), (b"\n", ""), (b"\xff", "UnicodeDecodeError")])
def test_a_file_without_a_passphrase_is_no_reason_to_take_another(
    tmp_path: Path, written: bytes, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "another")
    file = tmp_path / "secret"
    with pytest.raises(console.NoPassphrase, match="FileNotFoundError"):
        console.passphrase(file, VARIABLE, "Passphrase")
    file.write_bytes(written)
    with pytest.raises(console.NoPassphrase) as caught:
        console.passphrase(file, VARIABLE, "Passphrase")
    assert str(caught.value) == fault


def test_where_nobody_can_type_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{SECRET}\n"))
    with pytest.raises(console.NoPassphrase):
        console.passphrase(None, VARIABLE, "Passphrase")


@pytest.mark.parametrize("fault", [KeyError("getpwuid(): uid not found: 4711"), OSError("No username set")])
def test_who_has_no_name_on_the_machine_is_called_by_their_number(
    fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a container that runs under any number."""

    def unknown() -> str:
        raise fault

    monkeypatch.setattr("getpass.getuser", unknown)
    assert console.operator() == f"uid {os.getuid()}"
