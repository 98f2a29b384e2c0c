"""``yuntiao`` at the console: what is typed, and what it answers."""

from __future__ import annotations

import asyncio
import os
import subprocess
from typing import NamedTuple

from tests.integration.running import YUNTIAO

PASSPHRASE = "escrow: two people hold it"
"""That of the backups."""


class Answer(NamedTuple):
    status: int
    output: str
    errors: str


def run_yuntiao(*words: object, passphrase: str = PASSPHRASE, **settings: str) -> Answer:
    """It never shows the passphrase, and never breaks off in a trace.

    ``settings``: by the names of their variables, without what these begin with.
    """
    environment = {f"YUNTIAO_{name.upper()}": value for name, value in settings.items()}
    if passphrase:
        environment["YUNTIAO_BACKUP_PASSPHRASE"] = passphrase
    done = subprocess.run(
        [YUNTIAO, *map(str, words)],
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert PASSPHRASE not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return Answer(done.returncode, done.stdout, done.stderr)


async def yuntiao(*words: object, passphrase: str = PASSPHRASE) -> Answer:
    """The same, while what is connected in this process goes on."""
    return await asyncio.to_thread(run_yuntiao, *words, passphrase=passphrase)
