"""Whom a request comes from: trusted proxies are believed as far as they go, nobody else at all."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict, CIMultiDictProxy

from server.forwarded import Visit, is_trusted, visit

PROXIES = tuple(ipaddress.ip_network(text) for text in ("127.0.0.1", "10.0.0.0/8", "fd00::/8"))


def of(peer: str, *fields: tuple[str, str]) -> Visit:
    return visit(peer, CIMultiDictProxy(CIMultiDict(fields)), PROXIES)


@pytest.mark.parametrize(
    ("told", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("127.0.0.1, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.7, 10.1.1.1", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7, 10.2.2.2, fd00::5", "203.0.113.7"),
        ("203.0.113.7:5123", "203.0.113.7"),
        ("[2001:db8::7]:5123", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", "127.0.0.1"),
        ("unknown", "127.0.0.1"),
        ("203.0.113.7, _hidden", "127.0.0.1"),
        ("203.0.113.7, 10.1.1.1'--", "127.0.0.1"),
        ("fe80::1%eth0", "127.0.0.1"),
        ("203.0.113.7, unknown, 10.1.1.1", "10.1.1.1"),
        ("10.1.1.1, 10.1.1.2", "10.1.1.1"),
        (", ".join(["10.1.1.1"] * 5000), "10.1.1.1"),
    ],
)
def test_the_nearest_address_that_is_no_proxy_of_ours_is_the_client(told: str, client: str) -> None:
    assert of("127.0.0.1", ("X-Forwarded-For", told)).address == client


def test_what_stands_in_a_second_header_counts_as_further_to_the_right() -> None:
    forged = ("X-Forwarded-For", "198.51.100.1")
    assert of("127.0.0.1", forged, ("x-forwarded-for", "203.0.113.7")).address == "203.0.113.7"


@given(
    st.ip_addresses().filter(lambda peer: not is_trusted(str(peer), PROXIES)),
    st.lists(
        st.tuples(
            st.sampled_from(["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded"]),
            st.text() | st.sampled_from(["127.0.0.1", "https", "mediation.example"]),
        )
    ),
)
def test_a_stranger_says_nothing_about_itself_that_counts(
    peer: ipaddress.IPv4Address | ipaddress.IPv6Address, fields: list[tuple[str, str]]
) -> None:
    assert of(str(peer), *fields) == Visit(str(peer))


@given(st.text(), st.text(), st.text())
def test_whatever_a_proxy_passes_on_is_an_address_a_scheme_and_a_host_or_nothing(
    hops: str, scheme: str, host: str
) -> None:
    found = of(
        "10.0.0.1", ("X-Forwarded-For", hops), ("X-Forwarded-Proto", scheme), ("X-Forwarded-Host", host)
    )
    ipaddress.ip_address(found.address)
    assert found.scheme in {None, "http", "https"}
    assert found.host is None or not set(found.host) & set(" \t\r\n/@?#,")


def test_the_scheme_and_the_host_are_the_nearest_proxys_word() -> None:
    found = of(
        "127.0.0.1",
        ("X-Forwarded-Proto", "http, HTTPS"),
        ("X-Forwarded-Host", "evil.example, mediation.example:8443"),
    )
    assert (found.scheme, found.host) == ("https", "mediation.example:8443")


@pytest.mark.parametrize(
    "host", ["", "user@mediation.example", "a/b", "a b", "[", "a:999999", "a:b", "a?b", "a#b"]
)
def test_a_host_that_is_none_is_not_believed(host: str) -> None:
    assert of("127.0.0.1", ("X-Forwarded-Host", host)).host is None


@pytest.mark.parametrize("peer", ["", "localhost", "proxy.example", "10.0.0.1.example", "unix:"])
def test_a_peer_without_an_address_is_never_trusted(peer: str) -> None:
    assert of(peer, ("X-Forwarded-For", "203.0.113.7")) == Visit(peer)


def test_a_proxy_that_calls_over_a_socket_for_both_families_is_known() -> None:
    assert of("::ffff:127.0.0.1", ("X-Forwarded-For", "203.0.113.7")).address == "203.0.113.7"
