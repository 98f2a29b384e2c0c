"""As much of a TURN client (RFC 8656) as it takes to see whether a relay works and whom it reaches."""

import contextlib
import hashlib
import hmac
import secrets
import socket
import ssl
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final, Self

_COOKIE: Final = 0x2112A442
_HEADER: Final = struct.Struct("!HHI12s")
_ATTRIBUTE: Final = struct.Struct("!HH")
_ALLOCATE, _REFRESH, _CREATE_PERMISSION, _SEND = 0x0003, 0x0004, 0x0008, 0x0016
_SUCCESS, _FAILURE, _CLASS = 0x0100, 0x0110, 0x0110
_USERNAME, _INTEGRITY, _ERROR_CODE, _LIFETIME = 0x0006, 0x0008, 0x0009, 0x000D
_PEER, _DATA, _REALM, _NONCE, _RELAYED, _TRANSPORT = 0x0012, 0x0013, 0x0014, 0x0015, 0x0016, 0x0019
_UDP: Final = b"\x11\0\0\0"
UNAUTHENTICATED: Final = 401
FORBIDDEN: Final = 403
STALE_NONCE: Final = 438
_TRIES: Final = 3
"""UDP loses some; each try waits for the whole of the patience."""
_DEFAULT_PORTS: Final = {"turn": 3478, "turns": 5349}

Attributes = dict[int, bytes]
Address = tuple[str, int]


class RelayFailed(Exception):
    """The relay refused (``code``: its STUN error), or did not answer (``code`` 0)."""

    def __init__(self, reason: str, code: int = 0) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True)
class Place:
    """A relay's URL (RFC 7065) taken apart."""

    host: str
    port: int
    transport: str
    secure: bool

    @classmethod
    def of(cls, url: str) -> Self:
        """Raises ValueError."""
        scheme, _, rest = url.partition(":")
        where, _, query = rest.partition("?")
        host, colon, port = where.rpartition(":")
        if not colon or where.endswith("]"):
            host, port = where, ""
        secure = scheme == "turns"
        transport = query.removeprefix("transport=") or ("tcp" if secure else "udp")
        if scheme not in _DEFAULT_PORTS or not host or transport not in {"udp", "tcp"}:
            raise ValueError("no turn: or turns: address")
        return cls(host.strip("[]"), int(port) if port else _DEFAULT_PORTS[scheme], transport, secure)


class Relay:
    """One allocation; leave the ``with`` and it is given back."""

    def __init__(
        self,
        place: Place,
        user: str,
        password: str,
        *,
        patience: float = 2.0,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """``patience``: seconds to wait for an answer."""
        self._user, self._password = user, password
        self._signed: dict[int, bytes] = {}
        self._key = b""
        self._stream = place.transport == "tcp"
        self.relayed: Address = ("", 0)
        try:
            self._socket = _connected(place, patience, trust)
        except OSError as error:
            raise RelayFailed(f"no connection ({error.strerror or error})") from error

    def __enter__(self) -> Self:
        """Allocates; raises RelayFailed."""
        try:
            wanted = {_TRANSPORT: _UDP}
            try:
                answer = self._ask(_ALLOCATE, wanted)
            except RelayFailed as refused:
                # The first refusal brings what the second request is signed with (RFC 8489 §9.2.4).
                if refused.code != UNAUTHENTICATED:
                    raise
                answer = self._ask(_ALLOCATE, wanted)
            self.relayed = _read_address(answer.get(_RELAYED, b""))
        except BaseException:
            self._socket.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(RelayFailed):
            self._ask(_REFRESH, {_LIFETIME: bytes(4)})
        self._socket.close()

    def permit(self, peer: str) -> None:
        """Ask to reach an address; raises RelayFailed, with ``FORBIDDEN`` when the relay does not allow it."""
        self._ask(_CREATE_PERMISSION, {_PEER: _written((peer, 0))})

    def send(self, data: bytes, peer: Address) -> None:
        """A datagram from the relay to a permitted peer; whether it arrives is not told."""
        message = _message(_SEND | 0x0010, secrets.token_bytes(12), {_PEER: _written(peer), _DATA: data}, b"")
        with contextlib.suppress(OSError):
            self._socket.sendall(message)

    def _ask(self, method: int, attributes: Mapping[int, bytes]) -> Attributes:
        """The successful answer; a nonce that is stale is replaced once."""
        try:
            return self._exchange(method, attributes)
        except RelayFailed as refused:
            if refused.code != STALE_NONCE:
                raise
            return self._exchange(method, attributes)

    def _exchange(self, method: int, attributes: Mapping[int, bytes]) -> Attributes:
        transaction = secrets.token_bytes(12)
        request = _message(method, transaction, {**attributes, **self._signed}, self._key)
        for _ in range(1 if self._stream else _TRIES):
            try:
                self._socket.sendall(request)
                answer = self._answer(transaction)
            except TimeoutError:
                continue
            except OSError as error:
                raise RelayFailed(f"the connection broke ({error.strerror or error})") from error
            return self._judged(answer)
        raise RelayFailed("no answer")

    def _judged(self, answer: tuple[int, Attributes]) -> Attributes:
        kind, found = answer
        if kind & _CLASS == _SUCCESS:
            return found
        code = found.get(_ERROR_CODE, bytes(4))
        number = code[2] % 8 * 100 + code[3]
        refused = number == UNAUTHENTICATED and bool(self._key)
        if number == STALE_NONCE or (number == UNAUTHENTICATED and not refused):
            self._sign(found.get(_REALM, b""), found.get(_NONCE, b""))
        said = "the credentials are refused" if refused else code[4:].decode("ascii", "replace")
        raise RelayFailed(said or f"error {number}", number)

    def _sign(self, realm: bytes, nonce: bytes) -> None:
        """The long-term credential mechanism (RFC 8489 §9.2.2)."""
        text = b":".join((self._user.encode(), realm, self._password.encode()))
        self._key = hashlib.md5(text, usedforsecurity=False).digest()
        self._signed = {_USERNAME: self._user.encode(), _REALM: realm, _NONCE: nonce}

    def _answer(self, transaction: bytes) -> tuple[int, Attributes]:
        """The next message of that transaction; raises TimeoutError, OSError."""
        while True:
            header, body = self._next()
            kind, _, cookie, found = _HEADER.unpack(header)
            if cookie == _COOKIE and found == transaction:
                return kind, dict(_attributes(body))

    def _next(self) -> tuple[bytes, bytes]:
        if not self._stream:
            data = self._socket.recv(2048)
            return (data[:20], data[20:]) if len(data) >= 20 else (bytes(20), b"")
        header = self._exactly(20)
        return header, self._exactly(int.from_bytes(header[2:4], "big"))

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            part = self._socket.recv(count - len(data))
            if not part:
                raise ConnectionResetError("closed by the relay")
            data += part
        return data


def _connected(place: Place, patience: float, trust: ssl.SSLContext | None) -> socket.socket:
    if place.transport == "tcp":
        plain = socket.create_connection((place.host, place.port), patience)
        if not place.secure:
            return plain
        context = trust or ssl.create_default_context()
        return context.wrap_socket(plain, server_hostname=place.host)
    family, kind, protocol, _, address = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_DGRAM)[0]
    datagrams = socket.socket(family, kind, protocol)
    datagrams.settimeout(patience)
    datagrams.connect(address)
    return datagrams


def _message(kind: int, transaction: bytes, attributes: Mapping[int, bytes], key: bytes) -> bytes:
    body = b"".join(_padded(number, value) for number, value in attributes.items())
    if not key:
        return _HEADER.pack(kind, len(body), _COOKIE, transaction) + body
    signed = _HEADER.pack(kind, len(body) + 24, _COOKIE, transaction) + body
    return signed + _padded(_INTEGRITY, hmac.digest(key, signed, "sha1"))


def _padded(number: int, value: bytes) -> bytes:
    return _ATTRIBUTE.pack(number, len(value)) + value + bytes(-len(value) % 4)


def _attributes(body: bytes) -> list[tuple[int, bytes]]:
    found, position = [], 0
    while position + 4 <= len(body):
        number, length = _ATTRIBUTE.unpack_from(body, position)
        found.append((number, body[position + 4 : position + 4 + length]))
        position += 4 + length + -length % 4
    return found


def _written(address: Address) -> bytes:
    """XOR-PEER-ADDRESS (RFC 8489 §14.2); of IPv6 the mask also has the transaction, so only IPv4 is asked."""
    packed = ip_address(address[0]).packed
    masked = bytes(octet ^ mask for octet, mask in zip(packed, _COOKIE.to_bytes(4, "big"), strict=True))
    return struct.pack("!BBH", 0, 1, address[1] ^ (_COOKIE >> 16)) + masked


def _read_address(value: bytes) -> Address:
    if len(value) != 8:
        raise RelayFailed("an allocation without an IPv4 address")
    _, _, port = struct.unpack("!BBH", value[:4])
    host = bytes(octet ^ mask for octet, mask in zip(value[4:], _COOKIE.to_bytes(4, "big"), strict=True))
    return str(ip_address(host)), port ^ (_COOKIE >> 16)
