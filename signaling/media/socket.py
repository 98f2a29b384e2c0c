"""UDP sockets that read and write many datagrams a call (recvmmsg, sendmmsg: Linux, 64 bit).

Everybody's media arrives on one port, told apart by the sender's address. Not the system calls saved make the
difference but the Python objects: no bytes, tuple or string is made for a datagram that is forwarded.
"""

from __future__ import annotations

import ctypes
import errno
import socket
import struct
import sys
from typing import TYPE_CHECKING, Any

from signaling.media.config import Address
from signaling.media.srtp import FRAME, Frames

if TYPE_CHECKING:
    from signaling.media.peer import Peer

BATCH = 64
"""Datagrams a call: about a millisecond of work, so that nothing else waits long."""
BUFFER = 8 << 20
"""Octets of kernel buffer: 80 rooms' media through a stall of 200 ms."""

_NAME = 32  # room for a sockaddr_in6 (28), aligned
_CONTROL = 64
_KEY = {socket.AF_INET: 8, socket.AF_INET6: 28}  # the octets of a sockaddr that tell senders apart
_NAME_SIZE = {socket.AF_INET: 16, socket.AF_INET6: 28}
_IP_PKTINFO = 8
_UDP_SEGMENT = 103
_SEGMENT = struct.Struct("=QiiH6x")
MOST_SEGMENTS = 32
"""Datagrams in one message: with 1,500 octets each they stay below the 64 KiB of an IP packet."""
_SO_RCVBUFFORCE, _SO_SNDBUFFORCE = 33, 32
# struct mmsghdr as 8 words of 64 bit and as 16 of 32 bit
_WORDS, _HALVES = 8, 16
_AT_NAME, _AT_IOV, _AT_IOV_COUNT, _AT_CONTROL, _AT_CONTROL_SIZE = 0, 2, 3, 4, 5
_AT_NAME_SIZE, AT_LENGTH = 2, 14

_libc = ctypes.CDLL(None, use_errno=True)
_recvmmsg: Any = _libc.recvmmsg
_recvmmsg.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_void_p)
_sendmmsg: Any = _libc.sendmmsg
_sendmmsg.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int)


class Path:
    """A remote address on one of our sockets, once a peer has proved that it is there."""

    __slots__ = (
        "_control",
        "_name",
        "address",
        "ancillary",
        "control",
        "key",
        "link",
        "name",
        "peer",
        "pending",
        "segments",
    )

    def __init__(self, link: Link, key: bytes, ancillary: bytes, peer: Peer) -> None:
        self.link = link
        self.key = key
        self.peer = peer
        self.address = _decoded(link.family, key)
        self._name = ctypes.create_string_buffer(key, _NAME)
        self.name = ctypes.addressof(self._name)
        self.pending: list[int] = []
        """Outgoing frames of the link that are queued for here."""
        self.segments = True
        """Whether several datagrams may leave as one that the kernel cuts up; False once that failed."""
        self.leave_by(ancillary)

    def leave_by(self, ancillary: bytes) -> None:
        """Answers leave from the local address that `ancillary` names (a control message; empty = the bound
        one).
        """
        self.ancillary = ancillary
        self._control = ctypes.create_string_buffer(ancillary, _CONTROL)
        self.control = ctypes.addressof(self._control) if ancillary else 0


class _Vector:
    """An array of struct mmsghdr over a pool of frames."""

    __slots__ = (
        "_iov",
        "_memory",
        "address",
        "control_address",
        "control_octets",
        "controls",
        "frames",
        "halves",
        "iov",
        "iov_address",
        "names",
        "words",
    )

    def __init__(self, family: int, *, receiving: bool, control: int) -> None:
        self.frames = Frames(BATCH)
        self._memory = ctypes.create_string_buffer(8 * _WORDS * BATCH)
        self._iov = ctypes.create_string_buffer(16 * BATCH)
        self.names: Any = ctypes.create_string_buffer(_NAME * BATCH)
        self.controls: Any = ctypes.create_string_buffer(_CONTROL * BATCH)
        self.address = ctypes.addressof(self._memory)
        self.iov_address = ctypes.addressof(self._iov)
        self.control_address = ctypes.addressof(self.controls)
        self.control_octets = memoryview(self.controls).cast("B")
        octets = memoryview(self._memory).cast("B")
        self.words, self.halves = octets.cast("Q"), octets.cast("I")
        self.iov = memoryview(self._iov).cast("B").cast("Q")
        for index in range(BATCH):
            word = _WORDS * index
            self.iov[2 * index] = self.frames.addresses[index]
            self.iov[2 * index + 1] = FRAME
            self.words[word + _AT_IOV] = self.iov_address + 16 * index
            self.words[word + _AT_IOV_COUNT] = 1
            self.halves[_HALVES * index + _AT_NAME_SIZE] = _NAME_SIZE[socket.AddressFamily(family)]
            if receiving:
                self.words[word + _AT_NAME] = ctypes.addressof(self.names) + _NAME * index
                self.words[word + _AT_CONTROL] = self.control_address + _CONTROL * index if control else 0
                self.words[word + _AT_CONTROL_SIZE] = control


class Link:
    """A bound socket. `paths` are the validated remote addresses by the `key` of a received datagram.

    Received: `frames[i]`, `lengths[16 * i + AT_LENGTH]`, `names[keys[i]]`. To send: fill
    `out_views[count]`, protect it there, call `queue(path, size)`; `flush` before the packet loop returns.
    """

    __slots__ = (
        "_dirty",
        "_in",
        "_out",
        "_received",
        "_sizes",
        "_socket",
        "_wildcard",
        "bound",
        "count",
        "family",
        "fd",
        "frames",
        "keys",
        "lengths",
        "names",
        "out_pointers",
        "out_views",
        "paths",
        "pointers",
        "unsent",
    )

    def __init__(self, address: Address) -> None:
        """Binds; raises OSError. Port 0 = any free one, then see `bound`."""
        if not sys.platform.startswith("linux") or struct.calcsize("P") != 8:
            raise OSError("the media plane needs 64 bit Linux")
        self._socket = _bind(address)
        self.family = self._socket.family
        self.fd = self._socket.fileno()
        self.bound: Address = self._socket.getsockname()[:2]
        self._wildcard = self.bound[0] in ("0.0.0.0", "::")  # noqa: S104
        self._in = _Vector(self.family, receiving=True, control=_CONTROL if self._wildcard else 0)
        self._out = _Vector(self.family, receiving=False, control=0)
        self.frames, self.pointers = self._in.frames.views, self._in.frames.pointers
        self.lengths, self.names = self._in.halves, self._in.names
        size = _KEY[self.family]
        self.keys = [slice(_NAME * index, _NAME * index + size) for index in range(BATCH)]
        self.out_views, self.out_pointers = self._out.frames.views, self._out.frames.pointers
        self.count = 0
        self._received = 0
        self._sizes = [0] * BATCH
        self._dirty: list[Path] = []
        self.unsent = 0
        self.paths: dict[bytes, Path] = {}

    def close(self) -> None:
        self._socket.close()

    def buffers(self) -> tuple[int, int]:
        """Octets that the kernel really grants for receiving and sending."""
        level = socket.SOL_SOCKET
        return self._socket.getsockopt(level, socket.SO_RCVBUF), self._socket.getsockopt(
            level, socket.SO_SNDBUF
        )

    def receive(self) -> int:
        """Reads what is there, at most BATCH datagrams, and returns how many."""
        if self._wildcard:  # the kernel wrote the sizes of the last control messages over ours
            for index in range(self._received):
                self._in.words[_WORDS * index + _AT_CONTROL_SIZE] = _CONTROL
        count: int = _recvmmsg(self.fd, self._in.address, BATCH, socket.MSG_DONTWAIT, None)
        self._received = max(count, 0)
        return self._received

    def ancillary(self, index: int) -> bytes:
        """The control message that makes an answer leave from the address at which datagram `index`
        arrived; empty where it leaves from there anyway, because the kernel takes longer over one.
        """
        if not self._wildcard or self._leaves_from(self.names[self.keys[index]]) == self._arrived_at(index):
            return b""
        control: bytes = self._in.controls[_CONTROL * index : _CONTROL * (index + 1)]
        if self.family == socket.AF_INET:
            arrived_at = control[24:28]  # cmsghdr (16), ipi_ifindex, ipi_spec_dst, ipi_addr
            return struct.pack("=Qiii4s4x4x", 28, socket.IPPROTO_IP, _IP_PKTINFO, 0, arrived_at)
        arrived_at = control[16:32]
        interface = (
            control[32:36] if arrived_at[:2] == b"\xfe\x80" else bytes(4)
        )  # matters for link-local ones only
        header = struct.pack("=Qii", 36, socket.IPPROTO_IPV6, socket.IPV6_PKTINFO)
        return header + arrived_at + interface + bytes(4)

    def _arrived_at(self, index: int) -> bytes:
        at = _CONTROL * index + (24 if self.family == socket.AF_INET else 16)
        address: bytes = self._in.controls[at : at + (4 if self.family == socket.AF_INET else 16)]
        return address

    def _leaves_from(self, key: bytes) -> bytes:
        """The local address that the kernel chooses for a destination by itself; b"" when it has no way."""
        with socket.socket(self.family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect(_decoded(self.family, key))
            except OSError:
                return b""
            return socket.inet_pton(self.family, probe.getsockname()[0].partition("%")[0])

    def path(self, index: int, peer: Peer) -> Path:
        """A path back to the sender of datagram `index`; not yet in `paths`."""
        return Path(self, self.names[self.keys[index]], self.ancillary(index), peer)

    def queue(self, path: Path, size: int) -> None:
        """Queues what stands in `out_views[count]`."""
        index = self.count
        if not path.pending:
            self._dirty.append(path)
        path.pending.append(index)
        self._sizes[index] = size
        self.count = index + 1
        if self.count == BATCH:
            self.flush()

    def flush(self) -> None:
        """Hands everything queued to the kernel; what it does not take is lost and counted in `unsent`."""
        if not self.count:
            return
        messages = self._compose()
        self.count = 0
        done, count = 0, len(messages)
        while done < count:
            sent = _sendmmsg(self.fd, self._out.address + 8 * _WORDS * done, count - done, 0)
            if sent > 0:
                done += sent
            elif ctypes.get_errno() == errno.EAGAIN:
                self.unsent += sum(len(frames) for _, frames in messages[done:])
                return
            else:
                self._refused(*messages[done])
                done += 1

    def _compose(self) -> list[tuple[Path, list[int]]]:
        """Makes messages of what is queued, each to one address: (path, frames).

        Datagrams of one size, such as the parts of a video frame, travel through the kernel as one and are
        cut apart at its end (UDP_SEGMENT, Linux 4.18), which halves what sending them costs. The last may
        be shorter.
        """
        out, sizes = self._out, self._sizes
        words, iov, addresses = out.words, out.iov, out.frames.addresses
        messages: list[tuple[Path, list[int]]] = []
        part = word = 0
        for path in self._dirty:
            frames: list[int] = []
            size = room = 0
            for index in path.pending:
                this = sizes[index]
                iov[2 * part] = addresses[index]
                iov[2 * part + 1] = this
                if this <= room:
                    frames.append(index)
                    words[word + _AT_IOV_COUNT] = len(frames)
                    if len(frames) == 2:
                        self._segment(len(messages) - 1, path, size)
                    room = size if this == size and len(frames) < MOST_SEGMENTS else 0
                else:
                    word = _WORDS * len(messages)
                    words[word + _AT_NAME] = path.name
                    words[word + _AT_IOV] = out.iov_address + 16 * part
                    words[word + _AT_IOV_COUNT] = 1
                    words[word + _AT_CONTROL] = path.control
                    words[word + _AT_CONTROL_SIZE] = len(path.ancillary)
                    frames = [index]
                    messages.append((path, frames))
                    size = this
                    room = size if path.segments else 0
                part += 1
            path.pending = []
        self._dirty.clear()
        return messages

    def _segment(self, message: int, path: Path, size: int) -> None:
        """Tells the kernel to cut a message into datagrams of `size` (udp(7))."""
        control = path.ancillary + _SEGMENT.pack(18, socket.IPPROTO_UDP, _UDP_SEGMENT, size)
        at = _CONTROL * message
        self._out.control_octets[at : at + len(control)] = control
        word = _WORDS * message
        self._out.words[word + _AT_CONTROL] = self._out.control_address + at
        self._out.words[word + _AT_CONTROL_SIZE] = len(control)

    def _refused(self, path: Path, frames: list[int]) -> None:
        """The kernel does not take this message: it cannot cut on the way there, or the address is
        unreachable.
        """
        if len(frames) == 1:
            self.unsent += 1
            return
        path.segments = False
        for index in frames:
            self.send(path, bytes(self.out_views[index][: self._sizes[index]]))

    def send(self, path: Path, data: bytes) -> None:
        """Sends one datagram now: checks, handshakes, RTCP."""
        try:
            if path.ancillary:
                size = 28 if self.family == socket.AF_INET else 36
                level, kind = struct.unpack_from("=ii", path.ancillary, 8)
                self._socket.sendmsg([data], [(level, kind, path.ancillary[16:size])], 0, path.address)
            else:
                self._socket.sendto(data, path.address)
        except OSError:
            self.unsent += 1


def _bind(address: Address) -> socket.socket:
    host, port = address
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_DGRAM)
    try:
        bound.setblocking(False)
        if family == socket.AF_INET6:
            # Two sockets rather than one for both families: no ::ffff: addresses to unmap anywhere.
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, int(host == "::"))
        else:
            bound.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, int(host == "0.0.0.0"))  # noqa: S104
        for force, plain in ((_SO_RCVBUFFORCE, socket.SO_RCVBUF), (_SO_SNDBUFFORCE, socket.SO_SNDBUF)):
            try:
                bound.setsockopt(socket.SOL_SOCKET, force, BUFFER)
            except PermissionError:  # as an ordinary user only up to net.core.rmem_max
                bound.setsockopt(socket.SOL_SOCKET, plain, BUFFER)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


def _decoded(family: int, key: bytes) -> tuple[str, int] | tuple[str, int, int, int]:
    """A sockaddr as Python's socket calls want it."""
    port = int.from_bytes(key[2:4], "big")
    if family == socket.AF_INET:
        return socket.inet_ntop(socket.AF_INET, key[4:8]), port
    flow, scope = int.from_bytes(key[4:8], "big"), int.from_bytes(key[24:28], sys.byteorder)
    return socket.inet_ntop(socket.AF_INET6, key[8:24]), port, flow, scope
