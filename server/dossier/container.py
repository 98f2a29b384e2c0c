"""The form of a bundle's zip file: for given members there is exactly one.

Nothing is compressed, nobody's clock is in it, no field is free: whoever has the members can write every octet
between them again and compare. (APPNOTE.TXT - .ZIP File Format Specification 6.3.10, sections 4.3.7 to 4.3.16.)
"""

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

LOCAL: Final = struct.Struct("<4sHHHHHLLLHH")
CENTRAL: Final = struct.Struct("<4sHHHHHHLLLHHHHHLL")
END: Final = struct.Struct("<4sHHHHLLH")
END_64: Final = struct.Struct("<4sQHHLLQQQQ")
LOCATOR_64: Final = struct.Struct("<4sLQL")

LOCAL_MARK: Final = b"PK\x03\x04"
CENTRAL_MARK: Final = b"PK\x01\x02"
END_MARK: Final = b"PK\x05\x06"
END_64_MARK: Final = b"PK\x06\x06"
LOCATOR_64_MARK: Final = b"PK\x06\x07"

_PLAIN: Final = 20
_LARGE: Final = 45
"""Versions needed to extract: with 64-bit sizes it is the latter."""
_UNIX: Final = 3 << 8
_UTF8: Final = 0x0800
_NO_DATE: Final = 0x0021
"""1 January 1980, the first that can be written: times are in the bundle's own files, in UTC."""
_FILE: Final = 0o100644 << 16
MOST_32: Final = 0xFFFFFFFF
MOST_16: Final = 0xFFFF


@dataclass(frozen=True, slots=True)
class Member:
    """A file in the bundle: its name, octets, and their CRC-32."""

    name: str
    size: int
    crc: int


class SourceChanged(Exception):
    """What was to be written is not what was measured before."""


def header(member: Member) -> bytes:
    """What stands before a member's octets."""
    name = member.name.encode()
    large = member.size >= MOST_32
    extra = struct.pack("<HHQQ", 1, 16, member.size, member.size) if large else b""
    size = MOST_32 if large else member.size
    needed = _LARGE if large else _PLAIN
    return (
        LOCAL.pack(LOCAL_MARK, needed, _UTF8, 0, 0, _NO_DATE, member.crc, size, size, len(name), len(extra))
        + name
        + extra
    )


def ending(members: Sequence[Member]) -> bytes:
    """What stands behind the last member: the directory and its end."""
    records, offset = [], 0
    for member in members:
        records.append(_record(member, offset))
        offset += len(header(member)) + member.size
    directory = b"".join(records)
    return directory + _end(len(members), len(directory), offset)


def length(members: Sequence[Member]) -> int:
    """Octets of the whole file."""
    return sum(len(header(member)) + member.size for member in members) + len(ending(members))


def write(members: Sequence[tuple[Member, Iterable[bytes]]], out: Callable[[bytes], object]) -> None:
    """The whole file; raises SourceChanged."""
    for member, octets in members:
        out(header(member))
        for piece in _as_measured(member, octets):
            out(piece)
    out(ending([member for member, _ in members]))


def _as_measured(member: Member, octets: Iterable[bytes]) -> Iterator[bytes]:
    size, crc = 0, 0
    for piece in octets:
        size += len(piece)
        crc = zlib.crc32(piece, crc)
        yield piece
    if (size, crc) != (member.size, member.crc):
        raise SourceChanged(member.name)


def _record(member: Member, offset: int) -> bytes:
    name = member.name.encode()
    wide = [value for value in (member.size,) if value >= MOST_32] * 2
    wide += [offset] if offset >= MOST_32 else []
    extra = struct.pack(f"<HH{len(wide)}Q", 1, 8 * len(wide), *wide) if wide else b""
    needed = _LARGE if wide else _PLAIN
    size = min(member.size, MOST_32)
    return (
        CENTRAL.pack(
            CENTRAL_MARK,
            _UNIX | needed,
            needed,
            _UTF8,
            0,
            0,
            _NO_DATE,
            member.crc,
            size,
            size,
            len(name),
            len(extra),
            0,
            0,
            0,
            _FILE,
            min(offset, MOST_32),
        )
        + name
        + extra
    )


def _end(count: int, size: int, offset: int) -> bytes:
    large = b""
    if count >= MOST_16 or size >= MOST_32 or offset >= MOST_32:
        large = END_64.pack(
            END_64_MARK, END_64.size - 12, _UNIX | _LARGE, _LARGE, 0, 0, count, count, size, offset
        ) + LOCATOR_64.pack(LOCATOR_64_MARK, 0, offset + size, 1)
    short = min(count, MOST_16)
    return large + END.pack(END_MARK, 0, 0, short, short, min(size, MOST_32), min(offset, MOST_32), 0)
