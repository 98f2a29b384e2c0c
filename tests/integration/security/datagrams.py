"""Datagrams that nobody should send, each kind after a known attack or a known fault of a library."""

from __future__ import annotations

import random
import socket
import struct
from collections.abc import Callable, Sequence

from aioice import stun

KILLER = bytes((0x80, 0x60)) + bytes(1600)
"""Closes an aiortc connection, whoever sends it."""
LARGEST = 65_507
POOL = 4_096

Maker = Callable[[random.Random], bytes]


def noise(rng: random.Random) -> bytes:
    return rng.randbytes(rng.choice((0, 1, 2, 3, 4, 11, 12, 13, 19, 20, 28, 64, 300, 1200, 1500)))


def killers(rng: random.Random) -> bytes:
    """RTP of every type, longer than any buffer for it."""
    size = rng.choice((1501, 1602, 1603, 2048, 2049, 4096, 9000))
    return bytes((0x80 | rng.randrange(64), rng.randrange(256))) + rng.randbytes(size - 2)


def rtp_like(rng: random.Random) -> bytes:
    """Headers whose counts and lengths lie."""
    first = 0x80 | rng.randrange(64)
    head = struct.pack(
        "!BBHII",
        first,
        rng.randrange(256),
        rng.randrange(1 << 16),
        rng.randrange(1 << 32),
        rng.randrange(1 << 32),
    )
    extension = struct.pack("!HH", rng.choice((0xBEDE, 0x1000, 0)), rng.choice((0, 1, 2, 5, 300, 0xFFFF)))
    return (head + extension + rng.randbytes(rng.randrange(80)))[: rng.choice((12, 13, 15, 16, 24, 60, 200))]


def rtcp_like(rng: random.Random) -> bytes:
    kind = rng.choice((192, 200, 201, 202, 203, 204, 205, 206, 207, 223))
    words = rng.choice((0, 1, 2, 6, 40, 0xFFFF))
    return struct.pack("!BBH", 0x80 | rng.randrange(64), kind, words) + rng.randbytes(rng.randrange(120))


def dtls_like(rng: random.Random) -> bytes:
    """Records of every type and epoch, a greeting among them."""
    kind, version = rng.randrange(20, 64), rng.choice((0xFEFF, 0xFEFD, 0xFEFC, 0))
    body = rng.choice((bytes((1, 0, 0, 40)), bytes((2, 40)), bytes((1,)), b"")) + rng.randbytes(
        rng.randrange(200)
    )
    head = struct.pack(
        "!BHHHIH", kind, version, rng.choice((0, 1, 2, 0xFFFF)), 0, rng.randrange(1 << 32), len(body)
    )
    return head + body[: rng.choice((len(body), 0, 5))]


def stun_like(rng: random.Random) -> bytes:
    """Messages whose lengths and attributes lie."""
    attributes = b"".join(
        struct.pack("!HH", rng.choice((1, 6, 8, 0x20, 0x24, 0x25, 0x8028, 0x802A, rng.randrange(1 << 16))),
                    rng.choice((0, 1, 4, 20, 400, 0xFFFF))) + rng.randbytes(rng.choice((0, 4, 20, 24)))
        for _ in range(rng.randrange(8))
    )  # fmt: skip
    kind = rng.choice((0x0001, 0x0101, 0x0111, 0x0011, rng.randrange(1 << 14)))
    length = rng.choice((len(attributes), len(attributes) + 4, 0, 0xFFFF))
    return struct.pack("!HHI", kind, length, 0x2112A442) + rng.randbytes(12) + attributes


def checks(username: str) -> Maker:
    """Well-formed connectivity checks for somebody's connection, under passwords that are not theirs."""

    def make(rng: random.Random) -> bytes:
        request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST, rng.randbytes(12))
        known, _, remote = username.partition(":")
        request.attributes["USERNAME"] = rng.choice(
            (username, known, f"{known}:", f":{remote}", username * 10)
        )
        request.attributes["PRIORITY"] = rng.randrange(1 << 32)
        request.attributes["ICE-CONTROLLING"] = rng.randrange(1 << 62)
        request.attributes["USE-CANDIDATE"] = None
        request.add_message_integrity(rng.randbytes(16))
        if rng.random() < 0.5:
            request.add_fingerprint()
        return bytes(request)

    return make


def mutated(originals: Sequence[bytes]) -> Maker:
    """Datagrams that were right, with something else in a few places, cut short or drawn out."""

    def make(rng: random.Random) -> bytes:
        data = bytearray(rng.choice(originals))
        for _ in range(rng.randrange(1, 4)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        return bytes(data[: rng.randrange(1, len(data) + 1)]) + rng.randbytes(rng.choice((0, 0, 1, 100)))

    return make


def replayed(originals: Sequence[bytes]) -> Maker:
    """Datagrams that were right, again."""
    return lambda rng: rng.choice(originals)


class Storm:
    """Sends from many foreign addresses, and from those of people who are connected."""

    def __init__(
        self, target: tuple[str, int], makers: Sequence[Maker], seed: int, addresses: int = 8
    ) -> None:
        self._rng = rng = random.Random(seed)
        self._target = target
        self._pool = [rng.choice(makers)(rng) for _ in range(POOL)]
        self._pool[:3] = [KILLER, b"", rng.randbytes(LARGEST)]
        self._foreign = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(addresses)]
        for own in self._foreign:
            own.setblocking(False)
            own.bind(("127.0.0.1", 0))
        self.sent = 0

    def burst(self, count: int, own: Sequence[Callable[[bytes], None]] = ()) -> None:
        """`own` send from the address of somebody who is connected."""
        rng, target, pool = self._rng, self._target, self._pool
        ways = [*own, *((lambda data, way=way: way.sendto(data, target)) for way in self._foreign)]
        for _ in range(count):
            datagram = pool[int(rng.random() * POOL)]
            ways[int(rng.random() * len(ways))](datagram)
        self.sent += count

    def answers(self) -> list[bytes]:
        """What came back to the foreign addresses."""
        found = []
        for own in self._foreign:
            try:
                while True:
                    found.append(own.recv(4096))
            except BlockingIOError:
                pass
        return found

    def close(self) -> None:
        for own in self._foreign:
            own.close()
