"""The benchmark counts and judges right: a wrong judge would call a leak a success."""

import socket
import time
from collections.abc import AsyncIterator

import pytest

from bench import receiving, service
from bench.judge import Judge
from bench.observed import Histogram
from bench.packets import Token
from bench.party import GUARD, Packet, Party, Stream
from bench.report import Figure, Target, percentile
from bench.service import Person


class Heard:
    """A room of three, and packets between them."""

    def __init__(self) -> None:
        people = [Person(n, 0, name) for n, name in enumerate(("worker", "employer", "mediator"))]
        self.worker, self.employer, self.mediator = people
        self.judge = Judge(people)

    def packet(self, source: Person, target: Person, channel: str, arrived: float) -> None:
        number = len(source.channels)
        source.channels[number] = channel
        self.judge.hear(Packet(target.number, Token(source.number, number, arrived), arrived))


@pytest.fixture
async def heard() -> AsyncIterator[Heard]:
    room = Heard()
    yield room
    for person in (room.worker, room.employer, room.mediator):
        person.close()


def test_joint_speech_is_for_everybody(heard: Heard) -> None:
    heard.packet(heard.worker, heard.employer, "joint", 1.0)
    heard.packet(heard.mediator, heard.worker, "joint", 1.0)
    assert heard.judge.verdict.forbidden == 0


@pytest.mark.parametrize("channel", ["worker", "neutral", "lobby", "private"])
def test_what_was_said_apart_is_forbidden_however_late_it_comes(heard: Heard, channel: str) -> None:
    heard.packet(heard.worker, heard.employer, channel, 99.0)
    assert heard.judge.verdict.leaked == 1


def test_a_packet_after_the_acknowledgement_is_forbidden_whatever_its_stay(heard: Heard) -> None:
    heard.judge.parted([(heard.worker, heard.employer)], at=5.0)
    heard.packet(heard.employer, heard.worker, "joint", 4.9)
    assert heard.judge.verdict.after_parting == 0
    heard.packet(heard.employer, heard.worker, "joint", 5.1)
    assert heard.judge.verdict.after_parting == 1


def test_a_packet_read_before_its_parting_was_known_counts_too(heard: Heard) -> None:
    heard.packet(heard.employer, heard.worker, "joint", 5.1)
    heard.judge.parted([(heard.worker, heard.employer)], at=5.0)
    assert heard.judge.verdict.after_parting == 1


def test_those_who_may_meet_again_are_no_longer_parted(heard: Heard) -> None:
    heard.judge.parted([(heard.worker, heard.mediator)], at=5.0)
    heard.judge.may_meet([(heard.mediator, heard.worker)])
    heard.packet(heard.worker, heard.mediator, "worker", 6.0)
    assert heard.judge.verdict.forbidden == 0


def test_filtered_packets_are_counted_exactly() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as target:
        target.bind(("127.0.0.1", 0))
        target.setblocking(False)
        receiving.stamp_arrivals(target)
        receiving.thin_out(target, 64)
        begun = time.time()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as source:
            source.connect(target.getsockname())
            for sequence in range(128):
                source.send(b"\x80\x60" + sequence.to_bytes(2, "big") + bytes(60))
            source.send(b"\x80\xc8" + bytes(60))  # RTCP always passes
            source.send(b"\x16" + bytes(60))  # and so does DTLS
        read, stamps = [], []
        for _ in range(4):
            data, ancillary, _, _ = target.recvmsg(2048, receiving.ANCILLARY)
            read.append(data[:4])
            stamps.append(receiving.arrival(ancillary))
        with pytest.raises(BlockingIOError):
            target.recv(2048)
        assert [data[:2] for data in read] == [b"\x80\x60", b"\x80\x60", b"\x80\xc8", b"\x16\x00"]
        assert receiving.dropped(target) == 126
        assert all(begun <= stamp <= time.time() for stamp in stamps)


async def test_a_queued_capture_belongs_to_the_stay_of_its_capture() -> None:
    party = Party(0, 0)
    try:
        sent: list[tuple[int, int]] = []
        stream = Stream(party, "audio", 1, 111, {}, "0")
        stream._send = lambda template, marker, timestamp, stay: sent.append((timestamp, stay))  # type: ignore[method-assign]
        stream.begin = time.time() - 1.0
        for _ in range(50):
            stream.emit()
        party.move(1)
        moved = party.stays[-1].since
        for _ in range(20):
            stream.emit()
        stays = [stay for _, stay in sent]
        first = sent[stays.index(1)][0]
        assert stays == sorted(stays)
        capture = stream.first_capture_from(moved + GUARD)
        assert first == stream.timestamp(capture)
        assert 7 <= 70 - len(sent) <= 9  # the guard's 150 ms are 7 or 8 frames
    finally:
        party.close()


def test_a_patch_of_the_view_is_merged() -> None:
    view = {"me": {"mic": True, "asked": 1}, "messages": {"a": {}}}
    service._merge(view, {"me": {"mic": False, "asked": None}, "people": {"s": {"name": "张"}}})
    assert view == {"me": {"mic": False}, "messages": {"a": {}}, "people": {"s": {"name": "张"}}}


def test_quantiles_are_read_within_their_bucket() -> None:
    histogram = Histogram({0.01: 90.0, 0.02: 100.0, float("inf"): 100.0})
    assert histogram.quantile(0.95) == pytest.approx(0.015)
    assert histogram.since(histogram).quantile(0.5) != histogram.quantile(0.5)
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0


def test_a_figure_is_the_median_of_its_runs_held_against_its_target() -> None:
    figure = Figure("cost", "µs", [30.0, 10.0, 12.0], Target(18, aim=10))
    line = figure.as_dict()
    assert (line["value"], line["met"], line["target"]) == (12.0, True, "at most 18")
    assert Figure("rooms", "rooms", [40.0], Target(50, "at least")).met is False
    assert Figure("free", "ms", [1.0]).as_dict().get("met") is None
