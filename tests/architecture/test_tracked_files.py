"""What the repository must not carry."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MACHINE = re.compile(
    r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+|opt/pypi)/"  # somebody's folders
    r"|registry\.npmjs|pypi\.org|pythonhosted|--(?:extra-)?index-url|find-links\s*="  # package hosts
)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_names_a_folder_of_a_machine_or_a_package_host() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in tracked()
        if path != Path(__file__).resolve() and (hit := MACHINE.search(text_of(path)))
    }
    assert not found


def test_no_module_is_named_after_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert not [path for path in tracked() if path.stem in vague]


def test_no_key_or_data_is_tracked() -> None:
    suffixes = {".pem", ".key", ".db", ".sqlite", ".sqlite3", ".p12", ".pfx"}
    assert not [path for path in tracked() if path.suffix in suffixes and "data" not in path.parts]
