"""RTCP, in and out (RFC 3550 §6, RFC 4585, RFC 5104, draft-alvestrand-rmcat-remb-03).

`parse` takes a decrypted compound or reduced-size packet apart and is tolerant per block: a broken or unknown block is
passed over, a length that leaves the datagram ends the reading. Builders return one complete RTCP packet each; a
datagram is their concatenation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class ReportBlock(NamedTuple):
    ssrc: int
    """The stream reported on."""
    fraction_lost: int
    """0-255 (256ths) since the last report."""
    lost: int
    """Cumulative, signed 24 bit."""
    highest: int
    """Extended highest sequence number, 32 bit."""
    jitter: int
    """In RTP clock units."""
    last_sr: int
    """Middle 32 bits of the NTP time of the last SR, 0 = none."""
    delay: int
    """Since that SR, 1/65536 s."""


class SenderReport(NamedTuple):
    ssrc: int
    ntp: int
    """64 bit NTP timestamp."""
    rtp: int
    packets: int
    octets: int
    blocks: tuple[ReportBlock, ...]


class ReceiverReport(NamedTuple):
    ssrc: int
    blocks: tuple[ReportBlock, ...]


class Nack(NamedTuple):
    """Generic NACK (RFC 4585 §6.2.1), expanded."""

    media: int
    lost: tuple[int, ...]
    """16 bit sequence numbers, as asked for; at most 17 per FCI entry."""


class PictureLoss(NamedTuple):
    """PLI (RFC 4585 §6.3.1)."""

    media: int


class FullIntra(NamedTuple):
    """FIR (RFC 5104 §4.3.1): streams that must send a key frame, with the request's number."""

    requests: tuple[tuple[int, int], ...]
    """(media SSRC, command sequence number)."""


class Estimate(NamedTuple):
    """REMB: what the receiver believes it can receive."""

    bitrate: int
    """bit/s."""
    streams: tuple[int, ...]


class TransportFeedback(NamedTuple):
    """transport-cc feedback; `arrivals` has one entry per number from `base` on: microseconds or None (lost).

    Times count from the feedback's 24 bit reference time (64 ms units), multiplied out.
    """

    media: int
    base: int
    count: int
    """The feedback packet's own number, 0-255."""
    arrivals: tuple[int | None, ...]


Packet = SenderReport | ReceiverReport | Nack | PictureLoss | FullIntra | Estimate | TransportFeedback


def parse(data: bytes | bytearray | memoryview) -> list[Packet]:
    """The blocks we act on, in order; SDES, BYE, APP, XR and whatever is broken are left out. Never raises."""
    raise NotImplementedError


def receiver_report(sender: int, blocks: Sequence[ReportBlock] = ()) -> bytes:
    """At most 31 blocks (ValueError)."""
    raise NotImplementedError


def sender_report(ssrc: int, ntp: int, rtp: int, packets: int, octets: int) -> bytes:
    """Without report blocks; counters are taken modulo 2^32."""
    raise NotImplementedError


def source_description(ssrc: int, cname: str) -> bytes:
    """SDES with one CNAME of at most 255 octets."""
    raise NotImplementedError


def nack(sender: int, media: int, lost: Iterable[int]) -> bytes:
    """Generic NACK for these 16 bit numbers, packed in pairs of number and bit mask."""
    raise NotImplementedError


def picture_loss(sender: int, media: int) -> bytes:
    """PLI."""
    raise NotImplementedError


def estimate(sender: int, bitrate: int, streams: Sequence[int]) -> bytes:
    """REMB with at most 255 streams; the bitrate is rounded down to 18 significant bits."""
    raise NotImplementedError
