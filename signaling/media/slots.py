"""Which publisher is heard or seen in which of a subscriber's fixed receive slots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from signaling.media.media_line import SENDERS, Medium


class Source(NamedTuple):
    """A publisher's stream as the policy names it."""

    seat: str
    kind: str
    """`audio`, `camera` or `screen`."""


@dataclass(frozen=True, slots=True)
class SlotTable:
    """What a subscriber's slots carry, by mid."""

    now: Mapping[str, Source | None] = field(default_factory=dict)
    """Every mid is present; None = free."""
    last: Mapping[str, Source] = field(default_factory=dict)
    """What each slot carried last: its present or its former source."""


def assign(
    slots: Sequence[tuple[str, Medium]],
    wanted: Iterable[Source],
    current: SlotTable,
    spoke: Mapping[str, float],
) -> SlotTable:
    """Puts `wanted` into `slots` (mid, medium; in the offer's order). Pure and stable.

    Who is in a slot stays there, and who was there before gets it back when it is free. The nth audio and the
    nth video slot belong together (browsers play them in step), so that one person's voice and camera go
    there if they can; screens begin from the end. When there are more than fit: screens before cameras, then
    who spoke last (`spoke`: seat → monotonic seconds; absent = never), then who is shown already.
    """
    placing = _Placing(slots, current)
    sources = set(wanted)
    for medium in Medium:
        placing.choose(medium, [source for source in sources if SENDERS[source.kind] is medium], spoke)
    placing.keep()
    for medium in Medium:
        placing.fill(medium)
    placed = {mid: source for mid, source in placing.table.items() if source is not None}
    return SlotTable(placing.table, {**current.last, **placed})


class _Placing:
    """One assignment in the making."""

    def __init__(self, slots: Sequence[tuple[str, Medium]], current: SlotTable) -> None:
        self.table: dict[str, Source | None] = {mid: None for mid, _ in slots}
        self._current = current
        self._mids = {medium: [mid for mid, own in slots if own is medium] for medium in Medium}
        pairs = list(zip(self._mids[Medium.AUDIO], self._mids[Medium.VIDEO], strict=False))
        self._partner = {**dict(pairs), **{video: audio for audio, video in pairs}}
        self._chosen: dict[Medium, list[Source]] = {}

    def choose(self, medium: Medium, sources: list[Source], spoke: Mapping[str, float]) -> None:
        """Those that fit, the most important first."""
        shown = set(self._current.now.values())
        sources.sort(key=lambda one: (one.kind != "screen", -spoke.get(one.seat, 0.0), one not in shown, one))
        self._chosen[medium] = sources[: len(self._mids[medium])]

    def keep(self) -> None:
        """Leaves those where they are who are still chosen; each only once."""
        for medium in Medium:
            waiting = set(self._chosen[medium])
            for mid in self._mids[medium]:
                source = self._current.now.get(mid)
                if source in waiting:
                    self.table[mid] = source
                    waiting.discard(source)
            self._chosen[medium] = [source for source in self._chosen[medium] if source in waiting]

    def fill(self, medium: Medium) -> None:
        """Finds a slot for each that has none: there are enough."""
        for source in self._chosen[medium]:
            free = [mid for mid in self._mids[medium] if self.table[mid] is None]
            if source.kind == "screen":
                free.reverse()
            self.table[min(free, key=lambda mid: self._unfitness(mid, source))] = source

    def _unfitness(self, mid: str, source: Source) -> tuple[bool, bool, bool]:
        former = self._current.last.get(mid)
        partner = self._partner.get(mid)
        beside = self.table[partner] if partner is not None else None
        mine = beside is not None and beside.seat == source.seat and source.kind != "screen"
        return former != source, not mine, former is not None or beside is not None
