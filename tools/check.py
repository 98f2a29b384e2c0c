"""Format, lint, types (Python and JavaScript), imports, generated files: every step runs, two at a time."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
TSC = ROOT / "node_modules" / ".bin" / "tsc"


@dataclass(frozen=True, slots=True)
class Result:
    name: str
    seconds: float
    passed: bool
    output: str


def steps() -> dict[str, list[str]]:
    """Longest first, so that two cores end together."""
    return {
        "mypy": [str(BIN / "mypy")],
        "imports": [str(BIN / "lint-imports")],
        "generated files": [str(BIN / "python"), "tools/generate.py", "--check"],
        **{
            f"tsc {config.name}": [str(TSC), "--noEmit", "-p", config.name]
            for config in sorted(ROOT.glob("tsconfig*.json"))
        },
        "format": [str(BIN / "ruff"), "format", "--check", "."],
        "lint": [str(BIN / "ruff"), "check", "."],
    }


def run(step: tuple[str, list[str]]) -> Result:
    name, command = step
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return Result(name, time.monotonic() - began, done.returncode == 0, done.stdout)


def main() -> int:
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run, steps().items()))
    for result in results:
        if not result.passed:
            print(f"── {result.name}\n{result.output.rstrip()}\n")
    for result in results:
        print(f"{'ok    ' if result.passed else 'FAILED'} {result.seconds:5.1f} s  {result.name}")
    return 0 if all(result.passed for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
