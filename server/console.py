"""The edge of the command line: what a command is told to work with, and how it says that something was not done.

Exit 2: what was given cannot be. Exit 1: it was not done. Either way it is one sentence on standard error.
"""

import asyncio
import getpass
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import typer

from rooms.answer import Refused, Value
from rooms.errors import ErrorCode
from rooms.ports import JournalUnavailable
from server import config

if TYPE_CHECKING:  # loaded when a command needs it: a start after a crash must be quick
    from server.storage import Store

T = TypeVar("T")


class NoPassphrase(Exception):
    """There is none in the file, in the environment or at a terminal; the text is the kind of fault, if any."""


def settings(**given: object) -> config.Settings:
    """What the command line and the environment say; a setting that cannot be ends the command with 2."""
    try:
        return config.settings(None, **given)
    except config.SettingError as error:
        refuse(str(error), 2)


def done(work: Callable[[], T | Refused], *expected: type[Exception]) -> T:
    """What comes of it; what is refused, what is `expected` and storage that cannot be used end the command with 1."""
    failures: tuple[type[Exception], ...] = (JournalUnavailable, *expected)
    try:
        outcome = work()
    except failures as error:
        refuse(str(error))
    if isinstance(outcome, Refused):
        refuse(words(outcome.code, outcome.params))
    return outcome


def stored(settings: config.Settings, work: "Callable[[Store], Awaitable[T | Refused]]") -> T:
    """See done: of work on the database, with the service running or not."""
    from server.storage import open_store

    async def run() -> T | Refused:
        async with open_store(settings) as store:
            return await work(store)

    return done(lambda: asyncio.run(run()))


def words(code: ErrorCode, params: Value) -> str:
    """The code first, for whoever reads it by a program."""
    from server.i18n import Language, catalogue

    return f"{code}: {catalogue(Language.ENGLISH).error(code).format(**params)}"


def refuse(sentence: str, status: int = 1) -> NoReturn:
    """Ends the command."""
    typer.echo(sentence, err=True)
    raise typer.Exit(status)


def operator() -> str:
    """Who is at the console, as the machine calls them; in a container often by a number only."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # OSError: from Python 3.13 on
        return f"uid {os.getuid()}"


def passphrase(file: Path | None, variable: str, asked: str, *, twice: bool = False) -> str:
    """The file's first line, else the variable of the environment, else what is typed; raises NoPassphrase.

    It is no option: a command line is read by everybody on the machine.
    """
    if file is not None:
        try:
            found = next(iter(file.read_text("utf-8").splitlines()), "")
        except (OSError, UnicodeDecodeError) as error:
            raise NoPassphrase(type(error).__name__) from error
    else:
        found = os.environ.get(variable, "")
        if not found and sys.stdin.isatty():
            found = str(typer.prompt(asked, hide_input=True, confirmation_prompt=twice, err=True))
    if not found:
        raise NoPassphrase
    return found
