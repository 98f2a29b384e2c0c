"""Offers as a browser writes them, and what a peer needs to know of an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
IDS = {AUDIO_LEVEL: 1, ABS_SEND_TIME: 2, TRANSPORT_CC: 3, MID: 4, RID: 10, REPAIRED_RID: 11}
OPUS, RED, VP8, RTX = 111, 63, 96, 97
SENDERS = {"audio": "0", "camera": "1", "screen": "2"}
"""The media lines that a peer sends on."""


@dataclass(frozen=True, slots=True)
class Local:
    """A peer's side: ICE, the certificate's fingerprint, and SSRCs by media line (media, RTX)."""

    ufrag: str
    password: str
    fingerprint: tuple[str, str]
    sources: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class RemoteLine:
    mid: str
    kind: str
    direction: str
    sources: Sequence[int]
    """SSRCs of what the plane sends on it: media, then RTX."""
    extensions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Remote:
    ufrag: str
    password: str
    fingerprint: tuple[str, str]
    candidates: Sequence[tuple[str, int]]
    lines: Mapping[str, RemoteLine]
    version: int


LAYERS = ("l", "h")
"""The RIDs of a camera that sends two sizes, the smaller first."""


def offer(
    local: Local,
    audio_slots: int,
    video_slots: int,
    *,
    tell_sources: bool = True,
    simulcast: bool = False,
    red: bool = False,
) -> str:
    """Audio, camera, screen, then the slots. Without `tell_sources` streams have to be bound by their MID, and
    with `simulcast` the camera's are by MID and RID, as Chromium has it.
    """
    kinds = ["audio", "video", "video"] + ["audio"] * audio_slots + ["video"] * video_slots
    lines = [
        "v=0",
        "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE " + " ".join(str(mid) for mid in range(len(kinds))),
        "a=extmap-allow-mixed",
        "a=msid-semantic: WMS",
    ]
    for mid, kind in enumerate(kinds):
        sends = str(mid) in SENDERS.values()
        lines += _line(local, str(mid), kind, sends, red)
        if simulcast and str(mid) == SENDERS["camera"]:
            lines += [f"a=rid:{rid} send" for rid in LAYERS] + ["a=simulcast:send " + ";".join(LAYERS)]
        elif sends and tell_sources:
            media, rtx = local.sources[str(mid)]
            if rtx:
                lines.append(f"a=ssrc-group:FID {media} {rtx}")
            lines += [f"a=ssrc:{ssrc} cname:peer" for ssrc in (media, rtx) if ssrc]
    return "\r\n".join(lines) + "\r\n"


def _line(local: Local, mid: str, kind: str, sends: bool, red: bool) -> list[str]:
    audio = kind == "audio"
    formats = (f"{OPUS} {RED}" if red else f"{OPUS}") if audio else f"{VP8} {RTX}"
    lines = [
        f"m={kind} 9 UDP/TLS/RTP/SAVPF {formats}",
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        f"a=ice-ufrag:{local.ufrag}",
        f"a=ice-pwd:{local.password}",
        "a=ice-options:trickle",
        f"a=fingerprint:{local.fingerprint[0]} {local.fingerprint[1]}",
        "a=setup:actpass",
        f"a=mid:{mid}",
        *(f"a=extmap:{number} {uri}" for uri, number in IDS.items() if audio or uri != AUDIO_LEVEL),
        "a=sendonly" if sends else "a=recvonly",
        "a=rtcp-mux",
        "a=rtcp-rsize",
    ]
    if audio:
        return [
            *lines,
            f"a=rtpmap:{OPUS} opus/48000/2",
            f"a=rtcp-fb:{OPUS} transport-cc",
            f"a=fmtp:{OPUS} minptime=10;useinbandfec=1",
            *((f"a=rtpmap:{RED} red/48000/2", f"a=fmtp:{RED} {OPUS}/{OPUS}") if red else ()),
        ]
    feedback = ("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli")
    return [
        *lines,
        f"a=rtpmap:{VP8} VP8/90000",
        *(f"a=rtcp-fb:{VP8} {kind}" for kind in feedback),
        f"a=rtpmap:{RTX} rtx/90000",
        f"a=fmtp:{RTX} apt={VP8}",
    ]


def read_answer(sdp: str) -> Remote:
    """Raises ValueError when something that every answer has is missing."""
    session, *sections = re.split(r"\r\n(?=m=)", sdp)
    lines = {}
    for section in sections:
        mid = _one(section, r"a=mid:(\S+)")
        sources = [int(item) for item in dict.fromkeys(re.findall(r"a=ssrc:(\d+)", section))]
        extensions = {
            uri: int(number) for number, uri in re.findall(r"a=extmap:(\d+)(?:/\w+)? (\S+)", section)
        }
        direction = _one(section, r"a=(sendonly|recvonly|inactive)")
        lines[mid] = RemoteLine(mid, section[2:7], direction, sources, extensions)
    first = sections[0]
    algorithm, value = _one(first, r"a=fingerprint:(\S+ \S+)").split()
    return Remote(
        ufrag=_one(first, r"a=ice-ufrag:(\S+)"),
        password=_one(first, r"a=ice-pwd:(\S+)"),
        fingerprint=(algorithm, value),
        candidates=[
            (host, int(port))
            for host, port in re.findall(r"a=candidate:\d+ 1 udp \d+ (\S+) (\d+) typ host", first)
        ],
        lines=lines,
        version=int(_one(session, r"o=\S+ \d+ (\d+)")),
    )


def _one(text: str, pattern: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise ValueError(f"no {pattern} in the answer")
    return match[1]
