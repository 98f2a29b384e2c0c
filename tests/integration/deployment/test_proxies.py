"""Proxies that are trusted, and strangers who send the same headers."""

from pathlib import Path

import aiohttp
import pytest

from tests.integration.deployment.staging import guesses, staged
from tests.integration.frames import Frames

TRIES = 6
"""Enough to be made to wait, too few to kill the code."""
PROXY = {"trusted_proxies": ("127.0.0.1",)}


async def test_a_stranger_escapes_no_waiting_by_naming_other_addresses(tmp_path: Path) -> None:
    async with staged(tmp_path, **PROXY) as cast:
        devices = [
            cast.device("127.0.0.9", **{"X-Forwarded-For": f"203.0.113.{number}"}) for number in range(TRIES)
        ]
        assert await guesses(cast, devices) == {"code_wrong", "too_many_tries"}


async def test_behind_a_trusted_proxy_each_client_waits_for_itself(tmp_path: Path) -> None:
    async with staged(tmp_path, **PROXY) as cast:
        guesser = [cast.device(**{"X-Forwarded-For": "203.0.113.7"}) for _ in range(TRIES)]
        assert await guesses(cast, guesser) == {"code_wrong", "too_many_tries"}
        await cast.come("worker", cast.device(**{"X-Forwarded-For": "203.0.113.8"}))


async def test_what_a_client_wrote_before_the_proxy_counts_for_nothing(tmp_path: Path) -> None:
    async with staged(tmp_path, **PROXY) as cast:
        forged = [
            cast.device(**{"X-Forwarded-For": f"198.51.100.{number}, 127.0.0.1, 203.0.113.7"})
            for number in range(TRIES)
        ]
        assert await guesses(cast, forged) == {"code_wrong", "too_many_tries"}


async def test_cookies_travel_only_by_tls_when_a_trusted_proxy_says_that_it_is_used(tmp_path: Path) -> None:
    async with staged(tmp_path, **PROXY) as cast:
        https = cast.device(**{"X-Forwarded-Proto": "https"})
        async with https.http.get("/?lang=en") as answer:
            assert all(cookie["secure"] for cookie in answer.cookies.values())
            assert answer.cookies
        stranger = cast.device("127.0.0.9", **{"X-Forwarded-Proto": "https"})
        async with stranger.http.get("/?lang=en") as answer:
            assert not any(cookie["secure"] for cookie in answer.cookies.values())


async def test_the_host_that_a_trusted_proxy_names_is_the_pages_own(tmp_path: Path) -> None:
    told = {"X-Forwarded-Host": "mediation.example", "X-Forwarded-Proto": "https"}
    page = {"Origin": "https://mediation.example"}
    async with staged(tmp_path, **PROXY) as cast:
        await (await Frames.open(cast.device(**told), **page)).close()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await Frames.open(cast.device("127.0.0.9", **told), **page)
        async with cast.device("127.0.0.9", **told).http.post("/j/forged", headers=page) as answer:
            assert answer.status == 403


async def test_no_header_changes_the_host_where_the_public_address_is_set(tmp_path: Path) -> None:
    told = {"X-Forwarded-Host": "evil.example"}
    async with staged(tmp_path, **PROXY, public_url="https://mediation.example") as cast:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await Frames.open(cast.device(**told), Origin="https://evil.example")


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Host"])
async def test_figures_stay_closed_for_whoever_pretends_to_call_from_here(
    tmp_path: Path, header: str
) -> None:
    async with staged(tmp_path, **PROXY) as cast:
        for address in ("127.0.0.1", "127.0.0.9"):
            async with cast.device(address).http.get("/metrics", headers={header: "127.0.0.1"}) as answer:
                assert answer.status == 403
