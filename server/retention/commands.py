"""``yuntiao retention``: how long things are kept, at the console, by who has the machine and its keys."""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from rooms.answer import Refused
from rooms.errors import ErrorCode
from server import console
from server.retention.terms import Cause, Kind, Side

if TYPE_CHECKING:  # loaded when a command needs them: a start after a crash must be quick
    from server.retention.planning import Item
    from server.retention.service import Report, Retention
    from server.storage import Store

T = TypeVar("T")

app = typer.Typer(no_args_is_help=True)

Data = Annotated[Path | None, typer.Option("--data", help="Folder of the database, keys and recordings.")]
Reason = Annotated[str, typer.Option("--reason", help="Written into the log, and into certificates.")]
Number = Annotated[str, typer.Argument(help="The case's number.")]
For = Annotated[Cause, typer.Option("--for", help="What keeps it.")]


Whose = Annotated[
    str | None, typer.Option("--name", help="What concerns this person; without it the whole case.")
]


@app.callback()
def retention() -> None:
    """How long what belongs to a case is kept."""


@app.command()
def run(
    data: Data = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would go, and why the rest stays.")
    ] = False,
    reason: Reason = "the term is over",
    erasures: Annotated[
        Path | None,
        typer.Option("--erasures", exists=True, help="An erasures.jsonl: what it names is destroyed again."),
    ] = None,
) -> None:
    """Destroy what is due, finish what was interrupted; exits with 1 while files of it are still there."""
    if dry_run:
        for item in _done(data, lambda service: service.plan()):
            typer.echo(_told(item))
        return
    from server.staff.accounts import CONSOLE

    async def work(service: "Retention") -> "Report | Refused":
        if erasures is not None:
            await service.heed(erasures)
        return await service.run(CONSOLE, reason)

    _report(_done(data, work))


@app.command()
def close(number: Number, reason: Reason, data: Data = None) -> None:
    """The case is closed: separate talks that not both sides keep are destroyed."""
    from server.staff.accounts import CONSOLE

    async def work(service: "Retention") -> "Report | Refused":
        return await service.close(await _case(service, number), CONSOLE, reason)

    _report(_done(data, work))


@app.command()
def archive(number: Number, reason: Reason, data: Data = None) -> None:
    """The case is archived: its terms begin."""
    from server.staff.accounts import CONSOLE

    async def work(service: "Retention") -> Refused | None:
        return await service.archive(await _case(service, number), CONSOLE, reason)

    _done(data, work)


@app.command()
def hold(number: Number, reason: Reason, data: Data = None, cause: For = Cause.LEGAL_HOLD) -> None:
    """Nothing of the case is destroyed until it is released."""
    from server.staff.accounts import CONSOLE

    async def work(service: "Retention") -> Refused | None:
        return await service.pause(await _case(service, number), cause, CONSOLE, reason)

    _done(data, work)


@app.command()
def release(number: Number, reason: Reason, data: Data = None, cause: For = Cause.LEGAL_HOLD) -> None:
    """What kept the case's things is over."""
    from server.staff.accounts import CONSOLE

    async def work(service: "Retention") -> Refused | None:
        return await service.resume(await _case(service, number), cause, CONSOLE, reason)

    _done(data, work)


@app.command()
def restrict(number: Number, reason: Reason, data: Data = None, name: Whose = None) -> None:
    """Only store it from now on: somebody asked that it be deleted before its time is over."""
    from server.staff.accounts import CONSOLE

    _done(
        data,
        lambda service: _of_each(service, number, name, partial(service.restrict, by=CONSOLE, reason=reason)),
    )


@app.command()
def unrestrict(number: Number, reason: Reason, data: Data = None, name: Whose = None) -> None:
    """It may be shown again, as far as rights go."""
    from server.staff.accounts import CONSOLE

    _done(
        data,
        lambda service: _of_each(
            service, number, name, partial(service.unrestrict, by=CONSOLE, reason=reason)
        ),
    )


@app.command()
def keep(
    number: Number,
    reason: Reason,
    whom: Annotated[str, typer.Option("--talk-with", help="A side's id, or a person's name.")],
    side: Annotated[Side, typer.Option("--wanted-by", help="Which of the two who must want it.")],
    data: Data = None,
) -> None:
    """Keep a separate talk beyond the case's end: once the side and the mediator both want it."""
    from server.retention import named
    from server.staff.accounts import CONSOLE

    async def work(service: "Retention") -> Refused | None:
        found = await named.talks(service.store, await _case(service, number), whom)
        told = [await service.keep(room, channel, side, CONSOLE, reason) for room, channel in found]
        kept = any(refused is None for refused in told)
        return None if kept else next((refused for refused in told if refused), Refused(ErrorCode.NOT_FOUND))

    _done(data, work)


@app.command()
def terms(data: Data = None) -> None:
    """Print how many months each kind is kept."""
    for kind, term in _done(data, lambda service: service.terms()).items():
        typer.echo(f"{kind}\t{term.months}")


@app.command("set")
def set_(kind: Kind, months: int, reason: Reason, data: Data = None) -> None:
    """Keep a kind for so many months from now on, also what is kept already."""
    from server.staff.accounts import CONSOLE

    _done(data, lambda service: service.set_term(kind, months, CONSOLE, reason))


@app.command()
def certificates(
    data: Data = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file; else printed.")] = None,
) -> None:
    """Print every certificate, a signed document a line."""
    found = _done(data, lambda service: service.certificates())
    lines = b"".join(one.document + b"\n" for one in found)
    if output is None:
        typer.echo(lines.decode(), nl=False)
    else:
        output.write_bytes(lines)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="Certificates, a line each.")],
    key: Annotated[
        str,
        typer.Option("--key", help="The installation's public key, in hexadecimal; else that of each line."),
    ] = "",
) -> None:
    """Check certificates without the database; exits with 1 when one does not hold."""
    from server.retention.statement import Unproven, read_certificate

    wrong = 0
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        try:
            erasure = read_certificate(line, bytes.fromhex(key) if key else None).erasure
            typer.echo(f"{number}\tholds\t{erasure.number}\t{erasure.kind}")
        except (Unproven, ValueError) as error:
            wrong += 1
            typer.echo(f"{number}\t{error}", err=True)
    if wrong:
        raise typer.Exit(1)


class _Unknown(Exception):
    """There is no such case."""


async def _of_each(
    service: "Retention",
    number: str,
    name: str | None,
    step: "Callable[[str, str | None], Awaitable[Refused | None]]",
) -> Refused | None:
    """The step for the case, or for each seat of somebody in it; what was so already is passed over."""
    from server.retention import named

    case = await _case(service, number)
    if name is None:
        return await step(case, None)
    told = [await step(case, seat) for seat in await named.seats(service.store, case, name)]
    done = any(refused is None for refused in told)
    return None if done else next((refused for refused in told if refused), Refused(ErrorCode.NOT_FOUND))


async def _case(service: "Retention", number: str) -> str:
    found = await service.case(number)
    if found is None:
        raise _Unknown
    return found


def _told(item: "Item") -> str:
    held, verdict = item.holding, item.verdict
    count = len(held.segments) + len(held.channels)
    ends = "" if verdict.last_day is None else verdict.last_day.isoformat()
    return f"{verdict.why or 'due'}\t{item.number}\t{held.kind}\t{count}\t{ends}"


def _report(report: "Report") -> None:
    for one in report.certificates:
        erasure = one.erasure
        counts = f"{len(erasure.segments)}\t{len(erasure.channels)}\t{len(erasure.pages)}"
        typer.echo(f"destroyed\t{erasure.number}\t{erasure.kind}\t{counts}\t{erasure.id}")
    for item in report.staying:
        typer.echo(_told(item))
    if report.again:
        typer.echo(f"again\t{report.again}")
    if report.waiting:
        typer.echo(f"waiting\t{report.waiting}", err=True)
        raise typer.Exit(1)


def _done(data: Path | None, work: "Callable[[Retention], Awaitable[T | Refused]]") -> T:
    """What comes of it, with the service running or not; what is refused ends the command with 1, code first."""
    from server.main import storage_of
    from server.pictures.shelf import FolderShelf
    from server.retention.running import Places
    from server.retention.service import Retention
    from server.retention.statement import Unproven

    settings = console.settings(data=data)

    async def run(store: "Store") -> T | Refused:
        shelf = FolderShelf(settings.data / "pages")
        service = Retention(store, Places(storage_of(settings), shelf, settings.data))
        try:
            return await work(service)
        except _Unknown:
            return Refused(ErrorCode.CASE_UNKNOWN)
        except Unproven as error:
            typer.echo(str(error), err=True)
            return Refused(ErrorCode.ERASURES_DAMAGED)

    return console.stored(settings, run)
