"""The real coturn, as its shipped file sets it up: for people of ours, and towards the media address alone."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing

import pytest

from server.doctor.turn import FORBIDDEN, UNAUTHENTICATED, Place, RelayFailed
from server.doctor.turn import Relay as Allocation
from server.tls import own_addresses
from signaling.media.config import MediaConfig, ice_servers
from tests.servers.coturn import SECRET, Relay, coturn

OTHERS = ["127.0.0.1", "0.0.0.0", "10.0.0.1", "169.254.169.254", "192.168.1.1", "198.51.100.7", "224.0.0.1"]


@pytest.fixture(scope="module")
def host() -> str:
    """An address of this machine that is not loopback."""
    return next(address for address in own_addresses() if ":" not in address)


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory, host: str) -> Iterator[Relay]:
    with coturn(tmp_path_factory.mktemp("coturn"), host, host) as running:
        yield running


def credentials(secret: str = SECRET, now: float | None = None) -> tuple[str, str]:
    """As a browser of ours is told them."""
    (told,) = ice_servers(MediaConfig(turn=("turn:relay",), turn_secret=secret), "a1b2c3", now)
    return str(told["username"]), str(told["credential"])


def allocation(relay: Relay, url: str, *given: str) -> Allocation:
    trust = ssl.create_default_context(cafile=relay.certificate)
    return Allocation(Place.of(url), *(given or credentials()), trust=trust)


@pytest.fixture(params=["udp", "tcp", "tls"])
def url(request: pytest.FixtureRequest, relay: Relay) -> str:
    return relay.tls_url if request.param == "tls" else relay.url(request.param)


def test_datagrams_reach_the_media_address(relay: Relay, url: str, host: str) -> None:
    with (
        closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as media,
        allocation(relay, url) as relayed,
    ):
        media.bind((host, 0))
        media.settimeout(10)
        relayed.permit(host)
        relayed.send(b"a packet", media.getsockname())
        assert media.recvfrom(100) == (b"a packet", relayed.relayed)


@pytest.mark.parametrize("address", OTHERS)
def test_no_other_address_is_reached(relay: Relay, url: str, address: str) -> None:
    with allocation(relay, url) as relayed:
        with pytest.raises(RelayFailed) as refused:
            relayed.permit(address)
        assert refused.value.code == FORBIDDEN


@pytest.mark.parametrize("given", ["a wrong secret", "yesterday", "nobody"])
def test_credentials_that_are_not_of_ours_or_of_now_are_refused(relay: Relay, url: str, given: str) -> None:
    name, password = {
        "a wrong secret": credentials("another secret"),
        "yesterday": credentials(now=1_000_000.0),
        "nobody": ("nobody", "nothing"),
    }[given]
    with pytest.raises(RelayFailed) as refused, allocation(relay, url, name, password):
        pass
    assert refused.value.code == UNAUTHENTICATED


def test_the_console_is_off(relay: Relay, host: str) -> None:
    for address in ("127.0.0.1", host):
        with closing(socket.socket()) as probe:
            probe.settimeout(5)
            assert probe.connect_ex((address, 5766)) != 0
