"""One end of a media association: a UDP socket with ICE (controlling), DTLS and SRTP on it.

DTLS is aiortc's; everything else is the least that a peer on the same machine needs.
"""

from __future__ import annotations

import asyncio
import functools
import hmac
import os
import secrets
import socket
import struct
import zlib
from collections.abc import Callable
from typing import cast

from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from aiortc.rtcicetransport import RTCIceTransport
from pylibsrtp._binding import ffi, lib

from bench import receiving
from bench.description import Credentials, Remote

_BUFFERS = 4 << 20
_RECEIVES_A_WAKE_UP = 64
_MTU = 2048
_REQUEST, _SUCCESS, _COOKIE = b"\x00\x01", b"\x01\x01", b"\x21\x12\xa4\x42"

# One thread, one packet at a time: all associations share these.
_inbox = ffi.new("unsigned char[]", _MTU)
_outbox = ffi.new("unsigned char[]", _MTU)
_length = ffi.new("int *")
inbox = memoryview(ffi.buffer(_inbox)).cast("B")
outbox = memoryview(ffi.buffer(_outbox)).cast("B")


class ConnectError(Exception):
    """The other end did not answer, or its handshake failed."""


@functools.cache
def _certificate() -> RTCCertificate:
    return RTCCertificate.generateCertificate()


class Association:
    """`on_rtp(size, arrived)` and `on_rtcp(size)` find the decrypted packet in `inbox[:size]`."""

    role = "controlling"  # asked by aiortc's DTLS transport, which takes this object for its ICE transport

    def __init__(self, on_rtp: Callable[[int, float], None], on_rtcp: Callable[[int], None]) -> None:
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.setblocking(False)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFERS)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFERS)
        receiving.stamp_arrivals(self.sock)
        self.accepted = 0
        self.unauthentic = 0
        self.refused = 0
        self.rtcp_received = 0
        self.answered_checks = 0
        self.profile = ""
        self._on_rtp, self._on_rtcp = on_rtp, on_rtcp
        self._remote = Remote()
        self._ufrag, self._password = secrets.token_hex(4), secrets.token_hex(16)
        self._handshake: asyncio.Queue[bytes] = asyncio.Queue()
        self._reachable = asyncio.Event()
        self._dtls = RTCDtlsTransport(cast(RTCIceTransport, self), [_certificate()])
        self._unprotect_context = self._protect_context = ffi.NULL

    def credentials(self, setup: str = "actpass") -> Credentials:
        print_ = _certificate().getFingerprints()[0]
        return Credentials(self._ufrag, self._password, (print_.algorithm, print_.value), setup)

    async def connect(self, remote: Remote, wait: float = 10.0) -> None:
        """Check connectivity, nominate, shake hands. Raises ConnectError."""
        if not remote.addresses:
            raise ConnectError("the other end names no candidate")
        self._remote = remote
        self.sock.connect(remote.addresses[0])
        asyncio.get_running_loop().add_reader(self.sock.fileno(), self._readable)
        try:
            async with asyncio.timeout(wait):
                while not self._reachable.is_set():
                    self.check()
                    with_retry = asyncio.create_task(self._reachable.wait())
                    await asyncio.wait([with_retry], timeout=0.2)
                    with_retry.cancel()
                await self._shake_hands()
        except TimeoutError:
            raise ConnectError("no answer from the other end") from None

    async def _shake_hands(self) -> None:
        self._dtls._set_role("server" if self._remote.setup == "active" else "client")
        fingerprints = [RTCDtlsFingerprint(*print_) for print_ in self._remote.fingerprints]
        await self._dtls.start(RTCDtlsParameters(fingerprints=fingerprints))
        if self._dtls.state != "connected":
            raise ConnectError(f"DTLS: {self._dtls.state}")
        assert self._dtls._ssl is not None
        self.profile = self._dtls._ssl.get_selected_srtp_profile().decode()
        self._unprotect_context = self._dtls._rx_srtp._srtp[0]
        self._protect_context = self._dtls._tx_srtp._srtp[0]

    def close(self) -> None:
        """Let go of the socket at once; the other end notices by silence."""
        if self.sock.fileno() >= 0:
            asyncio.get_running_loop().remove_reader(self.sock.fileno())
            self.sock.close()
        if self._dtls._task is not None:
            self._dtls._task.cancel()
        self._unprotect_context = self._protect_context = ffi.NULL

    # -- sending

    def send_rtp(self, size: int) -> None:
        """Protect and send `outbox[:size]`. What the kernel does not take is counted in `refused`."""
        _length[0] = size
        status = lib.srtp_protect(self._protect_context, _outbox, _length)
        if status:
            raise RuntimeError(f"srtp_protect: {status}")
        self._transmit(_length[0])

    def send_rtcp(self, packet: bytes) -> None:
        outbox[: len(packet)] = packet
        _length[0] = len(packet)
        if lib.srtp_protect_rtcp(self._protect_context, _outbox, _length) == 0:
            self._transmit(_length[0])

    def _transmit(self, size: int) -> None:
        try:
            self.sock.send(outbox[:size])
        except OSError:
            self.refused += 1

    def check(self) -> None:
        """Send an ICE check that also nominates (RFC 8445 §7.2.2) and proves consent (RFC 7675)."""
        username = f"{self._remote.ufrag}:{self._ufrag}".encode()
        attributes = (
            _attribute(0x0006, username)
            + _attribute(0x802A, os.urandom(8))  # ICE-CONTROLLING
            + _attribute(0x0024, struct.pack("!I", 1853824767))  # PRIORITY
            + _attribute(0x0025, b"")  # USE-CANDIDATE
        )
        self._send_raw(_message(_REQUEST, os.urandom(12), attributes, self._remote.password.encode()))

    def _send_raw(self, data: bytes) -> None:
        try:
            self.sock.send(data)
        except OSError:
            self.refused += 1

    # -- what aiortc's DTLS transport asks of its ICE transport

    async def _recv(self) -> bytes:
        return await self._handshake.get()

    async def _send(self, data: bytes) -> None:
        self._send_raw(data)

    # -- receiving

    def _readable(self) -> None:
        for _ in range(_RECEIVES_A_WAKE_UP):
            try:
                size, ancillary, _, _ = self.sock.recvmsg_into([inbox], receiving.ANCILLARY)
            except (BlockingIOError, ConnectionRefusedError):
                return
            first = inbox[0]
            if 127 < first < 192:
                self._take_media(size, ancillary)
            elif first < 4:
                self._take_check(bytes(inbox[:size]))
            elif 19 < first < 64:
                self._handshake.put_nowait(bytes(inbox[:size]))

    def _take_check(self, message: bytes) -> None:
        """Ours was answered; or the other end checks too, as a full ICE agent does (RFC 8445 §7.3)."""
        if message[:2] == _REQUEST:
            host, port = self.sock.getpeername()
            address = bytes(a ^ b for a, b in zip(socket.inet_aton(host), _COOKIE, strict=True))
            port ^= int.from_bytes(_COOKIE[:2], "big")
            mapped = _attribute(0x0020, struct.pack("!HH", 1, port) + address)
            self._send_raw(_message(_SUCCESS, message[8:20], mapped, self._password.encode()))
        elif message[:2] == _SUCCESS:
            self._reachable.set()
            self.answered_checks += 1

    def _take_media(self, size: int, ancillary: list[tuple[int, int, bytes]]) -> None:
        is_rtcp = 191 < inbox[1] < 224
        if not is_rtcp:
            self.accepted += 1
        if self._unprotect_context == ffi.NULL:
            return
        _length[0] = size
        unprotect = lib.srtp_unprotect_rtcp if is_rtcp else lib.srtp_unprotect
        if unprotect(self._unprotect_context, _inbox, _length):
            self.unauthentic += 1
        elif is_rtcp:
            self.rtcp_received += 1
            self._on_rtcp(_length[0])
        else:
            self._on_rtp(_length[0], receiving.arrival(ancillary))

    def arrived(self) -> int:
        """RTP packets that reached this socket: read, or dropped by the kernel after counting (mod 2³²)."""
        return self.accepted + receiving.dropped(self.sock)


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


def _message(kind: bytes, transaction: bytes, attributes: bytes, password: bytes) -> bytes:
    """A STUN message (RFC 8489 §5, §14.5, §14.7): the length hashed is the one up to the attribute's end."""

    def header(length: int) -> bytes:
        return kind + struct.pack("!H", length) + _COOKIE + transaction

    digest = hmac.digest(password, header(len(attributes) + 24) + attributes, "sha1")
    attributes += _attribute(0x0008, digest)
    checksum = zlib.crc32(header(len(attributes) + 8) + attributes) ^ 0x5354554E
    attributes += _attribute(0x8028, struct.pack("!I", checksum))
    return header(len(attributes)) + attributes
