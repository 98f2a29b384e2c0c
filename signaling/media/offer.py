"""What a browser's offer means to us (RFC 8829, RFC 9143): its media lines, ICE and DTLS.

A line without Opus or VP8, a data channel, and a sending line that the client did not name are answered as
rejected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from signaling.media.media_line import EXTENSION_URIS, SENDERS, Extensions, Line, Medium, read_line
from signaling.media.sdp import (
    Description,
    Section,
    invalid,
    parse_description,
    unsupported,
)
from signaling.media.stun import is_ice_text

__all__ = ["Extensions", "Fingerprint", "Line", "Medium", "Offer", "parse_offer", "parse_restart"]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    algorithm: str
    """`sha-256`, `sha-384` or `sha-512`."""
    value: str
    """Upper-case hexadecimal octets, joined by colons."""


@dataclass(frozen=True, slots=True)
class Offer:
    lines: tuple[Line, ...]
    """In the offer's order, rejected ones too."""
    ufrag: str
    pwd: str
    fingerprints: tuple[Fingerprint, ...]
    """At least one; the certificate must match one of them (RFC 8122 §5)."""

    @property
    def reduced_size(self) -> bool:
        """Every line that takes part offered rtcp-rsize: feedback may go without a leading report (RFC 5506)."""
        return all(line.reduced_size for line in self.accepted())

    def accepted(self) -> tuple[Line, ...]:
        """Lines that take part, in the offer's order."""
        return tuple(line for line in self.lines if line.medium is not None)

    def senders(self) -> Mapping[str, Line]:
        """Sending lines by `audio | camera | screen`."""
        return {line.sender: line for line in self.lines if line.sender is not None}

    def slots(self) -> Mapping[str, Line]:
        """Receive slots by mid, in the offer's order."""
        return {line.mid: line for line in self.accepted() if line.sender is None}

    def uplink(self) -> Extensions:
        """The extensions' ids on what the browser sends, the same on all its lines."""
        return _merged(line.extensions for line in self.senders().values())


def parse_offer(sdp: str, senders: Mapping[str, str]) -> Offer:
    """Reads a first offer. `senders` = {"audio" | "camera" | "screen": mid}, as the client told with it.

    Raises NegotiationError: `sdp_too_large` (params: `what`, `limit`), `sdp_invalid` or `sdp_unsupported`
    (params: `what`).
    """
    description = parse_description(sdp)
    if not set(senders) <= set(SENDERS) or len(set(senders.values())) != len(senders):
        raise invalid("senders")
    named = {mid: kind for kind, mid in senders.items()}
    bundle = _bundle(description)
    lines = tuple(read_line(section, bundle, named) for section in description.media)
    if {line.sender for line in lines if line.sender} != set(senders):
        raise invalid("senders")
    offer = _with_transport(description, bundle, lines)
    _check_consistency(offer)
    return offer


def parse_restart(sdp: str, previous: Offer) -> Offer:
    """Reads an ICE restart: `previous` with the browser's new ICE credentials.

    Raises NegotiationError as `parse_offer`; `sdp_unsupported` also when lines, payload types or fingerprints
    differ from `previous`, or the credentials are still the old ones (RFC 8839 §4.4.1.1.1): such a browser
    needs a new connection.
    """
    senders = {kind: line.mid for kind, line in previous.senders().items()}
    offer = parse_offer(sdp, senders)
    if offer.ufrag == previous.ufrag or offer.pwd == previous.pwd:
        raise unsupported("restart with old credentials")
    if frozenset(offer.fingerprints) != frozenset(previous.fingerprints):
        raise unsupported("restart with another certificate")
    if [_essence(line) for line in offer.lines] != [_essence(line) for line in previous.lines]:
        raise unsupported("restart with other media")
    return replace(previous, ufrag=offer.ufrag, pwd=offer.pwd)


def _essence(line: Line) -> tuple[object, ...]:
    if line.medium is None:
        return ()
    return line.mid, line.medium, line.sender, line.payload, line.rtx, line.red, line.extensions, line.layers


def _bundle(description: Description) -> list[str]:
    """The mids of the one BUNDLE group, its tag first (RFC 9143 §7.2)."""
    groups = [group.split() for group in description.session.all("group")]
    bundles = [group[1:] for group in groups if group and group[0] == "BUNDLE"]
    if len(bundles) != 1:
        raise unsupported("bundle")
    mids = [section.first("mid") for section in description.media]
    known = [mid for mid in mids if mid is not None]
    if (
        len(set(known)) != len(known)
        or len(set(bundles[0])) != len(bundles[0])
        or not set(bundles[0]) <= set(known)
    ):
        raise invalid("bundle")
    return bundles[0]


def _with_transport(description: Description, bundle: list[str], lines: tuple[Line, ...]) -> Offer:
    """ICE and DTLS of the offer's tagged line: the first of the group that takes part (RFC 9143 §7.3.1)."""
    taking_part = {line.mid for line in lines if line.medium}
    tag = next((mid for mid in bundle if mid in taking_part), None)
    if tag is None:
        raise unsupported("media")
    tagged = next(section for section in description.media if section.first("mid") == tag)
    session = description.session
    if session.has("ice-lite"):
        # Two lite agents would both wait for checks.
        raise unsupported("ice-lite")
    if (tagged.first("setup") or session.first("setup")) not in ("actpass", "active"):
        raise unsupported("setup")
    return Offer(
        lines=lines,
        ufrag=_credential(tagged, session, "ice-ufrag", 4),
        pwd=_credential(tagged, session, "ice-pwd", 22),
        fingerprints=_fingerprints(tagged.all("fingerprint") or session.all("fingerprint")),
    )


def _credential(tagged: Section, session: Section, name: str, least: int) -> str:
    """RFC 8839 §5.4: ice-ufrag of 4-256 and ice-pwd of 22-256 ice-chars."""
    value = tagged.first(name) or session.first(name) or ""
    if len(value) < least or not is_ice_text(value.encode("utf-8", "surrogatepass")):
        raise invalid(name)
    return value


_FINGERPRINT = re.compile(r"(sha-(?:256|384|512)) ([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){31,63})", re.IGNORECASE)
_DIGEST_OCTETS = {"sha-256": 32, "sha-384": 48, "sha-512": 64}


def _fingerprints(values: list[str]) -> tuple[Fingerprint, ...]:
    found = []
    for match in filter(None, map(_FINGERPRINT.fullmatch, values)):
        fingerprint = Fingerprint(match[1].lower(), match[2].upper())
        if len(fingerprint.value) != _DIGEST_OCTETS[fingerprint.algorithm] * 3 - 1:
            raise invalid("fingerprint")
        found.append(fingerprint)
    if not found:
        raise unsupported("fingerprint") if values else invalid("fingerprint")
    return tuple(found)


def _check_consistency(offer: Offer) -> None:
    """What a bundle shares must not be ambiguous: payload types, extension ids, SSRCs (RFC 9143 §9)."""
    meanings: dict[int, str] = {}
    for line in offer.accepted():
        for payload, meaning in (
            (line.payload, str(line.medium)),
            (line.rtx, f"rtx of {line.payload}"),
            (line.red, f"red of {line.payload}"),
        ):
            if payload and meanings.setdefault(payload, meaning) != meaning:
                raise invalid("payload")
    _merged(line.extensions for line in offer.accepted())
    sources = [ssrc for line in offer.lines for ssrc in (line.ssrc, line.rtx_ssrc) if ssrc]
    if len(set(sources)) != len(sources):
        raise invalid("ssrc")


def _merged(all_extensions: Iterable[Extensions]) -> Extensions:
    """One set of ids for several lines. Raises NegotiationError when they contradict each other."""
    ids: dict[str, int] = {}
    for extensions in all_extensions:
        for name in EXTENSION_URIS.values():
            number = getattr(extensions, name)
            if number and ids.setdefault(name, number) != number:
                raise invalid("extmap")
    if len(set(ids.values())) != len(ids):
        raise invalid("extmap")
    return Extensions(**ids)
