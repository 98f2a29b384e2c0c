"""Randomness for decisions, drawn from the system for many at once.

Asking the system lets other threads run: with the log's thread waiting for its turn, each small request costs the event
loop a change of threads.
"""

import secrets
from typing import Final

SIZE: Final = 32
"""Octets for one decision."""
_DRAWN: Final = 64 * SIZE


class Entropy:
    """Never gives the same octets twice."""

    __slots__ = ("_at", "_drawn")

    def __init__(self) -> None:
        self._drawn = b""
        self._at = 0

    def take(self) -> bytes:
        """SIZE octets."""
        if self._at == len(self._drawn):
            self._drawn, self._at = secrets.token_bytes(_DRAWN), 0
        self._at += SIZE
        return self._drawn[self._at - SIZE : self._at]
