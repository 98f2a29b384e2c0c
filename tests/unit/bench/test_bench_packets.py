"""What the benchmark's peers send is what real peers send: read here by others' code."""

import struct

import pytest
from aiortc.rtp import RtcpPacket, RtcpPsfbPacket, RtcpRrPacket, RtcpSrPacket, RtpPacket, unpack_remb_fci

from bench import description, packets, reports
from bench.association import _REQUEST, _attribute, _message
from signaling.media import stun, vp8
from signaling.media.offer import parse_offer

EXTENSIONS = {description.MID: 4, description.ABS_SEND_TIME: 2, description.TRANSPORT_CC: 3}


def _elements(data: bytes) -> dict[int, bytes]:
    found, at = {}, 0
    while at < len(data):
        if data[at] == 0:
            at += 1
            continue
        number, length = data[at] >> 4, (data[at] & 15) + 1
        found[number] = data[at + 1 : at + 1 + length]
        at += 1 + length
    return found


@pytest.mark.parametrize("audio", [True, False])
def test_a_packet_carries_its_negotiated_extensions_where_the_header_says(audio: bool) -> None:
    accepted = EXTENSIONS | ({description.AUDIO_LEVEL: 1} if audio else {})
    tail, send_time_at, number_at = packets.header(0x01020304, "1", accepted, audio)
    packet = bytearray(bytes(8) + tail + packets.audio_payload())
    packets.fixed_header.pack_into(packet, 0, 0x90, 0x80 | 111, 7, 9)
    packet[send_time_at : send_time_at + 3] = b"abc"
    packets.transport_number.pack_into(packet, number_at, 513)
    read = RtpPacket.parse(bytes(packet))
    assert (read.ssrc, read.sequence_number, read.timestamp, read.marker) == (0x01020304, 7, 9, 1)
    assert len(read.payload) == packets.AUDIO_PAYLOAD
    elements = _elements(bytes(packet[16 : packets.HEADER_SIZE]))
    assert elements[4] == b"1"
    assert elements[2] == b"abc"
    assert elements[3] == struct.pack("!H", 513)
    assert (1 in elements) is audio


def test_what_was_not_negotiated_is_not_sent() -> None:
    tail, send_time_at, number_at = packets.header(1, "0", {description.MID: 4}, is_audio=True)
    assert (send_time_at, number_at) == (0, 0)
    assert _elements(tail[8:]) == {4: b"0"}


def test_only_the_first_packet_of_a_key_frame_looks_like_one() -> None:
    key = packets.video_payload(starts_frame=True, key_frame=True)
    delta = packets.video_payload(starts_frame=True, key_frame=False)
    rest = packets.video_payload(starts_frame=False, key_frame=False)
    assert [vp8.starts_key_frame(payload) for payload in (key, delta, rest)] == [True, False, False]


def test_a_token_is_read_back_and_its_absence_noticed() -> None:
    buffer = memoryview(bytearray(200))
    assert packets.read_token(buffer, 200) is None
    packets.write_token(buffer, 200, 300, 2, 1.5)
    assert packets.read_token(buffer, 200) == (300, 2, 1.5)
    assert packets.read_token(buffer, 20) is None


def test_reports_are_read_by_another_implementation() -> None:
    block = reports.Block(ssrc=5, highest=70_000, last_report=9, since_last_report=0.5)
    compound = (
        reports.sender_report(1, 1_700_000_000.25, 900, 10, 2000, [block])
        + reports.receiver_report(1, [block])
        + reports.source_description(1)
        + reports.bandwidth_estimate(1, 2_000_000, [5, 6])
    )
    sender, receiver, _, estimate = RtcpPacket.parse(compound)
    assert isinstance(sender, RtcpSrPacket)
    assert sender.sender_info.rtp_timestamp == 900
    assert sender.sender_info.ntp_timestamp & 0xFFFFFFFF == 1 << 30
    assert isinstance(receiver, RtcpRrPacket)
    assert receiver.reports[0].highest_sequence == 70_000
    assert receiver.reports[0].dlsr == 32768
    assert isinstance(estimate, RtcpPsfbPacket)
    bitrate, sources = unpack_remb_fci(estimate.fci)
    assert bitrate == pytest.approx(2_000_000, rel=0.001)
    assert sources == [5, 6]


def test_requests_for_key_frames_and_sender_reports_are_read() -> None:
    pli = RtcpPsfbPacket(fmt=1, ssrc=1, media_ssrc=77)
    fir = RtcpPsfbPacket(fmt=4, ssrc=1, media_ssrc=0, fci=struct.pack("!LL", 78, 1 << 24))
    compound = reports.sender_report(3, 16.5, 0, 0, 0) + bytes(pli) + bytes(fir)
    assert list(reports.key_frames_wanted(compound)) == [77, 78]
    seconds = 16 + 2_208_988_800 & 0xFFFF
    assert list(reports.sender_reports(compound)) == [(3, seconds << 16 | 0x8000)]


def test_a_connectivity_check_satisfies_a_strict_reader() -> None:
    attributes = (
        _attribute(0x0006, b"theirs:ours")
        + _attribute(0x802A, bytes(8))
        + _attribute(0x0024, bytes(4))
        + _attribute(0x0025, b"")
    )
    request = stun.parse_request(_message(_REQUEST, bytes(range(12)), attributes, b"secret"))
    assert request is not None
    assert request.verify(b"secret")
    assert not request.verify(b"guess")


def test_an_offer_is_accepted_and_an_answer_understood() -> None:
    local = description.Credentials("ufragufrag", "p" * 24, ("sha-256", ":".join(["AB"] * 32)))
    text = description.offer(description.person_lines([1, 2, 3, 4, 5]), local)
    parse_offer(text, {"audio": "0", "camera": "1", "screen": "2"})
    read = description.parse(text)
    assert (read.ufrag, read.password, read.setup) == ("ufragufrag", "p" * 24, "actpass")
    assert len(read.lines) == 21
    assert read.lines["1"].ssrcs == [2, 3]
    assert read.lines["0"].extensions[description.AUDIO_LEVEL] == 1
    mirrored = description.parse(description.answer(read, local))
    assert mirrored.lines["2"].payload_types == {"VP8/90000": 96, "rtx/90000": 97}
    assert mirrored.lines["2"].direction == "recvonly"
