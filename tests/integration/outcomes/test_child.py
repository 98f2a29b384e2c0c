"""The process beside the service: it may end at any moment, and never holds the service up."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
KILLED = """
import asyncio
import time

from server.outcomes.child import Child, Ended


def begin() -> None:
    pass


def slow(octets: bytes) -> None:
    time.sleep(60)


async def main() -> None:
    child = Child(0, most=4, patience=60, begin=begin)
    waiting = [asyncio.create_task(child.do(slow, bytes(5_000_000))) for _ in range(4)]
    while not child.process:
        await asyncio.sleep(0.05)
    child.close()
    ended = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(each, Ended) for each in ended), ended
    print("ended", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
"""


def test_a_service_whose_process_is_killed_while_it_is_written_to_can_end(tmp_path: Path) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, timeout=60
    )
    assert done.stdout == b"ended\n"
    assert done.returncode == 0, done.stderr
