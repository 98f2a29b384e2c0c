"""SDP as lines and sections, within limits: syntax only (RFC 8866). The meaning is for `offer`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rooms.errors import ErrorCode

MAX_OCTETS = 256 * 1024
MAX_LINES = 16 * 1024
MAX_LINE = 4096
MAX_MEDIA_LINES = 64
"""A browser's offer with every codec, 21 media lines and candidates: about 62,000 octets in 2,000 lines."""


class NegotiationCode(StrEnum):
    """Why an offer was refused: those of `rooms.errors.ErrorCode` that negotiation uses."""

    SDP_INVALID = ErrorCode.SDP_INVALID
    SDP_TOO_LARGE = ErrorCode.SDP_TOO_LARGE
    SDP_UNSUPPORTED = ErrorCode.SDP_UNSUPPORTED
    RESTART_STALE = ErrorCode.RESTART_STALE


class NegotiationError(Exception):
    """A refused offer: a code and JSON-able parameters, which never quote the offer."""

    def __init__(self, code: NegotiationCode, **params: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.params: Mapping[str, str | int] = params


def invalid(what: str) -> NegotiationError:
    """The offer breaks the grammar or contradicts itself in `what`."""
    return NegotiationError(NegotiationCode.SDP_INVALID, what=what)


def unsupported(what: str) -> NegotiationError:
    """The offer is sound, but we cannot serve its `what`."""
    return NegotiationError(NegotiationCode.SDP_UNSUPPORTED, what=what)


@dataclass(frozen=True, slots=True)
class Section:
    """Attributes by name, in their order; `a=name` without a value has the value ""."""

    attributes: dict[str, list[str]] = field(default_factory=dict)

    def all(self, name: str) -> list[str]:
        return self.attributes.get(name, [])

    def first(self, name: str) -> str | None:
        values = self.attributes.get(name)
        return values[0] if values else None

    def has(self, name: str) -> bool:
        return name in self.attributes


@dataclass(frozen=True, slots=True)
class MediaSection(Section):
    """A media line and its attributes."""

    medium: str = ""
    port: int = 0
    protocol: str = ""
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    session: Section
    media: tuple[MediaSection, ...]


_LINE = re.compile(r"[a-z]=[^\x00-\x1f\x7f]*")
_TOKEN = r"[!#-'*+\-.0-9A-Z^-~]{1,64}"  # noqa: S105  (RFC 8866 §9: a grammar's token)
_MEDIA = re.compile(
    rf"({_TOKEN}) (\d{{1,5}})(?:/\d{{1,5}})? ({_TOKEN}(?:/{_TOKEN}){{0,4}})((?: {_TOKEN}){{1,128}})"
)


def parse_description(sdp: str) -> Description:
    """Splits an SDP into its sections.

    Raises NegotiationError: `sdp_too_large` (params: `what`, `limit`) or `sdp_invalid` (params: `what`).
    """
    lines = _lines(sdp)
    if lines[0] != "v=0":
        raise invalid("version")
    session = Section()
    media: list[MediaSection] = []
    current = session
    for line in lines[1:]:
        if not _LINE.fullmatch(line):
            raise invalid("line")
        if line.startswith("a="):
            name, _, value = line[2:].partition(":")
            current.attributes.setdefault(name, []).append(value)
        elif line.startswith("m="):
            current = _media_section(line[2:])
            media.append(current)
            if len(media) > MAX_MEDIA_LINES:
                raise _too_large("media", MAX_MEDIA_LINES)
    if not media:
        raise invalid("media")
    return Description(session, tuple(media))


def _lines(sdp: str) -> list[str]:
    # Counting characters first spares encoding a text that is too long in any encoding.
    if len(sdp) > MAX_OCTETS or len(sdp.encode("utf-8", "surrogatepass")) > MAX_OCTETS:
        raise _too_large("octets", MAX_OCTETS)
    # CRLF ends a line, and parsers accept a lone LF (RFC 8866 §5); a stray CR fails the line's pattern.
    lines = sdp.removesuffix("\n").removesuffix("\r").replace("\r\n", "\n").split("\n")
    if len(lines) > MAX_LINES:
        raise _too_large("lines", MAX_LINES)
    if max(map(len, lines)) > MAX_LINE:
        raise _too_large("line", MAX_LINE)
    return lines


def _too_large(what: str, limit: int) -> NegotiationError:
    return NegotiationError(NegotiationCode.SDP_TOO_LARGE, what=what, limit=limit)


def _media_section(value: str) -> MediaSection:
    match = _MEDIA.fullmatch(value)
    if match is None or int(match[2]) > 65535:
        raise invalid("media")
    return MediaSection({}, match[1], int(match[2]), match[3], tuple(match[4].split()))
