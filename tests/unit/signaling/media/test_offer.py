"""What is read from offers, the installed browsers' and broken ones."""

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.media.offer import Extensions, Fingerprint, Medium, Offer, parse_offer, parse_restart
from signaling.media.sdp import MAX_LINES, MAX_MEDIA_LINES, MAX_OCTETS, NegotiationError
from tests.unit.signaling.media.recorded import (
    FIRST,
    RECORDED,
    SENDERS,
    SMALL,
    SMALL_SENDERS,
    TWO_SIZES,
    changed,
)


def small(*changes: tuple[str, str]) -> Offer:
    """The small offer with replacements; each must match."""
    return parse_offer(changed(SMALL, *changes), SMALL_SENDERS)


def refusal(attempt: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(NegotiationError) as caught:
        attempt()
    return caught.value.code.value, str(caught.value.params["what"])


@pytest.mark.parametrize("name", FIRST)
def test_a_browsers_offer_has_its_senders_and_its_eighteen_slots(name: str) -> None:
    offer = parse_offer(RECORDED[name], SENDERS)
    assert {kind: line.medium for kind, line in offer.senders().items()} == {
        "audio": Medium.AUDIO,
        "camera": Medium.VIDEO,
        "screen": Medium.VIDEO,
    }
    slots = list(offer.slots().values())
    assert [line.medium for line in slots] == [Medium.AUDIO] * 12 + [Medium.VIDEO] * 6
    assert [line.mid for line in offer.lines][:21] == [str(number) for number in range(21)]


@pytest.mark.parametrize("name", FIRST)
def test_video_is_vp8_with_its_own_rtx_whatever_else_is_offered(name: str) -> None:
    offer = parse_offer(RECORDED[name], SENDERS)
    for line in offer.accepted():
        expected = {"chromium": (111, 96, 97), "firefox": (109, 120, 124)}[name.split("-")[0]]
        assert (line.payload, line.rtx) == ((expected[0], 0) if line.medium is Medium.AUDIO else expected[1:])


@pytest.mark.parametrize("name", FIRST)
def test_extensions_are_read_from_each_line(name: str) -> None:
    offer = parse_offer(RECORDED[name], SENDERS)
    audio, video = offer.slots()["3"], offer.slots()["15"]
    if name.startswith("chromium"):
        assert offer.uplink() == Extensions(mid=4, transport_cc=3, audio_level=1)
        assert audio.extensions == Extensions(mid=4, abs_send_time=2, transport_cc=3, audio_level=1)
        assert video.extensions == Extensions(mid=4, abs_send_time=2, transport_cc=3)
    else:
        assert offer.uplink() == Extensions(mid=3, transport_cc=7, audio_level=1)
        assert audio.extensions == Extensions(mid=3, transport_cc=7, audio_level=1)
        assert video.extensions == Extensions(mid=3, abs_send_time=4, transport_cc=7)


@pytest.mark.parametrize("name", FIRST)
def test_sources_are_told_for_what_is_sent(name: str) -> None:
    offer = parse_offer(RECORDED[name], SENDERS)
    for kind, line in offer.senders().items():
        assert line.ssrc
        assert bool(line.rtx_ssrc) == (kind != "audio")
    assert all(line.ssrc == 0 for line in offer.slots().values())


@pytest.mark.parametrize("name", FIRST)
def test_security_and_feedback_are_read(name: str) -> None:
    offer = parse_offer(RECORDED[name], SENDERS)
    assert [one.algorithm for one in offer.fingerprints] == ["sha-256"]
    assert f"a=ice-ufrag:{offer.ufrag}\r\na=ice-pwd:{offer.pwd}" in RECORDED[name] or (
        f"a=ice-pwd:{offer.pwd}\r\na=ice-ufrag:{offer.ufrag}" in RECORDED[name]
    )
    assert offer.senders()["camera"].feedback == {"nack", "nack pli", "ccm fir", "goog-remb", "transport-cc"}
    assert offer.senders()["audio"].feedback == {"transport-cc"}
    assert offer.reduced_size == name.startswith("chromium")


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_a_data_channel_is_rejected_and_nothing_else(browser: str) -> None:
    offer = parse_offer(RECORDED[f"{browser}-data"], SENDERS)
    assert [line.heading[0] for line in offer.lines if line.medium is None] == ["application"]


@pytest.mark.parametrize("shape", ["trimmed", "untrimmed"])
@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_a_browsers_restart_changes_the_credentials_and_nothing_else(browser: str, shape: str) -> None:
    first = parse_offer(RECORDED[f"{browser}-{shape}"], SENDERS)
    again = parse_restart(RECORDED[f"{browser}-{shape}-restart"], first)
    assert again.ufrag != first.ufrag
    assert again.pwd != first.pwd
    assert (again.lines, again.fingerprints) == (first.lines, first.fingerprints)


def test_a_restart_from_another_browser_is_refused() -> None:
    first = parse_offer(RECORDED["chromium-trimmed"], SENDERS)
    other = RECORDED["chromium-untrimmed-restart"]
    assert refusal(lambda: parse_restart(other, first)) == (
        "sdp_unsupported",
        "restart with another certificate",
    )


def test_a_restart_with_the_old_credentials_is_refused() -> None:
    first = parse_offer(RECORDED["chromium-trimmed"], SENDERS)
    assert refusal(lambda: parse_restart(RECORDED["chromium-trimmed"], first)) == (
        "sdp_unsupported",
        "restart with old credentials",
    )


def test_a_restart_with_other_media_is_refused() -> None:
    restart = changed(SMALL, ("abcd", "efgh"), ("a=ice-pwd:0", "a=ice-pwd:9"))
    assert parse_restart(restart, small()).ufrag == "efgh"
    for change in (
        ((" 96 97", " 98 97"), ("rtpmap:96", "rtpmap:98"), ("apt=96", "apt=98")),
        (("a=extmap:4", "a=extmap:5"),),
    ):
        other = changed(restart, *change)
        assert refusal(lambda other=other: parse_restart(other, small())) == (
            "sdp_unsupported",
            "restart with other media",
        )


def test_a_restart_may_repeat_a_rejected_line() -> None:
    data = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\n"
    restart = changed(SMALL, ("abcd", "efgh"), ("a=ice-pwd:0", "a=ice-pwd:9")) + data
    assert parse_restart(restart, parse_offer(SMALL + data, SMALL_SENDERS)).ufrag == "efgh"
    assert refusal(lambda: parse_restart(restart, small())) == ("sdp_unsupported", "restart with other media")


def test_an_sdp_may_have_bare_line_feeds_and_no_last_one() -> None:
    crlf = SMALL.replace("\n", "\r\n")
    assert parse_offer(SMALL.rstrip("\n"), SMALL_SENDERS) == small() == parse_offer(crlf, SMALL_SENDERS)


def test_session_wide_security_counts_for_every_line() -> None:
    moved = "".join(re.findall(r"a=(?:setup|ice-ufrag|ice-pwd|fingerprint):.*\n", SMALL))
    offer = small(
        ("a=setup:actpass\n", ""),
        (moved.replace("a=setup:actpass\n", ""), ""),
        ("t=0 0\n", f"t=0 0\n{moved}"),
    )
    assert (offer.ufrag, offer.fingerprints) == (small().ufrag, small().fingerprints)


def test_the_bundles_first_line_that_takes_part_gives_the_transport() -> None:
    text = changed(
        SMALL,
        ("BUNDLE a v s", "BUNDLE d a v s"),
        ("m=audio", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=mid:d\na=ice-ufrag:wrong\nm=audio"),
    )
    assert parse_offer(text, SMALL_SENDERS).ufrag == "abcd"


def test_several_fingerprints_are_kept_and_weak_ones_passed_over() -> None:
    sha512 = ":".join(["0b"] * 64)
    offer = small(
        (
            "a=fingerprint",
            f"a=fingerprint:sha-1 {':'.join(['00'] * 20)}\na=fingerprint:SHA-512 {sha512}\na=fingerprint",
        )
    )
    assert offer.fingerprints == (
        Fingerprint("sha-512", sha512.upper()),
        Fingerprint("sha-256", ":".join(["0A"] * 32)),
    )


def test_a_bundle_only_line_with_port_0_takes_part_and_without_it_is_rejected() -> None:
    assert list(small().slots()) == ["s"]
    line = "m=video 9 UDP/TLS/RTP/SAVPF 96 97\nc=IN IP4 0.0.0.0\na=mid:s"
    zero = line.replace(" 9 ", " 0 ")
    assert list(small((line, zero)).slots()) == []
    assert list(small((line, f"{zero}\na=bundle-only")).slots()) == ["s"]


def test_a_line_outside_the_bundle_is_rejected() -> None:
    assert list(small(("BUNDLE a v s", "BUNDLE a v")).slots()) == []


def test_a_slot_without_our_codecs_or_inactive_is_rejected() -> None:
    h264 = SMALL[:-80] + SMALL[-80:].replace("VP8", "H264")
    assert "H264" in h264
    assert list(parse_offer(h264, SMALL_SENDERS).slots()) == []
    assert list(small(("a=recvonly", "a=inactive")).slots()) == []


def test_a_sending_line_that_the_client_did_not_name_is_rejected() -> None:
    offer = parse_offer(SMALL, {"audio": "a"})
    assert [line.mid for line in offer.lines if line.medium is None] == ["v"]


def test_somebody_who_only_listens_needs_no_sender() -> None:
    offer = parse_offer(changed(SMALL, ("a=sendonly", "a=recvonly")), {})
    assert offer.senders() == {}
    assert len(offer.slots()) == 3


def test_a_line_in_both_directions_is_a_sender_when_named() -> None:
    assert small(("a=sendonly", "a=sendrecv")).senders()["camera"].ssrc == 21


def test_without_fid_the_first_source_is_the_medias() -> None:
    line = small(("a=ssrc-group:FID 21 22\n", "")).senders()["camera"]
    assert (line.ssrc, line.rtx_ssrc) == (21, 0)
    line = small(("a=ssrc-group:FID 21 22\na=ssrc:21 cname:x\n", "")).senders()["camera"]
    assert (line.ssrc, line.rtx_ssrc) == (0, 0)


def test_groups_and_sources_of_another_kind_are_passed_over() -> None:
    line = small(("a=ssrc-group:FID", "a=ssrc-group:SIM 31 32\na=ssrc-group:FID")).senders()["camera"]
    assert (line.ssrc, line.rtx_ssrc) == (21, 22)
    line = small(("a=ssrc:11 cname:x", "a=ssrc:nonsense\na=ssrc:11 cname:x")).senders()["audio"]
    assert line.ssrc == 11


def test_rtx_of_another_codec_is_not_ours() -> None:
    assert small(("apt=96", "apt=98")).senders()["camera"].rtx == 0


def test_an_extension_whose_direction_is_not_our_use_is_left_out() -> None:
    offered = "a=extmap:4{} urn:ietf:params:rtp-hdrext:sdes:mid"
    for direction, taken in (("/sendonly", 4), ("/sendrecv", 4), ("/recvonly", 0), ("/inactive", 0)):
        line = small((offered.format(""), offered.format(direction))).senders()["audio"]
        assert line.extensions.mid == taken
        assert line.directed == ({4} if taken else set())


@pytest.mark.parametrize("number", ["15", "16", "255", "4096"])
def test_an_extension_that_needs_the_two_byte_form_is_left_out(number: str) -> None:
    assert small(("extmap:4", f"extmap:{number}")).uplink().mid == 0


def test_video_orientation_is_never_taken() -> None:
    text = changed(RECORDED["chromium-trimmed"], ("urn:3gpp:video-orientation", "urn:3gpp:video-orientation"))
    numbers = set(re.findall(r"extmap:(\d+) urn:3gpp:video-orientation", text))
    used = parse_offer(text, SENDERS).senders()["camera"].extensions
    assert numbers
    assert numbers.isdisjoint(map(str, (used.mid, used.transport_cc, used.abs_send_time, used.audio_level)))


WRONG: dict[str, tuple[tuple[tuple[str, str], ...], tuple[str, str]]] = {
    "no version": ((("v=0\n", "v=1\n"),), ("sdp_invalid", "version")),
    "a line without a type": ((("s=-\n", "nonsense\n"),), ("sdp_invalid", "line")),
    "a control character": ((("s=-\n", "s=\x07\n"),), ("sdp_invalid", "line")),
    "a lone carriage return": ((("s=-\n", "s=-\ra=ice-lite\n"),), ("sdp_invalid", "line")),
    "an empty line": ((("s=-\n", "s=-\n\n"),), ("sdp_invalid", "line")),
    "a port beyond 65535": ((("m=audio 9", "m=audio 70000"),), ("sdp_invalid", "media")),
    "a line without formats": ((("SAVPF 111", "SAVPF"),), ("sdp_invalid", "media")),
    "no bundle": ((("a=group:BUNDLE a v s\n", ""),), ("sdp_unsupported", "bundle")),
    "two bundles": (
        (("a=group:BUNDLE a v s", "a=group:BUNDLE a v\na=group:BUNDLE s"),),
        ("sdp_unsupported", "bundle"),
    ),
    "a bundle of nobody": ((("BUNDLE a v s", "BUNDLE a v s x"),), ("sdp_invalid", "bundle")),
    "a bundle that repeats": ((("BUNDLE a v s", "BUNDLE a v s s"),), ("sdp_invalid", "bundle")),
    "a mid twice": ((("a=mid:s", "a=mid:v"),), ("sdp_invalid", "bundle")),
    "a mid too long": (
        (("a v s", "a v s" + "s" * 16), ("mid:s", "mid:s" + "s" * 16)),
        ("sdp_invalid", "mid"),
    ),
    "two directions": ((("a=recvonly", "a=recvonly\na=sendonly"),), ("sdp_invalid", "direction")),
    "a sender that receives": ((("a=sendonly", "a=recvonly"),), ("sdp_invalid", "senders")),
    "a sender that is inactive": ((("a=sendonly", "a=inactive"),), ("sdp_invalid", "senders")),
    "unencrypted media": ((("UDP/TLS/RTP/SAVPF", "RTP/AVPF"),), ("sdp_unsupported", "protocol")),
    "separate RTCP": ((("a=rtcp-mux\n", ""),), ("sdp_unsupported", "rtcp-mux")),
    "a sender of another codec": ((("opus", "PCMU"),), ("sdp_unsupported", "codec")),
    "mono Opus": ((("opus/48000/2", "opus/48000"),), ("sdp_unsupported", "codec")),
    "a number that RTCP uses": (
        (("SAVPF 111", "SAVPF 72"), ("rtpmap:111", "rtpmap:72")),
        ("sdp_unsupported", "codec"),
    ),
    "a broken codec": ((("opus/48000/2", "opus"),), ("sdp_invalid", "rtpmap")),
    "a number with two meanings": (
        (("SAVPF 111", "SAVPF 96"), ("rtpmap:111", "rtpmap:96")),
        ("sdp_invalid", "payload"),
    ),
    "a broken extension": ((("extmap:4 ", "extmap:4"),), ("sdp_invalid", "extmap")),
    "an extension number twice": (
        (("a=extmap:4", "a=extmap:4 urn:x\na=extmap:4"),),
        ("sdp_invalid", "extmap"),
    ),
    "an extension with two numbers": (
        (("a=mid:v", "a=mid:v\na=extmap:5 urn:ietf:params:rtp-hdrext:sdes:mid"),),
        ("sdp_invalid", "extmap"),
    ),
    "a number for two extensions": (
        (("a=mid:s", "a=mid:s\na=extmap:4 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"),),
        ("sdp_invalid", "extmap"),
    ),
    "a source for two lines": ((("ssrc:11 ", "ssrc:21 "),), ("sdp_invalid", "ssrc")),
    "a source that repairs itself": ((("FID 21 22", "FID 21 21"),), ("sdp_invalid", "ssrc")),
    "source 0": ((("ssrc:11 ", "ssrc:0 "),), ("sdp_invalid", "ssrc")),
    "a source beyond 32 bits": ((("FID 21 22", "FID 21 4294967296"),), ("sdp_invalid", "ssrc")),
    "a lite browser": ((("t=0 0\n", "t=0 0\na=ice-lite\n"),), ("sdp_unsupported", "ice-lite")),
    "a passive browser": ((("actpass", "passive"),), ("sdp_unsupported", "setup")),
    "a short ufrag": ((("ice-ufrag:abcd", "ice-ufrag:abc"),), ("sdp_invalid", "ice-ufrag")),
    "a strange ufrag": ((("ice-ufrag:abcd", "ice-ufrag:ab:cd"),), ("sdp_invalid", "ice-ufrag")),
    "a short password": ((("ice-pwd:0", "ice-pwd:"),), ("sdp_invalid", "ice-pwd")),
    "no fingerprint": ((("a=fingerprint", "a=x-fingerprint"),), ("sdp_invalid", "fingerprint")),
    "only a weak fingerprint": ((("sha-256", "sha-1"),), ("sdp_unsupported", "fingerprint")),
    "a fingerprint of another length": ((("sha-256", "sha-384"),), ("sdp_invalid", "fingerprint")),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_broken_or_unusable_offer_is_refused_with_its_reason(fault: str) -> None:
    changes, reason = WRONG[fault]
    assert refusal(lambda: small(*changes)) == reason


def test_an_offer_in_which_nothing_takes_part_is_refused() -> None:
    text = changed(SMALL, ("m=video 9", "m=video 0"), ("m=audio 9", "m=audio 0"))
    assert refusal(lambda: parse_offer(text, {})) == ("sdp_unsupported", "media")
    assert refusal(lambda: parse_offer("v=0\n", {})) == ("sdp_invalid", "media")
    assert refusal(lambda: parse_offer("", {})) == ("sdp_invalid", "version")


@pytest.mark.parametrize(
    "senders",
    [
        {"audio": "x"},
        {"audio": "v"},
        {"camera": "a"},
        {"camera": "v", "screen": "v"},
        {"smell": "a"},
        {"audio": "s"},
    ],
)
def test_senders_that_do_not_fit_the_offer_are_refused(senders: dict[str, str]) -> None:
    assert refusal(lambda: parse_offer(SMALL, senders)) == ("sdp_invalid", "senders")


def test_a_huge_offer_is_refused_before_it_is_read() -> None:
    for text, what in (
        (SMALL + "a=x\n" * (MAX_OCTETS // 4), "octets"),
        (SMALL + "a=" + "语" * (MAX_OCTETS // 3), "octets"),
        (SMALL + "a=x\n" * MAX_LINES, "lines"),
        (SMALL + "a=" + "x" * 4096, "line"),
        (SMALL + "m=audio 9 UDP/TLS/RTP/SAVPF 111\n" * MAX_MEDIA_LINES, "media"),
    ):
        assert refusal(lambda text=text: parse_offer(text, SMALL_SENDERS)) == ("sdp_too_large", what)


def test_a_refusal_never_quotes_the_offer() -> None:
    with pytest.raises(NegotiationError) as caught:
        small(("ice-pwd:0123456789012345678901", "ice-pwd:secret"))
    assert "secret" not in f"{caught.value} {caught.value.params}"


@given(data=st.data())
def test_a_damaged_offer_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    lines = data.draw(
        st.sampled_from([RECORDED["chromium-trimmed"], RECORDED["firefox-data"], SMALL])
    ).splitlines()
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["drop", "repeat", "swap", "cut", "insert", "number"])):
            case "drop" if len(lines) > 1:
                del lines[at]
            case "repeat":
                lines.insert(data.draw(st.integers(0, len(lines))), lines[at])
            case "swap":
                other = data.draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
            case "cut":
                lines[at] = lines[at][: data.draw(st.integers(0, len(lines[at])))]
            case "number":
                number = str(data.draw(st.integers(0, 1 << 40)))
                lines[at] = re.sub(r"\d+", number, lines[at], count=data.draw(st.integers(0, 3)))
            case _:
                lines[at] += data.draw(st.text(max_size=5))
    first = parse_offer(RECORDED["chromium-trimmed"], SENDERS)
    for attempt in (
        lambda: parse_offer("\r\n".join(lines), SENDERS),
        lambda: parse_restart("\n".join(lines), first),
    ):
        with suppress(NegotiationError):
            assert attempt().accepted()


@given(text=st.text(), senders=st.dictionaries(st.sampled_from(["audio", "camera", "x"]), st.text()))
def test_any_text_is_refused(text: str, senders: dict[str, str]) -> None:
    with pytest.raises(NegotiationError):
        parse_offer(text, senders)
    with pytest.raises(NegotiationError):
        parse_offer(f"v=0\n{text}", senders)


def test_a_camera_in_two_sizes_is_told_apart_by_rid() -> None:
    camera = parse_offer(changed(SMALL, *TWO_SIZES), SMALL_SENDERS).senders()["camera"]
    assert camera.layers == ("l", "h")
    assert (camera.extensions.rid, camera.extensions.repaired_rid) == (10, 11)
    assert camera.ssrc == camera.rtx_ssrc == 0


@pytest.mark.parametrize(
    "broken",
    [
        ("send l;h", "send l"),
        ("send l;h", "send l;l"),
        ("send l;h", "send l,x;h"),
        ("send l;h", "send l;h;m;n"),
        ("send l;h", "recv l;h"),
        ("send l;h", "send " + "l" * 300),
        ("send l;h", "send l;\u4e2d"),
        ("a=rid:h send", "a=rid:h recv"),
        ("a=rid:h send", "a=rid:h"),
        ("sdes:rtp-stream-id", "sdes:unknown"),
    ],
)
def test_sizes_that_cannot_be_told_apart_are_one(broken: tuple[str, str]) -> None:
    camera = parse_offer(changed(SMALL, *TWO_SIZES, broken), SMALL_SENDERS).senders()["camera"]
    assert camera.layers == ()
