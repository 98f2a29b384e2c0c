"""What every command has in common: what it is told to work with, and how it says that it could not."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from server import cli
from server.backup.commands import PASSPHRASE
from server.outcomes.pki.commands import ROOT_PASSPHRASE

STORING = [
    ("backup", "-o", "new"),
    ("demo",),
    ("export", "2026-1", "-o", "new"),
    ("index", "rebuild"),
    ("retention", "terms"),
    ("retention", "run", "--dry-run"),
    ("retention", "close", "2026-1", "--reason", "x"),
    ("serve", "--port", "0", "--udp-port", "0"),
    ("staff", "add", "田秀英", "--role", "clerk"),
    ("staff", "list"),
    ("staff", "reset", "田秀英"),
]
"""Commands that open the database."""
OTHERS = [
    ("doctor",),
    ("pki", "init"),
    ("pki", "list"),
    ("pki", "renew"),
    ("pki", "root"),
    ("pki", "rotate", "seal"),
    ("restore", "backup", "--nothing-erased"),
]


@pytest.fixture(scope="module", autouse=True)
def _logging_as_before() -> Iterator[None]:
    """A command sends its log to standard error."""
    access = logging.getLogger("aiohttp.access")
    handlers, level, disabled = logging.root.handlers[:], logging.root.level, access.disabled
    yield
    logging.root.handlers[:], access.disabled = handlers, disabled
    logging.root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def _passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSPHRASE, "escrow: two people hold it")
    monkeypatch.setenv(ROOT_PASSPHRASE, "只有主任知道")


def run(data: Path, *words: str) -> Result:
    """As in a shell whose folder is that of the data."""
    given = [str(data.parent / word) if word in ("new", "backup") and before in ("-o", "restore") else word
             for before, word in zip(("", *words), words, strict=False)]  # fmt: skip
    return CliRunner().invoke(cli.app, [*given, "--data", str(data)])


def told(result: Result, status: int) -> str:
    """The one sentence that a command ended with."""
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert (result.exit_code, result.stdout) == (status, "")
    lines = [line for line in result.stderr.splitlines() if not line.startswith("{")]
    assert len(lines) == 1
    return lines[0]


@pytest.mark.parametrize("words", [*STORING, *OTHERS], ids=" ".join)
def test_a_setting_that_cannot_be_is_named(
    tmp_path: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YUNTIAO_SPOOL_MEGABYTES", "many")
    assert "YUNTIAO_SPOOL_MEGABYTES" in told(run(tmp_path / "data", *words), 2)
    assert not list(tmp_path.iterdir())


def test_a_setting_of_speech_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUNTIAO_SPEECH_DIGEST", "abc")
    assert "YUNTIAO_SPEECH_DIGEST" in told(CliRunner().invoke(cli.app, ["speech", "check"]), 2)


@pytest.fixture(scope="module")
def of_a_later_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder."""
    data = tmp_path_factory.mktemp("later") / "data"
    assert CliRunner().invoke(cli.app, ["staff", "list", "--data", str(data)]).exit_code == 0
    [file] = data.glob("*.sqlite3")
    with closing(sqlite3.connect(file)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    return data


@pytest.mark.parametrize("words", STORING, ids=" ".join)
def test_a_database_of_a_later_release_is_said_to_be_one(
    of_a_later_release: Path, words: tuple[str, ...]
) -> None:
    said = told(run(of_a_later_release, *words), 1)
    assert said == "the database has revision 9999, which this release does not know"
    assert not (of_a_later_release.parent / "new").exists()


@pytest.mark.parametrize("words", STORING, ids=" ".join)
def test_a_database_that_is_none_is_said_to_be_unusable(tmp_path: Path, words: tuple[str, ...]) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "yuntiao.sqlite3").write_bytes(b"no database " * 100)
    assert told(run(data, *words), 1)
