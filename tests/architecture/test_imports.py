"""Who may import whom."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# The core computes; it does not reach out. What is not on this list needs a reason to be put here.
PURE = {
    "__future__", "abc", "base64", "bisect", "collections", "contextlib", "dataclasses", "datetime",
    "decimal", "enum", "functools", "hashlib", "itertools", "json", "math", "operator", "re", "string",
    "types", "typing", "unicodedata",
}  # fmt: skip


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module


def test_the_layers_and_the_bans_of_pyproject_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_core_imports_itself_and_pure_parts_of_the_standard_library_only() -> None:
    foreign = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "rooms").rglob("*.py")
        for name in imported(path)
        if name.split(".")[0] not in PURE | {"rooms"}
    }
    assert not foreign


def test_only_the_wire_its_types_and_their_document_know_how_messages_are_decoded() -> None:
    knowing = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "signaling").rglob("*.py")
        if any(name.split(".")[0] == "msgspec" for name in imported(path))
    }
    types = {path.relative_to(ROOT).as_posix() for path in (ROOT / "signaling/messages").rglob("*.py")}
    assert knowing <= types | {
        f"signaling/{name}.py" for name in ("parsing", "wire", "protocol", "transport")
    }


def test_no_test_module_is_a_library_of_another() -> None:
    """What several share stands in a module whose name says what it holds, or is a fixture of their folder."""
    borrowed = {
        f"{path.relative_to(ROOT).as_posix()}: {name}"
        for folder in ("bench", "tests", "tools")
        for path in (ROOT / folder).rglob("*.py")
        for name in (*imported(path), *taken(path))
        if name.startswith("tests.") and name.rpartition(".")[2].startswith("test_")
    }
    assert not borrowed


def taken(path: Path) -> Iterator[str]:
    """What is imported out of packages, by its whole name: it may be a module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
