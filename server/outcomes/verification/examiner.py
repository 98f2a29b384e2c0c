"""Looks at files of strangers in a process that may fail: limited in memory and time, and begun anew."""

import resource
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from server.outcomes.child import Child, Ended, Full
from server.outcomes.verification.verdict import LARGEST, FaultKind, Verdict, refused

NICE: Final = 15
MOST: Final = 8
PATIENCE: Final = 20.0
"""Seconds for one file and those before it."""
MEMORY: Final = 1024 * 1024 * 1024


class TooBusy(Exception):
    """As many wait as may; to be asked again."""


class Examiner:
    """The service's hand on it."""

    def __init__(self, *, patience: float = PATIENCE) -> None:
        self._child = Child(NICE, most=MOST, patience=patience, begin=_begin)

    async def examine(
        self,
        octets: bytes,
        roots: Sequence[bytes] | None,
        lists: Sequence[bytes] = (),
        now: datetime | None = None,
    ) -> Verdict:
        """See ``verify``; a file at which the process ends is refused. Raises TooBusy."""
        if len(octets) > LARGEST:
            return refused(FaultKind.TOO_LARGE, f"{len(octets)} octets")
        given = None if roots is None else tuple(roots)
        try:
            return await self._child.do(_verified, octets, given, tuple(lists), now)
        except Full:
            raise TooBusy from None
        except Ended:
            return refused(FaultKind.TOO_LARGE, "time or memory")

    def close(self) -> None:
        self._child.close()


def _begin() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _verified(
    octets: bytes, roots: tuple[bytes, ...] | None, lists: tuple[bytes, ...], now: datetime | None
) -> Verdict:
    from server.outcomes.verification.verifying import verify  # the service itself never loads what is in it

    return verify(octets, roots, lists=lists, now=now)
