"""Figures about the live session for Prometheus: counts and times only, never who or where."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_MILLISECONDS = (
    0.0005,
    0.001,
    0.002,
    0.004,
    0.006,
    0.008,
    0.01,
    0.015,
    0.02,
    0.03,
    0.05,
    0.1,
    0.25,
    0.5,
    1.0,
    2.5,
)


class Metrics:
    """The counters of one process, on a registry of their own."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.rooms = Gauge("yuntiao_rooms", "Rooms held by this process", registry=registry)
        self.people = Gauge("yuntiao_people", "People connected", registry=registry)
        self.recordings_waiting = Gauge(
            "yuntiao_recordings_waiting", "Finished files that the storage has not got yet", registry=registry
        )
        self.recordings_waiting_seconds = Gauge(
            "yuntiao_recordings_waiting_seconds",
            "For how long the oldest of them has waited",
            registry=registry,
        )
        self.commands = Counter("yuntiao_commands", "Commands by outcome", ["outcome"], registry=registry)
        self.refused_messages = Counter(
            "yuntiao_refused_messages", "Messages refused at the edge", ["code"], registry=registry
        )
        self.mailbox_lag = Histogram(
            "yuntiao_mailbox_lag_seconds",
            "From a command's arrival to its turn",
            buckets=_MILLISECONDS,
            registry=registry,
        )
        self.cut = Histogram(
            "yuntiao_cut_seconds",
            "From a command's turn until its forbidden media has stopped",
            buckets=_MILLISECONDS,
            registry=registry,
        )
        self.commit = Histogram(
            "yuntiao_commit_seconds", "One append to the log", buckets=_MILLISECONDS, registry=registry
        )
        self.loop_stall = Histogram(
            "yuntiao_loop_stall_seconds",
            "How late the event loop ran a timer",
            buckets=_MILLISECONDS,
            registry=registry,
        )
