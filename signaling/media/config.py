"""Settings of the media plane, and the `iceServers` that browsers are told."""

from __future__ import annotations

import base64
import hmac
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address

from aioice.ice import get_host_addresses

Address = tuple[str, int]
"""IPv4 or IPv6 literal (no name, no brackets) and UDP port."""

DEFAULT_PORT = 40000


@dataclass(frozen=True, slots=True)
class MediaConfig:
    bind: tuple[Address, ...] = (("127.0.0.1", DEFAULT_PORT),)
    """One UDP socket for each. `0.0.0.0` and `::` stand for every address of their own family."""
    advertise: tuple[str, ...] = ()
    """What answers offer as candidates, the preferred first, where it differs from what is bound: `address`,
    `address:port` or `[address]:port`; without a port the bound one of that family. `0.0.0.0` and `::` stand
    for this host's addresses."""
    stun: tuple[str, ...] = ()
    """`stun:` URLs (RFC 7064) for the browsers."""
    turn: tuple[str, ...] = ()
    """`turn:` and `turns:` URLs (RFC 7065)."""
    turn_secret: str = field(default="", repr=False)
    """coturn's `static-auth-secret`: with it every person gets time-limited credentials of their own."""
    turn_lifetime: int = 12 * 3600
    """Seconds that they are valid: longer than a session, because a restart uses them again."""
    turn_user: str = ""
    turn_password: str = field(default="", repr=False)
    """Without a secret: fixed credentials."""
    bitrate: int = 1_500_000
    """bit/s of video that a publisher is asked for at most."""


def ice_servers(config: MediaConfig, user: str, now: float | None = None) -> list[dict[str, str | list[str]]]:
    """RTCIceServer dictionaries (W3C webrtc-pc §4.2.1) for one person. `now` is Unix time, the present by
    default.

    Credentials follow "A REST API For Access To TURN Services" (draft-uberti-behave-turn-rest-00): the user
    name is the expiry and `user`, the password its HMAC-SHA1 under the secret. `user` must not tell who the
    person is: TURN servers log it.
    """
    servers: list[dict[str, str | list[str]]] = [{"urls": list(config.stun)}] if config.stun else []
    if config.turn:
        name, password = _credentials(config, user, time.time() if now is None else now)
        servers.append({"urls": list(config.turn), "username": name, "credential": password})
    return servers


def _credentials(config: MediaConfig, user: str, now: float) -> tuple[str, str]:
    if not config.turn_secret:
        return config.turn_user, config.turn_password
    name = f"{int(now) + config.turn_lifetime}:{user}"
    digest = hmac.digest(config.turn_secret.encode(), name.encode(), "sha1")
    return name, base64.b64encode(digest).decode()


def candidates(config: MediaConfig, bound: Sequence[Address]) -> tuple[Address, ...]:
    """The addresses to advertise, given the bound ones with their real ports. Raises ValueError: no IP
    literal.
    """
    if not config.advertise:
        found = [address for host, port in bound for address in _expanded(host, port)]
        return tuple(dict.fromkeys(found))
    ports: dict[int, int] = {ip_address(host).version: port for host, port in reversed(bound)}
    named = [_advertised(text, ports, bound[0][1]) for text in config.advertise]
    return tuple(dict.fromkeys(address for host, port in named for address in _expanded(host, port)))


def _advertised(text: str, ports: dict[int, int], fallback: int) -> Address:
    host, colon, port = text.rpartition(":")
    if text.startswith("["):
        host, colon, port = text[1:].partition("]:")
        host = host.removesuffix("]")
    elif ":" in host or not colon:  # a bare IPv6 address, or no port at all
        host, port = text, ""
    version = ip_address(host).version
    return host, int(port) if port else ports.get(version, fallback)


def _expanded(host: str, port: int) -> list[Address]:
    address = ip_address(host)
    if not address.is_unspecified:
        return [(host, port)]
    v4 = address.version == 4
    hosts = get_host_addresses(use_ipv4=v4, use_ipv6=not v4) or ["127.0.0.1" if v4 else "::1"]
    return [(name, port) for name in hosts]
