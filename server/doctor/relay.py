"""The relay: whether it lets our people in, reaches the media address, and reaches nothing else."""

import ssl
from typing import Final

from server.config import Settings
from server.doctor.finding import Finding, fault, ok, warning
from server.doctor.turn import FORBIDDEN, UNAUTHENTICATED, Place, Relay, RelayFailed
from server.media import media_config
from signaling.media.config import candidates, ice_servers

_SUBJECT: Final = "relay"
ELSEWHERE: Final = ("127.0.0.1", "169.254.169.254", "198.51.100.1")
"""Loopback, the metadata service of clouds, and an address that nobody has (RFC 5737): a relay must refuse them."""


def examine_relay(settings: Settings, trust: ssl.SSLContext | None = None) -> list[Finding]:
    """An allocation by each of the relay's addresses, as a browser would make it."""
    if not settings.turn:
        said = "none is set: people whose network lets no UDP through hear and see nothing"
        return [warning(_SUBJECT, said, "set up coturn (deploy/turnserver.conf) and YUNTIAO_TURN")]
    config = media_config(settings)
    told = ice_servers(config, "doctor")[-1]
    user, password = str(told["username"]), str(told["credential"])
    media = [host for host, _ in candidates(config, config.bind) if ":" not in host]
    return [_by(url, user, password, media, trust) for url in settings.turn]


def _by(url: str, user: str, password: str, media: list[str], trust: ssl.SSLContext | None) -> Finding:
    try:
        place = Place.of(url)
    except ValueError:
        return fault(_SUBJECT, f"{url} is no relay's address", "write turn:NAME:3478?transport=udp")
    try:
        with Relay(place, user, password, trust=trust) as relay:
            return _reached(url, relay, media)
    except RelayFailed as failed:
        advice = "see whether coturn runs, and whether this port of it is open"
        if failed.code == UNAUTHENTICATED:
            advice = "YUNTIAO_TURN_SECRET must be coturn's static-auth-secret, and both clocks right"
        return fault(_SUBJECT, f"{url}: {failed}", advice)


def _reached(url: str, relay: Relay, media: list[str]) -> Finding:
    allowed = [host for host in media if _permits(relay, host)]
    if media and not allowed:
        advice = f"let it: allowed-peer-ip={media[0]} in turnserver.conf"
        return fault(_SUBJECT, f"{url}: it refuses to reach the media address", advice)
    if others := [host for host in ELSEWHERE if host not in media and _permits(relay, host)]:
        advice = "deny everything but the media address, as deploy/turnserver.conf does"
        return fault(_SUBJECT, f"{url}: strangers reach {', '.join(others)} through it", advice)
    return ok(_SUBJECT, f"{url}: reaches the media address and nothing else")


def _permits(relay: Relay, host: str) -> bool:
    try:
        relay.permit(host)
    except RelayFailed as refused:
        if refused.code != FORBIDDEN:
            raise
        return False
    return True
