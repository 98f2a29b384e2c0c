"""Which octets of a file somebody asks for (RFC 9110 sections 13.1.5 and 14)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

_BYTES: Final = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Whole:
    """All of it: nothing else was asked for, or nothing that is answered in part."""


@dataclass(frozen=True, slots=True)
class Part:
    """At least one octet, from `start` up to and without `end`."""

    start: int
    end: int

    def content_range(self, size: int) -> str:
        """What the answer (206) says of itself."""
        return f"bytes {self.start}-{self.end - 1}/{size}"


@dataclass(frozen=True, slots=True)
class Unsatisfiable:
    """The file has none of it (416)."""

    def content_range(self, size: int) -> str:
        """What the answer says of the file."""
        return f"bytes */{size}"


Asked: TypeAlias = Whole | Part | Unsatisfiable


def etag(plain_digest: bytes) -> str:
    """A strong validator: what a file is, not where it is kept."""
    return f'"{plain_digest.hex()}"'


def asked(size: int, tag: str, header: str | None, if_range: str | None = None) -> Asked:
    """`header`, `if_range`: of the request, None where it has none.

    Several ranges at once, another unit and what is malformed are answered with the whole, as a server may; so is a
    condition that does not name this very file (section 13.1.5: a date or a weak validator never does).
    """
    if header is None or (if_range is not None and if_range.strip() != tag):
        return Whole()
    match = _BYTES.fullmatch(header.strip())
    if match is None or match[1] == match[2] == "":
        return Whole()
    first, last = match[1], match[2]
    if first == "":
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return Whole()
    return Part(start, end) if start < end else Unsatisfiable()
