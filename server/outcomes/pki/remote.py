"""The ports over a service that holds the keys: JSON over HTTPS, or over plain HTTP on this machine.

Every call is ``POST url`` with ``Authorization: Bearer token`` and one object; every answer is status 200 and one
object, or another status, which says that it cannot be done now (5xx, 429) or ever (the rest). Octets are base64
(RFC 4648, section 4). Nothing beside what is named here may stand in an answer.

- ``{"v": 1, "do": "certificates", "key": "seal"}`` → ``{"v": 1, "certificates": [DER, …]}``, its own first, no root
- ``{"v": 1, "do": "sign", "key": "seal", "hash": "sha256", "digest": …}`` → ``{"v": 1, "signature": …}`` (ECDSA, DER)
- ``{"v": 1, "do": "wrap", "plain": …, "context": …}`` → ``{"v": 1, "wrapped": …}``
- ``{"v": 1, "do": "unwrap", "wrapped": …, "context": …}`` → ``{"v": 1, "plain": …}``

A time-stamper speaks RFC 3161 over HTTP instead (section 3.4), which all of them do.
"""

import asyncio
import base64
import json
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from cryptography import x509

from server.config import is_loopback
from server.outcomes.trouble import Trouble, TroubleKind
from server.storage.keys import KeysUnavailable
from server.storage.sealing import Unreadable
from server.timestamp import authority

_PATIENCE: Final = aiohttp.ClientTimeout(total=10)
_LARGEST: Final = 64 * 1024
_MOST_CERTIFICATES: Final = 8


class Service:
    """Where it is, and what it knows us by."""

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        plain = parts.scheme == "http" and is_loopback(parts.hostname or "")
        if not plain and parts.scheme != "https":
            raise Trouble(TroubleKind.SIGNER_REFUSED, "the key service's address wants https")
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def ask(self, answer: str, **question: str) -> Any:
        """What the answer holds under that name, and nothing else; raises Trouble."""
        body = json.dumps({"v": 1, **question}).encode()
        try:
            async with (
                aiohttp.ClientSession(timeout=_PATIENCE, headers=self._headers) as session,
                session.post(
                    self._url, data=body, headers={"Content-Type": "application/json"}, allow_redirects=False
                ) as response,
            ):
                octets = await _read(response)
                status = response.status
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise Trouble(TroubleKind.SIGNER_DOWN, type(error).__name__) from error
        if status >= 500 or status == 429:
            raise Trouble(TroubleKind.SIGNER_DOWN, f"status {status}")
        if status != 200:
            raise Trouble(TroubleKind.SIGNER_REFUSED, f"status {status}")
        try:
            found = json.loads(octets)
            if set(found) != {"v", answer} or found["v"] != 1:
                raise ValueError
        except (ValueError, TypeError) as error:
            raise Trouble(TroubleKind.SIGNER_REFUSED, "another answer") from error
        return found[answer]

    async def octets(self, answer: str, **question: str) -> bytes:
        """The same, where it is octets."""
        return _octets(await self.ask(answer, **question))


class RemoteSigner:
    """A key that the service holds."""

    def __init__(self, service: Service, key: str) -> None:
        self._service, self._key = service, key
        self._certificates: list[bytes] = []

    async def certificates(self) -> Sequence[bytes]:
        """See Signer."""
        if not self._certificates:
            told = await self._service.ask("certificates", do="certificates", key=self._key)
            if not isinstance(told, list) or not 0 < len(told) <= _MOST_CERTIFICATES:
                raise Trouble(TroubleKind.SIGNER_REFUSED, "no certificates")
            found = [_octets(each) for each in told]
            for each in found:
                _certificate(each)
            self._certificates = found
        return self._certificates

    async def sign(self, digest: bytes) -> bytes:
        """See Signer."""
        return await self._service.octets(
            "signature", do="sign", key=self._key, hash="sha256", digest=_text(digest)
        )


class RemoteCover:
    """A key-encryption key that the service holds."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def wrap(self, key: bytes, context: bytes) -> bytes:
        """See KeyCover."""
        return self._asked("wrapped", do="wrap", plain=_text(key), context=_text(context))

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """See KeyCover."""
        return self._asked("plain", do="unwrap", wrapped=_text(wrapped), context=_text(context))

    def _asked(self, answer: str, **question: str) -> bytes:
        try:
            return asyncio.run(self._service.octets(answer, **question))
        except Trouble as trouble:
            if trouble.kind.retryable:
                raise KeysUnavailable(str(trouble)) from trouble
            raise Unreadable(str(trouble)) from trouble


class RemoteTimeStamper:
    """Any that speaks RFC 3161 over HTTP."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def stamp(self, request: bytes) -> bytes:
        """See TimeStamper."""
        try:
            return await authority.ask(self._url, request)
        except authority.Unavailable as error:
            raise Trouble(TroubleKind.TIMESTAMPER_DOWN, str(error)) from error
        except authority.Refused as error:
            raise Trouble(TroubleKind.TIMESTAMPER_LIED, str(error)) from error


async def _read(response: aiohttp.ClientResponse) -> bytes:
    octets = b""
    while piece := await response.content.read(_LARGEST):
        octets += piece
        if len(octets) > _LARGEST:
            raise Trouble(TroubleKind.SIGNER_REFUSED, "too long an answer")
    return octets


def _certificate(octets: bytes) -> None:
    try:
        x509.load_der_x509_certificate(octets)
    except ValueError as error:
        raise Trouble(TroubleKind.SIGNER_REFUSED, "no certificate") from error


def _octets(told: object) -> bytes:
    if not isinstance(told, str):
        raise Trouble(TroubleKind.SIGNER_REFUSED, "no octets")
    try:
        return base64.b64decode(told, validate=True)
    except ValueError as error:
        raise Trouble(TroubleKind.SIGNER_REFUSED, "no octets") from error


def _text(octets: bytes) -> str:
    return base64.b64encode(octets).decode()
