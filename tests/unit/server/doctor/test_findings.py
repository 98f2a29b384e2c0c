"""What the doctor says, part by part."""

import os
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.config import Settings
from server.doctor import examination
from server.doctor.certificate import examine_certificate
from server.doctor.clock import kernel_status
from server.doctor.database import examine_database, examine_redis
from server.doctor.finding import Finding, Verdict, fault, ok, warning, worst
from server.doctor.folder import examine_disk, examine_folder
from server.doctor.media import examine_media
from server.doctor.relay import examine_relay
from server.storage.store import open_store
from server.tls_certificate import LASTS, kept
from tests.servers.process import free_port


def verdicts(findings: list[Finding]) -> list[str]:
    return [finding.verdict.value for finding in findings]


async def made(data: Path) -> Settings:
    """A data folder as a start leaves it."""
    settings = Settings(data=data)
    os.mkdir(data, 0o700)
    async with open_store(settings):
        pass
    return settings


def test_the_worst_verdict_counts() -> None:
    assert worst([]) is Verdict.OK
    assert worst([ok("a", ""), warning("b", "", "")]) is Verdict.WARNING
    assert worst([fault("a", "", ""), warning("b", "", "")]) is Verdict.FAULT


def test_a_line_says_what_to_do_and_a_sound_part_asks_for_nothing() -> None:
    assert fault("disk space", "full", "make room").line == "fault    disk space: full → make room"
    assert "→" not in ok("disk space", "much").line


async def test_a_folder_as_the_service_makes_it_is_sound(tmp_path: Path) -> None:
    settings = await made(tmp_path / "data")
    assert verdicts(examine_folder(settings)) == ["ok", "ok"]
    assert verdicts(examine_database(settings)) == ["ok"]
    assert verdicts(examine_disk(settings)) in (["ok"], ["warning"])


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", tls="self-signed", udp_port=0)
    for part in (examine_folder, examine_database, examine_certificate, examine_disk):
        assert verdicts(part(settings))[0] in {"ok", "warning"}
    assert not settings.data.exists()


async def test_a_folder_that_others_may_look_into_is_warned_of(tmp_path: Path) -> None:
    settings = await made(tmp_path / "data")
    settings.data.chmod(0o755)
    assert verdicts(examine_folder(settings)) == ["warning", "ok"]


async def test_a_key_file_that_others_read_or_that_is_gone_is_a_fault(tmp_path: Path) -> None:
    settings = await made(tmp_path / "data")
    keys = settings.data / "keys.json"
    keys.chmod(0o644)
    assert verdicts(examine_folder(settings)) == ["ok", "fault"]
    keys.unlink()
    (found,) = [one for one in examine_folder(settings) if one.subject == "keys"]
    assert found.verdict is Verdict.FAULT
    assert "backup" in found.advice
    assert not keys.exists()


async def test_the_folder_of_another_user_is_asked_for_as_that_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = await made(tmp_path / "data")
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert verdicts(examine_folder(settings)) == ["warning"]
    assert examine_database(settings) == []


async def test_a_database_of_a_newer_release_is_a_fault(tmp_path: Path) -> None:
    settings = await made(tmp_path / "data")
    with closing(sqlite3.connect(settings.data / "yuntiao.sqlite3")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    (found,) = examine_database(settings)
    assert found.verdict is Verdict.FAULT
    assert "newer" in found.said


def test_a_database_that_is_none_or_does_not_answer_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "yuntiao.sqlite3").write_bytes(b"nothing of a database" * 100)
    (tmp_path / "yuntiao.sqlite3").chmod(0o600)
    absent = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none"
    for settings in (Settings(data=tmp_path), Settings(database=absent), Settings(database="nothing")):
        assert verdicts(examine_database(settings)) == ["fault"]


def test_redis_is_looked_at_only_where_it_is_set(redis_url: str) -> None:
    assert examine_redis(Settings()) == []
    assert verdicts(examine_redis(Settings(redis=redis_url))) == ["ok"]
    assert verdicts(examine_redis(Settings(redis=f"redis://127.0.0.1:{free_port()}"))) == ["fault"]
    assert verdicts(examine_redis(Settings(redis="nothing"))) == ["fault"]


def test_the_kernel_tells_the_state_of_its_clock() -> None:
    assert kernel_status() is not None


NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        (timedelta(), "ok"),
        (LASTS - timedelta(days=5), "warning"),
        (LASTS, "fault"),
        (-timedelta(days=9), "fault"),
    ],
)
def test_a_certificate_is_judged_by_its_dates(tmp_path: Path, after: timedelta, verdict: str) -> None:
    pair = kept(tmp_path, {"mediation.example"})
    settings = Settings(tls_cert=str(pair.certificate), tls_key=str(pair.key))
    assert verdicts(examine_certificate(settings, NOW + after)) == [verdict]


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        (lambda cert, key: Settings(tls_cert=cert, tls_key=key), "ok"),
        (lambda cert, key: Settings(tls_cert=key, tls_key=key), "fault"),
        (lambda cert, key: Settings(tls_cert=cert, tls_key=f"{key}.absent"), "fault"),
        (lambda cert, key: Settings(tls_cert=cert, tls_key=key, public_url="https://other.invalid"), "fault"),
        (lambda _cert, _key: Settings(host="0.0.0.0"), "fault"),
        (lambda _cert, _key: Settings(public_url=f"https://127.0.0.1:{free_port()}"), "warning"),
        (lambda _cert, _key: Settings(tls="self-signed", production=True), "fault"),
    ],
)
def test_https_is_judged_by_what_a_browser_would_see(
    tmp_path: Path, settings: Callable[[str, str], Settings], verdict: str
) -> None:
    pair = kept(tmp_path, {"mediation.example"})
    assert verdicts(examine_certificate(settings(str(pair.certificate), str(pair.key))))[0] == verdict


def test_the_media_port_is_tried_at_each_advertised_address() -> None:
    assert set(verdicts(examine_media(Settings(udp_port=0)))) == {"ok"}
    elsewhere = Settings(udp_port=free_port(socket.SOCK_DGRAM), advertise=("198.51.100.1",))
    assert verdicts(examine_media(elsewhere)) == ["warning"]


def test_a_port_that_arrives_nowhere_is_a_fault() -> None:
    port, other = free_port(socket.SOCK_DGRAM), free_port(socket.SOCK_DGRAM)
    assert verdicts(examine_media(Settings(udp_port=port, advertise=(f"127.0.0.1:{other}",)))) == ["fault"]


def test_a_media_port_that_somebody_else_has_is_warned_of() -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as other:
        other.bind(("0.0.0.0", 0))
        settings = Settings(port=free_port(), udp_port=other.getsockname()[1])
        assert verdicts(examine_media(settings)) == ["warning"]


def test_in_production_an_address_that_only_this_network_has_is_warned_of() -> None:
    settings = Settings(udp_port=0, advertise=("127.0.0.1",), production=True)
    assert verdicts(examine_media(settings)) == ["ok", "warning"]


def test_no_relay_is_a_warning_and_one_that_does_not_answer_a_fault() -> None:
    assert verdicts(examine_relay(Settings())) == ["warning"]
    turn = (f"turn:127.0.0.1:{free_port()}?transport=tcp", "nothing")
    assert verdicts(examine_relay(Settings(turn=turn, turn_secret="s"))) == ["fault", "fault"]


def test_what_cannot_be_looked_at_is_a_fault_and_the_rest_is_looked_at(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, udp_port=0, advertise=("no address",))
    found = examination.examine(settings)
    assert [one.subject for one in found if one.verdict is Verdict.FAULT] == ["media"]
    assert "disk space" in {one.subject for one in found}
    assert examination.exit_status(found) == 1


def test_no_secret_is_told(tmp_path: Path) -> None:
    hidden = "hunter2"
    settings = Settings(
        data=tmp_path,
        udp_port=0,
        turn=(f"turn:127.0.0.1:{free_port()}?transport=tcp",),
        turn_secret=hidden,
        database=f"postgresql+psycopg://nobody:{hidden}@127.0.0.1:{free_port()}/none",
        redis=f"redis://:{hidden}@127.0.0.1:{free_port()}",
    )
    assert hidden not in str(examination.as_json(examination.examine(settings)))
