"""Speech told from silence by its level above that of the room, where no model does it."""

import math
from collections import deque
from operator import mul
from typing import Final

from recordings.transcription.engine import Samples

_QUIETEST: Final = -60.0
"""dB below full scale: what is softer is silence in any room."""
_BEGINS: Final = 10.0
"""dB above the room at which speech begins."""
_LASTS: Final = 6.0
"""dB above the room above which it lasts."""
_BLOCK: Final = 12
_BLOCKS: Final = 8
"""The room is as loud as the softest of the last three seconds: whoever speaks draws breath in them."""


class LevelDetector:
    """See Detector."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """See Detector."""
        self._floors: deque[float] = deque([_QUIETEST] * _BLOCKS, _BLOCKS)
        self._block: list[float] = []
        self._level = _QUIETEST
        self._speaks = False

    def voiced(self, frame: Samples) -> bool:
        """See Detector."""
        power = sum(map(mul, frame, frame)) / len(frame)
        level = 10 * math.log10(power) if power > 1e-6 else _QUIETEST
        # Half of the last one in it: a click is no speech.
        self._level = (self._level + level) / 2
        self._block.append(self._level)
        if len(self._block) == _BLOCK:
            self._floors.append(max(min(self._block), _QUIETEST))
            self._block.clear()
        above = self._level - min(self._floors)
        self._speaks = above > (_LASTS if self._speaks else _BEGINS)
        return self._speaks
