"""What the service says about itself: quantiles of its Prometheus histograms."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp


@dataclass(frozen=True, slots=True)
class Histogram:
    """Cumulative counts by upper bound, as scraped."""

    counts: dict[float, float]

    def since(self, before: Histogram) -> Histogram:
        return Histogram({bound: n - before.counts.get(bound, 0.0) for bound, n in self.counts.items()})

    def quantile(self, share: float) -> float:
        """Linear within the bucket, as Prometheus' `histogram_quantile`; the last finite bound at most."""
        bounds = sorted(self.counts)
        total = self.counts[bounds[-1]] if bounds else 0.0
        if not total:
            return float("nan")
        rank, lower, below = share * total, 0.0, 0.0
        for bound in bounds:
            count = self.counts[bound]
            if count >= rank:
                if bound == float("inf"):
                    return lower
                return lower + (bound - lower) * (rank - below) / max(count - below, 1e-9)
            lower, below = bound, count
        return lower


async def histogram(url: str, name: str) -> Histogram:
    """The histogram `name` of `url`/metrics, its labels summed up."""
    counts: dict[float, float] = {}
    async with aiohttp.ClientSession() as http, http.get(url + "/metrics") as answer:
        answer.raise_for_status()
        for line in (await answer.text()).splitlines():
            if line.startswith(name + "_bucket"):
                labels, _, value = line.rpartition(" ")
                bound = float(labels.partition('le="')[2].partition('"')[0].replace("+Inf", "inf"))
                counts[bound] = counts.get(bound, 0.0) + float(value)
    return Histogram(counts)
