"""The kernel's part of a cheap receiver: drop most RTP packets unread, count all, stamp their arrival.

Linux only. A packet that a socket filter refuses is still counted in the socket's drop counter (udp(7),
`sk_drops`), so received = read + dropped is exact although hardly anything is read.
"""

from __future__ import annotations

import contextlib
import ctypes
import socket
import struct
from collections.abc import Sequence

# <asm-generic/socket.h>; the socket module does not name them
SO_ATTACH_FILTER = 26
SO_DETACH_FILTER = 27
SO_TIMESTAMPNS = 35
SO_MEMINFO = 55
SK_MEMINFO_DROPS = 8
_MEMINFO = struct.Struct("9I")
_TIMESPEC = struct.Struct("@ll")
ANCILLARY = socket.CMSG_SPACE(_TIMESPEC.size)

# classic BPF (linux/filter.h); a UDP socket's filter sees the packet from its UDP header (8 bytes)
_LOAD_BYTE, _LOAD_HALF, _AND, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x30, 0x28, 0x54, 0x15, 0x35, 0x06


def stamp_arrivals(sock: socket.socket) -> None:
    """Let the kernel attach the arrival time (CLOCK_REALTIME) to what is received by `recvmsg`."""
    sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)


def arrival(ancillary: Sequence[tuple[int, int, bytes]]) -> float:
    """Seconds since the epoch at which the kernel took the packet; 0.0 when it is not stamped."""
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS:
            seconds, nanoseconds = _TIMESPEC.unpack(data)
            return float(seconds + nanoseconds / 1e9)
    return 0.0


def thin_out(sock: socket.socket, keep_one_in: int) -> None:
    """Drop RTP in the kernel but for sequence numbers divisible by `keep_one_in` (a power of two).

    STUN, DTLS and RTCP (RFC 7983, RFC 5761) always pass.
    """
    assert keep_one_in & (keep_one_in - 1) == 0
    program = [
        (_LOAD_BYTE, 0, 0, 8),
        (_JUMP_AT_LEAST, 0, 7, 128),  # below 128: not RTP: accept
        (_JUMP_AT_LEAST, 6, 0, 192),  # 192 and above: not RTP: accept
        (_LOAD_BYTE, 0, 0, 9),
        (_JUMP_AT_LEAST, 0, 1, 192),
        (_JUMP_AT_LEAST, 0, 3, 224),  # 192..223: RTCP: accept
        (_LOAD_HALF, 0, 0, 10),
        (_AND, 0, 0, keep_one_in - 1),
        (_JUMP_EQUAL, 0, 1, 0),
        (_RETURN, 0, 0, 0xFFFF),
        (_RETURN, 0, 0, 0),
    ]
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in program)
    held = ctypes.create_string_buffer(code)
    sock.setsockopt(
        socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HL", len(program), ctypes.addressof(held))
    )


def take_all(sock: socket.socket) -> None:
    """Undo `thin_out`, if it was done."""
    with contextlib.suppress(FileNotFoundError):
        sock.setsockopt(socket.SOL_SOCKET, SO_DETACH_FILTER, 0)


def dropped(sock: socket.socket) -> int:
    """Packets that reached the socket and were not queued: filtered, or its buffer was full (mod 2³²)."""
    return int(
        _MEMINFO.unpack(sock.getsockopt(socket.SOL_SOCKET, SO_MEMINFO, _MEMINFO.size))[SK_MEMINFO_DROPS]
    )
