"""What a hostile client may send over the socket: each thing is answered with its code or with silence."""

import asyncio
import json
import secrets
import time
from typing import Any

import pytest

from tests.integration.conftest import Called
from tests.integration.frames import ANSWER, CONNECTED, EVENT, REFUSED, SOCKET, Frames
from tests.integration.guest import Guest, Refused
from tests.integration.running import Running

HUGE = 64 * 1024


def key() -> str:
    return secrets.token_hex(8)


def do(**fields: object) -> dict[str, Any]:
    return {"key": key(), **fields}


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


MALFORMED = {
    "nothing": (None, "bad_message"),
    "a number": (7, "bad_message"),
    "a string": ("say", "bad_message"),
    "a list": ([do(type="leave")], "bad_message"),
    "an empty object": ({}, "bad_message"),
    "no type": (do(), "bad_message"),
    "a type that is no text": (do(type=1), "bad_message"),
    "an unknown type": (do(type="become_mediator"), "unknown_message"),
    "no key": ({"type": "leave"}, "bad_message"),
    "a short key": ({"type": "leave", "key": "1"}, "bad_message"),
    "a long key": ({"type": "leave", "key": "k" * 65}, "bad_message"),
    "a key of other characters": ({"type": "leave", "key": "键" * 10}, "bad_message"),
    "a key with a line's end": ({"type": "leave", "key": "12345678\n"}, "bad_message"),
    "a field too many": (do(type="leave", seat="somebody"), "bad_message"),
    "a missing field": (do(type="say", text="x"), "bad_message"),
    "a text that is none": (do(type="say", stay="s", text=["x"]), "bad_message"),
    "an empty text": (do(type="say", stay="s", text=""), "bad_message"),
    "a flag that is none": (do(type="media", kind="audio", on="yes"), "bad_message"),
    "an unknown medium": (do(type="media", kind="smell", on=True), "bad_message"),
    "a medium with a line's end": (do(type="media", kind="audio\n", on=True), "bad_message"),
    "an unknown consent": (do(type="consent", kind="everything", given=True), "bad_message"),
    "a seat that is none": (do(type="admit", who="../../etc/passwd"), "bad_message"),
    "a time that is none": (do(type="adjourn", until="tomorrow"), "bad_message"),
    "a time without zone": (do(type="adjourn", until="2026-03-02T09:00:00"), "bad_message"),
    "a time before all times": (do(type="adjourn", until="0001-01-01T00:00:00+14:00"), "bad_message"),
    "a time after all times": (do(type="adjourn", until="9999-12-31T23:59:59-14:00"), "bad_message"),
    "a huge text": (do(type="say", stay="s", text="x" * (HUGE + 1)), "too_large"),
    "a huge field": (do(type="leave", junk="x" * (HUGE + 1)), "too_large"),
    "a huge key of an object": (do(type="leave", **{"k" * (HUGE + 1): 1}), "too_large"),
    "many small things": (do(type="leave", junk=[0] * HUGE), "too_large"),
    "a deep nest": (do(type="leave", junk=nested(60)), "too_large"),
    "a lone surrogate": ({"type": "leave", "key": "\ud800" * 8}, "bad_message"),
}


@pytest.mark.parametrize("name", MALFORMED)
async def test_a_malformed_command_is_refused_with_its_code(call: Called, name: str) -> None:
    cast = await call()
    mediator = await cast.come("mediator")
    before = mediator.view
    data, code = MALFORMED[name]
    frames = await Frames.open(mediator.device)
    await frames.enter(mediator.seat)
    await frames.send(f"{EVENT}1{json.dumps(['do', data])}")
    answer = json.loads((await frames.read_until(ANSWER)).removeprefix(ANSWER + "1"))[0]
    assert answer["code"] == code
    assert set(answer) == {"code", "params"}
    await frames.close()
    assert await mediator.again() == before


async def test_a_pile_of_combining_characters_keeps_nobody_waiting(call: Called) -> None:
    """Sorting them takes the square of their number (UAX #15 §13): 16,000 stop a process for a second."""
    cast = await call()
    worker, mediator = await cast.together("worker", "mediator")
    hostile = "a" + "\u0301" * 7_000 + "\u0323" * 7_000
    began = time.monotonic()
    await asyncio.gather(*(worker.say(hostile) for _ in range(20)))
    assert time.monotonic() - began < 2.0
    await cast.settled()
    assert all(len(text) < 40 for text in mediator.texts)


async def test_half_a_character_is_taken_out_and_the_message_arrives(call: Called) -> None:
    """A browser that cuts a text in the middle of a character sends what other JSON parsers refuse."""
    cast = await call()
    worker, mediator = await cast.together("worker", "mediator")
    frames = await Frames.open(worker.device)
    view = (await frames.enter(worker.seat))["view"]
    said = do(type="say", stay=view["place"]["stay"], text="好\ud83d")
    await frames.send(f"{EVENT}1{json.dumps(['do', said])}")
    assert json.loads((await frames.read_until(ANSWER)).removeprefix(ANSWER + "1"))[0]["ok"]
    await mediator.until(lambda: mediator.texts == ["好"])
    await frames.close()


async def test_an_unknown_event_is_refused(call: Called) -> None:
    cast = await call()
    worker = await cast.come("worker")
    for event in ("become_host", "join", "message", "view", "change", ""):
        assert (await worker.raw(event, {}))["code"] == "unknown_message"


@pytest.mark.parametrize("event", ["connect", "disconnect", "*"])
async def test_events_named_like_the_librarys_own_do_nothing(call: Called, event: str) -> None:
    cast = await call()
    worker, employer, mediator = await cast.together("worker", "employer", "mediator")
    cookies = "; ".join(f"{name}={value}" for name, value in cookies_of(employer).items())
    frames = await Frames.open(worker.device)
    await frames.enter(worker.seat)
    forged = {"protocol": 1, "seat": employer.seat, "tab": "forged-tab"}
    await frames.send(EVENT + json.dumps([event, {"HTTP_COOKIE": cookies}, forged]))
    await frames.send(f'{EVENT}1["ping",{{}}]')
    assert await frames.read_until(ANSWER) == f'{ANSWER}1[{{"ok":true,"value":{{}}}}]'
    assert employer.connected
    await cast.settled(["mediator"])
    assert mediator.entry("worker")["online"]
    await frames.close()


async def test_whatever_is_asked_while_not_connected_is_not_answered(call: Called) -> None:
    cast = await call()
    worker = await cast.come("worker")
    frames = await Frames.open(worker.device)
    await frames.send(f'{EVENT}1["do",{json.dumps(do(type="leave"))}]')
    await frames.send(f'{EVENT}2["ping",{{}}]')
    await frames.connect("nobody")
    assert (await frames.read() or "").startswith(REFUSED)
    await frames.close()
    await cast.settled()
    assert worker.view["me"]["standing"] == "waiting"


HANDSHAKES = {
    "nothing": (None, "bad_message"),
    "another protocol": ({"protocol": 2}, "protocol_version"),
    "an older protocol": ({"protocol": 0}, "protocol_version"),
    "a protocol that is no number": ({"protocol": "1"}, "bad_message"),
    "no seat": ({"seat": None}, "bad_message"),
    "a seat of other characters": ({"seat": "a;b"}, "bad_message"),
    "a seat with a line's end": ({"seat": "A" * 22 + "\n"}, "bad_message"),
    "a tab too long": ({"tab": "t" * 65}, "bad_message"),
    "a field too many": ({"admin": True}, "bad_message"),
    "a seat that nobody has": ({"seat": "A" * 22}, "not_signed_in"),
}


@pytest.mark.parametrize("name", HANDSHAKES)
async def test_a_wrong_handshake_is_refused_with_its_code(call: Called, name: str) -> None:
    cast = await call()
    worker = await cast.come("worker")
    changes, code = HANDSHAKES[name]
    sent = None if changes is None else {"protocol": 1, "seat": worker.seat, "tab": key(), **changes}
    frames = await Frames.open(worker.device)
    await frames.send(CONNECTED + (json.dumps(sent) if sent else ""))
    refusal = json.loads((await frames.read_until(REFUSED)).removeprefix(REFUSED))
    assert refusal["data"]["code"] == code
    await frames.close()
    await cast.settled()
    assert worker.connected


async def test_only_the_cookie_of_a_seat_speaks_for_it(call: Called) -> None:
    cast = await call()
    worker, employer, mediator = await cast.together("worker", "employer", "mediator")
    secrets_ = cookies_of(worker)
    value = next(iter(secrets_.values()))
    stranger = cast.device()
    forged = [
        {},
        {f"yt_seat_{mediator.seat}": value},
        {f"yt_seat_{mediator.seat}": "A" * 43},
        {f"yt_seat_{mediator.seat}": ""},
        {f"yt_seat_{mediator.seat}": value[:-1]},
        {f"yt_seat_{mediator.seat.lower()}": value},
    ]
    for cookies in forged:
        stranger.http.cookie_jar.clear()
        stranger.http.cookie_jar.update_cookies(cookies)
        with pytest.raises(Refused, match="not_signed_in"):
            await Guest(stranger, mediator.seat).connect()
    for other in (employer, mediator):
        with pytest.raises(Refused, match="not_signed_in"):
            await Guest(worker.device, other.seat).connect()
    assert mediator.connected
    assert worker.connected


async def test_a_cookie_of_a_party_is_worth_nothing_in_another_case(call: Called) -> None:
    one, other = await call(), await call()
    worker = await one.come("worker")
    elsewhere = await other.come("mediator")
    with pytest.raises(Refused, match="not_signed_in"):
        await Guest(worker.device, elsewhere.seat).connect()
    with pytest.raises(Refused, match="not_signed_in"):
        await Guest(worker.device, other.seat("worker")).connect()


HOSTS_ONLY = {
    "admit": {"who": "worker"}, "admit_all": {}, "back_to_lobby": {"who": "employer"}, "remove": {"who": "employer"},
    "mute": {"who": "mediator"}, "lock": {"on": True}, "end": {}, "adjourn": {}, "resume": {}, "separate": {},
    "visit": {"side": "employer"}, "meet": {"who": "mediator"}, "rejoin": {}, "bring": {"who": "clerk"},
    "reissue_code": {"who": "employer"}, "reissue_link": {"who": "employer"}, "hand_over": {"to": "mediator"},
    "call_in": {"name": "彭先生", "group": "employer"},
}  # fmt: skip


async def test_nobody_but_a_host_may_lead(call: Called) -> None:
    cast = await call()
    people = ("worker", "employer", "mediator", "clerk")
    await cast.together(*people)
    await cast.settled()
    before = {person: cast[person].view for person in people}
    for person in ("worker", "clerk"):
        for command, named in HOSTS_ONLY.items():
            fields = {"who": cast.seat(str(named["who"]))} if "who" in named else named
            with pytest.raises(Refused, match=r"^forbidden"):
                await cast[person].do(command, **fields)
    await cast.settled()
    assert {person: cast[person].view for person in people} == before


async def test_a_refusal_does_not_tell_who_exists_or_where_they_are(call: Called) -> None:
    """A party asks with seats that are there, that are elsewhere, and that nobody has."""
    cast = await call()
    worker, employer, mediator = await cast.apart("worker", "employer", "mediator")
    await mediator.do("visit", side="employer")
    for command in (
        "admit",
        "remove",
        "mute",
        "meet",
        "bring",
        "back_to_lobby",
        "reissue_code",
        "reissue_link",
    ):
        answers = [
            await worker.raw("do", do(type=command, who=who))
            for who in (employer.seat, mediator.seat, cast.seat("clerk"), "A" * 22)
        ]
        assert answers == [{"code": "forbidden", "params": {}}] * 4


OUT_OF_STATE = {
    "a visit while all are together": ("mediator", "visit", {"side": "worker"}, "not_apart"),
    "a visit to no side": ("mediator", "visit", {"side": "nobody"}, "not_found"),
    "a resumption of what goes on": ("mediator", "resume", {}, "not_adjourned"),
    "a person who is not there": ("mediator", "meet", {"who": "A" * 22}, "not_found"),
    "a person who has not come": ("mediator", "admit", {"who": "clerk"}, "not_here"),
    "a host meeting a host": ("mediator", "meet", {"who": "mediator"}, "forbidden"),
    "a party brought along": ("mediator", "bring", {"who": "worker"}, "forbidden"),
    "a text too long": ("worker", "say", {"text": "话" * 4001}, "too_large"),
    "a text of nothing": ("worker", "say", {"text": "\u202e\u2066\x00 \t"}, "bad_message"),
}


@pytest.mark.parametrize("name", OUT_OF_STATE)
async def test_what_the_state_does_not_allow_is_refused_and_changes_nothing(call: Called, name: str) -> None:
    cast = await call()
    people = ("worker", "employer", "mediator")
    await cast.together(*people)
    await cast.settled()
    before = {person: cast[person].view for person in people}
    person, command, fields, code = OUT_OF_STATE[name]
    if command == "say":
        fields = {**fields, "stay": cast[person].stay}
    if fields.get("who") in cast.case.people:
        fields = {"who": cast.seat(str(fields["who"]))}
    with pytest.raises(Refused, match=f"^{code}"):
        await cast[person].do(command, **fields)
    await cast.settled()
    assert {person: cast[person].view for person in people} == before


OFFERS = {
    "nothing": (None, "bad_message"),
    "no session description": ({"sdp": "hello"}, "sdp_invalid"),
    "a huge one": ({"sdp": "v=0\r\n" + "a=" * 140_000}, "sdp_too_large"),
    "one that is no text": ({"sdp": {"type": "offer"}}, "bad_message"),
    "senders without lines": ({"senders": {"audio": "0", "camera": "77", "screen": "78"}}, "sdp_invalid"),
    "senders that are none": ({"senders": ["0", "1", "2"]}, "bad_message"),
    "null octets": ({"sdp": "v=0\r\n\x00\x00\x00"}, "sdp_invalid"),
}


@pytest.mark.parametrize("name", OFFERS)
async def test_a_hostile_offer_is_refused_with_its_code(call: Called, name: str) -> None:
    cast = await call()
    worker = await cast.come("worker")
    changes, code = OFFERS[name]
    senders = {"audio": "0", "camera": "1", "screen": "2"}
    sent = None if changes is None else {"sdp": "v=0", "senders": senders, "stay": worker.stay, **changes}
    with pytest.raises(Refused, match=f"^{code}"):
        await worker.ask("offer", sent)


async def test_a_restart_or_boundary_without_a_connection_is_harmless(call: Called) -> None:
    cast = await call()
    worker = await cast.come("worker")
    with pytest.raises(Refused, match=r"^restart_stale"):
        await worker.ask("restart", {"sdp": "v=0", "number": 1})
    for number in (0, -1, 10**9, "1", None, 1.5):
        with pytest.raises(Refused, match=r"^bad_message"):
            await worker.ask("restart", {"sdp": "v=0", "number": number})
    assert await worker.ask("boundary", {"stay": worker.stay, "kind": "audio", "ts": 1}) == {}
    for report in (
        {"kind": "smell"},
        {"ts": -1},
        {"ts": 2**32},
        {"ts": "0"},
        {"stay": ""},
        {"kind": "audio\n"},
    ):
        sent = {"stay": worker.stay, "kind": "audio", "ts": None, **report}
        with pytest.raises(Refused, match=r"^bad_message"):
            await worker.ask("boundary", sent)


GARBAGE = {
    "no frame of the protocol": "hello",
    "nothing": "",
    "a number": "99999999999999999999",
    "a letter": "4x",
    "octets": b"\x00\xff\x04",
    "a connection to elsewhere": '40/admin,{"protocol":1}',
    "an event of elsewhere": '42/admin,["do",{}]',
    "an event without a name": "42[]",
    "an event that is none": "42{}",
    "an event named by an object": '42[{"do":1},{}]',
    "an event named by nothing": "42[null]",
    "broken JSON": '42["do",',
    "JSON too deep": "42" + "[" * 20_000,
    "an answer to nothing": "43999[1]",
    "an answer without a number": "43[1]",
    "attachments that never come": '459999999999-["do",{"_placeholder":true,"num":0}]',
    "an attachment that is none": '451-["do",{"_placeholder":true,"num":7}]',
    "base64 that is none": "b!!!!",
    "an upgrade in the middle": "5",
    "the server's own opening": '0{"sid":"x"}',
    "a refusal": "44{}",
    "an id without end": "42" + "1" * 5_000 + '["ping",{}]',
    "a huge frame": "42" + "x" * (400 * 1024),
}


@pytest.mark.parametrize("name", GARBAGE)
@pytest.mark.parametrize("inside", [True, False], ids=["connected", "stranger"])
async def test_garbage_on_the_socket_hurts_nobody_else(call: Called, name: str, inside: bool) -> None:
    """Whether it ends the connection that sent it or not; nothing is left of it when that is gone."""
    cast = await call()
    worker, employer, mediator = await cast.together("worker", "employer", "mediator")
    if inside:
        await worker.disconnect()
        await mediator.until(lambda: not mediator.entry("worker")["online"])
    frames = await Frames.open(worker.device)
    if inside:
        await frames.enter(worker.seat)
        await mediator.until(lambda: mediator.entry("worker")["online"])
    await frames.send(GARBAGE[name])
    await employer.say("我没有察觉")
    await mediator.until(lambda: mediator.texts == ["我没有察觉"])
    await frames.close()
    if inside:
        await mediator.until(lambda: not mediator.entry("worker")["online"], within=4.0)
        await worker.connect()
    assert worker.connected
    await worker.say("我也在")


@pytest.mark.parametrize(
    "body", ["", "hello", "4", "42", "4" * 100_000, "\x1e" * 1000, "d=", "b4" * 100, "\ud7ff"]
)
async def test_garbage_by_polling_hurts_nobody_else(call: Called, body: str) -> None:
    cast = await call()
    worker, mediator = await cast.together("worker", "mediator")
    http, polling = worker.device.http, "/socket.io/?EIO=4&transport=polling"
    async with http.get(polling) as answer:
        session = json.loads((await answer.text())[1:])["sid"]
    async with http.post(f"{polling}&sid={session}", data=body.encode("utf-8", "surrogatepass")) as answer:
        assert answer.status in {200, 400}
    async with http.post(f"{polling}&sid=unknown", data=body.encode()) as answer:
        assert answer.status == 400
    await mediator.say("我没有察觉")
    assert worker.connected


async def test_announced_attachments_are_not_kept(call: Called, service: Running) -> None:
    cast = await call()
    worker = await cast.come("worker")
    frames = await Frames.open(worker.device)
    await frames.enter(worker.seat)
    before = service.memory
    await frames.send('459999999999-["do",{"_placeholder":true,"num":0}]')
    for _ in range(300):
        await frames.send(bytes(300 * 1024))
    await frames.ended()
    assert service.memory - before < 30 << 20


def cookies_of(guest: Guest) -> dict[str, str]:
    return {morsel.key: morsel.value for morsel in guest.device.http.cookie_jar}


async def test_a_frame_that_swells_when_it_is_unpacked_is_not_unpacked_whole(
    call: Called, service: Running
) -> None:
    """A few hundred octets of deflate stand for a hundred million (RFC 7692)."""
    cast = await call()
    worker, mediator = await cast.together("worker", "mediator")
    before = service.memory
    socket = await worker.device.http.ws_connect(
        SOCKET + "websocket", headers={"Origin": service.url}, compress=15
    )
    await socket.receive_str(timeout=5)
    await socket.send_str(EVENT + "x" * (100 << 20), compress=15)
    await Frames(socket).ended()
    await socket.close()
    assert service.memory - before < 20 << 20
    await mediator.say("没有察觉")
    assert worker.connected
