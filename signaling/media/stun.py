"""STUN for an ICE-lite server: connectivity checks in, answers out (RFC 8489; RFC 8445 §7.3).

Pure: bytes in, bytes out. Whatever is not a complete, well-formed connectivity check is `None`: a stranger
gets silence and never an error that could be reflected at somebody else.
"""

from __future__ import annotations

import hmac
import struct
from binascii import crc32
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

MAX_SIZE = 1280
"""Octets. Checks stay below the smallest MTU of IPv6 (RFC 8489 §6.1); those of browsers have about 120."""

_COOKIE = 0x2112A442
_COOKIE_OCTETS = _COOKIE.to_bytes(4, "big")
_FINGERPRINT_MASK = 0x5354554E
_REQUEST, _SUCCESS, _FAILURE = 0x0001, 0x0101, 0x0111

_USERNAME = 0x0006
_INTEGRITY = 0x0008
_ERROR_CODE = 0x0009
_UNKNOWN_ATTRIBUTES = 0x000A
_XOR_MAPPED_ADDRESS = 0x0020
_PRIORITY = 0x0024
_USE_CANDIDATE = 0x0025
_FINGERPRINT = 0x8028
_ICE_CONTROLLED = 0x8029
_ICE_CONTROLLING = 0x802A

_SIZES = {
    _INTEGRITY: 20,
    _PRIORITY: 4,
    _USE_CANDIDATE: 0,
    _FINGERPRINT: 4,
    _ICE_CONTROLLED: 8,
    _ICE_CONTROLLING: 8,
}
_HEADER = struct.Struct("!HHI12s")
_ATTRIBUTE = struct.Struct("!HH")
_REASONS = {400: b"Bad Request", 420: b"Unknown Attribute", 487: b"Role Conflict"}


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
    """What MESSAGE-INTEGRITY covers, its length field as RFC 8489 §14.5 wants it."""
    integrity: bytes

    def verify(self, password: bytes) -> bool:
        """Whether MESSAGE-INTEGRITY was made with our `ice-pwd`."""
        return hmac.compare_digest(hmac.digest(password, self.signed, "sha1"), self.integrity)


def parse_request(data: bytes | bytearray | memoryview) -> BindingRequest | None:
    """A binding request with USERNAME, PRIORITY, one ICE role, MESSAGE-INTEGRITY and FINGERPRINT, or None.

    ICE demands them all of a check (RFC 8445 §7.1, §7.2.2). FINGERPRINT must be the last attribute and
    MESSAGE-INTEGRITY come before it (RFC 8489 §14.5, §14.7); what stands between them is not authenticated and
    is ignored. Of a repeated attribute the first counts (RFC 8489 §14).
    """
    size = len(data)
    if not 20 <= size <= MAX_SIZE or size & 3:
        return None
    data = bytes(data)
    kind, length, cookie, transaction = _HEADER.unpack_from(data)
    if kind != _REQUEST or length != size - 20 or cookie != _COOKIE:
        return None
    attributes = _attributes(data)
    if attributes is None:
        return None
    values, unknown, end = attributes
    usernames = _usernames(values.get(_USERNAME, b""))
    controlled = _ICE_CONTROLLED in values
    if usernames is None or _PRIORITY not in values or controlled == (_ICE_CONTROLLING in values):
        return None
    return BindingRequest(
        transaction=transaction,
        local_ufrag=usernames[0],
        remote_ufrag=usernames[1],
        priority=int.from_bytes(values[_PRIORITY], "big"),
        use_candidate=_USE_CANDIDATE in values,
        role_conflict=controlled,
        unknown=unknown,
        signed=data[:2] + (end + 4).to_bytes(2, "big") + data[4:end],
        integrity=values[_INTEGRITY],
    )


def _attributes(data: bytes) -> tuple[dict[int, bytes], tuple[int, ...], int] | None:
    """The authenticated attributes, the unknown ones to be understood, and where MESSAGE-INTEGRITY begins."""
    values: dict[int, bytes] = {}
    unknown: list[int] = []
    signed_end = 0
    position, last = 20, len(data) - 8
    while position < last:
        kind, length = _ATTRIBUTE.unpack_from(data, position)
        begin = position + 4
        if begin + length > last or _SIZES.get(kind, length) != length or kind == _FINGERPRINT:
            return None
        if not signed_end:
            if kind == _INTEGRITY:
                signed_end = position
            elif kind < 0x8000 and kind not in _UNDERSTOOD and kind not in unknown:
                unknown.append(kind)
            values.setdefault(kind, data[begin : begin + length])
        position = begin + (length + 3 & ~3)
    if not signed_end or position != last or not _fingerprint_is_right(data):
        return None
    return values, tuple(unknown), signed_end


_UNDERSTOOD = frozenset((_USERNAME, _INTEGRITY, _PRIORITY, _USE_CANDIDATE))


def _fingerprint_is_right(data: bytes) -> bool:
    kind, length, value = struct.unpack_from("!HHI", data, len(data) - 8)
    return bool(kind == _FINGERPRINT and length == 4 and value == crc32(data[:-8]) ^ _FINGERPRINT_MASK)


def _usernames(value: bytes) -> tuple[str, str] | None:
    """`ours:theirs` (RFC 8445 §7.2.2)."""
    ours, colon, theirs = value.partition(b":")
    if not colon or not is_ice_text(ours) or not is_ice_text(theirs):
        return None
    return ours.decode("ascii"), theirs.decode("ascii")


def is_ice_text(value: bytes) -> bool:
    """Whether these are 4-256 ice-chars: letters, digits, + and / (RFC 8839 §5.4)."""
    return 4 <= len(value) <= 256 and not value.translate(None, _ICE_CHARS)


_ICE_CHARS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def success(request: BindingRequest, address: tuple[str, int], password: bytes) -> bytes:
    """The success response: XOR-MAPPED-ADDRESS of `address` (host, port; `::ffff:` is unmapped)."""
    host, port = address
    parsed = ip_address(host.partition("%")[0])
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    family = 1 if isinstance(parsed, IPv4Address) else 2
    mask = _COOKIE_OCTETS + request.transaction
    masked = bytes(octet ^ key for octet, key in zip(parsed.packed, mask, strict=False))
    value = struct.pack("!BBH", 0, family, port ^ (_COOKIE >> 16)) + masked
    return _message(_SUCCESS, request.transaction, ((_XOR_MAPPED_ADDRESS, value),), password)


def failure(request: BindingRequest, code: int, password: bytes) -> bytes:
    """The error response 400, 420 (lists `request.unknown`) or 487. Only for verified requests."""
    attributes = [(_ERROR_CODE, struct.pack("!HBB", 0, code // 100, code % 100) + _REASONS[code])]
    if code == 420:
        listed = b"".join(kind.to_bytes(2, "big") for kind in request.unknown)
        attributes.append((_UNKNOWN_ATTRIBUTES, listed))
    return _message(_FAILURE, request.transaction, attributes, password)


def respond(request: BindingRequest, address: tuple[str, int], password: bytes) -> bytes:
    """The right answer to a verified request: 420, 487 or success, in this order."""
    if request.unknown:
        return failure(request, 420, password)
    if request.role_conflict:
        return failure(request, 487, password)
    return success(request, address, password)


def _message(
    kind: int, transaction: bytes, attributes: Iterable[tuple[int, bytes]], password: bytes
) -> bytes:
    body = b"".join(
        _ATTRIBUTE.pack(name, len(value)) + value + b"\0" * (-len(value) & 3) for name, value in attributes
    )
    # The length already counts the attribute that is being made (RFC 8489 §14.5).
    covered = _HEADER.pack(kind, len(body) + 24, _COOKIE, transaction) + body
    signed = body + _ATTRIBUTE.pack(_INTEGRITY, 20) + hmac.digest(password, covered, "sha1")
    message = _HEADER.pack(kind, len(signed) + 8, _COOKIE, transaction) + signed
    return message + struct.pack("!HHI", _FINGERPRINT, 4, crc32(message) ^ _FINGERPRINT_MASK)
