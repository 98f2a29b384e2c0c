"""SRTP in place: libsrtp through the cffi binding that pylibsrtp ships, without pylibsrtp's two copies a
packet.

The hot path calls `unprotect` and `protect` on buffers of a `Frames` pool itself; this module owns the keys
and the sessions. A sending session never repeats an index (`allow_repeat_tx=False`): two payloads under one
index would XOR to clear text (RFC 3711 §9.1, RFC 7714 §8.4).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from aiortc.rtcdtlstransport import SRTP_PROFILES, SRTPProtectionProfile
from pylibsrtp import Policy, Session
from pylibsrtp._binding import ffi, lib

WINDOW = 512
"""Packets that may arrive, or be repaired, out of order (RFC 3711 §3.3.2): two seconds of the fastest video."""
TAG = 16
"""Octets of authentication that SRTP adds, with GCM; CM adds 10."""
FRAME = 2048 + 64
"""Octets of a buffer: the largest datagram we take, what a header may grow, an authentication tag. An odd
number of cache lines, so that the headers of neighbours do not fall into one set of the cache."""
LARGEST = 1500
"""Octets of the largest datagram that is media: an Ethernet frame."""

_PREFERRED = (b"SRTP_AEAD_AES_128_GCM", b"SRTP_AEAD_AES_256_GCM", b"SRTP_AES128_CM_SHA1_80")


def profiles() -> list[SRTPProtectionProfile]:
    """What this libsrtp offers, the cheapest first: GCM-128 takes half the time of CM with HMAC."""
    known = {profile.openssl_profile: profile for profile in SRTP_PROFILES}
    return [known[name] for name in _PREFERRED if name in known]


class Keys(NamedTuple):
    """What DTLS-SRTP agreed on (RFC 5764 §4.2): master key and salt of each direction."""

    profile: int
    """libsrtp's number of the protection profile."""
    receive: bytes
    send: bytes


class SrtpSession:
    """One direction of a peer's SRTP and SRTCP. `handle` is libsrtp's session for `protect` and
    `unprotect`.
    """

    __slots__ = ("_session", "handle")

    def __init__(self, profile: int, key: bytes, *, sending: bool) -> None:
        policy = Policy(
            key=key,
            ssrc_type=Policy.SSRC_ANY_OUTBOUND if sending else Policy.SSRC_ANY_INBOUND,
            srtp_profile=profile,
        )
        policy.allow_repeat_tx = False
        policy.window_size = WINDOW
        self._session = Session(policy)
        self.handle: Any = self._session._srtp[0]


class Frames:
    """A pool of buffers that libsrtp works in: cffi pointers and the same memory as writable memoryviews."""

    __slots__ = ("addresses", "pointers", "views")

    def __init__(self, count: int) -> None:
        memory = ffi.new("unsigned char[]", count * FRAME)
        whole = memoryview(ffi.buffer(memory)).cast("B")
        self.pointers: list[Any] = [memory + FRAME * index for index in range(count)]
        self.views = [whole[FRAME * index : FRAME * (index + 1)] for index in range(count)]
        base = int(ffi.cast("uintptr_t", memory))
        self.addresses = [base + FRAME * index for index in range(count)]


length: Any = ffi.new("int *")
"""libsrtp's in-out length. One is enough: a process has one packet loop."""
length_view = memoryview(ffi.buffer(length)).cast("B").cast("i")
"""The same as a memoryview."""
protect: Any = lib.srtp_protect
unprotect: Any = lib.srtp_unprotect
protect_rtcp: Any = lib.srtp_protect_rtcp
unprotect_rtcp: Any = lib.srtp_unprotect_rtcp
