"""``yuntiao index``: what staff search in, made anew at the console."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from server import config

app = typer.Typer(no_args_is_help=True)

Data = Annotated[Path | None, typer.Option("--data", help="Folder of the database and keys.")]


@app.callback()
def index() -> None:
    """The index that staff search in."""


@app.command()
def rebuild(data: Data = None) -> None:
    """Index every session anew out of its log, with the service running or not; prints how many there are."""
    from server.search.indexing import Indexer
    from server.storage import open_store
    from server.storage.faults import StorageUnavailable

    async def run(settings: config.Settings) -> tuple[int, int]:
        async with open_store(settings) as store:
            return await Indexer(store).rebuild()

    try:
        indexed, left = asyncio.run(run(config.settings(None, data=data)))
    except config.SettingError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    except StorageUnavailable as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{indexed} sessions indexed")
    if left:
        typer.echo(f"{left} sessions cannot be read and are not in the index", err=True)
        raise typer.Exit(1)
