"""`yuntiao doctor` beside the running service, the real relay and a real HTTPS server."""

import asyncio
import json
import socket
import ssl
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from server import tls
from server.config import Settings
from server.doctor.certificate import examine_certificate
from server.doctor.finding import Finding
from server.doctor.media import examine_media
from server.doctor.relay import examine_relay
from server.tls_certificate import kept
from tests.integration.command import run_yuntiao
from tests.integration.deployment.staging import staged
from tests.integration.running import Running
from tests.servers.coturn import SECRET, Relay, coturn
from tests.servers.process import free_port


def verdicts(findings: list[Finding]) -> list[str]:
    return [finding.verdict.value for finding in findings]


def told(*options: str) -> tuple[int, dict[str, Any]]:
    """What the command says."""
    done = run_yuntiao("doctor", "--json", *options)
    return done.status, json.loads(done.output)


def test_the_running_service_is_found_sound(service: Running) -> None:
    port, udp_port = service.url.rpartition(":")[2], str(service.udp[1])
    options = ("--data", str(service.data), "--port", port, "--udp-port", udp_port)
    status, report = told(*options)
    assert status == 0
    assert report["verdict"] in {"ok", "warning"}
    ports = [one for one in report["findings"] if one["subject"] == "media port"]
    assert len(ports) >= 2
    assert {one["verdict"] for one in ports} == {"ok"}
    lines = run_yuntiao("doctor", *options).output
    assert len(lines.splitlines()) == len(report["findings"])


def test_a_fault_is_told_by_the_exit_status(tmp_path: Path) -> None:
    status, report = told("--data", str(tmp_path), "--host", "0.0.0.0", "--udp-port", "0")
    assert (status, report["verdict"]) == (1, "fault")
    assert all(one["advice"] for one in report["findings"] if one["verdict"] != "ok")


async def test_the_service_tells_what_arrives_also_over_https(tmp_path: Path) -> None:
    settings = Settings(
        port=free_port(), udp_port=free_port(socket.SOCK_DGRAM), data=tmp_path, tls="self-signed"
    )
    async with staged(tmp_path, port=settings.port, udp_port=settings.udp_port, tls="self-signed"):
        assert set(verdicts(await asyncio.to_thread(examine_media, settings))) == {"ok"}


@pytest.fixture
def host() -> str:
    return next(address for address in tls.own_addresses() if ":" not in address)


def examined(relay: Relay, host: str, secret: str) -> list[str]:
    settings = Settings(
        turn=(relay.url("udp"), relay.url("tcp"), relay.tls_url), turn_secret=secret, advertise=(host,)
    )
    return verdicts(examine_relay(settings, ssl.create_default_context(cafile=relay.certificate)))


def test_the_relay_as_it_is_shipped_is_found_sound(tmp_path: Path, host: str) -> None:
    with coturn(tmp_path, host, host) as relay:
        assert examined(relay, host, SECRET) == ["ok"] * 3
        assert examined(relay, host, "another") == ["fault"] * 3


def test_a_relay_that_does_not_reach_the_media_is_a_fault(tmp_path: Path, host: str) -> None:
    with coturn(tmp_path, host, "198.51.100.200") as relay:
        assert examined(relay, host, SECRET) == ["fault"] * 3


def test_a_relay_that_reaches_strangers_is_a_fault(tmp_path: Path, host: str) -> None:
    with coturn(tmp_path, host, host, careless=True) as relay:
        assert examined(relay, host, SECRET) == ["fault"] * 3


async def test_the_certificate_at_the_public_address_is_judged_as_a_browser_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = kept(tmp_path, {"127.0.0.1"})
    server = await asyncio.start_server(
        lambda _reader, writer: writer.close(), "127.0.0.1", ssl=tls.context(pair)
    )
    with closing(server):
        settings = Settings(public_url=f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        assert verdicts(await asyncio.to_thread(examine_certificate, settings)) == ["fault"]
        monkeypatch.setenv("SSL_CERT_FILE", str(pair.certificate))
        assert verdicts(await asyncio.to_thread(examine_certificate, settings)) == ["ok"]
    await server.wait_closed()
