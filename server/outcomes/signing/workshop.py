"""Where documents are frozen, signed and sealed: one process beside the service, so that media never waits for it.

Octets in, octets out: it knows no room and no database. What it raises is a Trouble, and then nothing was made.
"""

import asyncio
import gc
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from server.outcomes.child import Child, Ended, Full
from server.outcomes.signing.document import Opening, Signatory, Signed
from server.outcomes.signing.means import Means
from server.outcomes.trouble import Trouble, TroubleKind
from server.outcomes.verification.verdict import Verdict

if TYPE_CHECKING:
    from server.outcomes.signing.bench import Bench

T = TypeVar("T")

NICE: Final = 5
"""Steps behind the service: media comes first."""
MOST: Final = 128
"""How many may wait: fifty workers who sign at once, and then some."""
PATIENCE: Final = 90.0
"""Seconds until an answer, the wait for others included."""
_SWEEP_EVERY: Final = 16


class Workshop:
    """The service's hand on it."""

    def __init__(self, means: Means, *, most: int = MOST, patience: float = PATIENCE) -> None:
        self._means = means
        self._child = Child(NICE, most=most, patience=patience, begin=_begin)

    @property
    def process(self) -> int:
        """The process's number; 0 where there is none."""
        return self._child.process

    async def freeze(self, pdf: bytes, openings: Sequence[Opening]) -> bytes:
        """The text is final, with a field for each opening; raises Trouble."""
        return await self._do(_freeze, pdf, tuple(openings))

    async def sign(
        self, pdf: bytes, name: str, who: Signatory, stamp: bytes, frozen: str | None = None
    ) -> Signed:
        """One more signature. ``stamp``: a one-page PDF of how it looks.

        ``frozen``: SHA-256 of what must have been frozen, so that nobody signs a version that is void. Raises Trouble.
        """
        return await self._do(_sign, pdf, name, who, stamp, frozen)

    async def seal(self, pdf: bytes, name: str, stamp: bytes, frozen: str | None = None) -> bytes:
        """The centre's seal, last of all; raises Trouble."""
        return await self._do(_seal, pdf, name, stamp, frozen)

    async def check(self, pdf: bytes) -> Verdict:
        """What one of our own documents is worth, by our root and newest lists; raises Trouble.

        For files of strangers there is ``verification.examiner``.
        """
        return await self._do(_check, pdf)

    def close(self) -> None:
        """Whoever waits gets an error."""
        self._child.close()

    async def _do(self, work: Callable[..., T], *given: object) -> T:
        try:
            return await self._child.do(work, self._means, *given)
        except Full:
            raise Trouble(TroubleKind.BUSY) from None
        except Ended as error:
            raise Trouble(TroubleKind.INTERRUPTED, str(error)) from error


# -- in the process

_benches: Final[dict[Means, "Bench"]] = {}
_done = 0


def _begin() -> None:
    """A sweep over all that the libraries hold takes a second; what is there at the start stays anyway."""
    import server.outcomes.signing.bench  # noqa: F401 - loaded before, so that it is not swept

    gc.collect()
    gc.freeze()
    gc.disable()


def _freeze(means: Means, pdf: bytes, openings: tuple[Opening, ...]) -> bytes:
    return _run(_bench(means).press().freeze(pdf, openings))


def _sign(means: Means, pdf: bytes, name: str, who: Signatory, stamp: bytes, frozen: str | None) -> Signed:
    return _run(_bench(means).press().sign(pdf, name, who, stamp, frozen))


def _seal(means: Means, pdf: bytes, name: str, stamp: bytes, frozen: str | None) -> bytes:
    return _run(_bench(means).press().seal(pdf, name, stamp, frozen))


def _check(means: Means, pdf: bytes) -> Verdict:
    return _run(_bench(means).press().check(pdf))


def _bench(means: Means) -> "Bench":
    from server.outcomes.signing.bench import Bench  # the service itself never loads what is in it

    bench = _benches.get(means)
    if bench is None:
        bench = _benches[means] = Bench(means)
    return bench


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Whatever goes wrong in a library is told as ours, without what it would quote."""
    global _done
    _done += 1
    if _done % _SWEEP_EVERY == 0:
        gc.collect()
    try:
        return asyncio.run(work)
    except Trouble:
        raise
    except Exception as error:
        raise Trouble(TroubleKind.NOT_AS_EXPECTED, type(error).__name__) from None
