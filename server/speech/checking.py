"""Has a model put something into words in a process of its own, so that one that ends its process ends only that."""

import asyncio
from array import array
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from recordings.transcription import process
from recordings.transcription.engine import ModelFault
from recordings.transcription.engines import sherpa
from recordings.transcription.process import CANARY
from server.config import PREFIX, Settings


class SpeechFault(Exception):
    """Nothing can be put into words; the text says why."""


async def examine(settings: Settings, samples: "array[float] | None") -> list[str]:
    """What an operator should know; raises SpeechFault."""
    if not settings.speech_model:
        raise SpeechFault(
            f"no model is set: {PREFIX}SPEECH_MODEL names its folder; without one captions are off"
        )
    folder = Path(settings.speech_model)
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1, get_context("spawn"), initializer=process.begin) as pool:
        try:
            ready = await loop.run_in_executor(
                pool, process.prepare, sherpa.load, folder, settings.speech_digest
            )
            text = await loop.run_in_executor(pool, process.put_into_words, samples) if samples else ""
        except ModelFault as fault:
            raise SpeechFault(str(fault)) from None
        except BrokenProcessPool:
            raise SpeechFault(
                "the model ended its process: its files are damaged, or of another kind"
            ) from None
    pinned = "as set" if settings.speech_digest else f"any: set {PREFIX}SPEECH_DIGEST to it to refuse others"
    lines = [
        f"engine    {ready.engine}, loaded in {ready.load_seconds:.1f} s",
        f"silence   {ready.detector}",
        f"digest    {ready.model} ({pinned})",
        f"speed     {CANARY} s of sound in {ready.canary_seconds:.2f} s on one core",
    ]
    return [*lines, f"text      {text}"] if samples else lines
