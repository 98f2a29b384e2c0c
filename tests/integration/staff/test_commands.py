"""``yuntiao staff`` and the line with which an installation begins."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from tests.integration.command import yuntiao
from tests.integration.guest import Device
from tests.integration.running import YUNTIAO
from tests.integration.staff.colleague import PASSWORD, Colleague
from tests.servers.process import ended, free_port, started


def now() -> datetime:
    return datetime.now(UTC)


async def test_accounts_are_made_reset_and_listed_at_the_console(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"))
    assert await yuntiao("staff", "list", *data) == (0, "", "")
    status, link, _ = await yuntiao("staff", "add", "田秀英", "--role", "mediator", *data)
    assert (status, bool(re.fullmatch(r"/setup/[\w-]{43}\n", link))) == (0, True)
    status, other, _ = await yuntiao("staff", "reset", "田秀英", *data)
    assert status == 0
    assert other != link
    assert await yuntiao("staff", "list", *data) == (0, "田秀英\tmediator\tinvited\n", "")
    _, listed, _ = await yuntiao("staff", "list", "--json", *data)
    assert json.loads(listed) == [
        {"name": "田秀英", "role": "mediator", "standing": "invited", "factors": []}
    ]


async def test_what_cannot_be_is_refused_with_a_code(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"))
    await yuntiao("staff", "add", "田秀英", "--role", "mediator", *data)
    for command, status, code in (
        (("add", "田秀英", "--role", "clerk"), 1, "name_taken: "),
        (("add", "x", "--role", "clerk"), 1, "name_unfit: "),
        (("reset", "nobody"), 1, "account_unknown: "),
        (("add", "石头", "--role", "king"), 2, ""),
        (("add", "石头"), 2, ""),
    ):
        assert (answer := await yuntiao("staff", *command, *data))[0] == status
        assert answer[1] == ""
        assert answer[2].startswith(code)
        assert "Traceback" not in answer[2]


async def test_the_first_start_prints_a_link_for_the_administrator_until_it_was_used(tmp_path: Path) -> None:
    first, printed = await start(tmp_path, "first")
    await asyncio.to_thread(ended, first)
    service, again = await start(tmp_path, "second")
    assert len(printed) == len(again) == 1
    device = Device(again[0].partition("/setup/")[0])
    colleague = Colleague(device, "admin", now)
    links = [printed[0].rpartition("/")[2], again[0].rpartition("/")[2]]
    assert (await colleague.get(f"/setup/{links[0]}"))[0] == 404
    await colleague.set_up(f"/setup/{links[1]}")
    assert (await colleague.get("/accounts"))[0] == 200
    cookie = colleague.cookie
    await device.close()
    assert await asyncio.to_thread(ended, service) == 0
    log = (tmp_path / "second.log").read_text()
    for secret in (PASSWORD, colleague.secret, cookie, *colleague.recovery_codes):
        assert secret not in log
    third, none = await start(tmp_path, "third")
    await asyncio.to_thread(ended, third)
    assert none == []


async def start(folder: Path, name: str) -> tuple[subprocess.Popen[bytes], list[str]]:
    """The service on the folder's data, and the administrator's links that it printed."""
    port, log = free_port(), folder / f"{name}.log"
    command = [YUNTIAO, "serve", "--port", str(port), "--udp-port", str(free_port(socket.SOCK_DGRAM)),
               "--data", str(folder / "data")]  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    service = await asyncio.to_thread(started, command, log, lambda: f"ready {url}" in log.read_text())
    return service, re.findall(rf"^administrator ({url}/setup/\S+)$", log.read_text(), re.M)


async def test_a_demonstration_invites_no_administrator(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    command = [
        YUNTIAO,
        "serve",
        "--demo",
        "--port",
        str(port),
        "--udp-port",
        "0",
        "--data",
        str(tmp_path / "data"),
    ]
    service = await asyncio.to_thread(started, command, log, lambda: "/s/" in log.read_text())
    assert "administrator " not in log.read_text()
    await asyncio.to_thread(ended, service)
