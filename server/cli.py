"""The command ``yuntiao``: one verb a command. Each imports what it needs: a start after a crash must be quick."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from server import config

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

Data = Annotated[Path, typer.Option("--data", help="Folder of the database, keys and recordings.")]


@app.callback()
def yuntiao() -> None:
    """Yuntiao (云调): a cloud mediation room."""


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address of the web service.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port of the web service; 0: any free one.")
    ] = None,
    udp_port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port of the media; 0: any free one.")
    ] = None,
    advertise: Annotated[list[str] | None, typer.Option(help="Media address to write into answers.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of the database, keys and recordings.")] = None,
    production: Annotated[bool | None, typer.Option("--production", help="No demonstration links.")] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Make a demonstration case and print its links.")
    ] = False,
) -> None:
    """Run the service; prints ``ready URL`` when it accepts; ends cleanly on SIGTERM."""
    try:
        settings = config.settings(
            host=host,
            port=port,
            udp_port=udp_port,
            advertise=tuple(advertise) if advertise else None,
            data=data,
            production=production,
        )
    except config.SettingError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    import uvloop

    from server import main as service

    async def show(url: str) -> None:
        typer.echo(describe(await _make_demo(settings), url))

    uvloop.run(service.run(settings, show if demo else None))


@app.command()
def demo(
    data: Data = Path("data"),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    starts_in: Annotated[
        int | None, typer.Option(min=0, max=525_600, help="Minutes until the session's time; else at once.")
    ] = None,
) -> None:
    """Make a fresh demonstration case, with the service running on DATA or not, and print its links."""
    made = asyncio.run(_make_demo(config.settings(data=data), starts_in))
    typer.echo(json.dumps(made, ensure_ascii=False) if as_json else describe(made))


async def _make_demo(settings: config.Settings, minutes: int | None = None) -> dict[str, Any]:
    from server.cases.demo import make_demo
    from server.storage import open_store

    async with open_store(settings) as store:
        starts_in = None if minutes is None else timedelta(minutes=minutes)
        return await make_demo(store, starts_in=starts_in)


def describe(made: dict[str, Any], base: str = "") -> str:
    """The links of a demonstration case for a person to read."""
    lines = [f"\n演示案件 {made['case_no']} — demonstration case\n"]
    for key, person in made["people"].items():
        code = f"  验证码 code {person['code']}" if "code" in person else ""
        lines.append(f"  {key:<10} {person['name']}  {base}{person['link']}{code}")
    return "\n".join(lines)


def main() -> None:
    """Entry point."""
    app()
