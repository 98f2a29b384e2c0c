"""Processes beside the service: how one stands beside it and how it is let go of is written once."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [path for folder in ("recordings", "server", "signaling") for path in (ROOT / folder).rglob("*.py")]


@pytest.mark.parametrize(
    "way",
    [
        r"\bparent_process\b",
        r"\bos\.nice\(",
        r"\.shutdown\([^)]*cancel_futures",
        r"\bPipe\(",
    ],
)
def test_one_module_knows_how_a_process_stands_beside_the_service_and_is_let_go_of(way: str) -> None:
    knowing = {
        path.relative_to(ROOT).as_posix() for path in SOURCES if re.search(way, path.read_text("utf-8"))
    }
    assert knowing == {"recordings/beside.py"}
