"""The members of a zip file that anybody may have made: bounded in memory and time whatever it says of itself."""

import io
import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from server.dossier import container
from server.dossier.checking.fault import Fault, FaultKind

MOST_MEMBERS: Final = 100_000
_MOST_DIRECTORY: Final = 64 * 1024 * 1024
_PIECE: Final = 1024 * 1024
_COMMENT: Final = 0xFFFF
_MOST_OCTETS: Final = 2**62
"""Of all members unpacked, so that every place in what would be their container has a number of 63 bits."""
_RATIO: Final = 20
"""How many times larger than in the file a member may become: speech and pictures are packed already."""
_SMALL: Final = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """A member as the directory tells of it."""

    name: str
    size: int
    packed: int
    crc: int
    method: int
    flags: int
    mode: int
    offset: int

    @property
    def member(self) -> container.Member:
        return container.Member(self.name, self.size, self.crc)


class Unusable(Exception):
    """There is nothing to go on with."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.kind)
        self.fault = fault


class Unreadable(Exception):
    """A member's octets cannot be had."""


def entries(file: BinaryIO) -> list[Entry]:
    """What the directory lists, in its order; raises Unusable."""
    size = file.seek(0, io.SEEK_END)
    at, directory, count, offset = _end(file, size)
    if count > MOST_MEMBERS or directory > _MOST_DIRECTORY:
        raise Unusable(Fault(FaultKind.TOO_MUCH, detail=str(count)))
    begin = at - directory
    if begin < 0:
        raise Unusable(Fault(FaultKind.TRUNCATED))
    file.seek(begin)
    found = list(_records(file.read(directory), begin - offset))
    if len(found) != count:
        raise Unusable(Fault(FaultKind.NOT_A_BUNDLE))
    if any(_impossible(entry, size) for entry in found):
        raise Unusable(Fault(FaultKind.NOT_A_BUNDLE))
    if sum(entry.packed for entry in found) > size or sum(entry.size for entry in found) > _MOST_OCTETS:
        raise Unusable(Fault(FaultKind.TOO_MUCH))
    return found


def _impossible(entry: Entry, size: int) -> bool:
    """Whether it ends behind the file, or has a name that, with what stands for octets that are none, is too long."""
    return entry.offset + entry.packed > size or len(entry.name.encode()) > container.MOST_16


def read(file: BinaryIO, entry: Entry, most: int) -> Iterator[bytes]:
    """A member's octets, not more than ``most`` and one, nor than the directory tells and one; raises Unreadable."""
    begin = _data(file, entry)
    if entry.method == 0:
        yield from _stored(file, begin, min(entry.packed, most + 1))
    elif entry.method == zlib.DEFLATED:
        if entry.size > entry.packed * _RATIO + _SMALL:
            raise Unreadable
        yield from _inflated(file, begin, entry.packed, min(most, entry.size) + 1)
    else:
        raise Unreadable


def is_link(entry: Entry) -> bool:
    return stat.S_ISLNK(entry.mode)


def is_encrypted(entry: Entry) -> bool:
    return bool(entry.flags & 0x2041)


def is_unsafe(name: str) -> bool:
    """Whether unpacking it could write outside the folder that was chosen for it."""
    parts = name.replace("\\", "/").split("/")
    return not name.isprintable() or ".." in parts or name[:1] in {"/", "\\"} or ":" in parts[0]


def intact_before(file: BinaryIO) -> str:
    """The last member that is whole from the beginning on: where something was cut off, it was behind that."""
    size, at, last = file.seek(0, io.SEEK_END), 0, ""
    while True:
        file.seek(at)
        head = file.read(container.LOCAL.size)
        if len(head) < container.LOCAL.size or not head.startswith(container.LOCAL_MARK):
            return last
        *_, packed, _, name, extra = container.LOCAL.unpack(head)
        told = file.read(name)
        at += len(head) + name + extra + packed
        if packed == container.MOST_32 or at > size:
            return last
        last = told.decode(errors="replace")


def _end(file: BinaryIO, size: int) -> tuple[int, int, int, int]:
    """Where the directory ends, and its size, count and offset as the end of the file says."""
    tail_at = max(0, size - container.END.size - _COMMENT)
    file.seek(tail_at)
    tail = file.read(size - tail_at)
    place = tail.rfind(container.END_MARK)
    if place < 0 or len(tail) - place < container.END.size:
        file.seek(0)
        zip_ = file.read(4) == container.LOCAL_MARK
        kind = FaultKind.TRUNCATED if zip_ else FaultKind.NOT_A_BUNDLE
        raise Unusable(Fault(kind, detail=intact_before(file) if zip_ else ""))
    _, _, _, _, count, directory, offset, _ = container.END.unpack_from(tail, place)
    at = tail_at + place
    if count == container.MOST_16 or container.MOST_32 in {directory, offset}:
        return _end_64(file, at)
    return at, directory, count, offset


def _end_64(file: BinaryIO, at: int) -> tuple[int, int, int, int]:
    place = at - container.LOCATOR_64.size - container.END_64.size
    if place < 0:
        raise Unusable(Fault(FaultKind.NOT_A_BUNDLE))
    file.seek(place)
    mark, _, _, _, _, _, _, count, directory, offset = container.END_64.unpack(
        file.read(container.END_64.size)
    )
    if mark != container.END_64_MARK:
        raise Unusable(Fault(FaultKind.NOT_A_BUNDLE))
    return place, directory, count, offset


def _records(directory: bytes, shift: int) -> Iterator[Entry]:
    at = 0
    try:
        while at < len(directory):
            (mark, _, _, flags, method, _, _, crc, packed, size, name, extra, comment, _, _, attributes,
             offset) = container.CENTRAL.unpack_from(directory, at)  # fmt: skip
            if mark != container.CENTRAL_MARK:
                raise Unusable(Fault(FaultKind.NOT_A_BUNDLE))
            at += container.CENTRAL.size
            told = directory[at : at + name].decode(errors="replace")
            size, packed, offset = _wide(directory[at + name : at + name + extra], size, packed, offset)
            at += name + extra + comment
            yield Entry(told, size, packed, crc, method, flags, attributes >> 16, offset + shift)
    except struct.error as error:
        raise Unusable(Fault(FaultKind.NOT_A_BUNDLE)) from error


def _wide(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Sizes that need 64 bits; raises struct.error."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            field, wanted = at + 4, [size, packed, offset]
            for index, value in enumerate(wanted):
                if value == container.MOST_32:
                    (wanted[index],) = struct.unpack_from("<Q", extra, field)
                    field += 8
            return wanted[0], wanted[1], wanted[2]
        at += 4 + length
    return size, packed, offset


def _data(file: BinaryIO, entry: Entry) -> int:
    """Where a member's octets begin; raises Unreadable."""
    if entry.offset < 0:
        raise Unreadable
    file.seek(entry.offset)
    head = file.read(container.LOCAL.size)
    if len(head) < container.LOCAL.size or not head.startswith(container.LOCAL_MARK):
        raise Unreadable
    *_, name, extra = container.LOCAL.unpack(head)
    return int(entry.offset + len(head) + name + extra)


def _stored(file: BinaryIO, begin: int, size: int) -> Iterator[bytes]:
    file.seek(begin)
    while size > 0:
        piece = file.read(min(_PIECE, size))
        if not piece:
            raise Unreadable
        size -= len(piece)
        yield piece


def _inflated(file: BinaryIO, begin: int, packed: int, most: int) -> Iterator[bytes]:
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in _stored(file, begin, packed):
            while piece:
                made = unpacking.decompress(piece, min(_PIECE, most))
                most -= len(made)
                yield made
                if most <= 0 or unpacking.eof:
                    return
                piece = unpacking.unconsumed_tail
    except zlib.error as error:
        raise Unreadable from error
