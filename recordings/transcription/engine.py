"""What puts speech into words, as the transcriber needs it; and what tells speech from silence."""

from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol, TypeAlias

RATE: Final = 16_000
"""Samples a second."""
FRAME: Final = 512
"""Samples that are judged together, 32 ms."""

Samples: TypeAlias = "array[float]"  # no subscript at run time before Python 3.12
"""Single precision, between -1 and 1, one channel, at RATE."""


class Engine(Protocol):
    """A loaded model. It does one thing at a time."""

    name: str

    def text(self, samples: Samples) -> str:
        """The words, as the model writes them; empty when it heard none."""


class Detector(Protocol):
    """Tells speech from silence along one voice."""

    def voiced(self, frame: Samples) -> bool:
        """Whether there is speech in the next FRAME samples."""

    def reset(self) -> None:
        """What comes next has nothing to do with what came before."""


class ModelFault(Exception):
    """A model cannot be used; the text says why, for an operator."""


Load = Callable[[Path], tuple[Engine, Callable[[], Detector]]]
"""Loads what is in a folder; raises ModelFault, or ends the process, as native code does."""
