"""What arrives goes into the spool: in order, with the time, and later when the disk is full."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from recordings import spooling
from recordings.assembly import Packet
from recordings.frame import Frame, Mark
from recordings.spooling import RESTARTED, SLACK, Full, Spooling
from recordings.tape import Arrived, Clocked, Input, Tape, Turned
from recordings.vault.spool import SpoolReader
from rooms.participant import MediaKind
from tests.unit.recordings.spooled import EPOCH, KEY, arrived, packet, segment


def picture(number: int, timestamp: int, *, key: bool) -> Packet:
    return Packet(number, timestamp, True, b"\x10" + (b"\x00" if key else b"\x01") + b"picture %d" % number)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[int]:
    descriptor = os.open(tmp_path / "one.spool", os.O_RDWR | os.O_CREAT)
    yield descriptor
    os.close(descriptor)


def parts(file: int) -> list[Frame | Mark]:
    with open(os.dup(file), "rb") as source:
        source.seek(0)
        return list(SpoolReader(KEY, source).parts())


def frames(file: int) -> list[bytes]:
    return [part.data for part in parts(file) if isinstance(part, Frame)]


def test_what_was_taken_is_in_the_file_at_once_and_begins_with_the_moment_of_its_arrival(file: int) -> None:
    spool = Spooling(segment(), KEY, file, EPOCH)
    spool.take(arrived(0, 1))
    assert frames(file) == [b"speech 0", b"speech 1"]
    assert parts(file)[0] == Mark(0, round((EPOCH + 10) * 1_000_000), told=False)
    assert spool.frames == 2


def test_the_senders_clock_is_marked_where_it_tells_of(file: int) -> None:
    spool = Spooling(segment(), KEY, file, EPOCH)
    spool.take([*arrived(0, 1), Clocked(480, 9.5)])
    assert parts(file)[-1] == Mark(480, round((EPOCH + 9.5) * 1_000_000), told=True)


def test_a_clock_that_comes_before_the_first_frame_is_marked_once_there_is_one(file: int) -> None:
    spool = Spooling(segment(), KEY, file, EPOCH)
    spool.take([Clocked(480, 9.5)])
    assert parts(file) == []
    spool.take(arrived(0))
    assert parts(file)[-1] == Mark(480, round((EPOCH + 9.5) * 1_000_000), told=True)


def test_after_another_layer_its_own_clock_is_marked_at_once_and_never_the_former_ones(file: int) -> None:
    spool = Spooling(segment(MediaKind.CAMERA), KEY, file, EPOCH)
    spool.take([Arrived(picture(0, 5, key=True), 10.0), Turned(11.0), Clocked(7, 11.0), Turned(12.0)])
    spool.take([Clocked(1000, 12.0), Arrived(picture(700, 100, key=True), 12.0)])
    told = [part for part in parts(file) if isinstance(part, Mark) and part.told]
    assert told == [Mark(180_900, round((EPOCH + 12) * 1_000_000), told=True)]


def test_of_ten_seconds_the_arrival_that_was_the_least_late_is_marked(file: int) -> None:
    spool = Spooling(segment(), KEY, file, EPOCH)
    late = [0.2, 0.3, 0.1, 0.25]
    spool.take([Arrived(packet(n, n * 48_000 * 4), 10 + 4 * n + late[n % 4]) for n in range(8)])
    spool.end()
    marks = [part for part in parts(file) if isinstance(part, Mark)]
    assert [mark.at // 48_000 for mark in marks] == [0, 8, 16, 24]
    assert [mark.wall / 1_000_000 - EPOCH for mark in marks] == pytest.approx([10.2, 18.1, 26.2, 34.1])
    assert not any(mark.told for mark in marks)


def paced(count: int, rate: int, odd: dict[int, int]) -> list[Input]:
    """Packets of 20 ms as they are spoken; of some the timestamp is off by so many units."""
    return [
        Arrived(packet(number, (number * rate + odd.get(number, 0)) % 2**32), 10 + number * 0.02)
        for number in range(count)
    ]


@pytest.mark.parametrize("off", [2**30, -(2**30), 11 * 48_000, -11 * 48_000])
def test_a_timestamp_that_cannot_be_true_moves_nothing_of_what_follows(file: int, off: int) -> None:
    spool = Spooling(segment(), KEY, file, EPOCH)
    spool.take(paced(200, 960, {100: off}))
    spool.end()
    found = {part.data: part.at for part in parts(file) if isinstance(part, Frame)}
    assert found == {b"speech %d" % number: number * 960 for number in range(200) if number != 100}
    assert spool.gaps == 1


def test_a_clock_that_begins_anew_is_believed_after_a_second_and_stands_at_the_time_that_has_passed(
    file: int,
) -> None:
    spool = Spooling(segment(), KEY, file, EPOCH)
    spool.take(paced(300, 960, dict.fromkeys(range(100, 300), 2**30)))
    spool.end()
    found = {part.data: part.at for part in parts(file) if isinstance(part, Frame)}
    lost = range(100, 100 + RESTARTED - 1)
    assert found == {b"speech %d" % number: number * 960 for number in range(300) if number not in lost}


def test_whoever_creeps_ahead_is_not_ahead_by_more_than_the_slack(file: int) -> None:
    spool = Spooling(segment(), KEY, file, EPOCH)
    spool.take(paced(500, 9 * 48_000, {}))
    spool.end()
    last = max(part.at for part in parts(file) if isinstance(part, Frame)) / 48_000
    assert last <= 500 * 0.02 + SLACK


def test_what_comes_late_after_an_outage_and_after_a_silence_is_true(file: int) -> None:
    spool = Spooling(segment(), KEY, file, EPOCH)
    stamps = [0, 960, 30 * 48_000, 30 * 48_000 + 960, 60 * 48_000, 60 * 48_000 + 960]
    came = [10.0, 10.02, 40.0, 40.0, 130.0, 130.02]  # a minute of it without the clock going on
    spool.take(
        [
            Arrived(packet(number, stamp), at)
            for number, (stamp, at) in enumerate(zip(stamps, came, strict=True))
        ]
    )
    assert [part.at for part in parts(file) if isinstance(part, Frame)] == stamps
    assert spool.gaps == 0


def test_what_is_out_of_order_is_put_in_order_and_what_never_comes_is_counted(file: int) -> None:
    spool = Spooling(segment(), KEY, file, EPOCH)
    spool.take(arrived(0, 2, 1, 4))
    assert frames(file) == [b"speech 0", b"speech 1", b"speech 2"]
    spool.end()
    assert frames(file)[-1] == b"speech 4"
    assert spool.gaps == 1


def test_another_layer_goes_on_behind_the_one_before_at_the_time_that_has_passed(file: int) -> None:
    spool = Spooling(segment(MediaKind.CAMERA), KEY, file, EPOCH)
    assert spool.wants_key_frame
    spool.take([Arrived(picture(0, 5, key=True), 10.0), Arrived(picture(1, 9005, key=False), 10.1)])
    assert not spool.wants_key_frame
    spool.take([Turned(12.0), Arrived(picture(700, 77, key=True), 12.0)])
    assert [(part.at, part.key) for part in parts(file) if isinstance(part, Frame)] == [
        (0, True),
        (9000, False),
        (180_000, True),
    ]


def test_a_full_disk_loses_nothing_and_what_waits_is_written_when_there_is_room(file: int) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    spool = Spooling(segment(), KEY, full, EPOCH)
    for number in range(3):
        with pytest.raises(OSError, match="No space left"):
            spool.take(arrived(number))
    os.dup2(file, full)
    spool.take(arrived(3))
    assert frames(file) == [b"speech 0", b"speech 1", b"speech 2", b"speech 3"]
    spool.take(arrived(4))
    assert frames(file)[4:] == [b"speech 4"]
    os.close(full)


def test_when_too_much_waits_what_comes_is_lost_and_said_to_be(
    file: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spooling, "MOST_UNWRITTEN", 50)
    full = os.open("/dev/full", os.O_WRONLY)
    spool = Spooling(segment(), KEY, full, EPOCH)
    with pytest.raises(OSError, match="No space left"):
        spool.take(arrived(0))
    with pytest.raises(Full):
        spool.take(arrived(1))
    os.dup2(file, full)
    spool.take(arrived(2))
    spool.end()
    assert frames(file) == [b"speech 0", b"speech 2"]
    os.close(full)


def test_a_tape_that_nobody_empties_keeps_what_came_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recordings.tape.MOST", 10)
    tape = Tape(segment())
    for number in range(3):
        tape.take(number, 0, False, b"12345678", 1.0)
    assert (tape.lost, len(tape.handed())) == (1, 2)
    tape.take(3, 0, False, b"12345678", 1.0)
    assert [one.packet.number for one in tape.handed() if isinstance(one, Arrived)] == [3]
