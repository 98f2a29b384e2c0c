"""HTTPS: without it phones give neither camera nor microphone, and with a certificate that ended nobody comes in."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from server import tls
from server.config import SELF_SIGNED, Settings, is_loopback
from server.doctor.finding import Finding, fault, ok, warning
from server.tls_certificate import Certificate, CertificateError, Pair, read

_SUBJECT: Final = "certificate"
_SOON: Final = timedelta(days=14)
"""Certificates are renewed about 30 days before their end: later than this, the renewal does not work."""
_WITHIN: Final = 5.0


def examine_certificate(settings: Settings, now: datetime | None = None) -> list[Finding]:
    """The service's own certificate, or the one that is shown at the public address."""
    now = now or datetime.now(UTC)
    if settings.tls == SELF_SIGNED:
        return _self_signed(settings)
    found = []
    if settings.tls_cert:
        found = [_own(Pair(Path(settings.tls_cert), Path(settings.tls_key)), settings, now)]
    if settings.public_url.startswith("https:"):
        return [*found, _shown(settings.public_url, now)]
    if not found and not is_loopback(settings.host):
        advice = "give it a certificate (--tls-cert, --tls-key) or put it behind Caddy or nginx (see deploy/)"
        return [
            fault(_SUBJECT, "plain HTTP: browsers give camera and microphone to HTTPS pages only", advice)
        ]
    return found


def _self_signed(settings: Settings) -> list[Finding]:
    file = settings.data / tls.FOLDER / "self-signed.crt"
    if settings.production:
        advice = "get one for the public name (--tls-cert, --tls-key), or put Caddy in front (see deploy/)"
        return [fault(_SUBJECT, "self-signed: browsers warn everybody who comes", advice)]
    try:
        return [ok(_SUBJECT, f"self-signed, to try on a local network; SHA-256 {read(file).fingerprint}")]
    except CertificateError:
        return [ok(_SUBJECT, "self-signed, to try on a local network; the next start makes it")]


def _own(files: Pair, settings: Settings, now: datetime) -> Finding:
    try:
        tls.context(files)
        found = read(files.certificate)
    except CertificateError as error:
        return fault(
            _SUBJECT, str(error), "see to YUNTIAO_TLS_CERT and YUNTIAO_TLS_KEY, and who may read the files"
        )
    name = urlsplit(settings.public_url).hostname
    if name and not _covers(found, name):
        return fault(
            _SUBJECT, f"it is not for {name}", "get one for that name, or correct YUNTIAO_PUBLIC_URL"
        )
    return _in_time(found.begins, found.ends, now)


def _covers(found: Certificate, name: str) -> bool:
    return name in found.names or f"*.{name.partition('.')[2]}" in found.names


def _shown(url: str, now: datetime) -> Finding:
    """What a browser sees, when this machine may call its own public address."""
    where = urlsplit(url)
    name, port = where.hostname or "", where.port or 443
    try:
        with (
            socket.create_connection((name, port), _WITHIN) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=name) as secured,
        ):
            told = secured.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return fault(_SUBJECT, f"at {name}: {error.verify_message}", "renew it, with its whole chain")
    except OSError as error:
        said = f"{name}:{port} does not answer this machine ({error.strerror or type(error).__name__})"
        return warning(_SUBJECT, said, "see whether the proxy runs; behind NAT, look from another network")
    begins, ends = (_date(str(told[key])) for key in ("notBefore", "notAfter"))
    return _in_time(begins, ends, now)


def _date(text: str) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC)


def _in_time(begins: datetime, ends: datetime, now: datetime) -> Finding:
    if now < begins:
        return fault(_SUBJECT, f"it begins only on {begins:%Y-%m-%d}", "see to the clock, or wait")
    if now >= ends:
        return fault(_SUBJECT, f"it ended on {ends:%Y-%m-%d}", "renew it")
    if ends - now < _SOON:
        return warning(_SUBJECT, f"it ends on {ends:%Y-%m-%d}", "see why it was not renewed by itself")
    return ok(_SUBJECT, f"good until {ends:%Y-%m-%d}")
