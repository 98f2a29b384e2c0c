"""Secrets are planted everywhere, the service is used and abused, and then everything it left behind is searched."""

import asyncio
import hashlib
import json
import secrets
import stat
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from rooms.participant import Authority, Scope
from rooms.roles import Role
from tests.integration.cast import Cast
from tests.integration.conftest import office_of
from tests.integration.guest import Device, Guest, Refused
from tests.integration.office import Part
from tests.integration.running import Running, running
from tests.integration.security.spellings import forms

WORKER_NAME, EMPLOYER_NAME, MEDIATOR_NAME = "甲名阿依古丽", "乙名欧阳锋锋", "丙名调解员某"
TITLE, PRINCIPAL = "丁名追索劳动报酬纠纷案", "戊名湘西某某公司"
CAUCUS, JOINT, LOBBY = "己言我最少要八万三千元", "庚言大家下午好呀", "辛言我害怕他在旁边"
PARTS = (
    Part("worker", WORKER_NAME, Role.PARTY, "worker"),
    Part(
        "employer",
        EMPLOYER_NAME,
        Role.REPRESENTATIVE,
        "employer",
        authority=Authority(PRINCIPAL, Scope.SPECIAL, None, datetime(2099, 1, 1, tzinfo=UTC)),
    ),
    Part("mediator", MEDIATOR_NAME, Role.MEDIATOR),
)
ADDRESS = "127.77.66.55"


@dataclass
class Traffic:
    """Everything that one device was sent, over HTTP and over the socket."""

    pages: list[str] = field(default_factory=list)
    guests: list[Guest] = field(default_factory=list)

    @property
    def text(self) -> str:
        told = [json.dumps(guest.events, ensure_ascii=False) for guest in self.guests]
        return "\n".join([*self.pages, *told])


@pytest.fixture(scope="module")
def own_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("secrets")) as service:
        yield service


@pytest.fixture
async def cast(own_service: Running) -> AsyncIterator[Cast]:
    async with office_of(own_service) as office:
        cast = Cast(await office.open(PARTS, title=TITLE), own_service.url)
        yield cast
        await cast.close()


async def a_session(cast: Cast) -> dict[str, Traffic]:
    """Lobby, private, joint, apart, together, and a fresh look by everybody."""
    traffic = {person: Traffic() for person in ("worker", "employer", "mediator")}
    for person in traffic:
        device = cast.device(ADDRESS)
        async with device.http.get(cast.case.people[person].path) as answer:
            traffic[person].pages.append(await answer.text())
        traffic[person].guests.append(await cast.come(person, device))
        async with device.http.get(f"/room/{cast[person].seat}") as answer:
            traffic[person].pages.append(await answer.text())
    worker, employer, mediator = (cast[person] for person in traffic)
    await mediator.do("meet", who=worker.seat)
    await worker.reaches("private")
    await worker.say(LOBBY)
    await mediator.do("rejoin")
    await mediator.do("admit_all")
    await asyncio.gather(worker.reaches("joint"), employer.reaches("joint"))
    await employer.say(JOINT)
    await mediator.do("separate")
    await mediator.do("visit", side="worker")
    await worker.reaches("worker")
    await worker.say(CAUCUS)
    await mediator.until(lambda: CAUCUS in mediator.texts)
    await mediator.do("rejoin")
    await asyncio.gather(worker.reaches("joint"), employer.reaches("joint"))
    for guest in (worker, employer, mediator):
        await guest.again()
    await cast.settled()
    return traffic


def planted(cast: Cast) -> set[str]:
    """Everything that must be found nowhere but with those whom it is for."""
    found = {
        WORKER_NAME,
        EMPLOYER_NAME,
        MEDIATOR_NAME,
        TITLE,
        PRINCIPAL,
        CAUCUS,
        JOINT,
        LOBBY,
        "13900000000",
        ADDRESS,
    }
    for invitation in cast.case.people.values():
        found.add(invitation.path.rpartition("/")[2])
    for guest in cast.everyone:
        found |= {
            morsel.value for morsel in guest.device.http.cookie_jar if morsel.key.startswith("yt_seat_")
        }
    return found


async def test_what_is_said_apart_is_in_nothing_that_the_other_side_was_sent(cast: Cast) -> None:
    traffic = await a_session(cast)
    assert CAUCUS in traffic["worker"].text
    assert CAUCUS in traffic["mediator"].text
    assert JOINT in traffic["worker"].text
    for text in (CAUCUS, LOBBY):
        assert text not in traffic["employer"].text
    worker_stays = {
        data["view"]["place"]["stay"] for name, data in cast["worker"].events if name == "view"
    } | {
        data["patch"]["place"]["stay"]
        for name, data in cast["worker"].events
        if name == "change" and "stay" in data["patch"].get("place", {})
    }
    assert not any(stay in traffic["employer"].text for stay in worker_stays)


async def test_before_they_are_together_nobody_learns_a_name_of_the_other_side(cast: Cast) -> None:
    people = ("worker", "employer", "mediator")
    await cast.wait_in_lobby(*people)
    await cast["mediator"].do("meet", who=cast.seat("worker"))
    await cast["worker"].reaches("private")
    await cast.settled()
    employer = json.dumps(cast["employer"].events, ensure_ascii=False)
    assert WORKER_NAME not in employer
    assert cast.seat("worker") not in employer
    assert cast.seat("mediator") not in employer
    worker = json.dumps(cast["worker"].events, ensure_ascii=False)
    assert EMPLOYER_NAME not in worker
    assert PRINCIPAL not in worker


async def test_the_log_and_the_figures_name_nobody_and_nothing(cast: Cast, own_service: Running) -> None:
    await a_session(cast)
    await _abuse(cast)
    log = own_service.log.read_text()
    async with cast.device().http.get("/metrics") as answer:
        figures = await answer.text()
    assert "yuntiao_" in figures
    codes = {invitation.code for invitation in cast.case.people.values() if invitation.code}
    for secret in planted(cast) | codes | {cast.case.number}:
        assert secret not in log
        assert secret not in figures
    for identifier in (cast.case.room, *(invitation.seat for invitation in cast.case.people.values())):
        assert identifier not in figures


async def test_the_database_holds_nothing_readable(cast: Cast, own_service: Running) -> None:
    await a_session(cast)
    files = [path for path in own_service.data.rglob("*") if path.is_file() and path.name != "keys.json"]
    assert {path.suffix for path in files} >= {".sqlite3", ".sqlite3-wal"}
    octets = b"".join(path.read_bytes() for path in files)
    assert cast.case.number.encode() in octets, "the file that was searched is the right one"
    for secret in planted(cast):
        for form in forms(secret):
            assert form not in octets, secret
    for path in own_service.data.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name
    assert stat.S_IMODE(own_service.data.stat().st_mode) & 0o077 == 0


async def test_codes_are_not_even_kept_as_hashes_that_can_be_tried_out(
    cast: Cast, own_service: Running
) -> None:
    """Six digits: whoever has the file tries them all, unless the hash needs a key that is elsewhere."""
    octets = b"".join(path.read_bytes() for path in own_service.data.iterdir() if "sqlite3" in path.name)
    code, seat = cast.case.people["worker"].code, cast.seat("worker")
    assert code is not None
    for text in (code, f"{seat}{code}", f"{seat}:{code}", f"{seat}\0{code}", f"{code}{seat}"):
        for kind in (hashlib.sha256, hashlib.sha1, hashlib.md5, hashlib.blake2b):
            digest = kind(text.encode()).digest()
            assert digest not in octets
            assert digest.hex().encode() not in octets


async def test_no_refusal_gives_back_what_was_sent(cast: Cast) -> None:
    await cast.wait_in_lobby("worker", "mediator")
    worker, marker = cast["worker"], f"marker{secrets.token_hex(8)}"
    answers: list[str] = []
    asked = [
        ("do", {"key": "12345678", "type": marker}),
        ("do", {"key": marker, "type": "admit", "who": marker}),
        ("do", {"key": "12345678", "type": "say", "stay": marker, "text": marker}),
        ("do", {"key": "12345678", "type": "leave", marker: marker}),
        ("do", {"key": "12345678", "type": "consent", "kind": marker, "given": True}),
        ("do", {"key": "12345678", "type": "adjourn", "until": marker}),
        ("offer", {"sdp": marker, "senders": {"audio": "0", "camera": "1", "screen": "2"}, "stay": marker}),
        ("restart", {"sdp": marker, "number": 1}),
        ("boundary", {"stay": marker, "kind": marker, "ts": 0}),
        (marker, {"x": marker}),
    ]
    for event, data in asked:
        answers.append(json.dumps(await worker.raw(event, data)))
    device = cast.device()
    form = {"code": marker, "consents": ["online", "personal_data"], "share_with": marker}
    for method, path, body in (
        ("GET", f"/{marker}", None),
        ("GET", f"/j/{marker}", None),
        ("GET", f"/room/{marker}", None),
        ("GET", f"/static/{marker}", None),
        ("POST", f"/j/{marker}", form),
        ("POST", cast.case.people["worker"].path, form),
        ("POST", cast.case.people["worker"].path, {"code": marker, marker: marker}),
    ):
        async with device.http.request(method, path, json=body) as answer:
            answers.append(f"{answer.status} {dict(answer.headers)} {await answer.text()}")
    assert not [answer for answer in answers if marker in answer]


async def _abuse(cast: Cast) -> None:
    """What goes wrong in a day: wrong codes, forged links, hostile messages, a device that is displaced."""
    stranger: Device = cast.device(ADDRESS)
    for _ in range(3):
        with pytest.raises(Refused):
            await stranger.enter(cast.case.people["worker"], code="999999x")
    for person in ("worker", "employer"):
        async with stranger.http.get(cast.case.people[person].path[:-1] + "_") as answer:
            assert answer.status == 404
    worker = cast["worker"]
    for data in ({"type": CAUCUS}, {"type": "say", "text": CAUCUS}, [CAUCUS], CAUCUS):
        assert (await worker.raw("do", data))["code"]
    await cast["mediator"].do("remove", who=worker.seat)
    await worker.parted("removed")
