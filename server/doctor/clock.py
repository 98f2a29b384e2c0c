"""The clock: codes, certificates and relay credentials end by it, and records are dated by it."""

import ctypes
import struct
from datetime import UTC, datetime
from typing import Final

from server.config import Settings
from server.doctor.finding import Finding, fault, ok, warning

_SUBJECT: Final = "clock"
_ADVICE: Final = "let the machine keep time, e. g. apt install systemd-timesyncd && timedatectl set-ntp true"
_UNSYNCHRONISED: Final = 0x40
"""STA_UNSYNC in the status of adjtimex(2)."""
_STATUS_AT, _TIMEX_SIZE = 40, 512
_RELEASED: Final = datetime(2025, 1, 1, tzinfo=UTC)


def examine_clock(_settings: Settings) -> list[Finding]:
    """Whether the kernel believes its clock, and whether the date can be."""
    now = datetime.now(UTC)
    if now < _RELEASED:
        return [fault(_SUBJECT, f"it says {now:%Y-%m-%d}, which is long past", _ADVICE)]
    status = kernel_status()
    if status is None:
        return [
            warning(
                _SUBJECT,
                f"it says {now:%Y-%m-%d %H:%M} UTC; the kernel does not tell how right it is",
                _ADVICE,
            )
        ]
    if status & _UNSYNCHRONISED:
        return [warning(_SUBJECT, f"it says {now:%Y-%m-%d %H:%M} UTC, and nobody keeps it right", _ADVICE)]
    return [ok(_SUBJECT, f"{now:%Y-%m-%d %H:%M} UTC, kept right")]


def kernel_status() -> int | None:
    """The status word of adjtimex(2), read only; None where there is none (64-bit Linux has it)."""
    call = getattr(ctypes.CDLL(None), "adjtimex", None)
    timex = ctypes.create_string_buffer(_TIMEX_SIZE)
    if call is None or ctypes.sizeof(ctypes.c_long) != 8 or call(timex) < 0:
        return None
    return int(struct.unpack_from("=i", timex.raw, _STATUS_AT)[0])
