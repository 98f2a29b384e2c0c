"""HTTPS that the service speaks itself."""

import ssl
from pathlib import Path

from server.tls import FOLDER
from server.tls_certificate import kept
from tests.integration.deployment.staging import staged


async def test_a_room_by_a_certificate_of_our_own_making(tmp_path: Path) -> None:
    async with staged(tmp_path, tls="self-signed") as cast:
        assert cast.url.startswith("https://127.0.0.1:")
        trusting = ssl.create_default_context(cafile=tmp_path / FOLDER / "self-signed.crt")
        worker = await cast.come("worker", cast.device(trust=trusting))
        assert await worker.ask("ping", {}) == {}
        (cookie,) = worker.device.http.cookie_jar
        assert cookie["secure"]
        async with worker.device.http.get("/healthz") as answer:
            # A browser would never again offer its person the way past a certificate that nobody vouches for.
            assert "Strict-Transport-Security" not in answer.headers


async def test_a_room_by_a_certificate_of_the_operators(tmp_path: Path) -> None:
    pair = kept(tmp_path / "given", {"127.0.0.1"})
    given = {"tls_cert": str(pair.certificate), "tls_key": str(pair.key)}
    async with staged(tmp_path / "data", **given) as cast:
        trusting = ssl.create_default_context(cafile=pair.certificate)
        worker = await cast.come("worker", cast.device(trust=trusting))
        assert worker.channel == "lobby"
        async with worker.device.http.get("/healthz") as answer:
            assert "max-age" in answer.headers["Strict-Transport-Security"]
