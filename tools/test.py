"""Runs every test, in an order that tells soon what is wrong, and prints the runners' closing lines last.

The core with its branch coverage and the other quick tests share the two cores, and then the two halves of the
integration tests, which mostly wait; what drives browsers has the machine to itself. A test that is skipped counts as
failed: nothing here is optional.
"""

import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "build" / "test"
PYTHON = sys.executable
CORE_TESTS = ("tests/unit/rooms", "tests/property")
LIVE = ("media", "moves", "recording", "security", "signaling", "agreements")
"""Folders of integration tests: in which packets flow, and in which people agree."""
PYTEST_CLOSING = re.compile(
    r"^=+ .*\b\d+ (?:passed|failed|error|skipped|deselected|warning).* in [\d.]+s.* =+$", re.M
)
PYTEST_NOTHING = re.compile(r"^=+ no tests ran in .* =+$", re.M)
SKIPPED = re.compile(r"\b[1-9]\d* (?:skipped|xfailed)\b")

RUNNING: set[subprocess.Popen[bytes]] = set()


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    commands: tuple[tuple[str, ...], ...]
    minutes: float  # longer than this and something hangs


@dataclass(frozen=True, slots=True)
class Outcome:
    stage: Stage
    seconds: float
    fault: str | None
    closing: tuple[str, ...]


def pytest(*arguments: str) -> tuple[str, ...]:
    return (PYTHON, "-m", "pytest", *arguments)


def node_tests() -> tuple[str, ...]:
    files = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("tests/**/*.test.js"))
    return ("node", "--test", "--test-reporter=tap", *files)


def together() -> list[Stage]:
    covered = (PYTHON, "-m", "coverage", "run", "-m", "pytest", *CORE_TESTS)
    return [
        Stage("core, with coverage", (covered, (PYTHON, "-m", "coverage", "report")), 15),
        Stage(
            "units, contracts, pages",
            (
                node_tests(),
                pytest("tests/architecture", "tests/unit", "tests/contract", "--ignore=tests/unit/rooms"),
            ),
            15,
        ),
    ]


def waiting() -> list[Stage]:
    """Two halves that mostly wait: for packets and processes, and for pages and files."""
    live = [f"tests/integration/{name}" for name in LIVE]
    return [
        Stage("integration of live rooms and agreements", (pytest(*live),), 20),
        Stage(
            "records and deployment",
            (pytest("tests/integration", *(f"--ignore={folder}" for folder in live)),),
            20,
        ),
    ]


def alone() -> list[Stage]:
    return [Stage("browsers", (pytest("tests/e2e"),), 45)]


def closing_lines(output: str) -> list[str]:
    tap = re.findall(r"^# (?:tests|pass|fail|skipped) \d+$", output, re.M)
    return [
        *([" ".join(tap)] if tap else []),
        *PYTEST_CLOSING.findall(output),
        *PYTEST_NOTHING.findall(output),
    ]


def skipped(closing: list[str]) -> bool:
    return any(SKIPPED.search(line) or re.search(r"# skipped [1-9]", line) for line in closing)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends a command with everything it started: a browser or a service left behind would hold its ports."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def execute(command: tuple[str, ...], log: Path, seconds: float) -> str | None:
    """Runs a command with its output in log; returns what went wrong, or None."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
        RUNNING.add(process)
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            end(process)
            return "took too long"
        finally:
            RUNNING.discard(process)
    return f"exit code {code}" if code else None


def run(stage: Stage) -> Outcome:
    """All commands of a stage, also after one fails: a whole report is worth more than a quick end."""
    began = time.monotonic()
    faults: list[str] = []
    closing: list[str] = []
    print(f"── {stage.name} …", flush=True)
    for number, command in enumerate(stage.commands):
        log = LOGS / f"{stage.name.split()[0].strip(',')}-{number}.log"
        fault = execute(command, log, max(1.0, stage.minutes * 60 - (time.monotonic() - began)))
        output = log.read_text(encoding="utf-8", errors="replace")
        lines = closing_lines(output)
        if fault is None and skipped(lines):
            fault = "tests were skipped"
        if fault:
            faults.append(fault)
        closing += lines
        print(f"\n── {stage.name}: {' '.join(command[1:7])} …\n{output.rstrip()}", flush=True)
    return Outcome(stage, time.monotonic() - began, "; ".join(faults) or None, tuple(closing))


def report(outcomes: list[Outcome]) -> None:
    print("\n── result")
    for outcome in outcomes:
        print(f"{outcome.fault or 'ok':<24} {outcome.seconds:6.1f} s  {outcome.stage.name}")
    for outcome in outcomes:
        for line in outcome.closing:
            print(line)


def stop(number: int, frame: object) -> None:
    for process in list(RUNNING):
        end(process)
    sys.exit(128 + number)


def main() -> int:
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    LOGS.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(2) as pool:
        outcomes = [*pool.map(run, together()), *pool.map(run, waiting())]
    outcomes += [run(stage) for stage in alone()]
    report(outcomes)
    return 1 if any(outcome.fault for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
