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
from signaling.media.ice import IceLite
from signaling.media.line_meter import LineMeter
from signaling.media.loss_watch import LossWatch
from signaling.media.metrics import MediaMetrics
from signaling.media.nack import NackLimiter
from signaling.media.offer import Offer, parse_restart
from signaling.media.probe import Probe
from signaling.media.publication import Publication
from signaling.media.reception import RoundTrip
from signaling.media.rtcp import receiver_report
from signaling.media.sdp import NegotiationCode, NegotiationError
from signaling.media.send_history import SendHistory
from signaling.media.socket import Link, Path
from signaling.media.srtp import Keys, SrtpSession, length, length_view, protect_rtcp
from signaling.media.stun import BindingRequest
from signaling.media.transport_cc import TransportWideReceiver
from signaling.media.uplink import OVERHEAD, Stream

LOST_AFTER = 6.0
"""Seconds of silence: browsers repeat their checks every 2.5 s even when they send nothing."""
FORGOTTEN_AFTER = 90.0
"""Seconds for which an association is kept for an ICE restart."""
SUSTAINED, BURST = 100, 3000
"""Packets that are taken of a person: in each turn of the duties (100 ms), ten times what microphone,
camera and screen need; and at once, for three seconds of queue that arrive together."""
MAX_SOURCES = 40
"""SSRCs for which libsrtp may keep state: a line has two, so this is three times what we negotiate."""
LARGEST_RTCP = 1200
"""Octets, before SRTCP adds its own."""


class PeerState(StrEnum):
    CONNECTING = "connecting"
    LIVE = "live"
    LOST = "lost"


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
        "_credentials",
        "_dtls",
        "_keys",
        "_lead",
        "_offer",
        "_restart",
        "_sent",
        "_session",
        "_surroundings",
        "_version",
        "budget",
        "capped",
        "ceiling",
        "closed",
        "debt",
        "folded",
        "history",
        "ice",
        "known",
        "limit",
        "limiter",
        "loss",
        "media_rate",
        "meter",
        "metrics",
        "padding",
        "paused",
        "probe",
        "publications",
        "publications_by_mid",
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
        "streams_by_rtx",
        "streams_by_ssrc",
        "transmit",
        "transport",
        "uplink",
    )

    def __init__(
        self, room: RoomId, seat: SeatId, offer: Offer, surroundings: Surroundings, now: float
    ) -> None:
        self.room, self.seat = room, seat
        self._offer, self._surroundings = offer, surroundings
        self.metrics = surroundings.metrics
        self._session, self._version = secrets.randbits(62), 1
        self._restart = (0, "")
        self.ice = IceLite(self, self.metrics, surroundings.register, surroundings.unregister, self._moved)
        self._credentials = self.ice.offer(offer.ufrag)
        self._keys: tuple[SrtpSession, SrtpSession] | None = None
        self._dtls = Dtls(
            surroundings.identity,
            offer.fingerprints,
            self._send,
            self._secured,
            lambda: surroundings.on_end(self),
        )
        self.closed = False
        self.seen = now
        """When the last authenticated datagram came."""
        self.silent = False
        self.budget = BURST
        """Packets that the peer may send before its next turn."""
        self.receive: Any = None
        self.transmit: Any = None
        """libsrtp's sessions, None before the keys."""
        self.round_trip = RoundTrip()
        self.limiter = NackLimiter(self.round_trip)
        self.history = SendHistory()
        self.meter = LineMeter()
        self.limit = DownlinkLimit()
        self.rate = self.media_rate = 0.0
        """bit/s that we sent lately, with the headers of UDP and IP: all, and without padding."""
        self._sent = (now, 0, 0)
        self.paused: frozenset[str] = frozenset()
        """Slots of which the subscriber was told that their picture waits for room on the line."""
        self.capped: dict[str, int] = {}
        """What the publisher was told to send at most, bit/s by kind."""
        self.probe = Probe()
        self.padding = 0
        """Octets of padding sent so far."""
        self.folded = 0
        """Octets of speech sent besides a packet's own."""
        self.loss = LossWatch()
        self.debt = 0.0
        """Octets of padding that are due."""
        self.rtcp_ssrc = 1 + secrets.randbelow((1 << 32) - 1)
        self.transport = TransportWideReceiver(self.rtcp_ssrc)
        self.known: set[int] = set()
        self._lead = b"" if offer.reduced_size else receiver_report(self.rtcp_ssrc)
        self._open_lines(offer)
        self._answer = self._write_answer()

    def _open_lines(self, offer: Offer) -> None:
        self.publications = {
            MediaKind(name): Publication(self, MediaKind(name), line)
            for name, line in offer.senders().items()
        }
        self.publications_by_mid = {one.line.mid.encode(): one for one in self.publications.values()}
        self.streams = [stream for one in self.publications.values() for stream in one.layers]
        """Of all kinds and layers."""
        self.streams_by_ssrc = {stream.ssrc: stream for stream in self.streams if stream.ssrc}
        self.streams_by_rtx = {
            stream.line.rtx_ssrc: stream for stream in self.streams if stream.line.rtx_ssrc
        }
        self.uplink = offer.uplink()
        """Ids of the header extensions that the browser sends."""
        taken = {self.rtcp_ssrc}
        self.slots = {
            mid: Slot(self, line, _fresh(taken), _fresh(taken) if line.rtx else 0)
            for mid, line in offer.slots().items()
        }
        self.ceiling = self._surroundings.ceiling
        self.slots_by_ssrc = {slot.ssrc: slot for slot in self.slots.values()}

    # -- negotiation

    @property
    def answer(self) -> str:
        return self._answer

    def start(self) -> None:
        """Begins the handshake: to be called within the event loop."""
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
        self._credentials = self.ice.offer(self._offer.ufrag)
        self._version += 1
        self._answer = self._write_answer()
        self.metrics.restarts += 1
        return self._answer

    def _write_answer(self) -> str:
        local = LocalTransport(
            self._credentials.ufrag,
            self._credentials.password,
            self._surroundings.identity.fingerprint,
            self._surroundings.candidates,
            self._session,
            self._version,
        )
        streams = {mid: SlotStream(slot.ssrc, slot.rtx_ssrc) for mid, slot in self.slots.items()}
        return write_answer(self._offer, local, streams)

    # -- addresses

    @property
    def path(self) -> Path | None:
        """Where media goes; None before the first connectivity check."""
        return self.ice.path

    def check(self, request: BindingRequest, link: Link, index: int, now: float) -> None:
        """A connectivity check in datagram `index` of `link`."""
        if self.ice.check(request, link, index):
            self.seen = now

    def _moved(self) -> None:
        for slot in self.slots.values():
            if slot.leg is not None:
                slot.leg.follow()

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
        (RFC 8843), with simulcast by RID too (RFC 8852).
        """
        repaired = self.streams_by_rtx.get(ssrc)
        if repaired is not None:
            return repaired, True
        found = elements(frame, begin)

        def told(extension: int) -> bytes:
            at, size = found.get(extension, (0, 0)) if extension else (0, 0)
            return bytes(frame[at : at + size])

        publication = self.publications_by_mid.get(told(self.uplink.mid))
        if publication is None:
            return None, False
        repairs = payload == publication.line.rtx
        rid = told(self.uplink.repaired_rid if repairs else self.uplink.rid)
        stream = publication.layer(rid.decode("ascii", "replace"))
        if stream is None:
            return None, False
        if repairs and not stream.line.rtx_ssrc:
            self.streams_by_rtx[ssrc] = stream
            return stream, True
        if payload in (stream.payload, stream.red) and not stream.ssrc:
            publication.bind(stream, ssrc)
            self.streams_by_ssrc[ssrc] = stream
            return stream, False
        return None, False

    # -- RTCP

    def send_feedback(self, packets: list[bytes]) -> None:
        """Queues RTCP packets in as few datagrams as they fit into; the caller's caller flushes the links.

        Without rtcp-rsize each datagram must begin with a report (RFC 3550 §6.1).
        """
        if self.transmit is None or self.path is None:
            return
        lead = self._lead
        datagram = lead
        for packet in packets:
            if len(datagram) + len(packet) > LARGEST_RTCP and datagram != lead:
                self._queue(datagram)
                datagram = lead
            datagram += packet
        if datagram != lead:
            self._queue(datagram)

    def _queue(self, datagram: bytes) -> None:
        """At most LARGEST_RTCP octets."""
        if self.path is None:
            return
        link = self.path.link
        index = link.count
        link.out_views[index][: len(datagram)] = datagram
        length_view[0] = len(datagram)
        if protect_rtcp(self.transmit, link.out_pointers[index], length) == 0:
            link.queue(self.path, length_view[0])
            self.metrics.feedback_out += 1

    def measure(self, now: float) -> None:
        """Brings the rates up to date; each second or so."""
        counts = [
            slot.leg.counts() if slot.leg is not None else (slot.packets, slot.octets)
            for slot in self.slots.values()
        ]
        total = self.folded + sum(octets + OVERHEAD * packets for packets, octets in counts)
        before, sent, padded = self._sent
        scale = 8 / max(now - before, 0.01)
        self.media_rate = scale * (total - sent)
        self.rate = self.media_rate + scale * (self.padding - padded)
        self._sent = (now, total, self.padding)

    # -- life

    def state(self, now: float) -> PeerState:
        if self.receive is None:
            return PeerState.CONNECTING
        return PeerState.LOST if now - self.seen > LOST_AFTER else PeerState.LIVE

    def forget(self) -> None:
        """Takes the peer off the socket: nothing is received or sent any more."""
        self.closed = True
        self.ice.forget()
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
