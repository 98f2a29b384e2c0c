"""What was acknowledged survives a process that is killed, whenever that is."""

import random
import subprocess
import sys
from pathlib import Path

from server.storage.store import Store
from tests.contract.given import a_room, texts

KILLS = 3
LINES_BEFORE_A_KILL = 200


async def test_everything_acknowledged_is_there_after_each_kill(
    store: Store, database_url: str, tmp_path: Path
) -> None:
    several = [await a_room(store) for _ in range(4)]
    command = [
        sys.executable,
        "-m",
        "tests.contract.appender",
        database_url,
        str(tmp_path / "keys.json"),
        *several,
    ]
    for _ in range(KILLS):
        acknowledged = _run_and_kill(command, random.randrange(1, LINES_BEFORE_A_KILL))
        for room in several:
            kept = texts(await store.journal.load(room))
            assert set(acknowledged.get(room, [])) <= set(kept)
            assert kept == [str(number) for number in range(1, len(kept) + 1)]
            assert await store.journal.verify_room(room) == []


def _run_and_kill(command: list[str], lines: int) -> dict[str, list[str]]:
    """What the process said before and while it was killed, after it had said so many lines."""
    acknowledged: dict[str, list[str]] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for count, line in enumerate(process.stdout, 1):
            room, _, number = line.rstrip("\n").partition(" ")
            if not line.endswith("\n"):
                break
            acknowledged.setdefault(room, []).append(number)
            if count == lines:
                process.kill()
    assert acknowledged
    return acknowledged
