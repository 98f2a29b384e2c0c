"""``yuntiao backup`` and ``yuntiao restore``, by who has the machine and its keys."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from rooms.errors import ErrorCode
from server import console
from server.backup.problem import Problem

if TYPE_CHECKING:  # loaded when a command needs them: a start after a crash must be quick
    from server.backup.making import Made
    from server.backup.restoring import Restored

T = TypeVar("T")

PASSPHRASE = "YUNTIAO_BACKUP_PASSPHRASE"  # noqa: S105 - the name, not the thing
"""Names the environment variable with the backup's passphrase."""

Data = Annotated[Path | None, typer.Option("--data", help="Folder of the database, keys and recordings.")]
Secret = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help=f"Its first line is the passphrase; else {PASSPHRASE}, or asked."),
]


def backup(
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write.")],
    data: Data = None,
    passphrase_file: Secret = None,
    without_recordings: Annotated[
        bool,
        typer.Option(
            "--without-recordings", help="List what is in the storage by its digest; leave it there."
        ),
    ] = False,
) -> None:
    """Write everything into one file under a passphrase, with the service running or not."""
    settings = console.settings(data=data)

    async def run() -> "Made":
        from server.backup.making import Source, make
        from server.main import storage_of
        from server.staff.sessions import utc_now
        from server.storage import open_store
        from server.storage.store import PASSPHRASE as KEY_PASSPHRASE

        secret = _passphrase(passphrase_file, twice=True)
        async with open_store(settings) as store:
            source = Source(store, storage_of(settings), settings.data, os.environ.get(KEY_PASSPHRASE))
            return await make(source, output, secret, utc_now(), recordings=not without_recordings)

    made = _done(lambda: asyncio.run(run()))
    typer.echo(f"files {len(made.files)}\noctets {made.length}")
    for told in made.left_out:
        typer.echo(f"left out {told['id']} {told['sha256']}")
    for id_ in made.missing:
        typer.echo(f"recording {id_} differs or is missing", err=True)
    if made.missing:
        raise typer.Exit(1)


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    data: Annotated[Path, typer.Option("--data", help="An empty folder, or none yet.")],
    passphrase_file: Secret = None,
    erasures: Annotated[
        Path | None,
        typer.Option("--erasures", help="The newest erasures.jsonl: what it names does not come back."),
    ] = None,
    nothing_erased: Annotated[
        bool, typer.Option("--nothing-erased", help="Nothing was destroyed since the backup was made.")
    ] = False,
) -> None:
    """Put a backup back where there is nothing, and prove it; exits with 1 when the proof finds a fault."""
    settings = console.settings(data=data)

    def run() -> "Restored":
        from server.backup.depositing import deposit
        from server.backup.restoring import Target, restore
        from server.main import storage_of
        from server.staff.sessions import utc_now
        from server.storage.store import PASSPHRASE as KEY_PASSPHRASE

        secret = _passphrase(passphrase_file, twice=False)
        newest = erasures or (None if nothing_erased else _asked_erasures())
        storage = storage_of(settings) if settings.recordings else None
        target = Target(
            settings.data,
            settings.database,
            os.environ.get(KEY_PASSPHRASE),
            (lambda folder: asyncio.run(deposit(storage, folder))) if storage else None,
        )
        return restore(file, target, secret, newest, utc_now())

    restored = _done(run)
    proof = restored.proof
    typer.echo(f"made {restored.made.isoformat()}")
    typer.echo(f"logs {proof.logs}\nrecordings {proof.recordings}")
    typer.echo(f"photographs {proof.photographs}\ndocuments {proof.documents}")
    for id_ in restored.left_out:
        typer.echo(f"left out {id_}")
    if restored.undone:
        typer.echo(f"not brought back {restored.undone}\nnow: yuntiao retention run")
    faults = [*proof.faults, *(f"recording {id_} is not in the backup" for id_ in restored.missing)]
    for fault in faults:
        typer.echo(fault, err=True)
    if faults:
        raise typer.Exit(1)


def _asked_erasures() -> Path | None:
    """At a terminal one is asked; elsewhere an answer must have been given."""
    if not sys.stdin.isatty():
        raise Problem(ErrorCode.ERASURES_NEEDED)
    said = str(typer.prompt("The newest erasures.jsonl (empty: nothing was destroyed since)", default=""))
    return Path(said) if said else None


def _passphrase(file: Path | None, *, twice: bool) -> str:
    try:
        return console.passphrase(file, PASSPHRASE, "Passphrase of the backup", twice=twice)
    except console.NoPassphrase as error:
        raise Problem(ErrorCode.PASSPHRASE_NEEDED, told=str(error)) from error


def _done(work: Callable[[], T]) -> T:
    """What comes of it; what cannot be done ends the command with 1, code first."""
    try:
        return console.done(work)
    except Problem as problem:
        words = console.words(problem.code, problem.params)
        console.refuse(words + (f" ({problem.told})" if problem.told else ""))
