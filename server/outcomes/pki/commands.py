"""``yuntiao pki``: the centre's own authority, at the console, by who has the machine and its keys."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from server import config, console

if TYPE_CHECKING:  # loaded when a command needs them: a start after a crash must be quick
    from server.outcomes.pki.folder import Entry
    from server.outcomes.pki.ports import KeyCover

T = TypeVar("T")

ROOT_PASSPHRASE = "YUNTIAO_ROOT_PASSPHRASE"  # noqa: S105 - the name, not the thing
"""Names the environment variable with the passphrase of the root's key."""

app = typer.Typer(no_args_is_help=True)

Data = Annotated[Path | None, typer.Option("--data", help="Folder of the database, keys and recordings.")]
Secret = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        help=f"Its first line is the root's passphrase; else {ROOT_PASSPHRASE}, or asked.",
    ),
]


class Rotated(StrEnum):
    """Whose key can be exchanged."""

    SEAL = "seal"
    TIMESTAMP = "timestamp"
    FREEZING = "freezing"
    ISSUER = "issuer"


class Reason(StrEnum):
    """Why a certificate counts no longer (RFC 5280, section 5.3.1)."""

    UNSPECIFIED = "unspecified"
    KEY_COMPROMISE = "key-compromise"
    SUPERSEDED = "superseded"
    CESSATION = "cessation"
    WRONG = "affiliation-changed"


@app.callback()
def pki() -> None:
    """The centre's own authority: who vouches for its seal, its timestamps and every signature."""


@app.command()
def init(
    organisation: Annotated[
        str, typer.Option("--organisation", help="The centre's name, as it stands on its seal.")
    ] = "",
    data: Data = None,
    passphrase_file: Secret = None,
) -> None:
    """Make the authority; the root's key gets a passphrase of its own, and its file can be kept elsewhere."""
    from server.outcomes.pki import authority

    settings = console.settings(data=data)
    secret = _passphrase(passphrase_file, twice=True)

    def work() -> str:
        cover, above = _cover(settings), authority.root_cover(settings.data, secret)
        try:
            register = authority.initialise(
                settings.data, organisation or settings.centre, cover, above, datetime.now(UTC)
            )
        except FileExistsError:
            console.refuse("there is an authority already")
        return authority.fingerprint(register.entries[0].certificate)

    typer.echo(f"root {_done(work)}")


@app.command()
def rotate(kind: Rotated, data: Data = None, passphrase_file: Secret = None) -> None:
    """Use another key from now on; what the former one signed stays good. A new issuer wants the root's passphrase."""
    from server.outcomes.pki import authority
    from server.outcomes.pki.kind import Kind

    settings = console.settings(data=data)
    secret = _passphrase(passphrase_file) if kind is Rotated.ISSUER else None

    def work() -> "Entry":
        above = authority.root_cover(settings.data, secret) if kind is Rotated.ISSUER else None
        return authority.rotate(settings.data, Kind(kind.value), _cover(settings), above, datetime.now(UTC))

    typer.echo(_line(_done(work)))


@app.command()
def revoke(
    serial: Annotated[str, typer.Argument(help="The certificate's number, hexadecimal.")],
    reason: Annotated[Reason, typer.Option("--reason", help="Why.")],
    data: Data = None,
    passphrase_file: Secret = None,
) -> None:
    """Let a certificate count no longer, from now on; an issuer's wants the root's passphrase."""
    from cryptography.x509 import ReasonFlags

    from server.outcomes.pki import authority
    from server.outcomes.pki.folder import Folder
    from server.outcomes.pki.kind import Kind

    reasons = {
        Reason.UNSPECIFIED: ReasonFlags.unspecified,
        Reason.KEY_COMPROMISE: ReasonFlags.key_compromise,
        Reason.SUPERSEDED: ReasonFlags.superseded,
        Reason.CESSATION: ReasonFlags.cessation_of_operation,
        Reason.WRONG: ReasonFlags.affiliation_changed,
    }
    settings = console.settings(data=data)
    try:
        number = int(serial, 16)
    except ValueError:
        console.refuse("the number is hexadecimal", 2)

    def work() -> None:
        issuers = Folder(settings.data).read().all_of(Kind.ISSUER)
        above = None
        if any(each.certificate.serial_number == number for each in issuers):
            above = authority.root_cover(settings.data, _passphrase(passphrase_file))
        now = datetime.now(UTC)
        authority.revoke(settings.data, number, reasons[reason], _cover(settings), above, now)

    _done(work)


@app.command()
def renew(data: Data = None, passphrase_file: Secret = None) -> None:
    """Issue the lists of what is revoked anew, the root's as well: it ends after three years."""
    from server.outcomes.pki import authority

    settings = console.settings(data=data)

    def work() -> None:
        above = authority.root_cover(settings.data, _passphrase(passphrase_file))
        authority.renew_lists(settings.data, _cover(settings), above, datetime.now(UTC))

    _done(work)


@app.command("list")
def list_(data: Data = None) -> None:
    """Print every certificate: number, kind, whether it is in use, until when, and what is revoked."""
    from server.outcomes.pki.folder import Folder

    register = _done(Folder(console.settings(data=data).data).read)
    gone = {each.serial: each for each in register.revoked}
    for entry in register.entries:
        found = gone.pop(entry.certificate.serial_number, None)
        typer.echo(_line(entry) + ("" if found is None else f"\trevoked {found.at:%Y-%m-%d}"))
    for each in gone.values():
        typer.echo(f"{each.serial:x}\tsignature\trevoked {each.at:%Y-%m-%d}")


@app.command()
def root(data: Data = None) -> None:
    """Print the root certificate (PEM), to be given to whoever verifies."""
    from server.outcomes.pki import authority
    from server.outcomes.pki.folder import Folder
    from server.outcomes.pki.kind import Kind

    register = _done(Folder(console.settings(data=data).data).read)
    typer.echo(authority.pem([register.current(Kind.ROOT).certificate]).decode(), nl=False)


def _line(entry: "Entry") -> str:
    used = "in use" if entry.current else "former"
    return (
        f"{entry.serial}\t{entry.kind.value}\t{used}\tuntil {entry.certificate.not_valid_after_utc:%Y-%m-%d}"
    )


def _cover(settings: config.Settings) -> "KeyCover":
    from server.outcomes.signing.means import Means, cover_of

    return cover_of(Means(settings.data, key_service=settings.key_service))


def _passphrase(file: Path | None, *, twice: bool = False) -> str:
    try:
        return console.passphrase(file, ROOT_PASSPHRASE, "Root passphrase", twice=twice)
    except console.NoPassphrase as error:
        unread = f"the passphrase cannot be read from {file}"
        console.refuse(unread if str(error) else "a passphrase is wanted", 2)


def _done(work: Callable[[], T]) -> T:
    from server.outcomes.trouble import Trouble

    return console.done(work, Trouble, ValueError, OSError)
