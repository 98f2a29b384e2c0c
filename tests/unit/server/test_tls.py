"""Certificates of our own making and of others', and what is served when they change."""

import asyncio
import os
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server import tls
from server.config import Settings
from server.tls_certificate import LASTS, CertificateError, Pair, kept, read

NAMES = {"localhost", "127.0.0.1", "::1", "192.0.2.10"}


def test_a_self_signed_certificate_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first = kept(tmp_path / "tls", NAMES)
    made = read(first.certificate)
    assert made.names >= NAMES
    assert (made.ends - made.begins) <= timedelta(days=398)
    assert len(made.fingerprint.split(":")) == 32
    assert read(kept(tmp_path / "tls", NAMES).certificate) == made
    assert first.key.stat().st_mode & 0o777 == 0o600


def test_it_is_made_anew_when_it_nearly_ends_or_the_host_has_another_address(tmp_path: Path) -> None:
    made = read(kept(tmp_path, NAMES).certificate)
    later = datetime.now(UTC) + LASTS - timedelta(days=5)
    renewed = read(kept(tmp_path, NAMES, later).certificate)
    assert renewed.ends > later > made.begins
    moved = read(kept(tmp_path, NAMES | {"198.51.100.4"}, later).certificate)
    assert "198.51.100.4" in moved.names
    # One network and then the other again: what covers both stays.
    assert read(kept(tmp_path, NAMES, later).certificate) == moved


def test_what_is_damaged_is_made_anew(tmp_path: Path) -> None:
    pair = kept(tmp_path, NAMES)
    pair.certificate.write_text("nothing")
    tls.context(kept(tmp_path, NAMES))


def test_the_names_are_those_by_which_a_phone_may_call(tmp_path: Path) -> None:
    names = tls.own_names(Settings(host="0.0.0.0", public_url="https://mediation.example:8443"))
    assert {"localhost", "127.0.0.1", "::1", "mediation.example", *tls.own_addresses()} <= names
    assert "0.0.0.0" not in names
    assert "192.0.2.77" in tls.own_names(Settings(host="192.0.2.77"))


def test_files_that_are_no_certificate_with_its_key_are_named(tmp_path: Path) -> None:
    one, other = kept(tmp_path / "one", NAMES), kept(tmp_path / "other", NAMES)
    with pytest.raises(CertificateError, match="absent"):
        tls.context(Pair(tmp_path / "absent", one.key))
    with pytest.raises(CertificateError, match="own key"):
        tls.context(Pair(one.certificate, other.key))
    with pytest.raises(CertificateError, match="no certificate"):
        read(one.key)


async def fingerprint(port: int) -> str:
    """Of the certificate that is shown there."""
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting)
    shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    await writer.wait_closed()
    return ssl.DER_cert_to_PEM_cert(shown)


async def test_a_renewed_certificate_is_shown_without_a_restart_and_half_a_renewal_is_not(
    tmp_path: Path,
) -> None:
    pair, renewed = kept(tmp_path / "used", NAMES), kept(tmp_path / "renewed", NAMES)
    first, second = pair.certificate.read_text(), renewed.certificate.read_text()
    context = tls.context(pair)
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", ssl=context)
    port = server.sockets[0].getsockname()[1]
    watching = asyncio.create_task(tls.keep_current(context, pair, period=0.01))
    try:
        assert await fingerprint(port) == first
        os.replace(renewed.certificate, pair.certificate)  # the key is still the former one
        for _ in range(20):
            assert await fingerprint(port) == first
        os.replace(renewed.key, pair.key)
        async with asyncio.timeout(10):
            while await fingerprint(port) != second:
                assert not watching.done()
    finally:
        watching.cancel()
        server.close()
        await server.wait_closed()
