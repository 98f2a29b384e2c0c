"""Writes the committed files that are made from the code; with --check only tells which have drifted.

A generator is `module:function`; the function takes nothing and returns the whole text of its file.
"""

import importlib
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

GENERATED: Mapping[str, str] = {
    "PROTOCOL.md": "signaling.protocol:document",
    "docs/transitions.md": "rooms.diagram:document",
}


def made(generator: str) -> str:
    module, _, function = generator.partition(":")
    text = getattr(importlib.import_module(module), function)()
    if not isinstance(text, str):
        raise TypeError(f"{generator} returned {type(text).__name__}, not text")
    return text


def drifted() -> list[tuple[Path, str]]:
    """The files whose text is not what their generator makes now, with that text."""
    pairs = [(ROOT / name, made(generator)) for name, generator in GENERATED.items()]
    return [(path, text) for path, text in pairs if not path.exists() or path.read_text("utf-8") != text]


def main() -> int:
    stale = drifted()
    if "--check" in sys.argv[1:]:
        for path, _ in stale:
            print(f"{path.relative_to(ROOT)} has drifted from the code: make generated")
        return 1 if stale else 0
    for path, text in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
