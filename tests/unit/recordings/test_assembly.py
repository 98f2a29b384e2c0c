"""Frames out of packets: whole, in order, and nothing that builds on what is missing."""

import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.assembly import LARGEST, MOST_AHEAD, PICTURE_PATIENCE, SPEECH_PATIENCE, Assembly, Packet
from recordings.frame import Frame

FIRST = 65_000
BEGINS, GOES_ON = b"\x90\x80\x01", b"\x80\x80\x01"  # with a picture id, as browsers send it
STEP = 4500


def picture(number: int, *, key: bool, size: int = 25) -> bytes:
    return bytes([0 if key else 1]) + number.to_bytes(4, "big") + bytes(size)


def packets(frames: list[bytes], first: int = FIRST, parts: int = 10) -> list[list[Packet]]:
    """Of each frame those that carry it."""
    found: list[list[Packet]] = []
    number = first
    for index, frame in enumerate(frames):
        pieces = [frame[at : at + parts] for at in range(0, len(frame), parts)]
        found.append([])
        for place, piece in enumerate(pieces):
            head = GOES_ON if place else BEGINS
            timestamp = (2**32 - 9000 + index * STEP) % 2**32
            found[-1].append(Packet(number, timestamp, place == len(pieces) - 1, head + piece))
            number += 1
    return found


def assembled(arriving: Iterable[Packet], *, pictures: bool = True) -> tuple[list[Frame], Assembly]:
    assembly = Assembly(pictures=pictures)
    frames = [frame for packet in arriving for frame in assembly.add(packet, 0.0)]
    return frames + list(assembly.end()), assembly


PICTURES = st.lists(st.tuples(st.booleans(), st.integers(0, 60)), min_size=1, max_size=12).map(
    lambda chosen: [
        picture(index, key=not index or key, size=size) for index, (key, size) in enumerate(chosen)
    ]
)


@given(PICTURES, st.randoms(use_true_random=False))
def test_what_overtakes_and_comes_twice_makes_the_very_pictures(sent: list[bytes], chance: object) -> None:
    first, *rest = [packet for frame in packets(sent) for packet in frame]
    rest = rest + rest[::2]
    chance.shuffle(rest)  # type: ignore[attr-defined]
    frames, assembly = assembled([first, *rest])
    assert [frame.data for frame in frames] == sent
    assert [frame.at for frame in frames] == [index * STEP for index in range(len(sent))]
    assert [frame.key for frame in frames] == [not data[0] & 1 for data in sent]
    assert assembly.gaps == 0


@given(PICTURES, st.data())
def test_behind_a_loss_nothing_is_taken_before_the_next_key_frame(
    sent: list[bytes], data: st.DataObject
) -> None:
    carried = packets(sent)
    everything = [packet for frame in carried for packet in frame]
    kept = [packet for packet in everything[1:] if data.draw(st.booleans())]
    frames, _ = assembled([everything[0], *kept])
    arrived = {everything[0].number} | {packet.number for packet in kept}
    whole = [all(packet.number in arrived for packet in frame) for frame in carried]
    decodable, expected = False, []
    for index, data_sent in enumerate(sent):
        decodable = whole[index] and (decodable or not data_sent[0] & 1)
        if decodable:
            expected.append(data_sent)
    assert [frame.data for frame in frames] == expected


def test_what_is_late_is_waited_for_and_then_no_more() -> None:
    sent = [picture(index, key=index == 0) for index in range(4)]
    carried = packets(sent)
    assembly = Assembly(pictures=True)
    missing, *others = carried[1]
    arriving = [*carried[0], *others, *carried[2]]
    frames = [frame for packet in arriving for frame in assembly.add(packet, 1.0)]
    assert len(frames) == 1
    assert [frame.data for frame in assembly.add(missing, 1.0 + PICTURE_PATIENCE)] == sent[1:3]

    assembly = Assembly(pictures=True)
    for packet in arriving:
        list(assembly.add(packet, 1.0))
    for packet in carried[3]:
        assert list(assembly.add(packet, 1.1 + PICTURE_PATIENCE)) == []
    assert (assembly.gaps, assembly.wants_key_frame) == (1, True)
    assert list(assembly.add(missing, 1.2 + PICTURE_PATIENCE)) == []


def test_speech_goes_on_behind_a_gap_at_its_own_time() -> None:
    spoken = [Packet(FIRST + index, 960 * index, False, bytes([index])) for index in range(10) if index != 4]
    frames, assembly = assembled(spoken, pictures=False)
    assert [frame.at for frame in frames] == [960 * index for index in range(10) if index != 4]
    assert all(frame.key for frame in frames)
    assert assembly.gaps == 1


@pytest.mark.parametrize("loss", [0.01, 0.02, 0.05, 0.1])
def test_however_often_something_is_lost_nothing_waits_longer_than_for_one_loss(loss: float) -> None:
    chance = random.Random(7)
    assembly = Assembly(pictures=False)
    last = 0.0
    for number in range(50 * 120):
        now = number * 0.02
        if number and chance.random() < loss:
            continue
        for frame in assembly.add(Packet(number, number * 960, False, b"speech"), now):
            last = frame.at / 48_000
        assert now - last < SPEECH_PATIENCE + 0.25, "what is in memory alone"


def test_what_came_first_waits_no_longer_for_what_was_sent_again_in_between() -> None:
    def spoken(number: int) -> Packet:
        return Packet(number, 960 * number, False, b"%d" % number)

    assembly = Assembly(pictures=False)
    for number, now in ((0, 0.0), (5, 0.02), (3, 0.4), (1, 0.45)):
        list(assembly.add(spoken(number), now))
    assert [frame.data for frame in assembly.add(spoken(6), 0.03 + SPEECH_PATIENCE)] == [b"3", b"5", b"6"]


def test_a_long_gap_ends_even_when_time_stands_still() -> None:
    assembly = Assembly(pictures=False)
    list(assembly.add(Packet(1, 0, False, b"a"), 0.0))
    frames = [
        frame
        for number in range(3, MOST_AHEAD + 5)
        for frame in assembly.add(Packet(number, 960 * number, False, b"b"), 0.0)
    ]
    assert len(frames) == MOST_AHEAD + 2


def test_a_picture_without_an_end_is_dropped_however_large() -> None:
    assembly = Assembly(pictures=True)
    part = bytes(1000)
    for number in range(LARGEST // 1000 + 10):
        head = GOES_ON if number else BEGINS
        assert list(assembly.add(Packet(number, 0, False, head + part), 0.0)) == []
    assert assembly.gaps == 1
    end = LARGEST // 1000 + 10
    key = picture(1, key=True)
    assert [frame.data for frame in assembly.add(Packet(end, 3000, True, BEGINS + key), 0.0)] == [key]


@pytest.mark.parametrize("payload", [b"", b"\x80", b"\x90\x80", b"\x90\xff\xff", b"\x10"])
def test_malformed_descriptors_make_no_picture(payload: bytes) -> None:
    assert assembled([Packet(1, 0, True, payload)])[0] == []
