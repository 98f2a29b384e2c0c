"""SDP as lines and sections, with limits: syntax only (RFC 8866). The meaning is in `offer` and `answer`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

MAX_OCTETS = 256 * 1024
MAX_MEDIA_LINES = 64
MAX_LINES = 16 * 1024
MAX_LINE = 4096


class NegotiationCode(StrEnum):
    """Why an offer was refused. Values are wire error codes."""

    SDP_INVALID = "sdp_invalid"
    SDP_TOO_LARGE = "sdp_too_large"
    SDP_UNSUPPORTED = "sdp_unsupported"
    RESTART_STALE = "restart_stale"
    RESTART_MISMATCH = "restart_mismatch"


class NegotiationError(Exception):
    """A refused offer: a code and JSON-able parameters; never text of the offer itself."""

    def __init__(self, code: NegotiationCode, **params: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.params: Mapping[str, str | int] = params
