"""``yuntiao staff``: accounts at the console, by who has the machine and its keys."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict, TypeVar

import typer

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.rights import StaffRole
from server import config, console

if TYPE_CHECKING:  # loaded when a command needs them: a start after a crash must be quick
    from server.staff.account import Account
    from server.staff.accounts import Accounts

T = TypeVar("T")
SET_UP = "/setup/"
"""Where one-time links lead."""

app = typer.Typer(no_args_is_help=True)

Data = Annotated[Path | None, typer.Option("--data", help="Folder of the database and keys.")]
Name = Annotated[str, typer.Argument(help="The name with which the person signs in.")]


@app.callback()
def staff() -> None:
    """Accounts of the staff."""


@app.command()
def add(
    name: Name,
    role: Annotated[StaffRole, typer.Option("--role", help="What the account is for.")],
    data: Data = None,
) -> None:
    """Make an account; prints the one-time link with which the person sets it up within 24 hours."""
    settings = console.settings(data=data)
    typer.echo(
        settings.public_url.rstrip("/") + SET_UP + _done(settings, lambda all_: all_.invite(name, role))
    )


@app.command()
def reset(name: Name, data: Data = None) -> None:
    """Take every way in and every session from an account; prints a new one-time link."""
    settings = console.settings(data=data)

    async def work(accounts: "Accounts") -> str | Refused:
        account = await accounts.named(name)
        return await accounts.reset(account.id) if account else Refused(ErrorCode.ACCOUNT_UNKNOWN)

    typer.echo(settings.public_url.rstrip("/") + SET_UP + _done(settings, work))


@app.command("list")
def list_(
    data: Data = None, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """Print every account: name, role, standing, and with what it signs in."""
    told = [_told(account) for account in _done(console.settings(data=data), _all)]
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for account in told:
        factors = " ".join(account["factors"])
        typer.echo(f"{account['name']}\t{account['role']}\t{account['standing']}\t{factors}".rstrip())


async def _all(accounts: "Accounts") -> "list[Account]":
    return await accounts.all()


class _Told(TypedDict):
    name: str
    role: str
    standing: str
    factors: list[str]


def _told(account: "Account") -> _Told:
    return {
        "name": account.name,
        "role": account.role.value,
        "standing": account.standing.value,
        "factors": sorted(factor.value for factor in account.factors),
    }


def _done(settings: config.Settings, work: "Callable[[Accounts], Awaitable[T | Refused]]") -> T:
    """What comes of it, with the service running or not; what is refused ends the command with 1, code first."""
    from server.staff.accounts import Accounts

    return console.stored(settings, lambda store: work(Accounts(store)))
