"""The stay boundary: what was captured before a move never passes after it; what was captured later does."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.media.boundary import MARGIN, MEMORY, ClockMap, StayGate, later

RATE = 90_000
WALL = 3_900_000_000
"""The publisher's NTP seconds at the server's moment 0."""


def ntp(seconds: float) -> int:
    return int((WALL + seconds) * (1 << 32))


def clock(*reports: tuple[float, float], first_rtp: int = 0, rate: int = RATE) -> ClockMap:
    """A clock that got these sender reports: (captured, arrived) in the server's seconds."""
    made = ClockMap(rate)
    for captured, arrived in reports:
        made.report(ntp(captured), first_rtp + int(captured * rate) & 0xFFFFFFFF, arrived)
    return made


def video(map_: ClockMap | None = None) -> StayGate:
    return StayGate(map_ or ClockMap(RATE), video=True)


def audio(map_: ClockMap | None = None) -> StayGate:
    return StayGate(map_ or ClockMap(RATE), video=False)


def moved(
    gate: StayGate, timestamp: int | None = None, *, now: float = 100.0, highest: int | None = None
) -> StayGate:
    gate.close(now, highest)
    gate.report(timestamp)
    return gate


def test_a_gate_is_closed_until_somebody_moved_and_it_was_reported() -> None:
    gate = audio()
    assert not gate.open
    assert not gate.admits(5, False)
    gate.report(0)
    assert not gate.admits(5, False)
    gate.close(1.0, None)
    assert not gate.admits(5, False)
    gate.report(5)
    assert gate.admits(5, False)


def test_audio_passes_from_the_reported_timestamp_on() -> None:
    gate = moved(audio(), 1000)
    assert not gate.admits(999, False)
    assert gate.admits(1000, False)
    assert gate.admits(1960, False)
    assert not gate.admits(40, False)


def test_nothing_passes_that_was_received_before_the_move_or_is_as_old() -> None:
    gate = moved(audio(), 500, highest=1000)
    assert not gate.admits(1000, False)
    assert gate.admits(1001, False)


def test_the_mapped_move_counts_when_it_is_later_than_what_the_client_reported() -> None:
    gate = moved(audio(clock((98.0, 98.0))), int(90 * RATE))
    assert not gate.admits(int(99.9 * RATE), False)
    assert gate.admits(int(100.1 * RATE), False)


def test_the_clients_timestamp_counts_when_it_is_later_than_the_mapped_move() -> None:
    gate = moved(audio(clock((98.0, 98.0))), int(100.15 * RATE))
    assert not gate.admits(int(100.14 * RATE), False)
    assert gate.admits(int(100.15 * RATE), False)


def test_a_client_without_transforms_gets_the_mapped_move_and_a_margin() -> None:
    gate = moved(audio(clock((98.0, 98.02))), None)
    assert not gate.admits(int((99.97 + MARGIN) * RATE), False)
    assert gate.admits(int((99.99 + MARGIN) * RATE), False)


def test_a_client_without_transforms_waits_for_a_sender_report() -> None:
    map_ = ClockMap(RATE)
    gate = moved(audio(map_), None)
    gate.settle(101.0)
    assert not gate.admits(int(105 * RATE), False)
    map_.report(ntp(101.0), int(101 * RATE), 101.0)
    assert not gate.admits(int(105 * RATE), False)
    gate.settle(101.5)
    assert gate.admits(int(105 * RATE), False)
    assert not gate.admits(int(100.2 * RATE), False)


def test_video_opens_on_a_key_frame_at_the_boundary_or_after() -> None:
    gate = moved(video(), 1000)
    assert gate.wants_key_frame
    assert not gate.admits(900, True)
    assert not gate.admits(2000, False)
    assert gate.wants_key_frame
    assert gate.admits(3000, True)
    assert gate.admits(3000, False)
    assert gate.admits(4000, False)
    assert not gate.wants_key_frame


def test_what_lies_between_the_boundary_and_the_key_frame_stays_out() -> None:
    gate = moved(video(), 1000)
    assert gate.admits(3000, True)
    assert not gate.admits(2000, False)
    assert not gate.admits(2000, True)


def test_no_key_frame_is_wanted_before_the_boundary_is_known_and_none_for_audio() -> None:
    gate = video()
    assert not gate.wants_key_frame
    gate.close(1.0, None)
    assert not gate.wants_key_frame
    assert not moved(audio(), 5).wants_key_frame


def test_the_gate_stands_open_when_nothing_older_can_be_on_its_way() -> None:
    gate = moved(audio(), 1000)
    ticks = int(MEMORY * RATE)
    assert gate.admits(1000 + ticks, False)
    assert not gate.open
    assert gate.admits(1000 + ticks + 1, False)
    assert gate.open
    assert gate.admits(5, False)
    gate.report(7)
    gate.settle(1e6)
    assert gate.open


def test_a_move_closes_an_open_gate_at_once() -> None:
    gate = moved(audio(), 1000)
    gate.admits(1001 + int(MEMORY * RATE), False)
    assert gate.open
    gate.close(140.0, 5_000_000)
    assert not gate.open
    assert not gate.admits(6_000_000, False)


def test_a_second_move_before_the_report_counts_from_the_second() -> None:
    gate = audio(clock((98.0, 98.0)))
    gate.close(100.0, None)
    gate.close(105.0, None)
    gate.report(int(100.15 * RATE))
    assert not gate.admits(int(104 * RATE), False)
    assert gate.admits(int(105.1 * RATE), False)


def test_a_repeated_report_changes_nothing() -> None:
    gate = moved(audio(), 1000)
    gate.report(0)
    assert not gate.admits(500, False)


def test_timestamps_wrap() -> None:
    gate = moved(audio(), 0xFFFFFF00, highest=0xFFFFFE00)
    assert not gate.admits(0xFFFFFEFF, False)
    assert gate.admits(0xFFFFFF00, False)
    assert gate.admits(100, False)
    wrapped = moved(audio(), 0xFFFFFFFF, highest=0xFFFFFFFF)
    assert not wrapped.admits(0xFFFFFFFF, False)
    assert wrapped.admits(0, False)


def test_a_camera_that_was_off_for_hours_comes_back_on_a_key_frame() -> None:
    gate = moved(video(), 1000)
    gate.settle(100.0 + 8 * 3600)
    seven_hours = 1000 + 7 * 3600 * RATE & 0xFFFFFFFF
    assert (seven_hours - 1000) & 0xFFFFFFFF > 1 << 31
    assert not gate.admits(seven_hours, False)
    assert gate.admits(seven_hours, True)
    assert gate.admits(seven_hours + 3000, False)


def test_a_microphone_that_was_off_for_hours_comes_back() -> None:
    gate = moved(audio(), 1000)
    gate.settle(699.0)
    assert not gate.open
    gate.settle(701.0)
    assert gate.open


def test_hours_without_a_report_open_nothing() -> None:
    gate = audio()
    gate.close(1.0, None)
    gate.settle(1e6)
    assert not gate.admits(5, False)


def test_the_later_of_two_timestamps_is_found_across_the_wrap() -> None:
    assert later(5, 0xFFFFFFFF) == 5
    assert later(0xFFFFFFFF, 5) == 5
    assert later(7, 6) == 7


# -- the clock


def test_without_a_report_nothing_is_mapped() -> None:
    assert ClockMap(RATE).rtp_at(5.0) is None


def test_a_sender_without_a_clock_is_not_mapped() -> None:
    map_ = ClockMap(RATE)
    map_.report(0, 1000, 5.0)
    assert map_.rtp_at(5.0) is None


def test_a_moment_maps_to_what_was_captured_then() -> None:
    map_ = clock((10.0, 10.03), first_rtp=0xFFFFF000)
    assert map_.rate == RATE
    assert map_.rtp_at(10.03) == near(0xFFFFF000 + 10 * RATE)
    assert map_.rtp_at(12.53) == near(0xFFFFF000 + int(12.5 * RATE))
    assert map_.rtp_at(9.03) == near(0xFFFFF000 + 9 * RATE)


def near(rtp: int, seconds: float = 1e-4) -> object:
    return pytest.approx(rtp & 0xFFFFFFFF, abs=seconds * RATE)


def test_the_fastest_report_counts_and_a_queue_does_not() -> None:
    map_ = clock((10.0, 10.02), (15.0, 18.0), (20.0, 23.0))
    assert map_.rtp_at(20.02) == near(20 * RATE)


def test_a_drifting_clock_is_followed_within_minutes() -> None:
    map_ = ClockMap(RATE)
    for second in range(0, 7200, 5):
        captured = second * (1 - 100e-6)
        map_.report(ntp(captured), int(captured * RATE) & 0xFFFFFFFF, second + 0.02)
    assert map_.rtp_at(second + 0.02) == near(int(captured * RATE), 0.07)


def test_a_clock_that_was_set_is_followed_at_once_when_no_queue_explains_it() -> None:
    map_ = clock((10.0, 10.02))
    map_.report(ntp(11.0 - 3600), 11 * RATE, 11.02)
    assert map_.rtp_at(11.02) == near(11 * RATE)
    map_.report(ntp(12.0 + 3600), 12 * RATE, 12.02)
    assert map_.rtp_at(12.02) == near(12 * RATE)


# -- the promise


@dataclass
class Packet:
    captured: float
    arrives: float
    key: bool
    report: bool


@st.composite
def uplinks(draw: st.DrawFn) -> tuple[list[Packet], float, float]:
    """20 s of packets through a queue that grows to 3 s and drains; when the person moves; the least delay."""
    least = draw(st.floats(0.001, 0.12))
    move = draw(st.floats(5, 12))
    worst = draw(st.floats(0, 3))
    begins, ends = sorted(draw(st.tuples(st.floats(3, 12), st.floats(3, 15))))
    packets = []
    last = 0.0
    for index in range(400):
        captured = index * 0.05
        queue = worst if begins <= captured <= ends else 0.0
        # A queue keeps the order: nobody overtakes.
        last = max(last, captured + least + queue)
        packets.append(Packet(captured, last, index % 40 == 0, index % 20 == 0))
    resent = draw(st.lists(st.tuples(st.integers(0, 399), st.floats(0.1, 3)), max_size=20))
    for index, after in resent:
        original = packets[index]
        packets.append(Packet(original.captured, original.arrives + after, original.key, False))
    return sorted(packets, key=lambda packet: packet.arrives), move, least


@given(
    uplink=uplinks(),
    is_video=st.booleans(),
    transforms=st.booleans(),
    first_rtp=st.integers(0, 0xFFFFFFFF),
    answer=st.floats(0.01, 1.0),
)
def test_nothing_captured_before_the_move_passes_after_it(
    uplink: tuple[list[Packet], float, float], is_video: bool, transforms: bool, first_rtp: int, answer: float
) -> None:
    packets, move, least = uplink
    map_ = ClockMap(RATE)
    gate = StayGate(map_, video=is_video)
    gate.close(0.0, None)
    gate.report(first_rtp)
    highest: int | None = None
    closed = reported = False
    latest = 0.0
    for packet in packets:
        rtp = first_rtp + round(packet.captured * RATE) & 0xFFFFFFFF
        if not closed and packet.arrives >= move:
            gate.close(move, highest)
            closed = True
        if closed and not reported and packet.arrives >= move + answer:
            # The guard: the client names the first frame that it captured 150 ms after it learnt of the move.
            gate.report(first_rtp + round((move + least + 0.15) * RATE) & 0xFFFFFFFF if transforms else None)
            reported = True
        gate.settle(packet.arrives)
        passed = gate.admits(rtp, packet.key)
        if closed:
            assert not passed or packet.captured >= move
        latest = max(latest, packet.captured) if passed else latest
        if packet.report:
            map_.report(ntp(packet.captured), rtp, packet.arrives)
        highest = rtp if highest is None else later(rtp, highest)
    assert latest > 19
