"""STUN for an ICE-lite server: connectivity checks in, answers out (RFC 8489, RFC 8445 §7.3).

Pure: bytes in, bytes out. Whatever is not a complete, well-formed binding request of a connectivity check is
`None`: a stranger gets silence, never an error that could be reflected at somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass

MAX_SIZE = 1280
"""Octets. RFC 8445 §B.? keeps checks far below the IPv6 minimum MTU; browsers send about 120."""


@dataclass(frozen=True, slots=True)
class BindingRequest:
    """A well-formed connectivity check, not yet authenticated: call `verify` before acting on it."""

    transaction: bytes
    local_ufrag: str
    """Ours: the part of USERNAME before the colon; finds the peer."""
    remote_ufrag: str
    """The browser's: must equal the offer's `ice-ufrag`."""
    priority: int
    use_candidate: bool
    role_conflict: bool
    """The browser believes itself controlled; a lite agent always is (RFC 8445 §6.1.1): answer 487."""
    unknown: tuple[int, ...]
    """Comprehension-required attributes that we do not know: answer 420 (RFC 8489 §6.3.1)."""
    signed: bytes
    integrity: bytes

    def verify(self, password: bytes) -> bool:
        """Whether MESSAGE-INTEGRITY was made with our `ice-pwd`."""
        raise NotImplementedError


def parse_request(data: bytes | bytearray | memoryview) -> BindingRequest | None:
    """A binding request with USERNAME, PRIORITY, MESSAGE-INTEGRITY and a right FINGERPRINT, or None."""
    raise NotImplementedError


def success(request: BindingRequest, address: tuple[str, int], password: bytes) -> bytes:
    """The success response: XOR-MAPPED-ADDRESS of `address` (host, port; `::ffff:` is unmapped)."""
    raise NotImplementedError


def failure(request: BindingRequest, code: int, password: bytes) -> bytes:
    """The error response 400, 420 (lists `request.unknown`) or 487. Only for verified requests."""
    raise NotImplementedError


def respond(request: BindingRequest, address: tuple[str, int], password: bytes) -> bytes:
    """The right answer to a verified request: 420, 487 or success, in this order."""
    raise NotImplementedError
