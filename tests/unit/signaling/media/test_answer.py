"""What is answered: read back by aiortc's parser, and checked line by line against what was offered."""

import re

import pytest
from aiortc import sdp as oracle

from signaling.media.answer import LocalTransport, SlotStream, write_answer
from signaling.media.offer import Fingerprint, Medium, Offer, parse_offer
from tests.unit.signaling.media.recorded import (
    FIRST,
    RECORDED,
    SENDERS,
    SMALL,
    SMALL_SENDERS,
    TWO_SIZES,
    changed,
)

LOCAL = LocalTransport(
    ufrag="wxyz",
    pwd="abcdefghijklmnopqrstuv",
    fingerprint=Fingerprint("sha-256", ":".join(["AB"] * 32)),
    candidates=(("203.0.113.5", 40000), ("2001:db8::5", 40001)),
    session=77,
    version=3,
)


def streams(offer: Offer) -> dict[str, SlotStream]:
    return {
        mid: SlotStream(1000 + 2 * number, 1001 + 2 * number if line.rtx else 0)
        for number, (mid, line) in enumerate(offer.slots().items())
    }


def answered(name: str) -> tuple[Offer, str]:
    offer = parse_offer(RECORDED[name], SENDERS)
    return offer, write_answer(offer, LOCAL, streams(offer))


def sections(sdp: str) -> list[list[str]]:
    return [part.split("\r\n") for part in sdp.removesuffix("\r\n").split("\r\nm=")]


@pytest.mark.parametrize("name", FIRST)
def test_every_line_is_answered_in_its_place(name: str) -> None:
    offer, sdp = answered(name)
    read = oracle.SessionDescription.parse(sdp)
    assert [media.kind for media in read.media] == [line.heading[0] for line in offer.lines]
    assert [media.rtp.muxId for media in read.media] == [line.mid for line in offer.lines]
    for media, line in zip(read.media, offer.lines, strict=True):
        if line.medium is None:
            assert media.port == 0
        else:
            assert media.port == 40000
            assert media.direction == ("recvonly" if line.sender else "sendonly")


@pytest.mark.parametrize("name", FIRST)
def test_the_transport_is_lite_passive_and_the_same_on_every_line(name: str) -> None:
    offer, sdp = answered(name)
    read = oracle.SessionDescription.parse(sdp)
    assert sections(sdp)[0][1] == "o=- 77 3 IN IP4 0.0.0.0"
    assert "a=ice-lite" in sections(sdp)[0]
    (group,) = read.group
    assert (group.semantic, group.items) == ("BUNDLE", [line.mid for line in offer.accepted()])
    for media in read.media:
        if media.port == 0:
            continue
        assert (media.ice.usernameFragment, media.ice.password) == (LOCAL.ufrag, LOCAL.pwd)
        assert media.dtls.role == "server"
        assert [(one.ip, one.port, one.type) for one in media.ice_candidates] == [
            ("203.0.113.5", 40000, "host"),
            ("2001:db8::5", 40001, "host"),
        ]
        priorities = [one.priority for one in media.ice_candidates]
        assert priorities == sorted(set(priorities), reverse=True)
        assert media.ice_candidates_complete
        assert media.rtcp_mux


@pytest.mark.parametrize("name", FIRST)
def test_only_opus_red_vp8_and_rtx_are_answered_by_the_offered_numbers(name: str) -> None:
    offer, sdp = answered(name)
    for media, line in zip(oracle.SessionDescription.parse(sdp).media, offer.lines, strict=True):
        if line.medium is None:
            continue
        codecs = {codec.payloadType: codec.mimeType.lower() for codec in media.rtp.codecs}
        wanted = {line.payload: "audio/opus" if line.medium is Medium.AUDIO else "video/vp8"}
        wanted |= {line.rtx: "video/rtx"} if line.rtx else {}
        assert codecs == (wanted | {line.red: "audio/red"} if line.red else wanted)


@pytest.mark.parametrize("name", FIRST)
def test_no_extension_is_answered_that_the_line_did_not_offer(name: str) -> None:
    offered = [set(re.findall(r"a=extmap:(\d+)\S* (\S+)", part)) for part in RECORDED[name].split("\nm=")[1:]]
    _, sdp = answered(name)
    for ours, theirs in zip(sdp.split("\nm=")[1:], offered, strict=True):
        assert set(re.findall(r"a=extmap:(\d+)\S* (\S+)", ours)) <= theirs
    assert "video-orientation" not in sdp


@pytest.mark.parametrize("name", FIRST)
def test_feedback_is_answered_as_offered_except_nack_for_speech(name: str) -> None:
    offer, sdp = answered(name)
    for part, line in zip(sections(sdp)[1:], offer.lines, strict=True):
        given = {one.split(" ", 1)[1] for one in part if one.startswith("a=rtcp-fb:")}
        if line.medium is Medium.AUDIO:
            assert given == {"nack"} | line.feedback
        elif line.medium is Medium.VIDEO:
            assert given == line.feedback


@pytest.mark.parametrize("name", FIRST)
def test_slots_announce_their_streams_and_pair_voice_with_picture(name: str) -> None:
    offer, sdp = answered(name)
    expected = streams(offer)
    by_mid = {line.mid: part for part, line in zip(sections(sdp)[1:], offer.lines, strict=True)}
    for mid, line in offer.slots().items():
        part, stream = by_mid[mid], expected[mid]
        assert f"a=ssrc:{stream.ssrc} cname:yuntiao" in part
        if line.rtx:
            assert f"a=ssrc-group:FID {stream.ssrc} {stream.rtx_ssrc}" in part
    assert "a=msid:slot2 audio2" in by_mid["5"]
    assert "a=msid:slot2 video2" in by_mid["17"]
    assert all(not one.startswith(("a=ssrc", "a=msid:")) for mid in SENDERS.values() for one in by_mid[mid])


def test_opus_is_asked_for_with_error_correction() -> None:
    _, sdp = answered("chromium-trimmed")
    assert sdp.count("a=fmtp:111 minptime=10;useinbandfec=1") == 13


def test_rejected_lines_repeat_what_was_offered() -> None:
    _, sdp = answered("chromium-data")
    assert sdp.endswith(
        "\r\nm=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:21\r\na=inactive\r\n"
    )


def test_a_rejected_line_may_have_no_mid() -> None:
    offer = parse_offer(SMALL + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\n", SMALL_SENDERS)
    assert write_answer(offer, LOCAL, streams(offer)).endswith("c=IN IP4 0.0.0.0\r\na=inactive\r\n")


def test_an_extension_offered_with_a_direction_is_answered_with_the_opposite() -> None:
    uri = "urn:ietf:params:rtp-hdrext:sdes:mid"
    text = changed(
        SMALL,
        (f"a=extmap:4 {uri}", f"a=extmap:4/sendonly {uri}"),
        ("a=mid:s", f"a=mid:s\na=extmap:4/recvonly {uri}"),
    )
    sdp = write_answer(offer := parse_offer(text, SMALL_SENDERS), LOCAL, streams(offer))
    assert re.findall(rf"a=extmap:(\S+) {uri}", sdp) == ["4/recvonly", "4/sendonly"]


def test_an_address_of_the_sixth_version_alone_will_do() -> None:
    offer = parse_offer(SMALL, SMALL_SENDERS)
    local = LocalTransport(LOCAL.ufrag, LOCAL.pwd, LOCAL.fingerprint, (("2001:db8::5", 40001),), 1, 1)
    sdp = write_answer(offer, local, streams(offer))
    assert "c=IN IP6 2001:db8::5\r\n" in sdp
    assert "m=audio 40001 " in sdp


def test_video_without_rtx_is_answered_without() -> None:
    offer = parse_offer(changed(SMALL, ("apt=96", "apt=98")), SMALL_SENDERS)
    sdp = write_answer(offer, LOCAL, {"s": SlotStream(5, 6)})
    assert "rtx" not in sdp
    assert "FID" not in sdp


def test_a_slot_without_a_stream_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        write_answer(parse_offer(SMALL, SMALL_SENDERS), LOCAL, {})


def test_every_size_of_a_camera_is_taken() -> None:
    offer = parse_offer(changed(SMALL, *TWO_SIZES), SMALL_SENDERS)
    sdp = write_answer(offer, LOCAL, streams(offer))
    assert "a=recvonly\r\na=rid:l recv\r\na=rid:h recv\r\na=simulcast:recv l;h\r\n" in sdp
    assert re.findall(r"a=extmap:(1[01])", sdp) == ["10", "11"]
    plain = parse_offer(SMALL, SMALL_SENDERS)
    assert "simulcast" not in write_answer(plain, LOCAL, streams(plain))


@pytest.mark.parametrize("name", ["chromium-trimmed", "chromium-untrimmed"])
def test_redundant_speech_is_what_a_sender_should_prefer_and_a_listener_may_get(name: str) -> None:
    offer, sdp = answered(name)
    for section, line in zip(sections(sdp)[1:], offer.lines, strict=True):
        if line.medium is Medium.AUDIO:
            formats = "63 111" if line.sender else "111 63"
            assert section[0].endswith(f" {formats}")
            assert "a=fmtp:63 111/111" in section
