"""``yuntiao speech``: whether the model that is set can put speech into words here."""

import asyncio
import wave
from array import array
from pathlib import Path
from typing import Annotated

import typer

from server import console

app = typer.Typer(no_args_is_help=True, help="Speech to text.")


@app.callback()
def speech() -> None:
    """Speech to text."""


@app.command()
def check(
    model: Annotated[
        Path | None, typer.Option("--model", help="Folder of the model; else the setting.")
    ] = None,
    wav: Annotated[
        Path | None, typer.Option("--wav", help="A file to put into words: 16 kHz, mono, 16 bit.")
    ] = None,
) -> None:
    """Load the model in a process of its own, as the service does; exits with 1 when it cannot be used."""
    from server.speech.checking import SpeechFault, examine

    settings = console.settings(speech_model=None if model is None else str(model))
    samples = None if wav is None else _samples(wav)
    lines = console.done(lambda: asyncio.run(examine(settings, samples)), SpeechFault)
    typer.echo("\n".join(lines))


def _samples(path: Path) -> "array[float]":
    """The file's samples; ends the command with 2 when it is none of these."""
    try:
        with wave.open(str(path), "rb") as file:
            if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (16_000, 1, 2):
                raise wave.Error("not 16 kHz, mono, 16 bit")
            samples = array("h", file.readframes(file.getnframes()))
    except (OSError, EOFError, wave.Error) as error:
        console.refuse(f"{path.name}: {error}", 2)
    return array("f", [sample / 32768 for sample in samples])
