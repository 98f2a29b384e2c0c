"""Session descriptions (RFC 8866, JSEP): the offers our peers make and what they need of an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["audio", "video"]
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
OPUS, VP8, RTX = 111, 96, 97


@dataclass(frozen=True, slots=True)
class Line:
    """One media line of an offer: a sender with its SSRC (and RTX SSRC), or a slot to receive in."""

    mid: str
    kind: Kind
    ssrc: int | None = None
    rtx_ssrc: int | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What one end says of its transport: ICE credentials, DTLS fingerprint (algorithm, value) and role."""

    ufrag: str
    password: str
    fingerprint: tuple[str, str]
    setup: str = "actpass"


@dataclass(slots=True)
class RemoteLine:
    """One media line of the other end."""

    mid: str
    kind: str
    port: int
    direction: str = "sendrecv"
    payload_types: dict[str, int] = field(default_factory=dict)
    ssrcs: list[int] = field(default_factory=list)
    extensions: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Remote:
    """What we need of the other end's description."""

    ufrag: str = ""
    password: str = ""
    setup: str = ""
    fingerprints: list[tuple[str, str]] = field(default_factory=list)
    addresses: list[tuple[str, int]] = field(default_factory=list)
    lines: dict[str, RemoteLine] = field(default_factory=dict)


def person_lines(ssrcs: Sequence[int], audio_slots: int = 12, video_slots: int = 6) -> list[Line]:
    """The lines of a person of this product: microphone, camera, screen, then the slots to receive in.

    `ssrcs` are those of microphone, camera, camera's RTX, screen and screen's RTX.
    """
    lines = [
        Line("0", "audio", ssrcs[0]),
        Line("1", "video", ssrcs[1], ssrcs[2]),
        Line("2", "video", ssrcs[3], ssrcs[4]),
    ]
    lines += [Line(str(3 + n), "audio") for n in range(audio_slots)]
    lines += [Line(str(3 + audio_slots + n), "video") for n in range(video_slots)]
    return lines


def offer(lines: Sequence[Line], local: Credentials) -> str:
    """An offer as a browser makes it after trimming its codecs to Opus and VP8 with RTX."""
    parts = _head([line.mid for line in lines])
    for line in lines:
        payloads = [OPUS] if line.kind == "audio" else [VP8, RTX]
        parts += _media(line.kind, payloads, line.mid, local)
        parts += _codecs(line.kind)
        parts.append("a=sendonly" if line.ssrc is not None else "a=recvonly")
        if line.ssrc is not None:
            parts += _sender(line, line.ssrc)
    return "\r\n".join(parts) + "\r\n"


def answer(remote: Remote, local: Credentials) -> str:
    """Accept everything that `remote` offers to send, with the payload types and extensions of its offer."""
    parts = _head(list(remote.lines))
    for line in remote.lines.values():
        parts += _media(line.kind, list(line.payload_types.values()), line.mid, local, extensions=False)
        parts += [f"a=extmap:{number} {uri}" for uri, number in line.extensions.items()]
        parts += [f"a=rtpmap:{pt} {name}" for name, pt in line.payload_types.items()]
        parts.append("a=recvonly")
    return "\r\n".join(parts) + "\r\n"


def _head(mids: Iterable[str]) -> list[str]:
    return [
        "v=0",
        "o=- 4611686018427387904 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE " + " ".join(mids),
        "a=extmap-allow-mixed",
        "a=msid-semantic: WMS",
    ]


def _media(
    kind: str, payloads: list[int], mid: str, local: Credentials, extensions: bool = True
) -> list[str]:
    parts = [
        f"m={kind} 9 UDP/TLS/RTP/SAVPF " + " ".join(map(str, payloads)),
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        f"a=ice-ufrag:{local.ufrag}",
        f"a=ice-pwd:{local.password}",
        "a=ice-options:trickle",
        f"a=fingerprint:{local.fingerprint[0]} {local.fingerprint[1]}",
        f"a=setup:{local.setup}",
        f"a=mid:{mid}",
        "a=rtcp-mux",
        "a=rtcp-rsize",
    ]
    if extensions:
        if kind == "audio":
            parts.append(f"a=extmap:1 {AUDIO_LEVEL}")
        parts += [f"a=extmap:2 {ABS_SEND_TIME}", f"a=extmap:3 {TRANSPORT_CC}", f"a=extmap:4 {MID}"]
    return parts


def _codecs(kind: Kind) -> list[str]:
    if kind == "audio":
        return [
            f"a=rtpmap:{OPUS} opus/48000/2",
            f"a=rtcp-fb:{OPUS} transport-cc",
            f"a=fmtp:{OPUS} minptime=10;useinbandfec=1",
        ]
    feedback = ("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli")
    return [
        f"a=rtpmap:{VP8} VP8/90000",
        *(f"a=rtcp-fb:{VP8} {name}" for name in feedback),
        f"a=rtpmap:{RTX} rtx/90000",
        f"a=fmtp:{RTX} apt={VP8}",
    ]


def _sender(line: Line, ssrc: int) -> list[str]:
    parts = [f"a=msid:s t{line.mid}"]
    if line.rtx_ssrc is not None:
        parts.append(f"a=ssrc-group:FID {ssrc} {line.rtx_ssrc}")
    parts.append(f"a=ssrc:{ssrc} cname:bench")
    if line.rtx_ssrc is not None:
        parts.append(f"a=ssrc:{line.rtx_ssrc} cname:bench")
    return parts


def parse(text: str) -> Remote:
    """Read the other end's description; session-level transport attributes count for every line."""
    remote = Remote()
    line = RemoteLine("", "", 0)
    for entry in text.splitlines():
        name, _, value = entry.removeprefix("a=").partition(":")
        if entry.startswith("m="):
            fields = entry[2:].split()
            line = RemoteLine("", fields[0], int(fields[1]))
        elif name == "mid":
            line.mid = value
            remote.lines[value] = line
        else:
            _read_transport(remote, name, value)
            _read_media(line, name, value)
    return remote


def _read_transport(remote: Remote, name: str, value: str) -> None:
    match name:
        case "ice-ufrag":
            remote.ufrag = value
        case "ice-pwd":
            remote.password = value
        case "setup":
            remote.setup = value
        case "fingerprint":
            algorithm, _, digest = value.partition(" ")
            if (algorithm, digest) not in remote.fingerprints:
                remote.fingerprints.append((algorithm, digest))
        case "candidate":
            fields = value.split()
            address = (fields[4], int(fields[5]))
            if fields[2].lower() == "udp" and address not in remote.addresses:
                remote.addresses.append(address)


def _read_media(line: RemoteLine, name: str, value: str) -> None:
    match name:
        case "sendonly" | "recvonly" | "sendrecv" | "inactive":
            line.direction = name
        case "rtpmap":
            number, _, codec = value.partition(" ")
            line.payload_types.setdefault(codec, int(number))
        case "ssrc":
            ssrc = int(value.split()[0])
            if ssrc not in line.ssrcs:
                line.ssrcs.append(ssrc)
        case "extmap":
            number, _, uri = value.partition(" ")
            line.extensions[uri.split()[0]] = int(number.split("/")[0])
