"""Messages wait until a gateway really has them, each is sent once, and nothing about them lies about."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from rooms.answer import Refused
from rooms.errors import ErrorCode
from rooms.ids import RoomId, SeatId
from server.messages.gateway import HttpGateway
from server.messages.message import Message, MessageKind, MessageState
from server.messages.outbox import AT_ONCE, Outbox
from server.messages.tables import messages
from server.storage.store import Store
from tests.contract.messages.writing import LINK, NUMBER, Clock, seated, sent, signing, state_of
from tests.servers import gateway as servers
from tests.servers.gateway import SECRET, Gateway


async def test_without_a_gateway_nothing_is_kept(store: Store, clock: Clock) -> None:
    room, seat = await seated(store, clock)
    own = Outbox(store, None, "中心", clock=clock)
    assert not own.sends
    assert await own.send(signing(seat)) == Refused(ErrorCode.MESSAGES_OFF)
    await own.look()
    query = select(messages.c.id).where(messages.c.room_id == room)
    assert await store.database.read(lambda connection: connection.execute(query).all()) == []


@pytest.mark.parametrize("number", [None, "", "0743-8222222"])
async def test_who_has_no_number_is_not_written_to(
    store: Store, outbox: Outbox, clock: Clock, number: str | None
) -> None:
    _, seat = await seated(store, clock, number)
    assert await outbox.number_ending(seat) is None
    assert await outbox.send(signing(seat)) == Refused(ErrorCode.NUMBER_NEEDED)
    assert await outbox.set_number(seat, "123") == Refused(ErrorCode.NUMBER_UNFIT)
    assert await outbox.set_number(seat, NUMBER) is None
    assert await outbox.number_ending(seat) == "0521"
    await sent(outbox, signing(seat))


async def test_nobody_is_written_to_who_has_no_seat(outbox: Outbox) -> None:
    assert await outbox.send(signing(SeatId("nobody"))) == Refused(ErrorCode.NOT_FOUND)
    assert await outbox.number_ending(SeatId("nobody")) is None


async def test_a_message_without_what_its_text_names_is_not_kept(
    store: Store, outbox: Outbox, clock: Clock
) -> None:
    _, seat = await seated(store, clock)
    with pytest.raises(KeyError):
        await outbox.send(Message(MessageKind.SIGN, seat))


async def test_it_says_where_and_nothing_of_what(
    store: Store, outbox: Outbox, clock: Clock, gateway: Gateway
) -> None:
    room, seat = await seated(store, clock)
    id_ = await sent(outbox, signing(seat))
    assert await state_of(outbox, room, id_) is MessageState.QUEUED
    await outbox.look()
    told = gateway.sent[id_]
    assert told["number"] == "+8613907430521"
    assert LINK in told["text"]
    assert "中心" in told["text"]
    assert "龙建军" not in told["text"]
    found = await outbox.progress(room, id_)
    assert found is not None
    assert (found.state, found.sent) == (MessageState.SENT, clock.now)


@pytest.mark.parametrize("way", ["down", "busy", "page", "endless", "moved", "another", "queued", "breaks"])
async def test_what_a_gateway_did_not_take_is_posted_again_under_the_same_key(
    store: Store, outbox: Outbox, clock: Clock, gateway: Gateway, way: str
) -> None:
    room, seat = await seated(store, clock)
    id_ = await sent(outbox, signing(seat))
    gateway.way = way
    await outbox.look()
    await outbox.look()
    assert gateway.asked == [id_]
    assert await state_of(outbox, room, id_) is MessageState.QUEUED
    clock.forward(seconds=6)
    await outbox.look()
    gateway.way = "honest"
    clock.forward(minutes=1)
    await outbox.look()
    await outbox.look()
    assert gateway.asked == [id_] * 3
    assert list(gateway.sent) == [id_]
    assert await state_of(outbox, room, id_) is MessageState.SENT


async def test_a_slow_gateway_is_not_waited_for_and_sends_once(
    store: Store, outbox: Outbox, clock: Clock, gateway: Gateway
) -> None:
    room, seat = await seated(store, clock)
    id_ = await sent(outbox, signing(seat))
    gateway.way = "slow"
    await outbox.look()
    assert await state_of(outbox, room, id_) is MessageState.QUEUED
    gateway.go_on.set()
    clock.forward(seconds=6)
    await outbox.look()
    assert list(gateway.sent) == [id_]
    assert await state_of(outbox, room, id_) is MessageState.SENT


@pytest.mark.parametrize("way", ["refuses", "failed"])
async def test_what_can_never_be_sent_has_failed(
    store: Store, outbox: Outbox, clock: Clock, gateway: Gateway, way: str
) -> None:
    room, seat = await seated(store, clock)
    id_ = await sent(outbox, signing(seat))
    gateway.way = way
    await outbox.look()
    assert await state_of(outbox, room, id_) is MessageState.FAILED
    clock.forward(hours=1)
    await outbox.look()
    assert gateway.asked == [id_]


async def test_what_would_be_of_no_use_any_more_is_given_up(
    store: Store, outbox: Outbox, clock: Clock, gateway: Gateway
) -> None:
    room, seat = await seated(store, clock)
    id_ = await sent(outbox, signing(seat, until=clock.now + timedelta(minutes=10)))
    gateway.way = "down"
    for _ in range(8):
        await outbox.look()
        clock.forward(minutes=2)
    gateway.way = "honest"
    await outbox.look()
    assert gateway.sent == {}
    assert await state_of(outbox, room, id_) is MessageState.FAILED


async def test_the_same_word_twice_is_one_message(
    store: Store, outbox: Outbox, clock: Clock, gateway: Gateway
) -> None:
    _, seat = await seated(store, clock)
    once = f"reminder of {seat}"
    message = Message(MessageKind.REMINDER, seat, once=once)
    assert await sent(outbox, message) == await sent(outbox, message)
    await outbox.look()
    assert await sent(outbox, message) == next(iter(gateway.sent))
    await outbox.look()
    assert len(gateway.asked) == 1


async def test_receipts_go_forward_only(store: Store, outbox: Outbox, clock: Clock, gateway: Gateway) -> None:
    room, seat = await seated(store, clock)
    id_ = await sent(outbox, signing(seat))
    await outbox.look()
    clock.forward(seconds=3)
    for told in (MessageState.SENT, MessageState.QUEUED):
        await outbox.receipt(id_, told)
        assert await state_of(outbox, room, id_) is MessageState.SENT
    for told in (MessageState.DELIVERED, MessageState.DELIVERED, MessageState.FAILED):
        await outbox.receipt(id_, told)
        clock.forward(seconds=1)
    found = await outbox.progress(room, id_)
    assert found is not None
    assert found.state is MessageState.DELIVERED
    assert found.ended == found.queued + timedelta(seconds=3)
    await outbox.receipt("unknown", MessageState.DELIVERED)
    assert await outbox.progress(RoomId("another"), id_) is None


async def test_a_receipt_that_is_sooner_than_the_answer_stays(
    store: Store, outbox: Outbox, clock: Clock, gateway: Gateway
) -> None:
    room, seat = await seated(store, clock)
    id_ = await sent(outbox, signing(seat))
    gateway.way = "breaks"
    await outbox.look()
    await outbox.receipt(id_, MessageState.DELIVERED)
    clock.forward(minutes=5)
    await outbox.look()
    assert gateway.asked == [id_]
    assert await state_of(outbox, room, id_) is MessageState.DELIVERED


def test_a_receipt_is_the_gateways_own_and_fresh(clock: Clock) -> None:
    own = HttpGateway("https://example.org", SECRET, clock=clock)
    time = str(int(clock.now.timestamp()))
    assert own.vouches(time, servers.signature(time, b"x"), b"x")
    assert not own.vouches(time, servers.signature(time, b"x"), b"y")
    assert not own.vouches(time, "", b"x")
    assert not own.vouches(time, "é", b"x")
    for wrong in ("", "-1", "²", "9" * 30, str(int(clock.now.timestamp()) - 601)):
        assert not own.vouches(wrong, servers.signature(wrong, b"x"), b"x")


async def test_many_are_sent_and_none_twice(
    store: Store, outbox: Outbox, clock: Clock, gateway: Gateway
) -> None:
    _, seat = await seated(store, clock)
    ids = {await sent(outbox, signing(seat)) for _ in range(AT_ONCE * 2 + 1)}
    await outbox.look()
    assert set(gateway.sent) == ids
    assert len(gateway.asked) == len(ids)


def files(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.glob("yuntiao.sqlite3*")]


async def test_of_a_message_that_was_sent_neither_number_nor_text_is_kept(
    sqlite_store: Store, clock: Clock, gateway: Gateway, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    own = Outbox(sqlite_store, HttpGateway(gateway.url, SECRET, clock=clock), "中心", clock=clock)
    _, seat = await seated(sqlite_store, clock)
    gateway.way = "down"
    id_ = await sent(own, signing(seat))
    await own.look()

    def sealed() -> int:
        query = text("SELECT length(sealed) FROM messages WHERE id = :id")
        with sqlite_store.database._reading.begin() as connection:
            return int(connection.execute(query, {"id": id_}).scalar_one())

    before = sealed()
    gateway.way = "honest"
    clock.forward(minutes=1)
    await own.look()
    assert sealed() < before - len(LINK)
    for octets in files(tmp_path):
        assert b"token-of-the-link" not in octets
        assert b"13907430521" not in octets
    out, err = capfd.readouterr()
    assert not re.search("0521|token-of", out + err)
