"""Relay addresses as browsers are told them."""

import pytest

from server.doctor.turn import Place


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("turn:relay.example", Place("relay.example", 3478, "udp", False)),
        ("turn:relay.example?transport=tcp", Place("relay.example", 3478, "tcp", False)),
        ("turn:192.0.2.1:443?transport=udp", Place("192.0.2.1", 443, "udp", False)),
        ("turns:relay.example", Place("relay.example", 5349, "tcp", True)),
        ("turns:relay.example:443?transport=tcp", Place("relay.example", 443, "tcp", True)),
        ("turn:[2001:db8::1]:3479", Place("2001:db8::1", 3479, "udp", False)),
        ("turn:[2001:db8::1]", Place("2001:db8::1", 3478, "udp", False)),
    ],
)
def test_a_url_is_taken_apart_with_the_defaults_of_its_scheme(url: str, place: Place) -> None:
    assert Place.of(url) == place


@pytest.mark.parametrize("url", ["", "stun:a", "turn:", "turn:a:b", "turn:a?transport=sctp", "https://a"])
def test_what_is_no_relay_is_refused(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - int's own message says it
        Place.of(url)
