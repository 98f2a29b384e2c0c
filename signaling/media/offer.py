"""What a browser's offer means to us (RFC 8829, RFC 9143): lines, codecs, extension ids, ICE, DTLS.

Only VP8 with RTX and Opus are taken; whatever else a line offers is left unanswered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Medium(StrEnum):
    AUDIO = "audio"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class Extensions:
    """Ids of RTP header extensions (RFC 8285, one-byte form: 1-14) that both sides use on a line; 0 = not used.

    Ids are the browser's and are the same on every line of a bundle (RFC 9143 §9.2 → RFC 8285 §6).
    """

    mid: int = 0
    abs_send_time: int = 0
    transport_cc: int = 0
    audio_level: int = 0


@dataclass(frozen=True, slots=True)
class Fingerprint:
    algorithm: str
    """`sha-256`, `sha-384` or `sha-512`."""
    value: str
    """Upper-case hex pairs with colons, as in the offer."""


@dataclass(frozen=True, slots=True)
class Line:
    """One media line that takes part; a line in `Offer.lines` with `medium is None` is rejected."""

    mid: str
    medium: Medium | None
    sends: bool
    """The browser sends on it (our answer: recvonly); otherwise it is one of its receive slots."""
    sender: str | None
    """`audio`, `camera` or `screen` for a sending line, None for a slot."""
    payload: int
    """Payload type of Opus or VP8."""
    rtx: int
    """Payload type of RTX for `payload`; 0 = none (always for audio)."""
    extensions: Extensions
    ssrc: int
    """The browser's SSRC of a sending line, 0 when the offer does not tell (then bound by MID)."""
    rtx_ssrc: int
    """By `ssrc-group:FID`; 0 when unknown."""
    feedback: frozenset[str]
    """`rtcp-fb` values offered for `payload` or `*`: "nack", "nack pli", "ccm fir", "goog-remb", "transport-cc"."""
    protocol: str
    """The third word of the m= line, to be repeated in the answer."""
    raw_medium: str
    raw_formats: str
    """For rejected lines: repeated in the answer."""


@dataclass(frozen=True, slots=True)
class Offer:
    lines: tuple[Line, ...]
    """In the offer's order, rejected ones too."""
    ufrag: str
    pwd: str
    fingerprints: tuple[Fingerprint, ...]
    """At least one; the certificate must match one of them."""
    reduced_size: bool
    """Every accepted line offered rtcp-rsize: feedback may go without a leading report (RFC 5506)."""

    def senders(self) -> Mapping[str, Line]:
        """Sending lines by `audio | camera | screen`."""
        return {line.sender: line for line in self.lines if line.sender is not None}

    def slots(self) -> Mapping[str, Line]:
        """Receive slots by mid, in the offer's order."""
        return {line.mid: line for line in self.lines if line.medium is not None and line.sender is None}


def parse_offer(sdp: str, senders: Mapping[str, str]) -> Offer:
    """Reads a first offer. `senders` = {"audio" | "camera" | "screen": mid}, as the client said with the offer.

    Raises NegotiationError: `sdp_too_large`, `sdp_invalid` (params: `what`) or `sdp_unsupported` (params: `what`).
    """
    raise NotImplementedError


def parse_restart(sdp: str, previous: Offer) -> Offer:
    """Reads an ICE restart: `previous` with the new ICE credentials.

    Raises NegotiationError as `parse_offer`, or `restart_mismatch` when fingerprints, lines or payload types differ
    from `previous` or the ufrag is still the old one (RFC 8839 §4.4.1.1.1).
    """
    raise NotImplementedError
