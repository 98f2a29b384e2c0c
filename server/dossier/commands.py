"""``yuntiao export`` and ``yuntiao verify``: the first by who has the machine and its keys, the second by anybody."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rooms.archive.profiles import Artefact, NotOrderable, Profile, contents
from rooms.errors import ErrorCode
from server import config, console

if TYPE_CHECKING:  # loaded when a command needs them: a start after a crash must be quick
    from server.dossier.making import Sealed
    from server.dossier.order import Order

Data = Annotated[Path | None, typer.Option("--data", help="Folder of the database, keys and recordings.")]


def export(
    case_no: Annotated[str, typer.Argument(metavar="CASE_NO", help="The case's number.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.zip", help="Where to write it.")],
    data: Data = None,
    profile: Annotated[Profile, typer.Option("--profile", help="What goes in.")] = Profile.JOINT,
    reason: Annotated[str, typer.Option("--reason", help="Why; stands in the statement and the log.")] = "",
    party: Annotated[
        str, typer.Option("--party", help="Whose copy: the person's key, as in the demonstration.")
    ] = "",
    ordered: Annotated[
        list[Artefact] | None, typer.Option("--ordered", help="What the court's letter asks for by name.")
    ] = None,
    letter: Annotated[
        Path | None, typer.Option("--letter", help="The court's letter: PDF, JPEG or PNG.")
    ] = None,
    film: Annotated[
        bool, typer.Option(help="With a film of each recording (MP4), which takes its time.")
    ] = True,
    letter_number: Annotated[str, typer.Option("--letter-number", help="The letter's number.")] = "",
    letter_from: Annotated[str, typer.Option("--letter-from", help="Who wrote the letter.")] = "",
) -> None:
    """Write a case bundle; the whole joint talk unless another profile is asked for."""
    from server.dossier.order import Asker, Order, Request

    by = Asker(console.operator(), "operator")
    request = None
    try:
        contents(profile, frozenset(ordered or ()))
    except NotOrderable:
        console.refuse(f"--profile {profile}: nobody's letter puts that into it (--ordered)", 2)
    if profile is Profile.COURT:
        octets, suffix = _letter(letter, letter_number, letter_from, reason)
        request = Request(letter_number.strip(), letter_from.strip(), octets, suffix)
    order = Order(profile, by, reason, frozenset(ordered or ()), party, request)
    settings = console.settings(data=data)
    sealed = console.done(lambda: _exported(settings, case_no, order, output, filmed=film))
    typer.echo(f"{output}  {len(sealed.files)} files, {sealed.length} octets")


def verify(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A bundle (.zip), a receipt (.json) or a document (.pdf).")
    ],
    key: Annotated[
        Path | None, typer.Option("--key", metavar="PEM", help="The public key that must have signed it.")
    ] = None,
    root: Annotated[
        Path | None,
        typer.Option("--root", metavar="PEM", help="The root certificate that a document must lead to."),
    ] = None,
    crl: Annotated[
        list[Path] | None,
        typer.Option("--crl", metavar="FILE", help="A newer list of revoked certificates (DER or PEM)."),
    ] = None,
) -> None:
    """Check a case bundle, a receipt or a signed document, offline; exits with 1 and every fault, a line each."""
    from server.dossier import statement
    from server.dossier.checking import told

    try:
        if _is_document(file):
            raise typer.Exit(_document(file, root, crl or []))
        pinned = None if key is None else statement.key_of(key.read_bytes())
        faults, summary = told.verdict(file, pinned)
    except (OSError, statement.Malformed) as error:
        console.refuse(str(error) or "no public key (Ed25519, PEM)", 2)
    for line in summary:
        typer.echo(line)
    if faults:
        raise typer.Exit(1)


def _is_document(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(5) == b"%PDF-"


def _document(file: Path, root: Path | None, lists: list[Path]) -> int:
    from server.outcomes.verification import told

    try:
        right, lines = told.verdict(file, root, lists)
    except ValueError as error:
        console.refuse(str(error), 2)
    for line in lines:
        typer.echo(line)
    return 0 if right else 1


def _exported(
    settings: config.Settings, case_no: str, order: "Order", output: Path, *, filmed: bool
) -> "Sealed":
    from server.dossier import container
    from server.dossier.console import exported
    from server.dossier.gathering import NotThere
    from server.dossier.source import SourceUnavailable

    part = output.with_name(output.name + ".part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            sealed = exported(settings, case_no, order, datetime.now(UTC), out.write, filmed=filmed)
            out.flush()
            os.fsync(out.fileno())
        part.replace(output)
    except NotThere as error:
        console.refuse(f"{type(error).__name__}: {case_no}")
    except (SourceUnavailable, container.SourceChanged, OSError) as error:
        console.refuse(f"{type(error).__name__}: {error}")
    finally:
        part.unlink(missing_ok=True)
    return sealed


def _letter(path: Path | None, number: str, sender: str, reason: str) -> tuple[bytes, str]:
    """The letter and its suffix, with all that the page wants too; anything else ends the command with 2."""
    from server.dossier.letter import kind_of, letter_fault

    try:
        octets = b"" if path is None else path.read_bytes()
    except OSError as error:
        console.refuse(f"--letter: {error.strerror}", 2)
    fault = letter_fault(number, sender, octets)
    if fault is ErrorCode.LETTER_NEEDED or not reason.strip():
        console.refuse("--profile court wants --letter, --letter-number, --letter-from and --reason", 2)
    suffix = kind_of(octets)
    if fault is not None or suffix is None:
        console.refuse("--letter wants a PDF, JPEG or PNG file of 20 MB at most", 2)
    return octets, suffix
