"""The seam to aiortc: its DTLS handshake as the passive side, over our own socket, for SRTP keys only.

This module and `srtp` are the only places that know aiortc and pylibsrtp. What they use beyond the public
interface is named in `PRIVATE` and asserted at start-up: a new version that lacks it stops the service
instead of a call.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pylibsrtp
from aiortc import rtcdtlstransport
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from pylibsrtp import _binding

from signaling.media.offer import Fingerprint
from signaling.media.srtp import Keys, profiles

PRIVATE = (
    "RTCDtlsTransport._set_role",
    "RTCDtlsTransport._ssl",
    "RTCDtlsTransport._srtp_profiles",
    "SRTPProtectionProfile.get_key_and_salt",
    "Session._srtp",
    "_binding.lib.srtp_protect",
    "_binding.lib.srtp_unprotect",
    "_binding.lib.srtp_protect_rtcp",
    "_binding.lib.srtp_unprotect_rtcp",
    "_binding.ffi.buffer",
)
"""Everything in use that the pinned libraries do not promise."""

_BACKLOG = 64
"""Handshake datagrams that wait for the handshake's task; a peer that sends more is lost packets, not
memory."""
_LABEL = b"EXTRACTOR-dtls_srtp"  # RFC 5764 §4.2


class SeamBroken(RuntimeError):
    """An installed library lacks something that `PRIVATE` names."""


def assert_seam() -> None:
    """Raises SeamBroken naming what is missing."""
    probe = _transport(_Pipe(lambda _: None), RTCCertificate.generateCertificate())
    session = pylibsrtp.Session()
    owners: dict[str, Any] = {
        "RTCDtlsTransport": probe,
        "SRTPProtectionProfile": rtcdtlstransport.SRTPProtectionProfile,
        "Session": session,
        "_binding": _binding,
    }
    for name in PRIVATE:
        root, *path = name.split(".")
        thing = owners[root]
        for step in path:
            if not hasattr(thing, step):
                raise SeamBroken(f"{name} is missing: aiortc or pylibsrtp is not the pinned version")
            thing = getattr(thing, step)
    if not profiles():
        raise SeamBroken("libsrtp offers no protection profile")


class Identity:
    """The process's certificate: one for all peers, new at every start."""

    __slots__ = ("certificate", "fingerprint")

    def __init__(self) -> None:
        self.certificate = RTCCertificate.generateCertificate()
        first = self.certificate.getFingerprints()[0]
        self.fingerprint = Fingerprint(first.algorithm, first.value)


class _Pipe:
    """What RTCDtlsTransport needs of an ICE transport."""

    role = "controlled"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._write = send
        self.queue: asyncio.Queue[bytes] = asyncio.Queue(_BACKLOG)

    async def _recv(self) -> bytes:
        return await self.queue.get()

    async def _send(self, data: bytes) -> None:
        self._write(data)


def _transport(pipe: _Pipe, certificate: RTCCertificate) -> Any:
    factory: Any = RTCDtlsTransport  # it is typed for aiortc's own ICE transport
    return factory(pipe, [certificate])


class Dtls:
    """One association. `on_keys` is called once when it stands; `on_end` once when it failed or the peer
    closed it.
    """

    __slots__ = ("_certificate_checks", "_ended", "_on_end", "_on_keys", "_pipe", "_task", "_transport")

    def __init__(
        self,
        identity: Identity,
        fingerprints: Sequence[Fingerprint],
        send: Callable[[bytes], None],
        on_keys: Callable[[Keys], None],
        on_end: Callable[[], None],
    ) -> None:
        self._pipe = _Pipe(send)
        self._on_keys, self._on_end, self._ended = on_keys, on_end, False
        self._transport: Any = _transport(self._pipe, identity.certificate)
        self._transport._set_role("server")
        self._transport._srtp_profiles = profiles()
        self._transport.on("statechange", self._changed)
        self._certificate_checks = RTCDtlsParameters(
            fingerprints=[RTCDtlsFingerprint(item.algorithm, item.value) for item in fingerprints],
            role="client",
        )
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._transport.start(self._certificate_checks))

    def receive(self, datagram: bytes) -> None:
        """A DTLS record from one of the peer's validated addresses."""
        if not self._pipe.queue.full():
            self._pipe.queue.put_nowait(datagram)

    async def close(self) -> None:
        """Says goodbye (close_notify) and stops."""
        self._ended = True
        if self._task is not None and not self._task.done():
            self._task.cancel()
        await self._transport.stop()

    def _changed(self) -> None:
        if self._ended:
            return
        match self._transport.state:
            case "connected":
                self._on_keys(self._keys())
            case "failed" | "closed":
                self._ended = True
                self._on_end()
            case _:
                pass

    def _keys(self) -> Keys:
        connection = self._transport._ssl
        chosen = connection.get_selected_srtp_profile()
        profile = next(item for item in self._transport._srtp_profiles if item.openssl_profile == chosen)
        material = connection.export_keying_material(_LABEL, 2 * (profile.key_length + profile.salt_length))
        return Keys(
            profile.libsrtp_profile,
            receive=profile.get_key_and_salt(material, 0),  # the client's keys: we are the server
            send=profile.get_key_and_salt(material, 1),
        )
