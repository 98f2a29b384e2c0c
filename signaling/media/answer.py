"""Our answer: ICE-lite, DTLS passive, one transport for every line (RFC 8829 §5.3, RFC 8839, RFC 9143)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address

from signaling.media.media_line import EXTENSION_URIS, Line, Medium
from signaling.media.offer import Fingerprint, Offer


@dataclass(frozen=True, slots=True)
class LocalTransport:
    ufrag: str
    """At least 4 ice-chars; `pwd` at least 22 (RFC 8839 §5.4)."""
    pwd: str
    fingerprint: Fingerprint
    candidates: tuple[tuple[str, int], ...]
    """Advertised addresses (IPv4 or IPv6 literal, port), the preferred one first; at least one."""
    session: int
    """`o=` session id, the same in every answer of this peer connection; 0 ≤ n < 2^63."""
    version: int
    """`o=` version: one more with every answer."""


@dataclass(frozen=True, slots=True)
class SlotStream:
    """What we send in a slot. SSRCs are chosen once per peer connection, unique in it, never 0."""

    ssrc: int
    rtx_ssrc: int
    """0 = no RTX (audio, or not offered)."""


def write_answer(offer: Offer, local: LocalTransport, slots: Mapping[str, SlotStream]) -> str:
    """The SDP answer. `slots` has an entry for every mid of `offer.slots()` (else KeyError: our mistake)."""
    lines = [
        "v=0",
        f"o=- {local.session} {local.version} IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=ice-lite",
        "a=ice-options:ice2",
        "a=group:BUNDLE " + " ".join(line.mid for line in offer.accepted()),
        "a=msid-semantic:WMS *",
    ]
    ordinals = {Medium.AUDIO: 0, Medium.VIDEO: 0}
    for line in offer.lines:
        if line.medium is None:
            lines += _rejected(line)
            continue
        lines += _heading(line, local)
        lines += _codec(line)
        lines += _extmaps(line)
        lines += _transport(local)
        if line.sender is not None:
            lines += _sender(line)
        else:
            lines += _slot(line, slots[line.mid], ordinals[line.medium])
            ordinals[line.medium] += 1
    return "\r\n".join(lines) + "\r\n"


def _rejected(line: Line) -> Iterator[str]:
    medium, protocol, formats = line.heading
    yield f"m={medium} 0 {protocol} {formats}"
    yield "c=IN IP4 0.0.0.0"
    if line.mid:
        yield f"a=mid:{line.mid}"
    yield "a=inactive"


def _heading(line: Line, local: LocalTransport) -> Iterator[str]:
    host, port = local.candidates[0]
    version = 4 if isinstance(ip_address(host), IPv4Address) else 6
    yield f"m={line.heading[0]} {port} {line.heading[1]} {_formats(line)}"
    yield f"c=IN IP{version} {host}"
    yield f"a=mid:{line.mid}"
    yield "a=rtcp-mux"
    if line.reduced_size:
        yield "a=rtcp-rsize"


def _formats(line: Line) -> str:
    """A browser sends redundant speech when RED comes first; what we send tells for each packet."""
    first = () if line.sender is None else (line.red,)
    order = dict.fromkeys((*first, line.payload, line.rtx, line.red))
    return " ".join(str(payload) for payload in order if payload)


def _codec(line: Line) -> Iterator[str]:
    payload, feedback = line.payload, line.feedback
    if line.medium is Medium.AUDIO:
        yield f"a=rtpmap:{payload} opus/48000/2"
        yield f"a=fmtp:{payload} minptime=10;useinbandfec=1"
        # Not offered, and RFC 4585 §4.2 would have us leave it out. But Chromium then resends Opus, and
        # Firefox passes over it: with FEC, at 10 % loss both ways 0.5 % of speech is concealed, not 6-9 %.
        feedback |= {"nack"}
        if line.red:
            yield f"a=rtpmap:{line.red} red/48000/2"
            yield f"a=fmtp:{line.red} {payload}/{payload}"
    else:
        yield f"a=rtpmap:{payload} VP8/90000"
        if line.rtx:
            yield f"a=rtpmap:{line.rtx} rtx/90000"
            yield f"a=fmtp:{line.rtx} apt={payload}"
    # A browser without transport-wide feedback tells its estimate (REMB).
    for kind in ("transport-cc", "goog-remb", "ccm fir", "nack", "nack pli"):
        if kind in feedback:
            yield f"a=rtcp-fb:{payload} {kind}"


def _extmaps(line: Line) -> Iterator[str]:
    answered = "/recvonly" if line.sender is not None else "/sendonly"
    for uri, name in EXTENSION_URIS.items():
        number = getattr(line.extensions, name)
        if number:
            yield f"a=extmap:{number}{answered if number in line.directed else ''} {uri}"


def _transport(local: LocalTransport) -> Iterator[str]:
    """On every line: the tagged one would do (RFC 9143 §7.1.3), but there are stacks that look on each."""
    yield f"a=ice-ufrag:{local.ufrag}"
    yield f"a=ice-pwd:{local.pwd}"
    yield f"a=fingerprint:{local.fingerprint.algorithm} {local.fingerprint.value}"
    yield "a=setup:passive"
    for index, (host, port) in enumerate(local.candidates):
        # Host candidates, RTP component; RFC 8445 §5.1.2.1 with the order as local preference.
        priority = 126 << 24 | (65535 - index) << 8 | 255
        yield f"a=candidate:{index + 1} 1 udp {priority} {host} {port} typ host"
    yield "a=end-of-candidates"


def _sender(line: Line) -> Iterator[str]:
    """Every layer that was offered is taken (RFC 8853 §5.3.2)."""
    yield "a=recvonly"
    if line.layers:
        yield from (f"a=rid:{rid} recv" for rid in line.layers)
        yield "a=simulcast:recv " + ";".join(line.layers)


def _slot(line: Line, stream: SlotStream, ordinal: int) -> Iterator[str]:
    """The nth audio and the nth video slot share a media stream, which browsers play in step (RFC 8830)."""
    yield "a=sendonly"
    yield f"a=msid:slot{ordinal} {line.medium}{ordinal}"
    rtx_ssrc = stream.rtx_ssrc if line.rtx else 0
    if rtx_ssrc:
        yield f"a=ssrc-group:FID {stream.ssrc} {rtx_ssrc}"
    yield f"a=ssrc:{stream.ssrc} cname:yuntiao"
    if rtx_ssrc:
        yield f"a=ssrc:{rtx_ssrc} cname:yuntiao"
