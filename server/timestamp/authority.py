"""The port to a timestamping authority, and its adapter to any that speaks RFC 3161 over HTTP (section 3.4)."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

import aiohttp
from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

SKEW: Final = timedelta(minutes=10)
"""How far an authority's clock and ours may be apart."""
_PATIENCE: Final = aiohttp.ClientTimeout(total=20)
_LARGEST: Final = 256 * 1024
_QUERY: Final = "application/timestamp-query"
_REPLY: Final = "application/timestamp-reply"


class Unavailable(Exception):
    """It does not answer, or not now: to be asked again."""


class Refused(Exception):
    """What it answered is no timestamp of what was asked, by whom it should be, for now."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """``response``: TimeStampResp in DER, as ``openssl ts`` reads it."""

    response: bytes
    at: datetime


class Authority(Protocol):
    """Blocks nobody; may take as long as a network does."""

    async def stamp(self, message: bytes) -> Stamp:
        """That the message was there now; raises Unavailable, Refused."""


class HttpAuthority:
    """Trusts what one of ``roots`` vouches for, and nothing else."""

    def __init__(
        self,
        url: str,
        roots: Sequence[Certificate],
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._url, self._roots, self._clock = url, tuple(roots), clock

    async def stamp(self, message: bytes) -> Stamp:
        """See Authority."""
        request = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).build()
        octets = await ask(self._url, request.as_bytes())
        found = _decoded(octets)
        builder = VerifierBuilder.from_request(request)
        for root in self._roots:
            builder = builder.add_root_certificate(root)
        _verify(builder, found, message)
        at = found.tst_info.gen_time.astimezone(UTC)
        if abs(at - self._clock()) > SKEW:
            raise Refused("another time")
        return Stamp(octets, at)


async def ask(url: str, query: bytes) -> bytes:
    """TimeStampReq to TimeStampResp, of which nothing has been checked; raises Unavailable, Refused."""
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE) as session,
            session.post(url, data=query, headers={"Content-Type": _QUERY}) as answer,
        ):
            if answer.status != 200:
                raise Unavailable(f"status {answer.status}")
            octets = await answer.content.read(_LARGEST + 1)
            while len(octets) <= _LARGEST and (more := await answer.content.read(_LARGEST)):
                octets += more
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise Unavailable(type(error).__name__) from error
    if answer.content_type != _REPLY or len(octets) > _LARGEST:
        raise Refused("no timestamp")
    return octets


def check(response: bytes, message: bytes, roots: Sequence[Certificate]) -> datetime:
    """When the message was there, as a kept timestamp says; raises Refused."""
    found, builder = _decoded(response), VerifierBuilder()
    for root in roots:
        builder = builder.add_root_certificate(root)
    _verify(builder, found, message)
    return found.tst_info.gen_time.astimezone(UTC)


def roots_in(path: Path) -> list[Certificate]:
    """The certificates in a PEM file; raises ValueError, OSError."""
    return load_pem_x509_certificates(path.read_bytes())


def _decoded(response: bytes) -> TimeStampResponse:
    try:
        return decode_timestamp_response(response)
    except ValueError as error:
        raise Refused("no timestamp") from error


def _verify(builder: VerifierBuilder, found: TimeStampResponse, message: bytes) -> None:
    try:
        builder.build().verify(found, hashlib.sha256(message).digest())
    except (VerificationError, ValueError) as error:
        raise Refused(str(error)) from error
