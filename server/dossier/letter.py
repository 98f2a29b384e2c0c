"""The letter for which a bundle is made, as it was handed in."""

from typing import Final

MOST_OCTETS: Final = 20 * 1024 * 1024
_KINDS: Final = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}


def kind_of(octets: bytes) -> str | None:
    """``pdf``, ``jpg`` or ``png`` by how it begins; None for anything else."""
    return next((kind for mark, kind in _KINDS.items() if octets.startswith(mark)), None)
