"""One media line of a browser's offer, as we take part in it: codecs, extension ids, SSRCs (RFC 8829 §5.3).

Only Opus and VP8 with RTX are taken; whatever else a line lists is left unanswered.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from signaling.media.sdp import MediaSection, invalid, unsupported


class Medium(StrEnum):
    AUDIO = "audio"
    VIDEO = "video"


SENDERS: Mapping[str, Medium] = {
    "audio": Medium.AUDIO,
    "camera": Medium.VIDEO,
    "screen": Medium.VIDEO,
}
"""What a person may send, one line each."""


@dataclass(frozen=True, slots=True)
class Extensions:
    """Ids of the RTP header extensions in use, 1-14 for the one-byte form (RFC 8285 §4.2); 0 = not used.

    Ids are the browser's. Within an offer each of these extensions has one id, whatever the line.
    """

    mid: int = 0
    abs_send_time: int = 0
    transport_cc: int = 0
    audio_level: int = 0
    rid: int = 0
    """The layer's name (RFC 8852), on a line with simulcast only; `repaired_rid`: of what an RTX packet
    repairs."""
    repaired_rid: int = 0


EXTENSION_URIS: Mapping[str, str] = {
    "urn:ietf:params:rtp-hdrext:sdes:mid": "mid",
    "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time": "abs_send_time",
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01": "transport_cc",
    "urn:ietf:params:rtp-hdrext:ssrc-audio-level": "audio_level",
    "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id": "rid",
    "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id": "repaired_rid",
}
"""Never `urn:3gpp:video-orientation`: with it phones send pictures lying on their side, and so would be
recordings."""

_ON_SENDERS = frozenset(("mid", "transport_cc", "audio_level"))
_ON_LAYERS = _ON_SENDERS | {"rid", "repaired_rid"}
_ON_SLOTS = frozenset(("mid", "abs_send_time", "transport_cc", "audio_level"))


@dataclass(frozen=True, slots=True)
class Line:
    """One media line of the offer; rejected when `medium` is None (then only `mid` and `heading` count)."""

    mid: str
    """1-16 octets: it travels in the one-byte header extension. May be "" on a rejected line."""
    heading: tuple[str, str, str]
    """Medium, protocol and formats of the m= line, for the answer."""
    medium: Medium | None = None
    sender: str | None = None
    """`audio`, `camera` or `screen`: the browser sends. None: one of the browser's receive slots."""
    payload: int = 0
    """Payload type of Opus or VP8."""
    rtx: int = 0
    """Payload type of RTX for `payload`; 0 = none (always for audio)."""
    red: int = 0
    """Payload type of RED around `payload` (RFC 2198); 0 = none (always for video)."""
    extensions: Extensions = field(default_factory=Extensions)
    directed: frozenset[int] = frozenset()
    """Extension ids that were offered with a direction, so that the answer needs one (RFC 8285 §7)."""
    ssrc: int = 0
    """The browser's SSRC on a sending line; 0 when the offer does not tell: bound by MID then."""
    rtx_ssrc: int = 0
    """By `ssrc-group:FID`; 0 when unknown."""
    feedback: frozenset[str] = frozenset()
    """`rtcp-fb` offered for `payload`: "nack", "nack pli", "ccm fir", "goog-remb", "transport-cc"."""
    reduced_size: bool = False
    """`rtcp-rsize` was offered."""
    layers: tuple[str, ...] = ()
    """The RIDs of a camera in two or three sizes at once (RFC 8853), the smallest first; () = it sends one."""


_MID = re.compile(r"[!#-'*+\-.0-9A-Z^-~]{1,16}")
_PROTOCOLS = frozenset(("UDP/TLS/RTP/SAVPF", "TCP/DTLS/RTP/SAVPF", "TCP/TLS/RTP/SAVPF", "RTP/SAVPF"))
"""All mean the same (RFC 8829 §5.1.2)."""


def read_line(section: MediaSection, bundle: Collection[str], named: Mapping[str, str]) -> Line:
    """`named`: what the client calls its sending lines, {mid: "audio" | "camera" | "screen"}.

    Raises NegotiationError: `sdp_invalid` or `sdp_unsupported` (params: `what`).
    """
    mid = section.first("mid") or ""
    if mid and not _MID.fullmatch(mid):
        raise invalid("mid")
    rejected = Line(mid, (section.medium, section.protocol, " ".join(section.formats)))
    sender = named.get(mid)
    if mid not in bundle or not _takes_part(section, sender):
        return rejected
    medium = Medium(section.medium)
    _check_usable(section, medium, sender)
    payload, rtx, red = _payloads(section, medium)
    if payload == 0:
        if sender is not None:
            raise unsupported("codec")
        return rejected
    layers = _layers(section) if sender == "camera" else ()
    extensions, directed = _extensions(section, _usable(sender, layers), sends=sender is not None)
    if not (extensions.mid and extensions.rid):
        layers = ()  # nothing would tell them apart
    ssrc, rtx_ssrc = _sources(section) if sender is not None and not layers else (0, 0)
    return Line(
        mid,
        rejected.heading,
        medium=medium,
        sender=sender,
        payload=payload,
        rtx=rtx,
        red=red,
        extensions=extensions,
        directed=directed,
        ssrc=ssrc,
        rtx_ssrc=rtx_ssrc if rtx else 0,
        feedback=_feedback(section, payload),
        reduced_size=section.has("rtcp-rsize"),
        layers=layers,
    )


def _takes_part(section: MediaSection, sender: str | None) -> bool:
    direction = _direction(section)
    return (
        section.medium in ("audio", "video")
        # Port 0 rejects a line, unless it says that it merely has no port of its own (RFC 9143 §6).
        and (section.port != 0 or section.has("bundle-only"))
        and direction != "inactive"
        and not (direction == "sendonly" and sender is None)
    )


def _check_usable(section: MediaSection, medium: Medium, sender: str | None) -> None:
    if sender is not None and (SENDERS[sender] is not medium or _direction(section) == "recvonly"):
        raise invalid("senders")
    if section.protocol not in _PROTOCOLS:
        raise unsupported("protocol")
    if not section.has("rtcp-mux"):
        raise unsupported("rtcp-mux")


def _direction(section: MediaSection) -> str:
    """RFC 8866 §6.7: at most one, sendrecv when absent."""
    found = [name for name in ("sendrecv", "sendonly", "recvonly", "inactive") if section.has(name)]
    if len(found) > 1:
        raise invalid("direction")
    return found[0] if found else "sendrecv"


_RTPMAP = re.compile(r"(\d{1,3}) ([A-Za-z0-9_.\-]{1,64})/(\d{1,9})(?:/(\d{1,3}))?")
_APT = re.compile(r"(\d{1,3}) (?:.*;)? ?apt=(\d{1,3})(?:;.*)?")
_CODECS = {Medium.AUDIO: ("opus", "48000", "2"), Medium.VIDEO: ("vp8", "90000", None)}
_RED = ("red", "48000", "2")
_REDUNDANT = re.compile(r"(\d{1,3}) (\d{1,3})(?:/\2)*")


def _payloads(section: MediaSection, medium: Medium) -> tuple[int, int, int]:
    """Payload types of the line's first Opus or VP8, of its RTX and its RED; 0 where there is none."""
    maps: dict[str, tuple[str, str, str | None]] = {}
    for value in section.all("rtpmap"):
        match = _RTPMAP.fullmatch(value)
        if match is None:
            raise invalid("rtpmap")
        maps.setdefault(match[1], (match[2].lower(), match[3], match[4]))
    listed = [form for form in section.formats if form in maps and _is_dynamic(form)]
    payload = next((form for form in listed if maps[form] == _CODECS[medium]), None)
    if payload is None:
        return 0, 0, 0
    if medium is Medium.AUDIO:
        pairs = {match[1]: match[2] for match in map(_REDUNDANT.fullmatch, section.all("fmtp")) if match}
        red = next((form for form in listed if maps[form] == _RED and pairs.get(form) == payload), "0")
        return int(payload), 0, int(red)
    apts = {match[1]: match[2] for match in map(_APT.fullmatch, section.all("fmtp")) if match}
    rtx = next((form for form in listed if maps[form][0] == "rtx" and apts.get(form) == payload), None)
    return int(payload), int(rtx) if rtx is not None else 0, 0


def _is_dynamic(form: str) -> bool:
    """Numbers that cannot be taken for RTCP on the same port (RFC 5761 §4) nor for a static codec."""
    return form.isdecimal() and (35 <= int(form) <= 63 or 96 <= int(form) <= 127)


_EXTMAP = re.compile(r"(\d{1,4})(?:/(sendrecv|sendonly|recvonly|inactive))? ([^ ]{1,256})(?: .*)?")


def _usable(sender: str | None, layers: Collection[str]) -> frozenset[str]:
    if sender is None:
        return _ON_SLOTS
    return _ON_LAYERS if layers else _ON_SENDERS


def _extensions(
    section: MediaSection, usable: frozenset[str], *, sends: bool
) -> tuple[Extensions, frozenset[int]]:
    ids: dict[str, int] = {}
    directed: set[int] = set()
    seen: set[str] = set()
    for value in section.all("extmap"):
        match = _EXTMAP.fullmatch(value)
        if match is None or match[1] in seen:
            raise invalid("extmap")
        seen.add(match[1])
        name, number, direction = EXTENSION_URIS.get(match[3]), int(match[1]), match[2]
        # From 15 on an id needs the two-byte form; from 4096 on it is a choice to be made (RFC 8285 §7).
        if name not in usable or not 1 <= number <= 14 or name in ids:
            continue
        if direction in (None, "sendrecv", "sendonly" if sends else "recvonly"):
            ids[name] = number
            if direction is not None:
                directed.add(number)
    return Extensions(**ids), frozenset(directed)


_SSRC = re.compile(r"(\d{1,10}) .*")
_FID = re.compile(r"FID (\d{1,10}) (\d{1,10})")


def _sources(section: MediaSection) -> tuple[int, int]:
    """The SSRC of the media and of its RTX (RFC 5576 §4); 0 where the offer does not tell."""
    for value in section.all("ssrc-group"):
        if match := _FID.fullmatch(value):
            return _ssrc(match[1]), _ssrc(match[2])
    for value in section.all("ssrc"):
        if match := _SSRC.fullmatch(value):
            return _ssrc(match[1]), 0
    return 0, 0


def _ssrc(text: str) -> int:
    value = int(text)
    if not 0 < value < 1 << 32:
        raise invalid("ssrc")
    return value


MOST_LAYERS = 3
_SIMULCAST = re.compile(r"(?:.* )?send ([^ ]{1,200})(?: .*)?")
_RID = re.compile(r"[A-Za-z0-9_-]{1,16}")


def _layers(section: MediaSection) -> tuple[str, ...]:
    """RIDs in the order of `a=simulcast` (RFC 8853 §5.1): our client and browsers list the smallest first.

    () unless there are two or three, each offered once and without alternatives: the browser then sends its
    first only.
    """
    match = _SIMULCAST.fullmatch(section.first("simulcast") or "")
    names = [name.removeprefix("~") for name in match[1].split(";")] if match else []
    offered = {value.partition(" ")[0] for value in section.all("rid") if value.split()[1:2] == ["send"]}
    usable = all(_RID.fullmatch(name) and name in offered for name in names)
    return tuple(names) if usable and 2 <= len(set(names)) == len(names) <= MOST_LAYERS else ()


_FEEDBACK = frozenset(("nack", "nack pli", "ccm fir", "goog-remb", "transport-cc"))


def _feedback(section: MediaSection, payload: int) -> frozenset[str]:
    values = (value.partition(" ") for value in section.all("rtcp-fb"))
    return _FEEDBACK & {kind.strip() for form, _, kind in values if form in (str(payload), "*")}
