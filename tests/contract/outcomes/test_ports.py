"""What every adapter of the signing's ports must do: server.outcomes.pki.ports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from server.outcomes.pki import authority
from server.outcomes.pki.authority import Authority
from server.outcomes.pki.kind import Kind
from server.outcomes.pki.local import LocalSigner
from server.outcomes.pki.ports import KeyCover, Signer
from server.outcomes.pki.remote import RemoteCover, RemoteSigner, Service
from server.outcomes.trouble import Trouble, TroubleKind
from server.storage.keys import FileKeys, KeysUnavailable
from server.storage.sealing import Unreadable
from tests.servers.key_service import PREHASHED, TOKEN, KeyService, key_service

LIES = ("page", "endless", "nothing", "more", "other version", "no octets", "refuses", "elsewhere")
DIGEST = bytes(range(32))


@pytest.fixture
def service() -> Iterator[KeyService]:
    with key_service() as found:
        yield found


@pytest.fixture
def opened(tmp_path: Path) -> Authority:
    keys = FileKeys.open(tmp_path / "keys.json")
    authority.ensure(tmp_path, "中心", keys, datetime.now(UTC))
    return Authority.open(tmp_path, keys)


@pytest.fixture(params=["local", "remote"])
def signer(request: pytest.FixtureRequest, opened: Authority, service: KeyService) -> Signer:
    holder, above = opened.holder(Kind.SEAL), opened.chain(Kind.SEAL)[1:]
    if request.param == "local":
        return LocalSigner(holder, above)
    service.certificates = [each.public_bytes(Encoding.DER) for each in (holder.certificate, *above)]
    service.sign = lambda digest: holder.key.sign(digest, PREHASHED)
    return RemoteSigner(Service(service.url, TOKEN), "seal")


@pytest.fixture(params=["local", "remote"])
def cover(request: pytest.FixtureRequest, tmp_path: Path, service: KeyService) -> KeyCover:
    if request.param == "local":
        return FileKeys.open(tmp_path / "cover.json", "口令")
    return RemoteCover(Service(service.url, TOKEN))


async def test_a_signature_is_that_of_the_first_certificate(signer: Signer) -> None:
    own, issuer = (x509.load_der_x509_certificate(each) for each in await signer.certificates())
    own.verify_directly_issued_by(issuer)
    key = own.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    signature = await signer.sign(DIGEST)
    key.verify(signature, DIGEST, PREHASHED)
    with pytest.raises(InvalidSignature):
        key.verify(signature, DIGEST[::-1], PREHASHED)


def test_what_is_wrapped_is_unwrapped_in_its_context_only(cover: KeyCover) -> None:
    wrapped = cover.wrap(b"a private key", b"pki 1")
    assert b"a private key" not in wrapped
    assert cover.unwrap(wrapped, b"pki 1") == b"a private key"
    for octets, context in (
        (wrapped, b"pki 2"),
        (wrapped[:-1] + bytes([wrapped[-1] ^ 1]), b"pki 1"),
        (b"", b"pki 1"),
    ):
        with pytest.raises(Unreadable):
            cover.unwrap(octets, context)


@pytest.mark.parametrize("lie", LIES)
async def test_a_key_service_that_answers_otherwise_is_not_believed(service: KeyService, lie: str) -> None:
    service.certificates, service.way = [b"none"], lie
    remote = RemoteSigner(Service(service.url, TOKEN), "seal")
    for work in (remote.sign(DIGEST), remote.certificates()):
        with pytest.raises(Trouble) as caught:
            await work
        assert caught.value.kind is TroubleKind.SIGNER_REFUSED
        assert not caught.value.kind.retryable


async def test_certificates_that_are_none_are_refused(service: KeyService) -> None:
    remote = RemoteSigner(Service(service.url, TOKEN), "seal")
    for certificates in ([], [b"none"], [b""] * 9):
        service.certificates = certificates
        with pytest.raises(Trouble) as caught:
            await remote.certificates()
        assert caught.value.kind is TroubleKind.SIGNER_REFUSED


async def test_one_that_is_down_or_nowhere_is_to_be_asked_again(service: KeyService) -> None:
    service.way = "down"
    for url in (service.url, "http://127.0.0.1:1/"):
        with pytest.raises(Trouble) as caught:
            await RemoteSigner(Service(url, TOKEN), "seal").sign(DIGEST)
        assert caught.value.kind is TroubleKind.SIGNER_DOWN
        assert caught.value.kind.retryable


def test_a_cover_that_is_down_is_not_a_wrong_key(service: KeyService) -> None:
    service.way = "down"
    with pytest.raises(KeysUnavailable):
        RemoteCover(Service(service.url, TOKEN)).unwrap(b"x", b"")


async def test_who_does_not_know_the_token_gets_nothing(service: KeyService) -> None:
    with pytest.raises(Trouble) as caught:
        await RemoteSigner(Service(service.url, "another"), "seal").sign(DIGEST)
    assert caught.value.kind is TroubleKind.SIGNER_REFUSED


@pytest.mark.parametrize("url", ["http://keys.example/", "ftp://127.0.0.1/", "", "127.0.0.1"])
def test_keys_do_not_travel_in_the_open(url: str) -> None:
    with pytest.raises(Trouble):
        Service(url, TOKEN)
