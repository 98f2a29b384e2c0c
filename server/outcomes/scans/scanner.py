"""Where scans are read and drawn: a process that may fail, limited in memory and time, and begun anew."""

import resource
from collections.abc import Callable, Sequence
from typing import Final, TypeVar, TypeVarTuple, Unpack

from server.outcomes.child import Child, Ended, Full
from server.outcomes.scans.reading import ScanFault, Taken, UnfitScan
from server.outcomes.trouble import Trouble, TroubleKind

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

NICE: Final = 10
MOST: Final = 16
PATIENCE: Final = 60.0
"""Seconds for one scan and those before it."""
MEMORY: Final = 1536 * 1024 * 1024


class Scanner:
    """Every method raises Trouble, BUSY: then try again."""

    def __init__(self, *, patience: float = PATIENCE) -> None:
        self._child = Child(NICE, most=MOST, patience=patience, begin=_begin)

    async def take(self, files: Sequence[bytes], paper: bytes) -> Taken:
        """Raises UnfitScan, also for a file at which the process ends."""
        return await self._do(_taken, tuple(files), paper)

    async def picture(self, pdf: bytes, number: int) -> bytes:
        """A page as a JPEG file; raises UnfitScan."""
        return await self._do(_picture, pdf, number)

    def close(self) -> None:
        self._child.close()

    async def _do(self, work: Callable[[Unpack[Ts]], T], *given: *Ts) -> T:
        try:
            return await self._child.do(work, *given)
        except Full:
            raise Trouble(TroubleKind.BUSY) from None
        except Ended:
            raise UnfitScan(ScanFault.TOO_LARGE) from None


def _begin() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _taken(files: tuple[bytes, ...], paper: bytes) -> Taken:
    from server.outcomes.scans.reading import taken

    return taken(files, paper)


def _picture(pdf: bytes, number: int) -> bytes:
    from server.outcomes.scans.reading import picture_of

    return picture_of(pdf, number)
