"""``yuntiao index``: what staff search in, made anew at the console."""

from pathlib import Path
from typing import Annotated

import typer

from server import console

app = typer.Typer(no_args_is_help=True)

Data = Annotated[Path | None, typer.Option("--data", help="Folder of the database and keys.")]


@app.callback()
def index() -> None:
    """The index that staff search in."""


@app.command()
def rebuild(data: Data = None) -> None:
    """Index every session anew out of its log, with the service running or not; prints how many there are."""
    from server.search.indexing import Indexer

    indexed, left = console.stored(console.settings(data=data), lambda store: Indexer(store).rebuild())
    typer.echo(f"{indexed} sessions indexed")
    if left:
        typer.echo(f"{left} sessions cannot be read and are not in the index", err=True)
        raise typer.Exit(1)
