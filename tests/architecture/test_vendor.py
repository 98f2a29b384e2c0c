"""What lies in static/vendor is what its manifest pins."""

import hashlib
import json
from pathlib import Path

import pytest

VENDOR = Path(__file__).parents[2] / "static" / "vendor"
OURS = {"README.md", "manifest.json", "socket.io.esm.min.d.ts", "signature_pad.min.d.ts"}
MANIFEST = json.loads((VENDOR / "manifest.json").read_text("utf-8"))


@pytest.mark.parametrize("name", sorted(MANIFEST))
def test_a_vendored_file_has_the_hash_that_the_manifest_pins(name: str) -> None:
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == MANIFEST[name]["sha256"]


def test_every_vendored_file_is_in_the_manifest() -> None:
    assert {path.name for path in VENDOR.iterdir()} - OURS == set(MANIFEST)


def test_the_note_names_package_version_and_licence_of_every_vendored_file() -> None:
    note = (VENDOR / "README.md").read_text("utf-8")
    for entry in MANIFEST.values():
        assert f"{entry['package']} {entry['version']} | {entry['license']}" in note
