"""The letter for which a bundle is made, as it was handed in."""

from typing import Final

from rooms.errors import ErrorCode

MOST_OCTETS: Final = 20 * 1024 * 1024
_KINDS: Final = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}


def letter_fault(number: str, sender: str, octets: bytes) -> ErrorCode | None:
    """Why nothing is taken out of a case at such a letter, or None: LETTER_NEEDED, LETTER_UNFIT."""
    if not octets or not number.strip() or not sender.strip():
        return ErrorCode.LETTER_NEEDED
    unfit = kind_of(octets) is None or len(octets) > MOST_OCTETS
    return ErrorCode.LETTER_UNFIT if unfit else None


def kind_of(octets: bytes) -> str | None:
    """``pdf``, ``jpg`` or ``png`` by how it begins; None for anything else."""
    return next((kind for mark, kind in _KINDS.items() if octets.startswith(mark)), None)
