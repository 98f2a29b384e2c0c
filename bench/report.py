"""What a benchmark prints: figures with their runs, their median and whether the target is met."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Value = str | int | float | bool | None | list[float] | dict[str, float]
Detail = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Target:
    """A bound that the median of a figure's runs has to keep: `at_most`, or at least when `side` says so."""

    bound: float
    side: Literal["at most", "at least"] = "at most"
    aim: float | None = None

    def met_by(self, value: float) -> bool:
        return value <= self.bound if self.side == "at most" else value >= self.bound


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: `runs` in `unit`; its value is their median."""

    name: str
    unit: str
    runs: Sequence[float]
    target: Target | None = None
    detail: Detail = field(default_factory=dict)

    @property
    def value(self) -> float:
        return statistics.median(self.runs)

    @property
    def met(self) -> bool | None:
        return None if self.target is None else self.target.met_by(self.value)

    def as_dict(self) -> dict[str, object]:
        line: dict[str, object] = {
            "name": self.name,
            "value": round(self.value, 3),
            "unit": self.unit,
            "runs": [round(run, 3) for run in self.runs],
        }
        if self.target is not None:
            line["target"] = f"{self.target.side} {self.target.bound:g}"
            if self.target.aim is not None:
                line["aim"] = self.target.aim
            line["met"] = self.met
        return line | dict(self.detail)


def show(figure: Figure) -> None:
    """Print the figure as one line of JSON on standard output."""
    print(json.dumps(figure.as_dict(), ensure_ascii=False), flush=True)


def note(text: str) -> None:
    """Say on standard error what is going on; standard output carries figures only."""
    print(text, file=sys.stderr, flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest-rank percentile; `share` in 0..1. Not a number for no values."""
    if not values:
        return float("nan")
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]
