"""RTCP: read and written as aiortc reads and writes it, and never thrown off by what is broken."""

import struct

import pytest
from aiortc import rtp as oracle
from hypothesis import given
from hypothesis import strategies as st

from signaling.media.rtcp import (
    Estimate,
    FullIntra,
    Nack,
    PictureLoss,
    ReceiverReport,
    ReportBlock,
    SenderReport,
    TransportFeedback,
    estimate,
    nack,
    parse,
    picture_loss,
    receiver_report,
    sender_report,
)

word = st.integers(0, 2**32 - 1)
numbers = st.integers(0, 0xFFFF)
blocks = st.builds(
    ReportBlock, word, st.integers(0, 255), st.integers(-(2**23), 2**23 - 1), word, word, word, word
)
PLI = picture_loss(1, 2)


def same(block: ReportBlock, theirs: oracle.RtcpReceiverInfo) -> bool:
    return block == (
        theirs.ssrc,
        theirs.fraction_lost,
        theirs.packets_lost,
        theirs.highest_sequence,
        theirs.jitter,
        theirs.lsr,
        theirs.dlsr,
    )


@given(sender=word, reported=st.lists(blocks, max_size=31))
def test_a_receiver_report_is_what_aiortc_reads(sender: int, reported: list[ReportBlock]) -> None:
    data = receiver_report(sender, reported)
    (theirs,) = oracle.RtcpPacket.parse(data)
    assert isinstance(theirs, oracle.RtcpRrPacket)
    assert theirs.ssrc == sender
    assert all(map(same, reported, theirs.reports))
    assert parse(data) == [ReceiverReport(sender, tuple(reported))]


@given(ssrc=word, ntp=st.integers(0, 2**64 - 1), rtp=word, packets=word, octets=word)
def test_a_sender_report_is_what_aiortc_reads(
    ssrc: int, ntp: int, rtp: int, packets: int, octets: int
) -> None:
    data = sender_report(ssrc, ntp, rtp, packets, octets)
    (theirs,) = oracle.RtcpPacket.parse(data)
    assert isinstance(theirs, oracle.RtcpSrPacket)
    assert theirs.sender_info == oracle.RtcpSenderInfo(ntp, rtp, packets, octets)
    assert parse(data) == [SenderReport(ssrc, ntp, rtp, packets, octets, ())]


@given(
    ssrc=word,
    ntp=st.integers(0, 2**64 - 1),
    counters=st.tuples(word, word, word),
    reported=st.lists(blocks, max_size=31),
)
def test_a_sender_report_with_blocks_is_read_as_aiortc_wrote_it(
    ssrc: int, ntp: int, counters: tuple[int, int, int], reported: list[ReportBlock]
) -> None:
    theirs = [oracle.RtcpReceiverInfo(*block) for block in reported]
    data = bytes(oracle.RtcpSrPacket(ssrc, oracle.RtcpSenderInfo(ntp, *counters), theirs))
    assert parse(data) == [SenderReport(ssrc, ntp, *counters, tuple(reported))]


def test_a_senders_counters_wrap() -> None:
    assert parse(sender_report(1, 2, 2**32 + 3, 2**32 + 4, 2**40 + 5)) == [SenderReport(1, 2, 3, 4, 5, ())]


@given(lost=st.lists(numbers, min_size=1, max_size=60))
def test_what_is_asked_for_is_what_was_lost(lost: list[int]) -> None:
    (read,) = parse(nack(7, 8, lost))
    assert isinstance(read, Nack)
    assert read.media == 8
    assert set(read.lost) == set(lost)
    (theirs,) = oracle.RtcpPacket.parse(nack(7, 8, lost))
    assert isinstance(theirs, oracle.RtcpRtpfbPacket)
    assert (theirs.ssrc, theirs.media_ssrc) == (7, 8)
    assert {number & 0xFFFF for number in theirs.lost} == set(lost)  # theirs does not wrap


@given(lost=st.lists(numbers, min_size=1, max_size=60, unique=True).map(sorted))
def test_a_nack_of_aiortc_is_read(lost: list[int]) -> None:
    data = bytes(oracle.RtcpRtpfbPacket(fmt=1, ssrc=7, media_ssrc=8, lost=lost))
    assert parse(data) == [Nack(8, tuple(lost))]


def test_neighbours_share_an_entry_also_across_the_wrap() -> None:
    assert len(nack(1, 2, range(65530, 65536))) == 16
    assert len(nack(1, 2, [65530, 65535, 0, 10])) == 16
    assert len(nack(1, 2, [100, 116])) == 16
    assert len(nack(1, 2, [100, 117])) == 20


def test_a_picture_loss_names_the_stream() -> None:
    (theirs,) = oracle.RtcpPacket.parse(PLI)
    assert isinstance(theirs, oracle.RtcpPsfbPacket)
    assert (theirs.fmt, theirs.ssrc, theirs.media_ssrc) == (1, 1, 2)
    assert parse(PLI) == [PictureLoss(2)]


def test_a_full_intra_request_names_every_stream() -> None:
    fci = struct.pack("!IIII", 21, 5 << 24, 22, 255 << 24)
    data = bytes(oracle.RtcpPsfbPacket(fmt=4, ssrc=1, media_ssrc=0, fci=fci))
    assert parse(data) == [FullIntra(((21, 5), (22, 255)))]


@given(bitrate=st.integers(0, 2**63), streams=st.lists(word, max_size=20))
def test_an_estimate_is_rounded_down_to_eighteen_bits(bitrate: int, streams: list[int]) -> None:
    data = estimate(1, bitrate, streams)
    (read,) = parse(data)
    assert isinstance(read, Estimate)
    assert read.streams == tuple(streams)
    assert bitrate - (bitrate >> 17) <= read.bitrate <= bitrate
    (theirs,) = oracle.RtcpPacket.parse(data)
    assert isinstance(theirs, oracle.RtcpPsfbPacket)
    assert oracle.unpack_remb_fci(theirs.fci) == (read.bitrate, streams)


@given(bitrate=st.integers(0, 2**40), streams=st.lists(word, max_size=20))
def test_an_estimate_of_aiortc_is_read(bitrate: int, streams: list[int]) -> None:
    fci = oracle.pack_remb_fci(bitrate, streams)
    (read,) = parse(bytes(oracle.RtcpPsfbPacket(fmt=15, ssrc=1, media_ssrc=0, fci=fci)))
    assert isinstance(read, Estimate)
    assert (read.bitrate, list(read.streams)) == oracle.unpack_remb_fci(fci)


def test_more_than_fits_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="31"):
        receiver_report(1, [ReportBlock(1, 0, 0, 0, 0, 0, 0)] * 32)
    with pytest.raises(ValueError, match="255"):
        estimate(1, 1, [1] * 256)


def test_a_compound_packet_is_read_in_order_and_what_we_do_not_use_is_left_out() -> None:
    described = bytes(oracle.RtcpSdesPacket([oracle.RtcpSourceInfo(ssrc=1, items=[(1, b"x")])]))
    bye = bytes(oracle.RtcpByePacket(sources=[1]))
    extended = struct.pack("!BBHII", 0x80, 207, 2, 1, 0)
    feedback = struct.pack("!BBHIIHHIHBB", 0x8F, 205, 5, 1, 2, 7, 1, 0, 0x2001, 4, 0)
    compound = receiver_report(1) + feedback + described + extended + PLI + bye + nack(1, 2, [3])
    arrived = TransportFeedback(7, [0.001])
    assert parse(compound) == [ReceiverReport(1, ()), arrived, PictureLoss(2), Nack(2, (3,))]


def test_any_kind_of_buffer_will_do() -> None:
    assert parse(memoryview(bytearray(PLI))) == parse(bytearray(PLI)) == [PictureLoss(2)]


def test_a_broken_block_does_not_take_its_neighbours_along() -> None:
    short_report = struct.pack("!BBHI", 0x81, 201, 1, 1)
    short_nack = struct.pack("!BBHII", 0x81, 205, 2, 1, 2)
    short_estimate = struct.pack("!BBHII4sI", 0x8F, 206, 4, 1, 0, b"REMB", 3 << 24)
    other_application = struct.pack("!BBHII4sI", 0x8F, 206, 4, 1, 0, b"BLAH", 0)
    all_padding = struct.pack("!BBHII", 0xA1, 206, 2, 1, 0xFF)
    short_intra = struct.pack("!BBHII", 0x84, 206, 2, 1, 0)
    short_sender = struct.pack("!BBHI", 0x80, 200, 1, 1)
    for broken in (
        short_report,
        short_nack,
        short_estimate,
        other_application,
        all_padding,
        short_intra,
        short_sender,
    ):
        assert parse(PLI + broken + PLI) == [PictureLoss(2)] * 2


def test_a_length_that_leaves_the_datagram_ends_the_reading() -> None:
    assert parse(PLI + struct.pack("!BBHI", 0x80, 201, 2, 1)) == [PictureLoss(2)]


def test_another_version_ends_the_reading() -> None:
    assert parse(PLI + b"\x41" + PLI[1:]) == [PictureLoss(2)]


def test_padding_is_taken_off() -> None:
    padded = nack(1, 2, [3]) + struct.pack("!I", 4)
    padded = bytes((padded[0] | 0x20,)) + padded[1:2] + struct.pack("!H", 4) + padded[4:]
    assert parse(padded) == [Nack(2, (3,))]


@given(data=st.binary(max_size=300))
def test_garbage_is_read_without_complaint(data: bytes) -> None:
    parse(data)


@given(
    first=st.integers(0x80, 0xBF),
    kind=st.sampled_from([200, 201, 205, 206]),
    body=st.binary(max_size=120),
)
def test_every_body_is_read_without_complaint(first: int, kind: int, body: bytes) -> None:
    body += bytes(-len(body) & 3)
    for packet in parse(struct.pack("!BBH", first, kind, len(body) // 4) + body):
        assert isinstance(packet, tuple)
