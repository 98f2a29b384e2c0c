"""The media plane's counters as Prometheus metrics, read when they are asked for. No people, no rooms by
name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector


class MediaCollector(Collector):
    """`counters` only grow; `gauges` are of the moment."""

    def __init__(
        self, counters: Callable[[], Mapping[str, int]], gauges: Callable[[], Mapping[str, float]]
    ) -> None:
        self._counters = counters
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        for name, value in self._counters().items():
            yield CounterMetricFamily(f"yuntiao_media_{name}", f"Media plane: {_spelled(name)}", value=value)
        for name, gauge in self._gauges().items():
            yield GaugeMetricFamily(
                f"yuntiao_media_{name}", f"Media plane: {_spelled(name)}, now", value=gauge
            )


def _spelled(name: str) -> str:
    return name.replace("_", " ")
