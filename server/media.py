"""What the media plane is told of the settings: where it listens, and what it calls itself."""

from typing import Final

from server.config import Settings, is_address, is_loopback
from signaling.media.config import MediaConfig

EVERYWHERE: Final = ("0.0.0.0",)  # noqa: S104 - media is answered only where a check proves its credentials


def media_config(settings: Settings) -> MediaConfig:
    hosts, advertise = settings.udp_hosts, settings.advertise
    if not hosts:
        hosts = (settings.host,) if is_address(settings.host) else EVERYWHERE
        if is_loopback(settings.host):
            # Firefox gathers no loopback candidates: it reaches this machine only by its own address.
            hosts, advertise = EVERYWHERE, advertise or ("127.0.0.1", *EVERYWHERE)
    return MediaConfig(
        bind=tuple((host, settings.udp_port) for host in hosts),
        advertise=advertise,
        stun=settings.stun,
        turn=settings.turn,
        turn_secret=settings.turn_secret,
        turn_user=settings.turn_user,
        turn_password=settings.turn_password,
    )
