"""Where papers and stamps are drawn: a process beside the service, so that nobody's media waits for a page."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeVar, TypeVarTuple, Unpack

from server.outcomes.child import Child, Ended, Full
from server.outcomes.papers import rendering, scanned, seals, strokes
from server.outcomes.papers.paper import Paper, Rendered
from server.outcomes.papers.strokes import Strokes
from server.outcomes.trouble import Trouble, TroubleKind

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

NICE: Final = 5
MOST: Final = 256
PATIENCE: Final = 60.0
"""Seconds until an answer, the wait for others included."""


class Typesetter:
    """Every method raises Trouble, BUSY or INTERRUPTED: then try again."""

    def __init__(self) -> None:
        self._child = Child(NICE, most=MOST, patience=PATIENCE, begin=_begin)

    async def render(self, paper: Paper, made: datetime) -> Rendered:
        """Raises MissingGlyphs, PaperTooLarge."""
        return await self._do(rendering.render, paper, made)

    async def stamp(self, drawn: Strokes, label: str, made: datetime) -> bytes:
        """A signature as it is put on a paper; raises MissingGlyphs."""
        return await self._do(strokes.stamp, drawn, label, made)

    async def seal(self, organisation: str, label: str, made: datetime) -> bytes:
        """The centre's seal as it is put on a paper; raises MissingGlyphs."""
        return await self._do(seals.impression, organisation, label, made)

    async def scanned(self, mediator: str, digest: str, label: str, made: datetime) -> bytes:
        """What is put where a stamped paper's scan stands for a signature; raises MissingGlyphs."""
        return await self._do(scanned.notice, mediator, digest, label, made)

    def close(self) -> None:
        self._child.close()

    async def _do(self, work: Callable[[Unpack[Ts]], T], *given: *Ts) -> T:
        try:
            return await self._child.do(work, *given)
        except Full:
            raise Trouble(TroubleKind.BUSY) from None
        except Ended as error:
            raise Trouble(TroubleKind.INTERRUPTED, str(error)) from error


def _begin() -> None:
    """The first page loads the typefaces: when somebody waits for it."""
