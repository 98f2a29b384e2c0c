"""One person's connection: ICE-lite credentials and addresses, DTLS, SRTP sessions, streams and slots.

A peer outlives addresses (ICE restart) but not its DTLS association; who comes with a new association is a
new peer in the same seat.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rooms.ids import RoomId, SeatId
from rooms.participant import MediaKind
from signaling.media.answer import LocalTransport, SlotStream, write_answer
from signaling.media.config import Address
from signaling.media.downlink import Slot
from signaling.media.downlink_limit import DownlinkLimit
from signaling.media.dtls import Dtls, Identity
from signaling.media.header import elements
from signaling.media.metrics import MediaMetrics
from signaling.media.nack import NackLimiter
from signaling.media.offer import Offer, parse_restart
from signaling.media.reception import RoundTrip
from signaling.media.rtcp import receiver_report
from signaling.media.sdp import NegotiationCode, NegotiationError
from signaling.media.socket import Link, Path
from signaling.media.srtp import Keys, SrtpSession
from signaling.media.stun import BindingRequest, respond
from signaling.media.transport_cc import TransportWideReceiver
from signaling.media.uplink import Stream

LOST_AFTER = 6.0
"""Seconds of silence: browsers repeat their checks every 2.5 s even when they send nothing."""
FORGOTTEN_AFTER = 90.0
"""Seconds for which an association is kept for an ICE restart."""
MAX_PATHS = 16
"""Validated addresses of a peer: more than a computer with three networks has candidates."""
MAX_CHECKS = 16_384
"""Remembered transaction ids: at a check each 2.5 s, 11 hours. Then only an ICE restart moves media."""
MAX_SOURCES = 40
"""SSRCs for which libsrtp may keep state: a line has two, so this is three times what we negotiate."""
_OVERHEAD = 68
"""Octets around a payload: IP and UDP (28), the RTP header with extensions (24), the authentication tag (16)."""
LARGEST_RTCP = 1200
"""Octets, before SRTCP adds its own."""


class PeerState(StrEnum):
    CONNECTING = "connecting"
    LIVE = "live"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Credentials:
    ufrag: str
    password: str
    remote_ufrag: str

    @staticmethod
    def fresh(remote_ufrag: str) -> Credentials:
        """128 bit of ufrag, because it finds the peer, and of password (RFC 8839 §5.4 wants 24 and 128)."""
        return Credentials(secrets.token_hex(16), secrets.token_hex(16), remote_ufrag)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every peer of a plane shares."""

    identity: Identity
    candidates: tuple[Address, ...]
    metrics: MediaMetrics
    ceiling: int
    register: Callable[[str, Peer], None]
    """Makes a ufrag known to the packet loop."""
    unregister: Callable[[str], None]
    on_ready: Callable[[Peer], None]
    """SRTP keys are there."""
    on_end: Callable[[Peer], None]
    """The peer closed the association, or it never came to stand."""


class Peer:
    """See the module. Fields without an underscore are the packet loop's and the duties'."""

    __slots__ = (
        "_answer",
        "_checks",
        "_credentials",
        "_dtls",
        "_keys",
        "_offer",
        "_restart",
        "_sent",
        "_session",
        "_surroundings",
        "_version",
        "closed",
        "known",
        "limit",
        "limiter",
        "metrics",
        "mid_extension",
        "path",
        "paths",
        "rate",
        "receive",
        "room",
        "round_trip",
        "rtcp_ssrc",
        "seat",
        "seen",
        "silent",
        "slots",
        "slots_by_ssrc",
        "streams",
        "streams_by_mid",
        "streams_by_rtx",
        "streams_by_ssrc",
        "transmit",
        "transport",
    )

    def __init__(
        self, room: RoomId, seat: SeatId, offer: Offer, surroundings: Surroundings, now: float
    ) -> None:
        self.room, self.seat = room, seat
        self._offer, self._surroundings = offer, surroundings
        self.metrics = surroundings.metrics
        self._session, self._version = secrets.randbits(62), 1
        self._restart = (0, "")
        self._credentials = [Credentials.fresh(offer.ufrag)]
        self._checks: set[bytes] = set()
        self._keys: tuple[SrtpSession, SrtpSession] | None = None
        self._dtls = Dtls(
            surroundings.identity,
            offer.fingerprints,
            self._send,
            self._secured,
            lambda: surroundings.on_end(self),
        )
        self.closed = False
        self.path: Path | None = None
        """Where media goes: the nominated address."""
        self.paths: list[Path] = []
        self.seen = now
        """When the last authenticated datagram came."""
        self.silent = False
        self.receive: Any = None
        self.transmit: Any = None
        """libsrtp's sessions, None before the keys."""
        self.round_trip = RoundTrip()
        self.limiter = NackLimiter(self.round_trip)
        self.limit = DownlinkLimit()
        self.rate = 0.0
        """bit/s that we sent lately in slots, with the headers of UDP and IP."""
        self._sent = (now, 0)
        self.rtcp_ssrc = 1 + secrets.randbelow((1 << 32) - 1)
        self.transport = TransportWideReceiver(self.rtcp_ssrc)
        self.known: set[int] = set()
        self._open_lines(offer)
        self._answer = self._write_answer()

    def _open_lines(self, offer: Offer) -> None:
        ceiling = self._surroundings.ceiling
        self.streams = {
            MediaKind(name): Stream(self, MediaKind(name), line, ceiling)
            for name, line in offer.senders().items()
        }
        self.streams_by_mid = {stream.line.mid.encode(): stream for stream in self.streams.values()}
        self.streams_by_ssrc = {stream.ssrc: stream for stream in self.streams.values() if stream.ssrc}
        self.streams_by_rtx = {
            stream.line.rtx_ssrc: stream for stream in self.streams.values() if stream.line.rtx_ssrc
        }
        self.mid_extension = offer.uplink().mid
        taken = {self.rtcp_ssrc}
        self.slots = {
            mid: Slot(self, line, _fresh(taken), _fresh(taken) if line.rtx else 0)
            for mid, line in offer.slots().items()
        }
        self.slots_by_ssrc = {slot.ssrc: slot for slot in self.slots.values()}

    # -- negotiation

    @property
    def answer(self) -> str:
        return self._answer

    def start(self) -> None:
        """Begins to listen: to be called within the event loop."""
        self._surroundings.register(self._credentials[-1].ufrag, self)
        self._dtls.start()

    def restart(self, sdp: str, number: int) -> str:
        """An ICE restart: new credentials on the same association (RFC 8445 §9). Returns the answer.

        The old credentials stay valid until the browser nominates an address with the new ones. The last
        restart asked for again gets the same answer. Raises NegotiationError: `restart_stale` when a newer
        one was answered, or as `parse_restart`.
        """
        if (number, sdp) == self._restart:
            return self._answer
        if number <= self._restart[0]:
            raise NegotiationError(NegotiationCode.RESTART_STALE, newest=self._restart[0])
        self._offer = parse_restart(sdp, self._offer)
        self._restart = (number, sdp)
        credentials = Credentials.fresh(self._offer.ufrag)
        self._retire(self._credentials[1:])
        self._credentials.append(credentials)
        self._surroundings.register(credentials.ufrag, self)
        self._version += 1
        self._answer = self._write_answer()
        self.metrics.restarts += 1
        return self._answer

    def _write_answer(self) -> str:
        credentials = self._credentials[-1]
        local = LocalTransport(
            credentials.ufrag,
            credentials.password,
            self._surroundings.identity.fingerprint,
            self._surroundings.candidates,
            self._session,
            self._version,
        )
        streams = {mid: SlotStream(slot.ssrc, slot.rtx_ssrc) for mid, slot in self.slots.items()}
        return write_answer(self._offer, local, streams)

    # -- addresses

    def check(self, request: BindingRequest, link: Link, index: int, now: float) -> bool:
        """A connectivity check in datagram `index` of `link`. False: not authenticated, or a replay; no
        answer then.
        """
        mine = next((item for item in self._credentials if item.ufrag == request.local_ufrag), None)
        if (
            mine is None
            or request.remote_ufrag != mine.remote_ufrag
            or not request.verify(mine.password.encode())
        ):
            self.metrics.checks_refused += 1
            return False
        known = link.paths.get(link.names[link.keys[index]])
        path = known if known is not None and known.peer is self else None
        repeated = request.transaction in self._checks or len(self._checks) >= MAX_CHECKS
        if repeated and path is None:
            # A check that was answered elsewhere already, or that may have been: somebody recorded it and
            # sends it
            # from another address. Without the password nobody makes a new one.
            self.metrics.diversions_refused += 1
            return False
        self.metrics.checks += 1
        self.seen = now
        if not repeated:
            self._checks.add(request.transaction)
        if request.role_conflict or request.unknown:
            path = path or link.path(index, self)
        else:
            path = path or self._validate(link.path(index, self))
            if not repeated:
                self._consider(path, request, mine, link.ancillary(index))
        link.send(path, respond(request, (path.address[0], path.address[1]), mine.password.encode()))
        return True

    def _validate(self, path: Path) -> Path:
        if len(self.paths) >= MAX_PATHS:
            self._drop(next(item for item in self.paths if item is not self.path))
        self.paths.append(path)
        path.link.paths[path.key] = path
        return path

    def _consider(self, path: Path, request: BindingRequest, mine: Credentials, ancillary: bytes) -> None:
        """Media follows the nominated address; before there is one, the first that answers."""
        if self.path is not None and not request.use_candidate:
            return
        if request.use_candidate and mine is self._credentials[-1] and len(self._credentials) > 1:
            self._retire(self._credentials[:-1])
            self._checks.clear()
            self._checks.add(request.transaction)
        if path is self.path and ancillary == path.ancillary:
            return
        path.leave_by(ancillary)
        self.path = path
        for slot in self.slots.values():
            if slot.leg is not None:
                slot.leg.follow()

    def _retire(self, old: list[Credentials]) -> None:
        for item in old:
            self._surroundings.unregister(item.ufrag)
        self._credentials = [item for item in self._credentials if item not in old]

    def _drop(self, path: Path) -> None:
        self.paths.remove(path)
        if path.link.paths.get(path.key) is path:
            del path.link.paths[path.key]

    # -- security

    def handshake(self, datagram: bytes) -> None:
        """A DTLS record from a validated address."""
        self._dtls.receive(datagram)

    def _secured(self, keys: Keys) -> None:
        incoming = SrtpSession(keys.profile, keys.receive, sending=False)
        outgoing = SrtpSession(keys.profile, keys.send, sending=True)
        self._keys = incoming, outgoing
        self.receive, self.transmit = incoming.handle, outgoing.handle
        self.metrics.handshakes += 1
        self._surroundings.on_ready(self)

    def _send(self, data: bytes) -> None:
        if self.path is not None:
            self.path.link.send(self.path, data)

    def admits_source(self, ssrc: int) -> bool:
        """Whether libsrtp may see this SSRC: it keeps state for each that it authenticates."""
        return ssrc in self.known or len(self.known) < MAX_SOURCES

    def bind(self, ssrc: int, payload: int, frame: memoryview, begin: int) -> tuple[Stream | None, bool]:
        """Whose an SSRC is that was not known, and whether it repairs (RTX): by `ssrc-group`, else by MID
        (RFC 8843).
        """
        repaired = self.streams_by_rtx.get(ssrc)
        if repaired is not None:
            return repaired, True
        at, size = elements(frame, begin).get(self.mid_extension, (0, 0)) if self.mid_extension else (0, 0)
        stream = self.streams_by_mid.get(bytes(frame[at : at + size])) if at else None
        if stream is None:
            return None, False
        if payload == stream.line.rtx and not stream.line.rtx_ssrc:
            self.streams_by_rtx[ssrc] = stream
            return stream, True
        if payload == stream.payload and not stream.ssrc:
            stream.bind(ssrc)
            self.streams_by_ssrc[ssrc] = stream
            return stream, False
        return None, False

    # -- RTCP

    def open_feedback(self, datagram: bytes) -> bytes | None:
        """A decrypted RTCP datagram; None when it is not authentic."""
        return None if self._keys is None else self._keys[0].unprotect_rtcp(datagram)

    def send_feedback(self, packets: list[bytes]) -> None:
        """Sends RTCP packets, as few datagrams as fit. Without rtcp-rsize each must begin with a report
        (RFC 3550 §6.1).
        """
        if self._keys is None or self.path is None:
            return
        lead = b"" if self._offer.reduced_size else receiver_report(self.rtcp_ssrc)
        datagram = lead
        for packet in packets:
            if len(datagram) + len(packet) > LARGEST_RTCP and datagram != lead:
                self._send_protected(datagram)
                datagram = lead
            datagram += packet
        if datagram != lead:
            self._send_protected(datagram)

    def _send_protected(self, datagram: bytes) -> None:
        if self._keys is not None:
            self.metrics.feedback_out += 1
            self._send(self._keys[1].protect_rtcp(datagram))

    def measure(self, now: float) -> None:
        """Brings `rate` up to date; each second or so."""
        counts = [
            slot.leg.counts() if slot.leg is not None else (slot.packets, slot.octets)
            for slot in self.slots.values()
        ]
        total = sum(octets + _OVERHEAD * packets for packets, octets in counts)
        before, sent = self._sent
        self.rate = 8 * (total - sent) / max(now - before, 0.01)
        self._sent = (now, total)

    # -- life

    def state(self, now: float) -> PeerState:
        if self.receive is None:
            return PeerState.CONNECTING
        return PeerState.LOST if now - self.seen > LOST_AFTER else PeerState.LIVE

    def forget(self) -> None:
        """Takes the peer off the socket: nothing is received or sent any more."""
        self.closed = True
        self._retire(self._credentials)
        for path in list(self.paths):
            self._drop(path)
        self.receive = self.transmit = None

    async def close(self) -> None:
        """After `forget`: tells the browser, if it can still be reached."""
        await self._dtls.close()
        self._keys = None


def _fresh(taken: set[int]) -> int:
    """An SSRC that this connection does not use yet."""
    while True:
        ssrc = 1 + secrets.randbelow((1 << 32) - 1)
        if ssrc not in taken:
            taken.add(ssrc)
            return ssrc
