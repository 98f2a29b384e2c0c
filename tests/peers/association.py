"""A browser's end of a connection: ICE as the controlling side, DTLS as the client, SRTP. aiortc's and aioice's."""

from __future__ import annotations

import asyncio
import functools
import secrets
from collections.abc import Callable
from typing import Any

import pylibsrtp
from aioice import stun
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport

from tests.peers.description import Remote
from tests.peers.network import Network

RETRANSMIT = 0.1
"""Seconds between repetitions of an unanswered check."""


@functools.cache
def certificate() -> RTCCertificate:
    """One for all peers of a test run: keys take longer than tests."""
    return RTCCertificate.generateCertificate()


class Association:
    """`on_rtp` and `on_rtcp` get decrypted packets. Everything goes through `uplink` and `downlink`."""

    role = "controlling"  # asked by aiortc's DTLS transport, which takes this object for its ICE transport

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self.uplink, self.downlink = Network(), Network(seed=2)
        self.on_rtp: Callable[[bytes], None] = lambda _: None
        self.on_rtcp: Callable[[bytes], None] = lambda _: None
        self.ufrag, self.password = secrets.token_hex(4), secrets.token_hex(16)
        first = certificate().getFingerprints()[0]
        self.fingerprint = (first.algorithm, first.value)
        self.unauthentic = 0
        self.handshake_datagrams = 0
        """DTLS in both directions."""
        self.wire: list[bytes] | None = None
        """Set to a list: datagrams that arrive are recorded as they come."""
        self.checks: list[bytes] = []
        """The connectivity checks that were sent."""
        self.mapped: tuple[str, int] | None = None
        """Our address as the plane sees it."""
        self.accepts_only_its_target = False
        """As browsers do: what comes from another address than the one sent to is nothing."""
        self._remote: Remote | None = None
        self._answers: dict[bytes, asyncio.Future[stun.Message]] = {}
        self._records: asyncio.Queue[bytes] = asyncio.Queue()
        self._socket: asyncio.DatagramTransport | None = None
        factory: Any = RTCDtlsTransport
        self._dtls: Any = factory(self, [certificate()])
        self._dtls._set_role("client")

    # -- connecting

    @property
    def address(self) -> tuple[str, int]:
        assert self._socket is not None
        host, port = self._socket.get_extra_info("sockname")[:2]
        return host, port

    async def connect(self, remote: Remote) -> None:
        """Checks, nominates, shakes hands. Raises TimeoutError or ConnectionError."""
        self._remote = remote
        await self.rebind()
        await self.check()
        algorithm, value = remote.fingerprint
        await self._dtls.start(RTCDtlsParameters(fingerprints=[RTCDtlsFingerprint(algorithm, value)]))
        if self._dtls.state != "connected":
            raise ConnectionError(f"DTLS: {self._dtls.state}")

    async def rebind(self) -> None:
        """A new local address, as after a change of network. Nothing is told to anybody."""
        if self._socket is not None:
            self._socket.close()
        association = self

        class Protocol(asyncio.DatagramProtocol):
            def datagram_received(self, data: bytes, address: Any) -> None:
                if not association.accepts_only_its_target or address[:2] == association.target:
                    association.downlink.carry(data, association._received)

        loop = asyncio.get_running_loop()
        self._socket, _ = await loop.create_datagram_endpoint(Protocol, local_addr=(self.host, 0))

    def use(self, remote: Remote, ufrag: str, password: str) -> None:
        """New ICE credentials of both sides: a restart was answered."""
        self._remote = remote
        self.ufrag, self.password = ufrag, password

    async def check(self, *, nominate: bool = True, within: float = 3.0) -> stun.Message:
        """One connectivity check, repeated until it is answered. Raises TimeoutError."""
        request = self.make_check(nominate=nominate)
        answer: asyncio.Future[stun.Message] = asyncio.get_running_loop().create_future()
        self._answers[request.transaction_id] = answer
        self.checks.append(bytes(request))
        async with asyncio.timeout(within):
            while not answer.done():
                self.send(bytes(request))
                await asyncio.wait([answer], timeout=RETRANSMIT)
        message = answer.result()
        self.mapped = message.attributes.get("XOR-MAPPED-ADDRESS", self.mapped)
        return message

    def make_check(self, *, nominate: bool = True, password: str | None = None) -> stun.Message:
        """A binding request with our credentials, or with another password."""
        assert self._remote is not None
        request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST, secrets.token_bytes(12))
        request.attributes["USERNAME"] = f"{self._remote.ufrag}:{self.ufrag}"
        request.attributes["PRIORITY"] = 1_853_824_767
        request.attributes["ICE-CONTROLLING"] = secrets.randbits(64)
        if nominate:
            request.attributes["USE-CANDIDATE"] = None
        request.add_message_integrity((password or self._remote.password).encode())
        return request

    async def close(self) -> None:
        """Says goodbye."""
        await self._dtls.stop()
        self.vanish()
        await asyncio.sleep(0)  # asyncio closes the socket in its next turn

    def vanish(self) -> None:
        """Is gone without a word."""
        if self._dtls._task is not None:
            self._dtls._task.cancel()
        if self._socket is not None:
            self._socket.close()

    # -- sending

    def send(self, datagram: bytes) -> None:
        """Onto the wire, whatever it is."""
        self.uplink.carry(datagram, self._transmit)

    @property
    def target(self) -> tuple[str, int]:
        """The plane's first candidate of our family."""
        assert self._remote is not None
        family = ":" in self.host
        return next(address for address in self._remote.candidates if (":" in address[0]) == family)

    def _transmit(self, datagram: bytes) -> None:
        if self._socket is not None and not self._socket.is_closing():
            self._socket.sendto(datagram, self.target)

    def protect(self, packet: bytes) -> bytes:
        """What `send_rtp` would put onto the wire."""
        protected: bytes = self._dtls._tx_srtp.protect(packet)
        return protected

    def send_rtp(self, packet: bytes) -> None:
        self.send(self.protect(packet))

    def send_rtcp(self, packet: bytes) -> None:
        self.send(self._dtls._tx_srtp.protect_rtcp(packet))

    # -- receiving

    def _received(self, data: bytes) -> None:
        if self.wire is not None:
            self.wire.append(data)
        first = data[0]
        if first < 4:
            self._answered(data)
        elif 20 <= first <= 63:
            self.handshake_datagrams += 1
            self._records.put_nowait(data)
        elif self._dtls._rx_srtp is not None:
            self._opened(data)

    def _answered(self, data: bytes) -> None:
        assert self._remote is not None
        message = stun.parse_message(data)
        if not message.check_message_integrity(self._remote.password.encode()):
            return
        answer = self._answers.pop(message.transaction_id, None)
        if answer is not None and not answer.done():
            answer.set_result(message)

    def _opened(self, data: bytes) -> None:
        session, is_rtcp = self._dtls._rx_srtp, 192 <= data[1] <= 223
        try:
            plain = session.unprotect_rtcp(data) if is_rtcp else session.unprotect(data)
        except pylibsrtp.Error:
            self.unauthentic += 1
            return
        (self.on_rtcp if is_rtcp else self.on_rtp)(plain)

    # -- what aiortc's DTLS transport asks of its ICE transport

    async def _recv(self) -> bytes:
        return await self._records.get()

    async def _send(self, data: bytes) -> None:
        self.handshake_datagrams += 1
        self.send(data)
