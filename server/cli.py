"""The command ``yuntiao``: one verb a command. Each imports what it needs: a start after a crash must be quick."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from server import config, console
from server.backup import commands as backups
from server.dossier import commands as dossier
from server.outcomes.pki import commands as pki
from server.retention import commands as retention
from server.search import commands as index
from server.speech import commands as speech
from server.staff import commands as staff

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

Data = Annotated[Path, typer.Option("--data", help="Folder of the database, keys and recordings.")]

app.add_typer(staff.app, name="staff")
app.add_typer(index.app, name="index")
app.command()(dossier.export)
app.command()(dossier.verify)
app.add_typer(retention.app, name="retention")
app.add_typer(pki.app, name="pki")
app.command()(backups.backup)
app.command()(backups.restore)
app.add_typer(speech.app, name="speech")


@app.callback()
def yuntiao() -> None:
    """Yuntiao (云调): a cloud mediation room."""
    from server import observe

    observe.configure("json")  # what a command logs goes to standard error, and quotes no data


Host = Annotated[str | None, typer.Option("--host", help="Address of the web service.")]
Port = Annotated[
    int | None, typer.Option("--port", min=0, max=65535, help="Port of the web service; 0: any free one.")
]
UdpPort = Annotated[
    int | None, typer.Option("--udp-port", min=0, max=65535, help="Port of the media; 0: any free one.")
]
Advertise = Annotated[
    list[str] | None, typer.Option("--advertise", help="Media address to write into answers.")
]
Folder = Annotated[Path | None, typer.Option("--data", help="Folder of the database, keys and recordings.")]
Tls = Annotated[
    str | None, typer.Option("--tls", help="self-signed: HTTPS with a certificate of our own making.")
]
TlsCert = Annotated[
    str | None, typer.Option("--tls-cert", help="HTTPS with this certificate (PEM, with its chain).")
]
TlsKey = Annotated[str | None, typer.Option("--tls-key", help="The certificate's key (PEM).")]
Production = Annotated[bool | None, typer.Option("--production", help="No demonstration links.")]


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    udp_port: UdpPort = None,
    advertise: Advertise = None,
    data: Folder = None,
    tls: Tls = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    production: Production = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Make a demonstration case and print its links.")
    ] = False,
) -> None:
    """Run the service; prints ``ready URL`` when it accepts; ends cleanly on SIGTERM."""
    settings = console.settings(
        host=host,
        port=port,
        udp_port=udp_port,
        advertise=tuple(advertise) if advertise else None,
        data=data,
        tls=tls,
        tls_cert=tls_cert,
        tls_key=tls_key,
        production=production,
    )
    import uvloop

    from server import main as service
    from server.tls_certificate import CertificateError

    async def show(url: str) -> None:
        typer.echo(describe(await _make_demo(settings), url))

    console.done(lambda: uvloop.run(service.run(settings, show if demo else None)), CertificateError)


@app.command()
def doctor(
    host: Host = None,
    port: Port = None,
    udp_port: UdpPort = None,
    advertise: Advertise = None,
    data: Folder = None,
    tls: Tls = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    production: Production = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Look a deployment over, with the same settings as ``serve``; exits with 1 when something is at fault."""
    settings = console.settings(
        host=host,
        port=port,
        udp_port=udp_port,
        advertise=tuple(advertise) if advertise else None,
        data=data,
        tls=tls,
        tls_cert=tls_cert,
        tls_key=tls_key,
        production=production,
    )
    from server.doctor import examination

    findings = examination.examine(settings)
    if as_json:
        typer.echo(json.dumps(examination.as_json(findings), ensure_ascii=False))
    else:
        typer.echo("\n".join(finding.line for finding in findings))
    raise typer.Exit(examination.exit_status(findings))


@app.command()
def demo(
    data: Data = Path("data"),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    starts_in: Annotated[
        int | None, typer.Option(min=0, max=525_600, help="Minutes until the session's time; else at once.")
    ] = None,
) -> None:
    """Make a fresh demonstration case, with the service running on DATA or not, and print its links."""
    settings = console.settings(data=data)
    made = console.done(lambda: asyncio.run(_make_demo(settings, starts_in)))
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
