"""Addresses to advertise, and ICE servers with credentials that coturn accepts."""

import base64
import hashlib
import hmac

import pytest

from signaling.media.config import MediaConfig, candidates, ice_servers


def test_credentials_are_as_coturn_checks_them() -> None:
    config = MediaConfig(turn=("turn:relay.example:3478",), turn_secret="north", turn_lifetime=600)
    (server,) = ice_servers(config, "seat", now=1_000.7)
    assert server["urls"] == ["turn:relay.example:3478"]
    assert server["username"] == "1600:seat"
    expected = hmac.new(b"north", b"1600:seat", hashlib.sha1).digest()
    assert server["credential"] == base64.b64encode(expected).decode()


def test_two_people_have_different_credentials() -> None:
    config = MediaConfig(turn=("turn:relay.example",), turn_secret="north")
    assert ice_servers(config, "one", 1)[0]["credential"] != ice_servers(config, "two", 1)[0]["credential"]


def test_fixed_credentials_serve_without_a_secret() -> None:
    config = MediaConfig(turn=("turns:relay.example",), turn_user="u", turn_password="p")
    assert ice_servers(config, "seat") == [
        {"urls": ["turns:relay.example"], "username": "u", "credential": "p"}
    ]


def test_stun_needs_no_credentials_and_nothing_set_gives_nothing() -> None:
    assert ice_servers(MediaConfig(stun=("stun:s.example",)), "seat") == [{"urls": ["stun:s.example"]}]
    assert ice_servers(MediaConfig(), "seat") == []


def test_secrets_do_not_show() -> None:
    assert "north" not in repr(MediaConfig(turn_secret="north", turn_password="north"))


BOUND = (("0.0.0.0", 4000), ("::", 5000))


@pytest.mark.parametrize(
    ("advertise", "expected"),
    [
        (("203.0.113.7",), (("203.0.113.7", 4000),)),
        (("2001:db8::7",), (("2001:db8::7", 5000),)),
        (("203.0.113.7:6000", "[2001:db8::7]:7000"), (("203.0.113.7", 6000), ("2001:db8::7", 7000))),
        (("[2001:db8::7]",), (("2001:db8::7", 5000),)),
    ],
)
def test_advertised_addresses_take_the_bound_port(
    advertise: tuple[str, ...], expected: tuple[tuple[str, int], ...]
) -> None:
    assert candidates(MediaConfig(advertise=advertise), BOUND) == expected


def test_a_name_cannot_be_advertised() -> None:
    with pytest.raises(ValueError, match="relay"):
        candidates(MediaConfig(advertise=("relay.example",)), BOUND)


def test_what_is_bound_is_advertised_by_default() -> None:
    assert candidates(MediaConfig(), (("127.0.0.1", 4000),)) == (("127.0.0.1", 4000),)


def test_every_address_stands_for_each_of_its_family() -> None:
    found = candidates(MediaConfig(), BOUND)
    assert found
    assert {port for host, port in found if ":" not in host} == {4000}
    assert "0.0.0.0" not in dict(found)
