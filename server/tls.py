"""HTTPS without a proxy: the certificate that the settings name, or one of our own making."""

import asyncio
import socket
import ssl
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import structlog

from server.config import SELF_SIGNED, Settings, is_address, is_loopback
from server.tls_certificate import CertificateError, Pair, kept, read
from signaling.media.config import MediaConfig, candidates

FOLDER: Final = "tls"
"""In the data folder."""
LOOKED_AT: Final = 60.0
"""Seconds between two looks at the certificate's files."""

log = structlog.get_logger()


def pair(settings: Settings) -> Pair | None:
    """The files to serve with, None without TLS; a self-signed pair is made. Raises CertificateError."""
    if settings.tls == SELF_SIGNED:
        return kept(settings.data / FOLDER, own_names(settings))
    if settings.tls_cert:
        return Pair(Path(settings.tls_cert), Path(settings.tls_key))
    return None


def context(files: Pair) -> ssl.SSLContext:
    """A server's context with these files; raises CertificateError."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.set_alpn_protocols(["http/1.1"])
    load(made, files)
    return made


def load(into: ssl.SSLContext, files: Pair) -> None:
    """Serve new connections with what the files hold now; raises CertificateError."""
    try:
        # An empty password: an encrypted key is refused instead of asked for on the terminal.
        into.load_cert_chain(files.certificate, files.key, password="")
    except ssl.SSLError as error:
        raise CertificateError(
            f"{files.certificate} and {files.key} are no certificate with its own key ({error.reason})"
        ) from error
    except OSError as error:
        named = [str(path) for path in (files.certificate, files.key) if not path.is_file()]
        raise CertificateError(f"{' and '.join(named) or files.key}: {error.strerror}") from error


async def keep_current(into: ssl.SSLContext, files: Pair, period: float = LOOKED_AT) -> None:
    """For ever: take up a renewed certificate without a restart, which would interrupt every room."""
    known = _changed_at(files)
    while True:
        await asyncio.sleep(period)
        if (now := _changed_at(files)) == known:
            continue
        known = now
        try:
            # Into a context that nobody uses first: half of a renewal must not spoil the one in use.
            load(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), files)
            load(into, files)
        except CertificateError:
            log.warning("certificate refused")
        else:
            log.info("certificate renewed")


def _changed_at(files: Pair) -> tuple[int, ...]:
    try:
        return tuple(path.stat().st_mtime_ns for path in (files.certificate, files.key))
    except OSError:
        return ()


def own_names(settings: Settings) -> frozenset[str]:
    """The names and addresses by which a browser on the local network may call this host."""
    named = {"localhost", "127.0.0.1", "::1", socket.gethostname(), urlsplit(settings.public_url).hostname}
    if not is_address(settings.host) or not ip_address(settings.host).is_unspecified:
        named.add(settings.host)
    return frozenset({name for name in named if name and name.isascii()} | set(own_addresses()))


def own_addresses() -> list[str]:
    """Addresses of this host, without loopback."""
    everywhere = (("0.0.0.0", 0), ("::", 0))  # noqa: S104 - names all addresses, binds none
    return [host for host, _ in candidates(MediaConfig(), everywhere) if not is_loopback(host)]


def told(settings: Settings, url: str) -> list[str]:
    """What the operator wants to see at the start: the fingerprint to compare, and where a phone may call."""
    files = pair(settings)
    if files is None or settings.tls != SELF_SIGNED:
        return []
    port = urlsplit(url).port
    lines = [f"certificate SHA-256 {read(files.certificate).fingerprint}"]
    if is_address(settings.host) and ip_address(settings.host).is_unspecified:
        lines += [f"on this network {web_address(host, port)}" for host in own_addresses()]
    return lines


def web_address(host: str, port: int | None) -> str:
    """An https URL."""
    return f"https://{f'[{host}]' if ':' in host else host}{f':{port}' if port else ''}"
