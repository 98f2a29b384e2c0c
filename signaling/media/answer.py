"""Writes our answer: ICE-lite, DTLS passive, one transport for every line (RFC 8829 §5.3, RFC 8839, RFC 9143)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from signaling.media.offer import Fingerprint, Offer


@dataclass(frozen=True, slots=True)
class LocalTransport:
    ufrag: str
    """At least 4 ice-chars; `pwd` at least 22 (RFC 8839 §5.4)."""
    pwd: str
    fingerprint: Fingerprint
    candidates: tuple[tuple[str, int], ...]
    """Advertised addresses (IPv4 or IPv6 literal, port), the preferred first; at least one."""
    session: int
    """`o=` session id, the same for every answer of this peer connection; 0 ≤ n < 2^63."""
    version: int
    """`o=` version: + 1 with every answer."""


@dataclass(frozen=True, slots=True)
class SlotStream:
    """What we send in a slot. SSRCs are chosen once per peer connection, unique in it, never 0."""

    ssrc: int
    rtx_ssrc: int
    """0 = no RTX (audio, or not offered)."""


def write_answer(offer: Offer, local: LocalTransport, slots: Mapping[str, SlotStream]) -> str:
    """The SDP answer. `slots` has an entry for every mid of `offer.slots()` (KeyError otherwise: our mistake)."""
    raise NotImplementedError
