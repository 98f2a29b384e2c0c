"""Which publisher is shown in which of a subscriber's fixed receive slots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from signaling.media.offer import Medium


class Source(NamedTuple):
    """A publisher's stream as the policy names it."""

    seat: str
    kind: str
    """`audio`, `camera` or `screen`."""


@dataclass(frozen=True, slots=True)
class SlotTable:
    """`now`: what each slot carries (every mid is present); `last`: what it carried last, kept when it falls free."""

    now: Mapping[str, Source | None] = field(default_factory=dict)
    last: Mapping[str, Source] = field(default_factory=dict)


def assign(
    slots: Sequence[tuple[str, Medium]],
    wanted: Iterable[Source],
    current: SlotTable,
    spoke: Mapping[str, float],
) -> SlotTable:
    """Puts `wanted` into `slots` (mid, medium). Pure and stable.

    Who is in a slot stays in it; who had one before gets it back when it is free; a fresh slot is taken in the order of
    the offer. When there are more than fit: screens before cameras, then who spoke last (`spoke`: seat → monotonic
    seconds, absent = never), then who is already shown.
    """
    raise NotImplementedError
