"""Logs without personal data, and the measure of how late the event loop is.

A log line names an event and carries codes, counts, times and unguessable identifiers; never names, texts, tokens,
codes, addresses of people or paths with tokens. Only keys listed here pass.
"""

import asyncio
import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Final, TextIO, cast

import structlog

from signaling.metrics import Metrics

SAFE_KEYS: Final = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "room",
        "seat",
        "code",
        "count",
        "ms",
        "handler",
        "url",
        "port",
        "version",
    }
    | {"signal", "error", "where", "status", "route", "method", "host", "udp_port", "database"}
)
STALL_STEP: Final = 0.05
_BROKEN_HTTP: Final = "aiohttp.http_exceptions"
"""Where the errors are at home that anybody can cause: a line for each would let them fill the disk."""


class CheckFailed(Exception):
    """A part that the service stands on cannot do its work now."""


def configure(log_format: str, stream: TextIO | None = None) -> None:
    """Send structured lines to standard error; libraries' own logging is limited to warnings without arguments."""
    renderer: Any = (
        structlog.dev.ConsoleRenderer()
        if log_format == "text"
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _exception_without_values,
            _only_safe_keys,
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(stream or cast(TextIO, _StandardError())),
        cache_logger_on_first_use=True,
    )
    logging.getLogger("aiohttp.access").disabled = True
    logging.basicConfig(handlers=[_Forwarder()], level=logging.WARNING, force=True)


class _StandardError:
    """Standard error as it is when something is written: another may have been in its place, and closed since."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


class _Forwarder(logging.Handler):
    """A library's line as one of ours: where and what kind, not what it says of the data."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and getattr(record.exc_info[0], "__module__", "") == _BROKEN_HTTP:
            return
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "none"
        structlog.get_logger().warning("library", where=f"{record.name}:{record.lineno}", error=kind)


def _exception_without_values(
    _logger: Any, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Of an exception: its type and the places in our code; its message may quote data."""
    if line.pop("exc_info", None):
        kind, _, trace = sys.exc_info()
        line["error"] = kind.__name__ if kind else "unknown"
        places = []
        while trace is not None:
            code = trace.tb_frame.f_code
            places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        line["where"] = " < ".join(reversed(places[-8:]))
    return line


def _only_safe_keys(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: item for key, item in line.items() if key in SAFE_KEYS}


async def watch_the_loop(metrics: Metrics) -> None:
    """Measure for ever how late a timer runs: what a stalled loop would do to packets."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + STALL_STEP
        await asyncio.sleep(STALL_STEP)
        metrics.loop_stall.observe(max(0.0, loop.time() - due))
