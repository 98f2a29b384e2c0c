"""What lies about in a folder."""

from pathlib import Path


def files(folder: Path) -> dict[Path, bytes]:
    """Every file below it, at any depth, with its octets."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
